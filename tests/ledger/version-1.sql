PRAGMA application_id = 1397574996;
BEGIN TRANSACTION;
CREATE TABLE add_claims (
    panel TEXT PRIMARY KEY,
    
    sender_boot TEXT NOT NULL DEFAULT '',
    sender_pid INTEGER NOT NULL DEFAULT 0,
    sender_started TEXT NOT NULL DEFAULT '',

    until INTEGER NOT NULL
) STRICT
;
INSERT INTO "add_claims" VALUES('brsmm','0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456',0);
INSERT INTO "add_claims" VALUES('other','0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456',0);
CREATE TABLE addresses (
    panel TEXT NOT NULL,
    url TEXT NOT NULL,
    answers_at TEXT NOT NULL,
    PRIMARY KEY (panel, url)
) STRICT
;
INSERT INTO "addresses" VALUES('brsmm','https://panel.example/api/v2','https://new.example/api/v2');
INSERT INTO "addresses" VALUES('other','https://other.example/api/v2','https://other.example/api/v2');
INSERT INTO "addresses" VALUES('brsmm','https://new.example/api/v2','https://new.example/api/v2');
CREATE TABLE balances (
    id INTEGER PRIMARY KEY,
    panel TEXT NOT NULL,
    panel_url TEXT NOT NULL,
    amount TEXT NOT NULL,
    currency TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    cause TEXT NOT NULL
) STRICT
;
INSERT INTO "balances" VALUES(1,'brsmm','https://panel.example/api/v2','100.84292','USD',1773496931000,1773496931000,'refresh');
INSERT INTO "balances" VALUES(2,'brsmm','https://panel.example/api/v2','100.75292','USD',1773496963000,1773496963000,'order');
CREATE TABLE book (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL
) STRICT
;
INSERT INTO "book" VALUES(1,38);
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    order_ref INTEGER NOT NULL REFERENCES orders (ref),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT
;
INSERT INTO "events" VALUES(1,1,1773496931000,'intended','');
INSERT INTO "events" VALUES(2,1,1773496931000,'sending','');
INSERT INTO "events" VALUES(3,1,1773496933000,'placed','23501');
INSERT INTO "events" VALUES(4,2,1773496963000,'intended','');
INSERT INTO "events" VALUES(5,2,1773496963000,'sending','');
INSERT INTO "events" VALUES(6,2,1773496965000,'placed','ord_01HG9');
INSERT INTO "events" VALUES(7,2,1773496965000,'note','The balance was not checked afterwards.');
INSERT INTO "events" VALUES(8,3,1773496995000,'intended','');
INSERT INTO "events" VALUES(9,3,1773496995000,'sending','');
INSERT INTO "events" VALUES(10,3,1773496997000,'rejected','Not enough funds on balance');
INSERT INTO "events" VALUES(11,3,1773496997000,'note','The balance was not checked afterwards.');
INSERT INTO "events" VALUES(12,4,1773497027000,'intended','');
INSERT INTO "events" VALUES(13,4,1773497027000,'sending','');
INSERT INTO "events" VALUES(14,4,1773497029000,'unknown','The connection ended before the answer did.');
INSERT INTO "events" VALUES(15,4,1773497029000,'note','The balance was not checked afterwards.');
INSERT INTO "events" VALUES(16,5,1773497059000,'intended','');
INSERT INTO "events" VALUES(17,5,1773497059000,'sending','');
INSERT INTO "events" VALUES(18,5,1773497061000,'unknown','cut');
INSERT INTO "events" VALUES(19,5,1773497061000,'note','The balance was not checked afterwards.');
INSERT INTO "events" VALUES(20,5,1773497091000,'decided not placed','');
INSERT INTO "events" VALUES(21,6,1773497091000,'intended','');
INSERT INTO "events" VALUES(22,6,1773497091000,'not sent','Taken back before it was sent.');
INSERT INTO "events" VALUES(23,7,1773497091000,'intended','');
INSERT INTO "events" VALUES(24,8,1773497091000,'intended','');
INSERT INTO "events" VALUES(25,8,1773497091000,'sending','');
INSERT INTO "events" VALUES(26,8,1773497093000,'placed','77');
INSERT INTO "events" VALUES(27,8,1773497093000,'note','The balance was not checked afterwards.');
INSERT INTO "events" VALUES(28,9,1773497123000,'tracked','9001');
INSERT INTO "events" VALUES(29,10,1773497123000,'tracked','9002');
INSERT INTO "events" VALUES(30,1,1773497123000,'status','Completed');
INSERT INTO "events" VALUES(31,2,1773497123000,'status','Partial');
INSERT INTO "events" VALUES(32,11,1773497123000,'child','5');
INSERT INTO "events" VALUES(33,12,1773497123000,'child','6');
INSERT INTO "events" VALUES(34,2,1773497123000,'children','5, 6');
INSERT INTO "events" VALUES(35,9,1773497123000,'lost','Incorrect order ID');
INSERT INTO "events" VALUES(36,10,1773497123000,'status','In progress');
INSERT INTO "events" VALUES(37,1,1773497183000,'refill intended','');
INSERT INTO "events" VALUES(38,2,1773497183000,'refill intended','');
INSERT INTO "events" VALUES(39,1,1773497183000,'refill sending','');
INSERT INTO "events" VALUES(40,2,1773497183000,'refill sending','');
INSERT INTO "events" VALUES(41,1,1773497183000,'refill accepted','1');
INSERT INTO "events" VALUES(42,2,1773497183000,'refill rejected','Refill is disabled for this service');
INSERT INTO "events" VALUES(43,1,1773497183000,'refill status','Pending');
INSERT INTO "events" VALUES(44,8,1773497183000,'cancel intended','');
INSERT INTO "events" VALUES(45,8,1773497183000,'cancel sending','');
INSERT INTO "events" VALUES(46,8,1773497183000,'cancel unknown','cut');
INSERT INTO "events" VALUES(47,2,1773497183000,'acknowledged','');
CREATE TABLE orders (
    ref INTEGER PRIMARY KEY,
    panel TEXT NOT NULL,
    panel_url TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN (
        'intended', 'sending', 'placed', 'rejected', 'not sent', 'unknown', 'not placed')),
    origin TEXT NOT NULL CHECK (origin IN ('placed', 'tracked', 'child')),
    order_id TEXT NOT NULL DEFAULT '',
    service_id TEXT NOT NULL DEFAULT '',
    service_name TEXT NOT NULL DEFAULT '',
    service_type TEXT NOT NULL DEFAULT '?',
    category TEXT NOT NULL DEFAULT '',
    rate TEXT,
    link TEXT NOT NULL DEFAULT '',
    quantity INTEGER,
    params TEXT NOT NULL DEFAULT '[]',
    foretold TEXT,
    charge TEXT,
    currency TEXT NOT NULL DEFAULT '',
    status TEXT,
    status_text TEXT NOT NULL DEFAULT '',
    start_count INTEGER,
    remains INTEGER,
    posts INTEGER,
    runs INTEGER,
    expiry TEXT NOT NULL DEFAULT '',
    parent INTEGER REFERENCES orders (ref),
    words TEXT NOT NULL DEFAULT '',
    phases TEXT NOT NULL DEFAULT '[]',
    traced INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    settled_at INTEGER,
    checked_at INTEGER,
    changed_at INTEGER NOT NULL,
    ended_at INTEGER,
    lost_at INTEGER,
    acknowledged INTEGER NOT NULL DEFAULT 0,
    trouble INTEGER NOT NULL DEFAULT 0,
    flag TEXT NOT NULL DEFAULT '',
    refill_ref INTEGER,
    cancel_ref INTEGER,
    balance_before TEXT,
    balance_after TEXT,
    
    sender_boot TEXT NOT NULL DEFAULT '',
    sender_pid INTEGER NOT NULL DEFAULT 0,
    sender_started TEXT NOT NULL DEFAULT '',

    claimed_by TEXT NOT NULL DEFAULT '',
    claimed_until INTEGER,
    seq INTEGER NOT NULL,
    search TEXT NOT NULL DEFAULT '',
    live INTEGER GENERATED ALWAYS AS (
        state = 'placed' AND (status IS NULL OR status NOT IN ('completed', 'partial', 'canceled', 'refunded', 'failed', 'expired'))) VIRTUAL,
    attention INTEGER GENERATED ALWAYS AS (CASE
        WHEN state = 'unknown' THEN 2
        WHEN acknowledged THEN 0
        WHEN trouble OR lost_at IS NOT NULL OR status IN ('partial', 'canceled', 'refunded', 'failed') THEN 1
        ELSE 0 END) VIRTUAL,
    progress INTEGER GENERATED ALWAYS AS (CASE
        WHEN status = 'completed' THEN 10000
        WHEN quantity > 0 AND remains IS NOT NULL
            THEN CAST((quantity - remains) * 10000.0 / quantity AS INTEGER)
        END) VIRTUAL,
    charge_size REAL GENERATED ALWAYS AS (CAST(coalesce(charge, foretold) AS REAL)) VIRTUAL
) STRICT
;
INSERT INTO "orders" VALUES(1,'brsmm','https://panel.example/api/v2','placed','placed','23501','17','Instagram Followers [No Drop]','Default','Instagram','0.90','https://example.com/p/1',100,'[["service", "17"], ["link", "https://example.com/p/1"], ["quantity", "100"]]','0.0900','0.27819','USD','completed','Completed',3572,0,NULL,NULL,'',NULL,'','["connection.connect_tcp.started", "http11.send_request_headers.started"]',1,1773496931000,1773496931000,1773496933000,1773497123000,1773497183000,1773497123000,NULL,0,0,'',1,NULL,'100.84292','100.75292','0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456','',NULL,34,'23501 17 instagram followers [no drop] https://example.com/p/1 brsmm completed completed');
INSERT INTO "orders" VALUES(2,'brsmm','https://panel.example/api/v2','placed','placed','ord_01HG9','x-9','Pacote 𝗡𝗼 𝗗𝗿𝗼𝗽 ção','Default','Instagram','0.90','https://example.com/p/2 [no refill]',NULL,'[["service", "x-9"], ["link", "https://example.com/p/2 [no refill]"], ["quantity", "None"]]','0.0900','0.27819','USD','partial','Partial',3572,157,NULL,NULL,'',NULL,'','["connection.connect_tcp.started", "http11.send_request_headers.started"]',1,1773496931000,1773496963000,1773496965000,1773497123000,1773497183000,1773497123000,NULL,1,1,'The balance was not checked afterwards.',2,NULL,'100.84292',NULL,'0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456','',NULL,38,'ord_01hg9 x-9 pacote no drop cao https://example.com/p/2 [no refill] brsmm partial partial');
INSERT INTO "orders" VALUES(3,'brsmm','https://panel.example/api/v2','rejected','placed','','17','Instagram Followers [No Drop]','Default','Instagram','0.90','@someone',100,'[["service", "17"], ["link", "@someone"], ["quantity", "100"]]','1234.50000',NULL,'USD',NULL,'',NULL,NULL,NULL,NULL,'',NULL,'Not enough funds on balance','["connection.connect_tcp.started", "http11.send_request_headers.started"]',1,1773496931000,1773496995000,1773496997000,NULL,1773496997000,NULL,NULL,0,0,'The balance was not checked afterwards.',NULL,NULL,'100.84292',NULL,'0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456','',NULL,12,'17 instagram followers [no drop] @someone brsmm rejected');
INSERT INTO "orders" VALUES(4,'brsmm','https://panel.example/api/v2','unknown','placed','','17','Instagram Followers [No Drop]','Default','Instagram','0.90','https://example.com/p/4',100,'[["service", "17"], ["link", "https://example.com/p/4"], ["quantity", "100"]]','0.0900',NULL,'USD',NULL,'',NULL,NULL,NULL,NULL,'',NULL,'The connection ended before the answer did.','["connection.connect_tcp.started", "http11.send_request_headers.started"]',1,1773496931000,1773497027000,1773497029000,NULL,1773497029000,NULL,NULL,0,0,'The balance was not checked afterwards.',NULL,NULL,'100.84292',NULL,'0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456','',NULL,16,'17 instagram followers [no drop] https://example.com/p/4 brsmm unknown');
INSERT INTO "orders" VALUES(5,'brsmm','https://panel.example/api/v2','not placed','placed','','17','Instagram Followers [No Drop]','Default','Instagram','0.90','https://example.com/p/5',100,'[["service", "17"], ["link", "https://example.com/p/5"], ["quantity", "100"]]','0.0900',NULL,'USD',NULL,'',NULL,NULL,NULL,NULL,'',NULL,'cut','["connection.connect_tcp.started", "http11.send_request_headers.started"]',1,1773496931000,1773497059000,1773497091000,NULL,1773497091000,NULL,NULL,0,0,'The balance was not checked afterwards.',NULL,NULL,'100.84292',NULL,'0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456','',NULL,21,'17 instagram followers [no drop] https://example.com/p/5 brsmm not placed');
INSERT INTO "orders" VALUES(6,'brsmm','https://panel.example/api/v2','not sent','placed','','17','Instagram Followers [No Drop]','Default','Instagram','0.90','https://example.com/p/6',100,'[["service", "17"], ["link", "https://example.com/p/6"], ["quantity", "100"]]','0.0900',NULL,'USD',NULL,'',NULL,NULL,NULL,NULL,'',NULL,'Taken back before it was sent.','[]',0,1773496931000,NULL,1773497091000,NULL,1773497091000,NULL,NULL,0,0,'',NULL,NULL,'100.84292',NULL,'0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456','',NULL,23,'17 instagram followers [no drop] https://example.com/p/6 brsmm not sent');
INSERT INTO "orders" VALUES(7,'brsmm','https://panel.example/api/v2','intended','placed','','17','Instagram Followers [No Drop]','Default','Instagram','0.90','https://example.com/p/7',100,'[["service", "17"], ["link", "https://example.com/p/7"], ["quantity", "100"]]','0.0900',NULL,'USD',NULL,'',NULL,NULL,NULL,NULL,'',NULL,'','[]',0,1773496931000,NULL,NULL,NULL,1773497091000,NULL,NULL,0,0,'',NULL,NULL,'100.84292',NULL,'0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456','',NULL,24,'17 instagram followers [no drop] https://example.com/p/7 brsmm intended');
INSERT INTO "orders" VALUES(8,'other','https://other.example/api/v2','placed','placed','77','17','Instagram Followers [No Drop]','Default','Instagram','0.90','https://example.com/p/8',100,'[["service", "17"], ["link", "https://example.com/p/8"], ["quantity", "100"]]','0.0900',NULL,'USD',NULL,'',NULL,NULL,NULL,NULL,'',NULL,'','["connection.connect_tcp.started", "http11.send_request_headers.started"]',1,1773496931000,1773497091000,1773497093000,NULL,1773497183000,NULL,NULL,0,1,'The balance was not checked afterwards.',NULL,3,'100.84292',NULL,'0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456','',NULL,37,'77 17 instagram followers [no drop] https://example.com/p/8 other placed');
INSERT INTO "orders" VALUES(9,'brsmm','https://panel.example/api/v2','placed','tracked','9001','','','?','',NULL,'',NULL,'[]',NULL,NULL,'',NULL,'',NULL,NULL,NULL,NULL,'',NULL,'Incorrect order ID','[]',0,1773497123000,NULL,NULL,1773497123000,1773497123000,NULL,1773497123000,0,0,'',NULL,NULL,NULL,NULL,'',0,'','',NULL,30,'9001 brsmm placed');
INSERT INTO "orders" VALUES(10,'brsmm','https://panel.example/api/v2','placed','tracked','9002','','','?','',NULL,'',NULL,'[]',NULL,'0.27819','USD','in progress','In progress',3572,157,NULL,NULL,'',NULL,'','[]',0,1773497123000,NULL,NULL,1773497123000,1773497123000,NULL,NULL,0,0,'',NULL,NULL,NULL,NULL,'',0,'','',NULL,30,'9002 brsmm in progress in progress');
INSERT INTO "orders" VALUES(11,'brsmm','https://panel.example/api/v2','placed','child','5','x-9','Pacote 𝗡𝗼 𝗗𝗿𝗼𝗽 ção','Default','Instagram','0.90','https://example.com/p/2 [no refill]',NULL,'[]',NULL,NULL,'USD',NULL,'',NULL,NULL,NULL,NULL,'',2,'','[]',0,1773497123000,NULL,NULL,NULL,1773497123000,NULL,NULL,0,0,'',NULL,NULL,NULL,NULL,'',0,'','',NULL,30,'5 x-9 pacote no drop cao https://example.com/p/2 [no refill] brsmm placed');
INSERT INTO "orders" VALUES(12,'brsmm','https://panel.example/api/v2','placed','child','6','x-9','Pacote 𝗡𝗼 𝗗𝗿𝗼𝗽 ção','Default','Instagram','0.90','https://example.com/p/2 [no refill]',NULL,'[]',NULL,NULL,'USD',NULL,'',NULL,NULL,NULL,NULL,'',2,'','[]',0,1773497123000,NULL,NULL,NULL,1773497123000,NULL,NULL,0,0,'',NULL,NULL,NULL,NULL,'',0,'','',NULL,30,'6 x-9 pacote no drop cao https://example.com/p/2 [no refill] brsmm placed');
CREATE TABLE requests (
    ref INTEGER PRIMARY KEY,
    order_ref INTEGER NOT NULL REFERENCES orders (ref),
    kind TEXT NOT NULL CHECK (kind IN ('refill', 'cancel')),
    state TEXT NOT NULL CHECK (state IN (
        'intended', 'sending', 'accepted', 'rejected', 'not sent', 'unknown')),
    request_id TEXT NOT NULL DEFAULT '',
    status TEXT,
    status_text TEXT NOT NULL DEFAULT '',
    words TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL,
    sent_at INTEGER,
    settled_at INTEGER,
    checked_at INTEGER,
    
    sender_boot TEXT NOT NULL DEFAULT '',
    sender_pid INTEGER NOT NULL DEFAULT 0,
    sender_started TEXT NOT NULL DEFAULT '',

    claimed_by TEXT NOT NULL DEFAULT '',
    claimed_until INTEGER,
    live INTEGER GENERATED ALWAYS AS (
        kind = 'refill' AND state = 'accepted' AND request_id <> ''
        AND (status IS NULL OR status IN ('pending', 'in progress', 'unheard'))) VIRTUAL
) STRICT
;
INSERT INTO "requests" VALUES(1,1,'refill','accepted','1','pending','Pending','',1773497183000,1773497183000,1773497183000,1773497183000,'0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456','',NULL);
INSERT INTO "requests" VALUES(2,2,'refill','rejected','',NULL,'','Refill is disabled for this service',1773497183000,1773497183000,1773497183000,NULL,'0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456','',NULL);
INSERT INTO "requests" VALUES(3,8,'cancel','unknown','',NULL,'','cut',1773497183000,1773497183000,1773497183000,NULL,'0f2c1c1e-3b6b-4d0a-9d7c-2f6f6d1f0a11/pid:[4026531836]',4242,'123456','',NULL);
CREATE INDEX orders_by_id ON orders (order_id, panel) WHERE order_id <> '';
CREATE INDEX orders_by_panel ON orders (panel, panel_url);
CREATE INDEX orders_by_seq ON orders (seq);
CREATE INDEX orders_by_use ON orders (panel, service_id, ref) WHERE origin = 'placed';
CREATE INDEX orders_by_sending ON orders (panel, sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX orders_by_end ON orders (panel, ended_at) WHERE ended_at IS NOT NULL;
CREATE INDEX orders_live ON orders (panel, checked_at, panel_url, live) WHERE live;
CREATE INDEX orders_unsettled ON orders (state) WHERE state IN ('intended', 'sending');
CREATE INDEX orders_by_parent ON orders (parent) WHERE parent IS NOT NULL;
CREATE INDEX orders_attention ON orders (attention DESC, ref) WHERE attention > 0;
CREATE INDEX requests_by_order ON requests (order_ref);
CREATE INDEX requests_by_id ON requests (request_id) WHERE request_id <> '';
CREATE INDEX requests_live ON requests (checked_at) WHERE live;
CREATE INDEX requests_unsettled ON requests (state) WHERE state IN ('intended', 'sending');
CREATE INDEX events_by_order ON events (order_ref);
CREATE INDEX balances_by_panel ON balances (panel, id);
CREATE INDEX sort_newest ON orders (ref);
CREATE INDEX sort_search ON orders (ref, search);
CREATE INDEX sort_id ON orders (length(order_id), order_id);
CREATE INDEX sort_service ON orders (service_name COLLATE NOCASE);
CREATE INDEX sort_link ON orders (link);
CREATE INDEX sort_quantity ON orders (quantity);
CREATE INDEX sort_progress ON orders (progress);
CREATE INDEX sort_status ON orders (state, status);
CREATE INDEX sort_charge ON orders (charge_size);
CREATE INDEX sort_start ON orders (start_count);
CREATE INDEX sort_remains ON orders (remains);
COMMIT;
PRAGMA user_version = 1;

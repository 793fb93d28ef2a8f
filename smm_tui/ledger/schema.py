"""The tables of the order book and the way from each version of them to the next.

Money is text, exactly as it came, with its currency beside it. Times are whole
milliseconds UTC. Lists are JSON. `seq` of an order is the number of the change that last
touched it. No order is ever deleted, so their refs have no gaps; what is kept of catalogues
and messages stays within bounds (`ledger.prices`, `ledger.messages`).
"""

from __future__ import annotations

from typing import Final

from smm_tui.models import Status

APPLICATION_ID: Final = 0x534D4D54
"""Marks the file as an order book of this program (`file` and others read it)."""

_FINISHED: Final = ", ".join(f"'{status.value}'" for status in Status if status.finished)
_UPSETTING: Final = ", ".join(
    f"'{status.value}'"
    for status in (Status.PARTIAL, Status.CANCELED, Status.REFUNDED, Status.FAILED)
)

_SENDER: Final = """
    sender_boot TEXT NOT NULL DEFAULT '',
    sender_pid INTEGER NOT NULL DEFAULT 0,
    sender_started TEXT NOT NULL DEFAULT '',
"""

_VERSION_1: Final = (
    """
CREATE TABLE book (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    seq INTEGER NOT NULL
) STRICT
""",
    "INSERT INTO book (id, seq) VALUES (1, 0)",
    """
CREATE TABLE addresses (
    panel TEXT NOT NULL,
    url TEXT NOT NULL,
    answers_at TEXT NOT NULL,
    PRIMARY KEY (panel, url)
) STRICT
""",
    f"""
CREATE TABLE add_claims (
    panel TEXT PRIMARY KEY,
    {_SENDER}
    until INTEGER NOT NULL
) STRICT
""",
    f"""
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
    {_SENDER}
    claimed_by TEXT NOT NULL DEFAULT '',
    claimed_until INTEGER,
    seq INTEGER NOT NULL,
    search TEXT NOT NULL DEFAULT '',
    live INTEGER GENERATED ALWAYS AS (
        state = 'placed' AND (status IS NULL OR status NOT IN ({_FINISHED}))) VIRTUAL,
    attention INTEGER GENERATED ALWAYS AS (CASE
        WHEN state = 'unknown' THEN 2
        WHEN acknowledged THEN 0
        WHEN trouble OR lost_at IS NOT NULL OR status IN ({_UPSETTING}) THEN 1
        ELSE 0 END) VIRTUAL,
    progress INTEGER GENERATED ALWAYS AS (CASE
        WHEN status = 'completed' THEN 10000
        WHEN quantity > 0 AND remains IS NOT NULL
            THEN CAST((quantity - remains) * 10000.0 / quantity AS INTEGER)
        END) VIRTUAL,
    charge_size REAL GENERATED ALWAYS AS (CAST(coalesce(charge, foretold) AS REAL)) VIRTUAL
) STRICT
""",
    """
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
    """
    + _SENDER
    + """
    claimed_by TEXT NOT NULL DEFAULT '',
    claimed_until INTEGER,
    live INTEGER GENERATED ALWAYS AS (
        kind = 'refill' AND state = 'accepted' AND request_id <> ''
        AND (status IS NULL OR status IN ('pending', 'in progress', 'unheard'))) VIRTUAL
) STRICT
""",
    """
CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    order_ref INTEGER NOT NULL REFERENCES orders (ref),
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL
) STRICT
""",
    """
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
""",
    # What is looked up.
    "CREATE INDEX orders_by_id ON orders (order_id, panel) WHERE order_id <> ''",
    "CREATE INDEX orders_by_panel ON orders (panel, panel_url)",
    "CREATE INDEX orders_by_seq ON orders (seq)",
    "CREATE INDEX orders_by_use ON orders (panel, service_id, ref) WHERE origin = 'placed'",
    "CREATE INDEX orders_by_sending ON orders (panel, sent_at) WHERE sent_at IS NOT NULL",
    "CREATE INDEX orders_by_end ON orders (panel, ended_at) WHERE ended_at IS NOT NULL",
    "CREATE INDEX orders_live ON orders (panel, checked_at, panel_url, live) WHERE live",
    "CREATE INDEX orders_unsettled ON orders (state) WHERE state IN ('intended', 'sending')",
    "CREATE INDEX orders_by_parent ON orders (parent) WHERE parent IS NOT NULL",
    "CREATE INDEX orders_attention ON orders (attention DESC, ref) WHERE attention > 0",
    "CREATE INDEX requests_by_order ON requests (order_ref)",
    "CREATE INDEX requests_by_id ON requests (request_id) WHERE request_id <> ''",
    "CREATE INDEX requests_live ON requests (checked_at) WHERE live",
    "CREATE INDEX requests_unsettled ON requests (state) WHERE state IN ('intended', 'sending')",
    "CREATE INDEX events_by_order ON events (order_ref)",
    "CREATE INDEX balances_by_panel ON balances (panel, id)",
    # What is listed: narrow copies, so that a list of refs never reads whole orders.
    "CREATE INDEX sort_newest ON orders (ref)",
    "CREATE INDEX sort_search ON orders (ref, search)",
    "CREATE INDEX sort_id ON orders (length(order_id), order_id)",
    "CREATE INDEX sort_service ON orders (service_name COLLATE NOCASE)",
    "CREATE INDEX sort_link ON orders (link)",
    "CREATE INDEX sort_quantity ON orders (quantity)",
    "CREATE INDEX sort_progress ON orders (progress)",
    "CREATE INDEX sort_status ON orders (state, status)",
    "CREATE INDEX sort_charge ON orders (charge_size)",
    "CREATE INDEX sort_start ON orders (start_count)",
    "CREATE INDEX sort_remains ON orders (remains)",
    f"PRAGMA application_id = {APPLICATION_ID}",
)

_VERSION_2: Final = (
    # When an order started, moved and was completed, and when it will have taken too long.
    "ALTER TABLE orders ADD COLUMN started_at INTEGER",
    "ALTER TABLE orders ADD COLUMN started_since INTEGER",
    "ALTER TABLE orders ADD COLUMN completed_at INTEGER",
    "ALTER TABLE orders ADD COLUMN completed_since INTEGER",
    "ALTER TABLE orders ADD COLUMN moved_at INTEGER",
    "ALTER TABLE orders ADD COLUMN slow_at INTEGER",
    "ALTER TABLE orders ADD COLUMN rest INTEGER",
    """
ALTER TABLE orders ADD COLUMN mark TEXT NOT NULL DEFAULT ''
    CHECK (mark IN ('', 'slow', 'stuck'))
""",
    "ALTER TABLE orders ADD COLUMN stuck_seen INTEGER NOT NULL DEFAULT 0",
    "DROP INDEX orders_attention",
    "ALTER TABLE orders DROP COLUMN attention",
    f"""
ALTER TABLE orders ADD COLUMN attention INTEGER GENERATED ALWAYS AS (CASE
    WHEN state = 'unknown' THEN 2
    WHEN mark = 'stuck' AND NOT stuck_seen THEN 1
    WHEN acknowledged THEN 0
    WHEN trouble OR lost_at IS NOT NULL OR status IN ({_UPSETTING}) THEN 1
    ELSE 0 END) VIRTUAL
""",
    "CREATE INDEX orders_attention ON orders (attention DESC, ref) WHERE attention > 0",
    "CREATE INDEX orders_marked ON orders (mark, ref) WHERE mark <> ''",
    "CREATE INDEX orders_live_by_service ON orders (panel, service_id) WHERE live",
    # Figures made of orders, kept until an order changes them; a missing row is made anew.
    """
CREATE TABLE paces (
    panel TEXT NOT NULL,
    panel_url TEXT NOT NULL,
    service_id TEXT NOT NULL,
    figures TEXT NOT NULL,
    PRIMARY KEY (panel, service_id, panel_url)
) STRICT
""",
    "UPDATE orders SET completed_at = ended_at WHERE status = 'completed'",
    """
UPDATE orders SET started_at = coalesce((
    SELECT min(at) FROM events WHERE order_ref = orders.ref AND kind = 'status'
    AND replace(replace(replace(lower(text), ' ', ''), '_', ''), '-', '')
        IN ('inprogress', 'processing', 'active', 'completed', 'complete', 'partial')),
    completed_at) WHERE state = 'placed' AND status IS NOT NULL
""",
    "UPDATE orders SET moved_at = changed_at WHERE state = 'placed'",
    "UPDATE orders SET rest = 86400000 WHERE live AND service_type <> 'Subscriptions'",
)

_BATCHES: Final = (
    "ALTER TABLE orders ADD COLUMN batch INTEGER",
    "ALTER TABLE orders ADD COLUMN batch_line INTEGER",
    "CREATE INDEX orders_by_batch ON orders (batch) WHERE batch IS NOT NULL",
    "CREATE INDEX orders_by_newest_batch ON orders (panel, batch) WHERE batch IS NOT NULL",
)

_FILTERS: Final = (
    # What lists are narrowed by.
    "CREATE INDEX filter_service ON orders (service_id, service_name)",
    "CREATE INDEX filter_age ON orders (created_at)",
)

_CATALOGUES: Final = (
    # What each panel was last seen to sell, and what changed about it. `version` counts the
    # readings that brought something, `seen` is the last of them that a person has looked at.
    """
CREATE TABLE catalogues (
    id INTEGER PRIMARY KEY,
    panel TEXT NOT NULL,
    panel_url TEXT NOT NULL,
    version INTEGER NOT NULL,
    digest TEXT NOT NULL,
    currency TEXT NOT NULL,
    held_back INTEGER NOT NULL,
    first_at INTEGER NOT NULL,
    read_at INTEGER NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0,
    UNIQUE (panel, panel_url)
) STRICT
""",
    # `facts` are JSON; `priced` counts the prices that a service has had.
    """
CREATE TABLE services (
    ref INTEGER PRIMARY KEY,
    catalogue INTEGER NOT NULL REFERENCES catalogues (id),
    service_id TEXT NOT NULL,
    facts TEXT NOT NULL,
    first_at INTEGER NOT NULL,
    gone_at INTEGER,
    missing_at INTEGER,
    priced INTEGER NOT NULL DEFAULT 0,
    UNIQUE (catalogue, service_id)
) STRICT
""",
    """
CREATE TABLE prices (
    service INTEGER NOT NULL REFERENCES services (ref) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    rate TEXT NOT NULL,
    currency TEXT NOT NULL,
    PRIMARY KEY (service, number)
) STRICT, WITHOUT ROWID
""",
    """
CREATE TABLE readings (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    catalogue INTEGER NOT NULL REFERENCES catalogues (id),
    at INTEGER NOT NULL,
    services INTEGER NOT NULL,
    held_back INTEGER NOT NULL,
    changes INTEGER NOT NULL,
    currency TEXT NOT NULL,
    currency_before TEXT NOT NULL
) STRICT
""",
    """
CREATE TABLE changes (
    id INTEGER PRIMARY KEY,
    reading INTEGER NOT NULL REFERENCES readings (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    service_id TEXT NOT NULL,
    name TEXT NOT NULL,
    was TEXT NOT NULL,
    now TEXT NOT NULL
) STRICT
""",
    "CREATE INDEX services_gone ON services (catalogue, gone_at) WHERE gone_at IS NOT NULL",
    "CREATE INDEX services_new ON services (catalogue, first_at)",
    "CREATE INDEX readings_by_catalogue ON readings (catalogue, id)",
    "CREATE INDEX changes_by_reading ON changes (reading)",
)

_MESSAGES: Final = (
    """
CREATE TABLE messages (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    severity TEXT NOT NULL,
    panel TEXT NOT NULL DEFAULT '',
    order_ref INTEGER REFERENCES orders (ref),
    title TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    count INTEGER NOT NULL DEFAULT 1
) STRICT
""",
    """
CREATE TABLE standing (
    key TEXT PRIMARY KEY,
    state TEXT NOT NULL
) STRICT
""",
    """
CREATE TABLE telling (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    told_id INTEGER NOT NULL,
    looked_at INTEGER
) STRICT
""",
    "INSERT INTO telling (id, told_id) VALUES (1, 0)",
)

_REFUNDS: Final = (
    # The charge that was named last while an order had not fallen short, when it was last heard
    # before it ended, and what balance readings show to have come back of it.
    "ALTER TABLE orders ADD COLUMN running_charge TEXT",
    "ALTER TABLE orders ADD COLUMN ended_since INTEGER",
    "ALTER TABLE orders ADD COLUMN read_back TEXT",
    """
UPDATE orders SET running_charge = charge WHERE charge IS NOT NULL
AND coalesce(status, '') NOT IN ('partial', 'canceled', 'refunded', 'failed')
""",
    "CREATE INDEX balances_by_time ON balances (panel, first_at)",
)

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    _VERSION_1,
    _VERSION_2,
    _BATCHES,
    _FILTERS,
    _CATALOGUES,
    _MESSAGES,
    _REFUNDS,
)
"""The statements that lead from version n to n + 1; `PRAGMA user_version` counts them."""

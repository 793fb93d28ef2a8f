"""The tables of the order book and the way from each version of them to the next.

Money is text, exactly as it came, with its currency beside it. Times are whole
milliseconds UTC. Lists are JSON. `seq` of an order is the number of the change that last
touched it. No order is ever deleted, so their refs have no gaps; what is kept of catalogues
and messages stays within bounds (`ledger.prices`, `ledger.messages`).
"""

from __future__ import annotations

from typing import Final

from smm_tui.ledger.first_schema import UPSETTING, VERSION_1

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
    WHEN trouble OR lost_at IS NOT NULL OR status IN ({UPSETTING}) THEN 1
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
    VERSION_1,
    _VERSION_2,
    _BATCHES,
    _FILTERS,
    _CATALOGUES,
    _MESSAGES,
    _REFUNDS,
)
"""The statements that lead from version n to n + 1; `PRAGMA user_version` counts them."""

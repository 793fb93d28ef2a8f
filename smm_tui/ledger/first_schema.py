"""The tables of the order book as its first version had them."""

from __future__ import annotations

from typing import Final

from smm_tui.models import Status

APPLICATION_ID: Final = 0x534D4D54
"""Marks the file as an order book of this program (`file` and others read it)."""

_FINISHED: Final = ", ".join(f"'{status.value}'" for status in Status if status.finished)
UPSETTING: Final = ", ".join(
    f"'{status.value}'"
    for status in (Status.PARTIAL, Status.CANCELED, Status.REFUNDED, Status.FAILED)
)

_SENDER: Final = """
    sender_boot TEXT NOT NULL DEFAULT '',
    sender_pid INTEGER NOT NULL DEFAULT 0,
    sender_started TEXT NOT NULL DEFAULT '',
"""

VERSION_1: Final = (
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
        WHEN trouble OR lost_at IS NOT NULL OR status IN ({UPSETTING}) THEN 1
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

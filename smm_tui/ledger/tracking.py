"""What panels say of orders and accounts, written down; what they did not say is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from smm_tui.errors import WrongOrder
from smm_tui.ledger import paces, returns
from smm_tui.ledger.connection import Write
from smm_tui.ledger.core import Book
from smm_tui.ledger.notes import note_order, note_status
from smm_tui.ledger.polling import SAME_ADDRESS, remember_address
from smm_tui.ledger.rows import Value, balance_of, digits, numbers, stamp
from smm_tui.messages import MessageKind
from smm_tui.models import (
    Balance,
    ItemError,
    OrderState,
    Origin,
    Status,
    StatusReport,
)
from smm_tui.refunds import SHORT
from smm_tui.statistics import STARTED

MOST_CHILDREN: Final = 1_000
"""New child orders taken from one report; the next report brings the next."""
_MOVING: Final = ("status", "status_text", "start_count", "remains", "posts", "runs")
"""What a panel says of an order that shows that it goes on."""
MOST_OF_ONE: Final = 10_000
"""Child orders that one order may have in all: a panel could name new ones for ever."""

_Row = dict[str, Value]


class Tracking(Book):
    """What `session` needs to keep what it hears."""

    async def track(
        self, panel: str, panel_url: str, ids: Sequence[str]
    ) -> tuple[list[int], list[str]]:
        """Add orders placed elsewhere: (refs added, ids that the book had already)."""

        def track(write: Write) -> tuple[list[int], list[str]]:
            remember_address(write, panel, panel_url)
            known = _with_ids(write, panel, panel_url, ids)
            fresh = [order_id for order_id in dict.fromkeys(ids) if order_id not in known]
            added = [_add_placed(write, panel, panel_url, order_id, {}) for order_id in fresh]
            return added, list(known)

        return await self._write(track)

    async def record_statuses(
        self,
        panel: str,
        panel_url: str,
        reports: Mapping[str, StatusReport | ItemError],
        at: datetime,
    ) -> list[int]:
        """Write down what a panel said of orders, as one commit; the refs that changed.

        What a report leaves out stays as it was. An id that the panel no longer knows keeps
        its order and its status, with the panel's words and the time. New child orders are
        added and are among the refs, and so are orders that came to be slow or stuck, or no
        longer are.
        """

        def record(write: Write) -> list[int]:
            known = _with_ids(write, panel, panel_url, reports)
            heard = stamp(at)
            changed: list[int] = []
            for order_id, report in reports.items():
                for row in known.get(order_id, []):
                    changed += _record(write, row, report, heard)
            before = [row for rows in known.values() for row in rows]
            write.database.execute(
                "UPDATE orders SET checked_at = ?, claimed_until = NULL"
                " WHERE ref IN (SELECT value FROM json_each(?))",
                (heard, numbers(int(row["ref"] or 0) for row in before)),
            )
            marked = paces.look_over(write, before)
            return list(dict.fromkeys([*changed, *marked]))

        return await self._write(record)

    async def record_balance(
        self, panel: str, panel_url: str, balance: Balance, cause: str
    ) -> None:
        """Keep a reading; one that says the same as the last moves that one's time.

        It may show what came back of orders that ended short since the last one.
        """
        amount, currency = digits(balance.money.amount), balance.money.currency
        at = stamp(balance.at)

        def record(write: Write) -> None:
            last = write.database.execute(
                "SELECT * FROM balances WHERE panel = ? ORDER BY id DESC LIMIT 1", (panel,)
            ).fetchone()
            if last:
                returns.look_back(write, balance, panel=panel, since=last["last_at"], at=at)
            same = (panel_url, amount, currency)
            if last and (last["panel_url"], last["amount"], last["currency"]) == same:
                write.database.execute(
                    "UPDATE balances SET last_at = max(last_at, ?) WHERE id = ?", (at, last["id"])
                )
                return
            write.insert(
                "balances",
                {
                    "panel": panel,
                    "panel_url": panel_url,
                    "amount": amount,
                    "currency": currency,
                    "first_at": at,
                    "last_at": at,
                    "cause": cause,
                },
            )

        await self._write(record)

    async def balances(self, panel: str, limit: int = 100) -> list[Balance]:
        """The last different readings, the newest first."""
        rows = await self._read(
            lambda database: database.execute(
                "SELECT * FROM balances WHERE panel = ? ORDER BY id DESC LIMIT ?", (panel, limit)
            ).fetchall()
        )
        return [balance_of(row) for row in rows]

    async def last_balance(self, panel: str) -> Balance | None:
        """The last reading."""
        return next(iter(await self.balances(panel, 1)), None)


def _with_ids(
    write: Write, panel: str, panel_url: str, ids: Sequence[str] | Mapping[str, object]
) -> dict[str, list[_Row]]:
    """The orders of a panel under these ids; mostly one each."""
    if not ids:
        return {}
    asked = write.database.execute(
        "SELECT * FROM orders WHERE order_id IN (SELECT value FROM json_each(:ids))"  # noqa: S608
        f" AND order_id <> '' AND panel = :panel AND (panel_url = :url OR {SAME_ADDRESS})",
        {"ids": json.dumps(list(ids)), "panel": panel, "url": panel_url},
    )
    names = [column[0] for column in asked.description]
    found: dict[str, list[_Row]] = {}
    for row in asked:
        # By name, sqlite3.Row looks for each column among all.
        values: _Row = dict(zip(names, row, strict=True))
        found.setdefault(str(values["order_id"]), []).append(values)
    return found


def _add_placed(
    write: Write, panel: str, panel_url: str, order_id: str, child_of: Mapping[str, Value]
) -> int:
    """Add an order that exists at the panel; a child is like its parent."""
    origin = Origin.CHILD if child_of else Origin.TRACKED
    alike = ("service_id", "service_name", "service_type", "category", "rate", "link", "currency")
    ref = write.insert_order(
        {
            "panel": panel,
            "panel_url": panel_url,
            "state": OrderState.PLACED,
            "origin": origin,
            "order_id": order_id,
            "created_at": write.now,
            "parent": child_of.get("ref"),
            **{name: child_of[name] for name in alike if name in child_of},
        }
    )
    write.event(ref, origin, order_id)
    paces.begin(write, ref)
    return ref


def _record(write: Write, row: _Row, report: StatusReport | ItemError, at: int) -> list[int]:
    ref = int(row["ref"] or 0)
    if isinstance(report, ItemError):
        changes = _of_error(row, report, at)
        return [ref] if _apply(write, row, changes, at) else []
    changed = [ref] if _apply(write, row, _of_report(row, report, at), at) else []
    return changed + _add_children(write, row, report.children)


def _of_error(row: _Row, error: ItemError, at: int) -> _Row:
    """Only an id that is no longer known is lost; any other refusal may pass."""
    if error.kind != WrongOrder.message_id:
        return {"words": error.words}
    if row["lost_at"] is not None:
        return {"words": error.words}
    return {"words": error.words, "lost_at": at, "acknowledged": 0}


def _of_report(row: _Row, report: StatusReport, at: int) -> _Row:
    said: _Row = {
        "status": report.status,
        "status_text": report.status_text,
        "charge": digits(report.charge),
        "currency": report.currency or None,
        "start_count": report.start_count,
        "remains": report.remains,
        "posts": report.posts,
        "runs": report.runs,
        "expiry": report.expiry or None,
    }
    changes: _Row = {name: value for name, value in said.items() if value is not None}
    changes["lost_at"] = None
    if report.charge is not None and report.status not in SHORT:
        changes["running_charge"] = digits(report.charge)
    if report.status != row["status"]:
        ended = report.status.finished
        changes["acknowledged"] = 0
        changes["ended_at"] = at if ended else None
        changes["ended_since"] = (row["checked_at"] or row["sent_at"]) if ended else None
        changes["read_back"] = None
    return changes | _course(row, changes, report.status, at)


def _course(row: _Row, changes: _Row, status: Status, at: int) -> _Row:
    """When it moved, started, was completed; and when it was last heard of before that."""
    course: _Row = {}
    if any(changes.get(name, row[name]) != row[name] for name in _MOVING):
        course |= {"moved_at": at, "stuck_seen": 0}
    since = row["checked_at"] or row["sent_at"]
    if status in STARTED and row["started_at"] is None:
        course |= {"started_at": at, "started_since": since}
    if status is Status.COMPLETED and row["completed_at"] is None:
        course |= {"completed_at": at, "completed_since": since}
    return course


def _apply(write: Write, row: _Row, changes: _Row, at: int) -> bool:
    """Write what differs, and into the history what a person should be able to follow."""
    differ = {name: value for name, value in changes.items() if value != row[name]}
    if not differ:
        return False
    ref = int(row["ref"] or 0)
    write.change(ref, differ)
    if "status" in differ or "status_text" in differ:
        write.event(ref, "status", str(changes["status_text"] or changes["status"]), at=at)
    if "status" in differ:
        note_status(write, row, Status(str(differ["status"])))
    if "lost_at" in differ:
        kind = "known again" if differ["lost_at"] is None else "lost"
        write.event(ref, kind, str(changes.get("words") or ""), at=at)
        if differ["lost_at"] is not None:
            note_order(write, ref, MessageKind.LOST, text=str(changes.get("words") or ""))
    elif "words" in differ:
        write.event(ref, "refused", str(differ["words"]), at=at)
    return True


def _add_children(write: Write, parent: _Row, ids: Sequence[str]) -> list[int]:
    if parent["origin"] == Origin.CHILD:  # no engine is known to nest them
        return []
    panel, url = str(parent["panel"]), str(parent["panel_url"])
    named = [order_id for order_id in dict.fromkeys(ids) if order_id]
    known = _with_ids(write, panel, url, named)
    fresh = [order_id for order_id in named if order_id not in known]
    if not fresh:  # as nearly always
        return []
    room = min(MOST_CHILDREN, MOST_OF_ONE - _children(write, parent))
    del fresh[max(room, 0) :]
    refs = [_add_placed(write, panel, url, order_id, parent) for order_id in fresh]
    if refs:
        write.event(int(parent["ref"] or 0), "children", ", ".join(fresh))
    return refs


def _children(write: Write, parent: _Row) -> int:
    row = write.database.execute(
        "SELECT count(*) FROM orders WHERE parent = ?", (parent["ref"],)
    ).fetchone()
    return int(row[0])

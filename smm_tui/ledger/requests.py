"""Refills and cancels: the same way as orders, with a result for each order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from smm_tui.errors import WrongOrder
from smm_tui.ledger.connection import Write
from smm_tui.ledger.core import Book
from smm_tui.ledger.notes import note_refill
from smm_tui.ledger.placing import named
from smm_tui.ledger.queries import fetch_requests
from smm_tui.ledger.rows import Value, numbers, stamp
from smm_tui.ledger.sender import Sender
from smm_tui.models import (
    ItemError,
    RefillReport,
    RefillStatus,
    Request,
    RequestKind,
    RequestState,
)
from smm_tui.outcome import RequestOutcome

_TROUBLE = frozenset({RequestState.REJECTED, RequestState.UNKNOWN})
_TROUBLED = frozenset({RefillStatus.REJECTED, RefillStatus.CANCELED, RefillStatus.ERROR})


class Requests(Book):
    """What `session` needs to refill and cancel."""

    async def intend_requests(
        self, kind: RequestKind, refs: Sequence[int], sender: Sender
    ) -> list[Request]:
        """Write down what is to be asked for these orders, before it is; one request each."""

        def intend(write: Write) -> list[Request]:
            write.check_version()
            made = [_intend(write, kind, ref, sender) for ref in refs]
            return fetch_requests(write.database, made)

        return await self._write(intend)

    async def begin_requests(self, refs: Sequence[int], sender: Sender) -> bool:
        """Intended -> sending, all of these requests or none."""

        def begin(write: Write) -> bool:
            owned = write.database.execute(
                "SELECT count(*) FROM requests WHERE ref IN (SELECT value FROM json_each(?))"
                " AND state = 'intended'"
                " AND sender_boot = ? AND sender_pid = ? AND sender_started = ?",
                (numbers(refs), sender.boot_id, sender.pid, sender.started),
            ).fetchone()
            if owned[0] != len(refs):
                return False
            for ref in refs:
                _move(write, ref, {"state": RequestState.SENDING, "sent_at": write.now})
            return True

        return await self._write(begin)

    async def may_send_requests(self, refs: Sequence[int], sender: Sender) -> bool:
        """The last look before the first byte: all of them sending and the sender's own."""
        asked = numbers(refs)
        row = await self._read(
            lambda database: database.execute(
                "SELECT count(*) FROM requests WHERE ref IN (SELECT value FROM json_each(?))"
                " AND state = 'sending'"
                " AND sender_boot = ? AND sender_pid = ? AND sender_started = ?",
                (asked, sender.boot_id, sender.pid, sender.started),
            ).fetchone()
        )
        return bool(row[0] == len(refs))

    async def settle_requests(self, outcomes: Mapping[int, RequestOutcome]) -> list[int]:
        """What became of each request, as one commit; the refs of the orders that changed.

        A request given up for unknown is still improved by an answer that accepts it.
        """

        def settle(write: Write) -> list[int]:
            changed = []
            for ref, outcome in outcomes.items():
                columns: dict[str, Value] = {
                    "state": outcome.state,
                    "request_id": outcome.request_id,
                    "words": outcome.words or outcome.note,
                    "settled_at": write.now,
                }
                changed += _move(write, ref, columns, since=_before(outcome.state))
            return changed

        return await self._write(settle, begun=True)

    async def record_refills(
        self, panel: str, reports: Mapping[str, RefillReport | ItemError], at: datetime
    ) -> list[int]:
        """Write down what a panel said of refills; the refs of the orders that changed."""

        def record(write: Write) -> list[int]:
            changed = []
            for refill_id, report in reports.items():
                for row in _with_id(write, panel, refill_id):
                    changed += _record(write, row, report, stamp(at))
            return changed

        return await self._write(record)


def _before(state: RequestState) -> tuple[RequestState, ...]:
    if state is RequestState.NOT_SENT:
        return (RequestState.INTENDED, RequestState.SENDING)
    if state is RequestState.ACCEPTED:
        return (RequestState.SENDING, RequestState.UNKNOWN)
    return (RequestState.SENDING,)


def _intend(write: Write, kind: RequestKind, order_ref: int, sender: Sender) -> int:
    ref = write.insert(
        "requests",
        {
            "order_ref": order_ref,
            "kind": kind,
            "state": RequestState.INTENDED,
            "created_at": write.now,
            **named(sender),
        },
    )
    write.change(order_ref, {f"{kind}_ref": ref})
    write.event(order_ref, f"{kind} {RequestState.INTENDED}")
    return ref


def _move(
    write: Write,
    ref: int,
    columns: Mapping[str, Value],
    *,
    since: Sequence[RequestState] = (RequestState.INTENDED,),
) -> list[int]:
    """Change the state of a request from one of these; its order's ref, or nothing."""
    if not write.change_request(ref, columns, states=since):
        return []
    request = fetch_requests(write.database, [ref])[0]
    write.event(
        request.order_ref, f"{request.kind} {request.state}", request.request_id or request.words
    )
    weigh(write, request.order_ref, trouble=request.state in _TROUBLE)
    return [request.order_ref]


def weigh(write: Write, order_ref: int, *, trouble: bool) -> None:
    """Note whether an order's newest refill or cancel failed; a new failure wants eyes anew."""
    row = write.database.execute(
        "SELECT count(*) FROM requests JOIN orders"
        " ON requests.ref IN (orders.refill_ref, orders.cancel_ref)"
        " WHERE orders.ref = ? AND (requests.state IN ('rejected', 'unknown')"
        " OR requests.status IN ('rejected', 'canceled', 'error'))",
        (order_ref,),
    ).fetchone()
    columns: dict[str, Value] = {"trouble": int(row[0] > 0)}
    if trouble:
        columns["acknowledged"] = 0
    write.change(order_ref, columns)


def _with_id(write: Write, panel: str, refill_id: str) -> list[Request]:
    rows = write.database.execute(
        "SELECT requests.ref FROM requests JOIN orders ON orders.ref = requests.order_ref"
        " WHERE requests.kind = 'refill' AND requests.request_id = ? AND requests.request_id <> ''"
        " AND orders.panel = ?",
        (refill_id, panel),
    ).fetchall()
    return fetch_requests(write.database, [row["ref"] for row in rows])


def _record(write: Write, request: Request, report: RefillReport | ItemError, at: int) -> list[int]:
    heard: dict[str, Value] = {"checked_at": at, "claimed_until": None}
    if isinstance(report, ItemError):
        said: dict[str, Value] = {"words": report.words}
        if report.kind == WrongOrder.message_id:
            # The panel will not know it again; asking on would never end.
            said |= {"status": RefillStatus.ERROR, "status_text": report.words}
    else:
        said = {"status": report.status, "status_text": report.status_text}
    now = {"words": request.words, "status": request.status, "status_text": request.status_text}
    differ = {name: value for name, value in said.items() if value != now[name]}
    write.change_request(request.ref, {**heard, **said}, states=[RequestState.ACCEPTED])
    if not differ:
        return []
    status = said.get("status")
    write.event(
        request.order_ref,
        "refill status",
        str(said.get("status_text") or said.get("words") or status),
        at=at,
    )
    if "status" in differ and isinstance(status, RefillStatus):
        note_refill(write, request.order_ref, status, str(said.get("words") or ""))
    weigh(write, request.order_ref, trouble="status" in differ and status in _TROUBLED)
    return [request.order_ref]

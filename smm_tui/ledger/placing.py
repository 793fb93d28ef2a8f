"""Orders on their way: intended, sending, settled. Every change is a compare-and-set."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from smm_tui.errors import AddClaimed, InvalidInput
from smm_tui.i18n import _
from smm_tui.ledger import paces
from smm_tui.ledger.connection import SET_BACK_MS, Write
from smm_tui.ledger.core import Book
from smm_tui.ledger.notes import note_order
from smm_tui.ledger.polling import remember_address
from smm_tui.ledger.queries import fetch_order
from smm_tui.ledger.rows import Value, digits, pairs, stamp, texts
from smm_tui.ledger.sender import Sender, SenderState, sender_state
from smm_tui.ledger.values import Intent
from smm_tui.messages import MessageKind
from smm_tui.models import Order, OrderState, Origin
from smm_tui.outcome import AddOutcome, Sent
from smm_tui.sayings import joined, later, said, stored

ADD_LEASE_MS: Final = 120_000
"""How long one sender may hold a panel for its add and the balance reading after it, unless
it is gone before."""

_LATE: Final = frozenset({OrderState.UNKNOWN, OrderState.NOT_PLACED, OrderState.NOT_SENT})
"""States that an answer with an order id still improves: the panel knows better."""


class Placing(Book):
    """What `session` needs to place an order once."""

    async def intend(self, intent: Intent, sender: Sender) -> int:
        """Write a confirmed order down before anything else; its ref.

        Raises:
            LedgerError: It is not written, so nothing may be sent.
        """
        return await self._write(lambda write: intend(write, intent, sender))

    async def claim_adds(self, panel: str, sender: Sender) -> bool:
        """Take or renew the panel's claim on adding; False while another sender holds it."""
        return await self._write(lambda write: _claim_adds(write, panel, sender))

    async def release_adds(self, panel: str, sender: Sender) -> None:
        """Give the claim back, if it is still the sender's own."""

        def release(write: Write) -> None:
            write.database.execute(
                "UPDATE add_claims SET until = 0 WHERE panel = ?"
                " AND sender_boot = ? AND sender_pid = ? AND sender_started = ?",
                (panel, sender.boot_id, sender.pid, sender.started),
            )

        await self._write(release)

    async def begin_sending(self, ref: int, sender: Sender) -> bool:
        """Intended -> sending, with the panel's claim; False: no longer the sender's to send.

        Raises:
            AddClaimed: Another sender holds the panel's claim; nothing was changed.
        """
        return await self._write(lambda write: _begin(write, ref, sender))

    async def may_send(self, ref: int, sender: Sender) -> bool:
        """The last look before the first byte: sending, the sender's own, the claim in force."""
        now = stamp(self._clock.now())
        me = (sender.boot_id, sender.pid, sender.started)
        row = await self._read(
            lambda database: database.execute(
                "SELECT 1 FROM orders JOIN add_claims USING ("
                "panel, sender_boot, sender_pid, sender_started)"
                " WHERE ref = ? AND state = 'sending' AND until > ?"
                " AND sender_boot = ? AND sender_pid = ? AND sender_started = ?",
                (ref, now, *me),
            ).fetchone()
        )
        return row is not None

    async def settle(
        self,
        ref: int,
        outcome: AddOutcome,
        sent: Sent,
        *,
        balance_before: Decimal | None = None,
    ) -> Order:
        """Sending -> what became of it. An id that the book already has is kept and flagged.

        An id that arrives after the order was given up for unknown, not placed or not sent
        makes it placed all the same. Any other late outcome only goes into the history.
        """

        def settle(write: Write) -> Order:
            _settle(write, ref, outcome, sent, balance_before)
            return fetch_order(write.database, ref)

        return await self._write(settle, begun=True)

    async def note_balance_after(self, ref: int, amount: Decimal | None) -> None:
        """Keep the reading after the send; None: there was none, which is flagged."""

        def note(write: Write) -> None:
            write.change(ref, {"balance_after": digits(amount)})
            if amount is None:
                add_flag(write, ref, later("The balance was not checked afterwards."))

        await self._write(note)

    async def withdraw(self, ref: int, sender: Sender, why: str) -> bool:
        """Intended -> not sent; False: it is no longer intended, or another's."""
        return await self._write(lambda write: withdraw(write, ref, sender, why), begun=True)

    async def decide(self, ref: int, state: OrderState, order_id: str = "") -> Order:
        """A person's choice about an unknown order: placed under an id, or not placed.

        Raises:
            InvalidInput: It is not, or no longer, unknown; or the id is that of another order
                which was sent from here.
        """

        def decide(write: Write) -> Order:
            columns: dict[str, Value] = {
                "state": state,
                "order_id": order_id,
                "settled_at": write.now,
            }
            _check_id(write, ref, order_id)
            if not write.change(ref, columns, states=[OrderState.UNKNOWN]):
                raise InvalidInput(_("This order is no longer unknown."), field="order_id")
            if state is OrderState.PLACED:
                paces.begin(write, ref)
            write.event(ref, f"decided {state}", order_id)
            _flag_doubled(write, ref)
            return fetch_order(write.database, ref)

        if bool(order_id) is not (state is OrderState.PLACED):
            raise InvalidInput(_("Only a placed order has an id."), field="order_id")
        return await self._write(decide)


def intend(write: Write, intent: Intent, sender: Sender) -> int:
    """Add a confirmed order; its ref."""
    write.check_version()
    remember_address(write, intent.panel, intent.panel_url)
    service = intent.service
    ref = write.insert_order(
        {
            "panel": intent.panel,
            "panel_url": intent.panel_url,
            "state": OrderState.INTENDED,
            "origin": Origin.PLACED,
            "service_id": service.service_id,
            "service_name": service.name,
            "service_type": service.type,
            "category": service.category,
            "rate": digits(service.rate),
            "link": intent.link,
            "quantity": intent.quantity,
            "params": pairs(intent.params),
            "foretold": digits(intent.foretold),
            "currency": intent.currency,
            "created_at": stamp(intent.confirmed_at),
            "balance_before": digits(intent.balance_before),
            **named(sender),
        }
    )
    write.event(ref, OrderState.INTENDED)
    return ref


def withdraw(write: Write, ref: int, sender: Sender, why: str) -> bool:
    """Give up an order that was not sent yet; False: it is no longer intended, or another's."""
    columns: dict[str, Value] = {
        "state": OrderState.NOT_SENT,
        "words": why,
        "settled_at": write.now,
    }
    done = write.change(ref, columns, states=[OrderState.INTENDED], sender=sender)
    if done:
        write.event(ref, OrderState.NOT_SENT, why)
    return done


def named(sender: Sender) -> dict[str, str | int]:
    """A sender as columns."""
    return {
        "sender_boot": sender.boot_id,
        "sender_pid": sender.pid,
        "sender_started": sender.started,
    }


def _claim_adds(write: Write, panel: str, sender: Sender) -> bool:
    row = write.database.execute("SELECT * FROM add_claims WHERE panel = ?", (panel,)).fetchone()
    if row is not None:
        holder = Sender(row["sender_boot"], row["sender_pid"], row["sender_started"])
        # A claim that ends later than any claim can was made before the clock was set back.
        in_force = write.now < row["until"] <= write.now + ADD_LEASE_MS + SET_BACK_MS
        if holder != sender and in_force and sender_state(holder) is not SenderState.GONE:
            return False
    write.database.execute(
        "INSERT INTO add_claims (panel, sender_boot, sender_pid, sender_started, until)"
        " VALUES (?, ?, ?, ?, ?) ON CONFLICT (panel) DO UPDATE SET"
        " sender_boot = excluded.sender_boot, sender_pid = excluded.sender_pid,"
        " sender_started = excluded.sender_started, until = excluded.until",
        (panel, sender.boot_id, sender.pid, sender.started, write.now + ADD_LEASE_MS),
    )
    return True


def _begin(write: Write, ref: int, sender: Sender) -> bool:
    columns: dict[str, Value] = {"state": OrderState.SENDING, "sent_at": write.now}
    if not write.change(ref, columns, states=[OrderState.INTENDED], sender=sender):
        return False
    row = write.database.execute("SELECT panel FROM orders WHERE ref = ?", (ref,)).fetchone()
    if not _claim_adds(write, row["panel"], sender):
        raise AddClaimed(row["panel"])
    write.event(ref, OrderState.SENDING)
    return True


def _settle(
    write: Write, ref: int, outcome: AddOutcome, sent: Sent, balance_before: Decimal | None
) -> None:
    columns: dict[str, Value] = {
        "state": outcome.state,
        "order_id": outcome.order_id,
        "words": outcome.words or outcome.note,
        "phases": texts(sent.phases),
        "traced": int(sent.traced),
        "settled_at": write.now,
    }
    if balance_before is not None:
        columns["balance_before"] = digits(balance_before)
    states = [OrderState.SENDING]
    if outcome.state is OrderState.PLACED:
        states += _LATE
    if not write.change(ref, columns, states=states):
        write.event(ref, f"late {outcome.state}", outcome.words or outcome.note)
        return
    if outcome.state is OrderState.PLACED:
        paces.begin(write, ref)
    write.event(ref, outcome.state, outcome.order_id or outcome.words or outcome.note)
    if outcome.state is OrderState.UNKNOWN:
        note_order(write, ref, MessageKind.UNKNOWN, text=outcome.words or outcome.note)
    if outcome.words:
        add_flag(write, ref, outcome.note)
    _flag_doubled(write, ref)


def _check_id(write: Write, ref: int, order_id: str) -> None:
    """A person who names the id of another order of this book has looked at the wrong one."""
    taken = write.database.execute(
        "SELECT 1 FROM orders AS mine JOIN orders AS other"
        " ON other.panel = mine.panel AND other.panel_url = mine.panel_url"
        " AND other.ref <> mine.ref AND other.origin = 'placed' AND other.order_id = ?"
        " WHERE mine.ref = ?",
        (order_id, ref),
    ).fetchone()
    if order_id and taken is not None:
        text = _("{id} is another order of this book. Was this one not placed?")
        raise InvalidInput(text.format(id=order_id), field="order_id")


def _flag_doubled(write: Write, ref: int) -> None:
    doubled = write.database.execute(
        "SELECT 1 FROM orders AS mine JOIN orders AS other"
        " ON other.order_id = mine.order_id AND other.panel = mine.panel"
        " AND other.panel_url = mine.panel_url AND other.ref <> mine.ref"
        " WHERE mine.ref = ? AND other.order_id <> ''",
        (ref,),
    ).fetchone()
    if doubled is not None:
        add_flag(write, ref, later("The book already had an order with this id."))


def add_flag(write: Write, ref: int, text: str) -> None:
    """Add to what is odd about an order, and to its history."""
    row = write.database.execute("SELECT flag FROM orders WHERE ref = ?", (ref,)).fetchone()
    if text and stored(text) not in row["flag"]:
        write.change(ref, {"flag": joined(" ", said(row["flag"]), text)})
        write.event(ref, "note", text)

"""The book has no language: what one process wrote, another reads in its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from smm_tui import i18n
from smm_tui.ledger import Ledger
from smm_tui.messages import Draft, MessageKind
from smm_tui.models import OrderState, Severity
from smm_tui.outcome import AddOutcome, of_add
from smm_tui.sayings import later
from smm_tui.session import Notice
from tests.ledger.making import CUT, OTHER, sending


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    i18n.use_language("en")


async def test_what_was_written_in_one_language_is_read_in_another(book: Ledger) -> None:
    i18n.use_language("pt_BR")
    ref = await sending(book)
    await book.settle(ref, of_add(CUT), CUT)
    await book.note_balance_after(ref, None)
    refused = AddOutcome(OrderState.REJECTED, words="Bad link")
    other = await sending(book)
    await book.settle(other, refused, CUT)
    await sending(book, sender=OTHER)
    await book.recover()
    notice = Notice(later("The panel refused the order"), "Bad link")
    for _time in range(2):
        draft = Draft(MessageKind.REJECTED, Severity.WARNING, "a", notice.title, notice.text)
        await book.keep_message(draft)

    i18n.use_language("en")
    order = await book.order(ref)
    assert order.words == "The connection ended before the answer did."
    assert order.flag == "The balance was not checked afterwards."
    assert [event.text for event in await book.events(ref)][2:] == [order.words, order.flag]
    assert (await book.order(other)).words == "Bad link"
    newest, gone, lost = await book.messages()
    assert (newest.title, newest.text, newest.count) == (
        "The panel refused the order",
        "Bad link",
        2,
    )
    assert gone.text == "The program ended while it was being sent."
    assert lost.text == order.words

"""The timeline says in words what the book noted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

import pytest

from smm_tui.models import Event
from smm_tui.screens import timeline
from tests.clock import START
from tests.ledger.making import ANSWERED
from tests.ui.test_widgets_tables import ORDER


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("intended", "", "confirmed"),
        ("sending", "", "sending"),
        ("placed", "23501", "placed: 23501"),
        ("not sent", "Taken back before it was sent.", "not sent: Taken back before it was sent."),
        ("late placed", "23501", "answered late, placed: 23501"),
        ("decided not placed", "", "settled by a person as not placed"),
        ("status", "In progress", "status: In progress"),
        ("refill accepted", "7", "refill requested: 7"),
        ("refill status", "Pending", "refill: Pending"),
        ("cancel rejected", "Too late", "cancel rejected: Too late"),
        ("tracked", "9", "placed elsewhere, added by its id: 9"),
        ("lost", "Incorrect order ID", "the panel no longer knows the id: Incorrect order ID"),
        ("children", "8, 9", "orders it made: 8, 9"),
        ("note", "The balance was not checked.", "The balance was not checked."),
        ("of a later version", "its text", "its text"),
    ],
)
def test_an_event_is_a_word_and_what_was_said(kind: str, text: str, said: str) -> None:
    day, line = timeline.events([Event(START, kind, text)], zone=UTC)
    assert (day.label, day.text) == ("2026-03-14", "")
    assert (line.label, line.text) == ("14:02:11", said)


def test_details_and_case_say_in_words_how_far_the_sending_came() -> None:
    order = replace(ORDER, phases=ANSWERED.phases)
    for lines in (timeline.more(order, zone=UTC), timeline.sending(order, zone=UTC)):
        said = {line.label: line.text for line in lines}
        assert said["Steps seen"] == "connecting, request begun"
    assert "Steps seen" not in {line.label for line in timeline.more(ORDER, zone=UTC)}

"""What a batch does after each of its orders: go on, go on slower, or stop."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui.batch_pace import (
    LONGEST_WAIT_SECONDS,
    MOST_ALIKE,
    SLOWEST_SECONDS,
    SPACING_SECONDS,
    Pace,
    after,
)
from smm_tui.models import OrderState
from smm_tui.outcome import AddOutcome, Sent, of_add

START = Pace()
SENT = Sent(
    phases=("connection.connect_tcp.started", "http11.send_request_headers.started"),
    traced=True,
    handed_over=True,
    http_status=200,
    body=b'{"order": 1}',
    failure=None,
    detail="",
)


def refusal(words: str, *, status: int = 200, retry_after: float | None = None) -> Sent:
    body = f'{{"error": "{words}"}}'.encode()
    return replace(SENT, body=body, http_status=status, retry_after=retry_after)


def paced(*sends: Sent) -> Pace:
    pace = START
    for sent in sends:
        assert not pace.stop
        pace = after(pace, of_add(sent), sent)
    return pace


def test_after_a_placed_order_the_next_one_keeps_its_distance() -> None:
    assert paced(SENT) == Pace(wait=SPACING_SECONDS)


@pytest.mark.parametrize(
    "words",
    ["Quantity less than minimal 10", "Bad link", "Incorrect service ID", "We do not like this"],
)
def test_a_refusal_of_one_order_is_gone_past(words: str) -> None:
    pace = paced(SENT, refusal(words))
    assert (pace.stop, pace.wait) == ("", SPACING_SECONDS)
    assert paced(refusal(words), SENT, refusal(words), SENT, refusal(words)).stop == ""


@pytest.mark.parametrize(
    "words", ["Incorrect API key", "Not enough funds on balance", "Incorrect request"]
)
def test_what_the_next_would_hear_too_stops_at_once(words: str) -> None:
    assert paced(SENT, refusal(words)).stop == f"The panel would refuse the others too: {words}"


def test_the_same_words_again_and_again_are_not_about_the_orders() -> None:
    words = "Saldo insuficiente"
    assert paced(*[refusal(words)] * (MOST_ALIKE - 1)).stop == ""
    assert words in paced(*[refusal(words)] * MOST_ALIKE).stop
    different = [refusal(f"no {number}") for number in range(9)]
    assert paced(*different).stop == ""


@pytest.mark.parametrize(
    "sent",
    [refusal("Too many requests"), refusal("slow down", status=429), refusal("x", status=429)],
)
def test_a_panel_that_is_asked_too_often_is_asked_less(sent: Sent) -> None:
    pace = paced(sent)
    assert (pace.stop, pace.wait) == ("", 2 * SPACING_SECONDS)
    # For the rest of the batch.
    assert paced(sent, SENT).wait == 2 * SPACING_SECONDS
    assert paced(sent, SENT, sent).wait == 4 * SPACING_SECONDS
    many = [each for _number in range(20) for each in (sent, SENT)]
    assert paced(*many).wait == SLOWEST_SECONDS


@pytest.mark.parametrize(("asked", "wait"), [(0.5, 2.2), (20.0, 20.0), (60.0, 60.0)])
def test_retry_after_is_honoured(asked: float, wait: float) -> None:
    pace = paced(refusal("Too many requests", status=429, retry_after=asked))
    assert (pace.stop, pace.wait) == ("", wait)
    assert after(pace, of_add(SENT), SENT).wait == 2 * SPACING_SECONDS


def test_a_longer_wait_needs_a_new_review() -> None:
    pace = paced(refusal("Too many requests", retry_after=LONGEST_WAIT_SECONDS + 1))
    assert pace.stop == "The panel asks to wait 61 seconds."


def test_a_429_without_the_panels_words_is_unknown_and_stops() -> None:
    pace = paced(replace(SENT, body=b"<html>", http_status=429, retry_after=1.0))
    assert pace.stop == "It is unknown whether that order was placed."


OUTCOMES = st.builds(
    AddOutcome,
    state=st.sampled_from(
        [OrderState.PLACED, OrderState.REJECTED, OrderState.NOT_SENT, OrderState.UNKNOWN]
    ),
    words=st.sampled_from(["", "no", "Too many requests"]),
    kind=st.sampled_from(["", "panel.refused", "panel.rate_limited", "panel.wrong_link"]),
)
SENDS = st.builds(
    replace,
    st.just(SENT),
    http_status=st.sampled_from([200, 400, 429]),
    retry_after=st.one_of(st.none(), st.floats(0, 1e6)),
)


@given(st.lists(st.tuples(OUTCOMES, SENDS), max_size=12))
def test_it_never_goes_on_after_a_doubt_and_never_in_a_hurry(
    steps: list[tuple[AddOutcome, Sent]],
) -> None:
    pace = START
    for outcome, sent in steps:
        pace = after(pace, outcome, sent)
        certain = outcome.state in {OrderState.PLACED, OrderState.REJECTED}
        assert pace.stop or certain
        assert SPACING_SECONDS <= pace.spacing <= SLOWEST_SECONDS
        assert pace.spacing <= pace.wait <= LONGEST_WAIT_SECONDS or pace.stop
        if pace.stop:
            return

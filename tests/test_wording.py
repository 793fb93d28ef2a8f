"""Every state has a word and a sign."""

from __future__ import annotations

import pytest

from smm_tui import wording
from smm_tui.formatting import ASCII
from smm_tui.models import Mark, OrderState, RefillStatus, RequestState, Status


@pytest.mark.parametrize("status", Status)
def test_every_status_has_word_and_sign(status: Status) -> None:
    assert wording.status_word(status)
    assert wording.status_sign(status) != ""
    assert wording.status_sign(status, ASCII).isascii()


@pytest.mark.parametrize("state", OrderState)
def test_every_state_of_an_order_has_word_and_sign(state: OrderState) -> None:
    assert wording.state_word(state)
    assert wording.state_sign(state) != ""
    assert wording.state_sign(state, ASCII).isascii()


@pytest.mark.parametrize("status", RefillStatus)
def test_every_status_of_a_refill_has_word_and_sign(status: RefillStatus) -> None:
    assert wording.refill_word(status)
    assert wording.refill_sign(status) != ""
    assert wording.refill_sign(status, ASCII).isascii()


@pytest.mark.parametrize("state", RequestState)
def test_every_state_of_a_request_has_word_and_sign(state: RequestState) -> None:
    assert wording.request_word(state)
    assert wording.request_sign(state) != ""
    assert wording.request_sign(state, ASCII).isascii()


@pytest.mark.parametrize("mark", Mark)
def test_every_mark_has_word_and_sign(mark: Mark) -> None:
    assert wording.mark_word(mark)
    assert wording.mark_sign(mark) != ""
    assert wording.mark_sign(mark, ASCII).isascii()


def test_a_word_never_heard_of_is_shown_as_the_panel_wrote_it() -> None:
    assert wording.status_word(Status.UNHEARD, "Queued") == "Queued"
    assert wording.refill_word(RefillStatus.UNHEARD, "Queued") == "Queued"
    assert wording.status_word(Status.COMPLETED, "Complete") == "completed"
    assert wording.refill_word(RefillStatus.COMPLETED, "Complete") == "completed"


def test_words_tell_apart_what_signs_may_share() -> None:
    for words in (
        [wording.status_word(each) for each in Status] + [wording.mark_word(each) for each in Mark],
        [wording.state_word(each) for each in OrderState],
        [wording.refill_word(each) for each in RefillStatus],
        [wording.request_word(each) for each in RequestState],
    ):
        assert len(set(words)) == len(words)


def phases(*ends: str, layer: str = "http11") -> list[str]:
    """The steps of a sending; each is told by how it ended."""
    steps = [end.rpartition(".") for end in ends]
    return [f"{layer}.{step}.{how}" for step, _dot, end in steps for how in ("started", end)]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ([], []),
        (phases("connect_tcp.failed", layer="connection"), ["connecting", "not connected"]),
        (
            phases("connect_tcp.complete", "start_tls.complete", layer="connection")
            + phases("send_request_headers.complete"),
            ["connecting", "connected", "securing", "secured", "request begun"],
        ),
        (
            phases("send_request_headers.complete", "send_request_body.failed"),
            ["request begun", "request broken off"],
        ),
        (phases("receive_response_headers.failed"), ["waiting for an answer", "no answer"]),
        (
            phases("receive_response_headers.complete", "receive_response_body.failed"),
            ["waiting for an answer", "answer begun", "answer broken off"],
        ),
        (
            phases("send_request_headers.complete", layer="proxy.http11")
            + phases("send_request_body.complete", layer="proxy.http11")
            + phases("receive_response_headers.complete", layer="proxy.http11")
            + phases("start_tls.complete", layer="proxy"),
            ["proxy asked", "proxy answered", "securing", "secured"],
        ),
        (["of_a_later.version", "http11.response_closed.complete"], []),
    ],
)
def test_how_far_a_sending_came_is_said_in_words(seen: list[str], said: list[str]) -> None:
    assert wording.steps_seen(seen) == said

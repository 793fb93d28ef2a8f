"""When somebody is called, and that a call can carry nothing but our own ASCII words."""

from __future__ import annotations

import re
from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui import alerts
from smm_tui.alerts import PRESENT_SECONDS, Presence
from smm_tui.messages import About, MessageKind
from smm_tui.models import Severity
from smm_tui.settings import NotifySettings, Signal
from tests.test_messages import message

TIMES = st.times(min_value=time(0), max_value=time(23, 59)).map(
    lambda each: each.replace(second=0, microsecond=0, fold=0)
)
HOSTILE = st.text(max_size=30) | st.sampled_from(
    ["\x1b]52;c;aGk=\x07", "\x9b2J", "4;1;50", "é\u202e"]
)
NOTIFICATION = re.compile(rb"\x1b\]9;smm-tui: [ -~]*\x07")


@pytest.mark.parametrize(
    ("focused", "struck_at", "looks"),
    [
        (True, None, True),
        (False, 1000.0, False),
        (None, None, False),
        (None, 1000.0 - PRESENT_SECONDS / 2, True),
        (None, 1000.0 - PRESENT_SECONDS, False),
    ],
)
def test_who_looks(struck_at: float | None, *, focused: bool | None, looks: bool) -> None:
    assert Presence(focused, struck_at).looks(1000.0) is looks


@given(TIMES, TIMES, TIMES)
def test_quiet_hours_and_the_others_make_a_day(begin: time, end: time, now: time) -> None:
    if begin != end:
        assert alerts.is_quiet((begin, end), now) is not alerts.is_quiet((end, begin), now)
        assert alerts.is_quiet((begin, end), begin)
        assert not alerts.is_quiet((begin, end), end)


def test_quiet_hours_go_past_midnight() -> None:
    quiet = (time(22), time(7))
    for hour, wanted in ((21, False), (22, True), (23, True), (0, True), (6, True), (7, False)):
        assert alerts.is_quiet(quiet, time(hour)) is wanted
    assert not alerts.is_quiet(None, time(0))


def test_which_kinds_somebody_is_called_for() -> None:
    found = [message(number, kind) for number, kind in enumerate(MessageKind)]
    all_of = alerts.called_for(found, NotifySettings())
    assert {each.kind for each in found} - {each.kind for each in all_of} == {
        MessageKind.NOTICE,
        MessageKind.SINCE,
    }
    only = NotifySettings(kinds=("partial", "panel"))
    kinds = [each.kind for each in alerts.called_for(found, only)]
    assert kinds == [MessageKind.PARTIAL, MessageKind.PANEL]
    assert alerts.called_for(found, NotifySettings(kinds=())) == []


def test_what_a_notification_says() -> None:
    twelve = [message(number) for number in range(12)]
    assert alerts.text(twelve) == "smm-tui: 12 completed"
    others = [
        message(20, MessageKind.UNKNOWN),
        message(24, MessageKind.BATCH),
        message(21, MessageKind.BALANCE),
        message(22, MessageKind.PRICE),
        message(23, MessageKind.PANEL, severity=Severity.ERROR),
    ]
    assert alerts.text([*twelve, *others]) == (
        "smm-tui: 12 completed, 1 unknown, a batch is over, low balance,"
        " a favourite has changed, panel offline"
    )
    assert alerts.text([message(1, MessageKind.PANEL)]) == "smm-tui: panel online"


@given(st.lists(st.sampled_from(MessageKind), min_size=1, max_size=20), HOSTILE, HOSTILE)
def test_no_word_of_a_panel_is_in_a_notification(
    kinds: list[MessageKind], panel: str, words: str
) -> None:
    about = About(words, words, words, 1, 1, None, words)
    found = [
        message(number, kind, panel=panel, text=words, about=about)
        for number, kind in enumerate(kinds)
    ]
    innocent = [message(number, kind) for number, kind in enumerate(kinds)]
    said = alerts.text(found)
    assert said == alerts.text(innocent)
    sent = alerts.sequence(Signal.OSC9, said, {"TERM": "xterm"}, passes=False)
    assert NOTIFICATION.fullmatch(sent)


@given(HOSTILE)
def test_whatever_it_says_the_sequence_ends_where_it_ought_to(said: str) -> None:
    for environ in ({"TERM": "xterm"}, {"TERM": "tmux-256color", "TMUX": "/x,1,0"}):
        sent = alerts.sequence(Signal.OSC9, said, environ, passes=True)
        assert sent.count(b"\x07") == 1
        assert len(sent) < 200
        assert all(32 <= byte < 127 or byte in b"\x1b\x07" for byte in sent)
        assert sent.count(b"\x1b") == (4 if "TMUX" in environ else 1)


@pytest.mark.parametrize(
    ("signal", "environ", "passes", "wanted"),
    [
        (Signal.NONE, {}, True, b""),
        (Signal.BELL, {"TERM": "xterm"}, False, b"\x07"),
        (Signal.BELL, {"TERM": "tmux-256color", "TMUX": "x"}, True, b"\x07"),
        (Signal.OSC9, {"TERM": "xterm"}, False, b"\x1b]9;smm-tui: a\x07"),
        (Signal.OSC9, {"TERM": "linux"}, False, b"\x07"),
        (Signal.OSC9, {"TERM": "vt220"}, False, b"\x07"),
        (Signal.OSC9, {"TERM": "screen", "TMUX": "x"}, False, b"\x07"),
        (
            Signal.OSC9,
            {"TERM": "screen", "TMUX": "x"},
            True,
            b"\x1bPtmux;\x1b\x1b]9;smm-tui: a\x07\x1b\\",
        ),
    ],
)
def test_the_sequence_suits_the_terminal(
    signal: Signal, environ: dict[str, str], wanted: bytes, *, passes: bool
) -> None:
    assert alerts.sequence(signal, "smm-tui: a", environ, passes=passes) == wanted

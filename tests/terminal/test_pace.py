from __future__ import annotations

from smm_tui.terminal.pace import CALM, LATE, MUTE, PATIENCE, PROBE, WINDOW, Pace


def asked(pace: Pace, now: float, count: int = PROBE) -> bool:
    pace.sent(count)
    return pace.ask(now)


def answering() -> Pace:
    pace = Pace()
    assert asked(pace, 0.0, 1)
    pace.answered(0.1)
    return pace


def test_the_first_bytes_ask_whether_the_terminal_answers() -> None:
    pace = Pace()
    assert not pace.ask(0.0)
    assert asked(pace, 0.0, 1)
    assert not asked(pace, 0.1)
    assert not pace.holds()


def test_a_quick_terminal_is_asked_now_and_then_and_never_waited_for() -> None:
    pace = answering()
    assert not asked(pace, 1.0, PROBE - 1)
    assert asked(pace, 1.0, 1)
    assert not pace.holds()
    pace.answered(1.1)
    assert not pace.slow
    assert pace.look(1.1) is None


def test_a_late_answer_makes_it_slow_until_nothing_was_late_for_a_while() -> None:
    pace = answering()
    assert asked(pace, 1.0)
    assert pace.look(1.0) == LATE
    assert pace.look(1.0 + LATE)
    assert pace.slow
    assert pace.holds()
    pace.answered(2.0)
    assert pace.slow
    assert not pace.holds()
    assert asked(pace, 2.0, 1)
    pace.answered(2.1)
    assert pace.look(2.1)
    assert pace.look(2.0 + CALM) is None
    assert not pace.slow


def test_an_answer_that_was_late_counts_even_if_nobody_looked() -> None:
    pace = answering()
    assert asked(pace, 1.0)
    pace.answered(1.1 + LATE)
    assert pace.slow


def test_no_more_than_a_window_is_on_its_way() -> None:
    pace = answering()
    assert asked(pace, 1.0)
    pace.sent(WINDOW)
    assert pace.holds()
    pace.answered(1.1)
    assert pace.behind == WINDOW
    assert pace.ask(1.1)
    pace.answered(1.2)
    assert pace.behind == 0


def test_a_mute_terminal_is_given_up_and_heard_when_it_speaks_after_all() -> None:
    pace = Pace()
    assert asked(pace, 0.0)
    assert pace.look(1.0) == MUTE - 1.0
    assert pace.look(MUTE) is None
    assert not asked(pace, MUTE, WINDOW * 2)
    assert not pace.holds()
    pace.answered(MUTE + 1)
    assert asked(pace, MUTE + 1)


def test_an_answer_that_never_comes_is_waited_for_half_a_minute() -> None:
    pace = answering()
    assert asked(pace, 1.0)
    pace.look(1.0 + LATE)
    assert pace.holds()
    pace.look(1.0 + PATIENCE)
    assert not pace.holds()
    assert pace.answers

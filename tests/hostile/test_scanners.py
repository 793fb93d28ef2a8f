"""The scanners find what they are for; without this their silence would prove nothing."""

from __future__ import annotations

from contextlib import nullcontext

import pytest

from smm_tui.terminal import modes
from tests.hostile.grammar import Scan
from tests.hostile.strings import (
    CONTROLS,
    FORMATS,
    MARKS,
    PRIVATE,
    SEQUENCES,
    SURROGATES,
    random_texts,
    wrong_in,
)
from tests.terminal.harness import Terminal

FRAME = b"\x1b[m\x1b[2J\x1b[H\x1b[38;2;1;2;3;1mname\x1b[m\x1b[3;5Hx\x1b[K\b\x1b[7X\x1b[2C"
OWN = modes.ENTER + modes.MOUSE[modes.Mouse.NONE] + modes.SYNC_QUERY + FRAME + modes.RESET


def test_what_the_program_sends_itself_is_well() -> None:
    scan = Scan(OWN + "漢字 👨‍👩‍👧 1️⃣ źs नमस्ते".encode())
    assert scan.wrong == []
    assert scan.sequences > 10


@pytest.mark.parametrize("sequence", SEQUENCES)
def test_every_sequence_of_a_panel_is_found(sequence: str) -> None:
    scan = Scan(OWN + sequence.encode() + OWN)
    assert scan.wrong or scan.copied == ["pwned"]


@pytest.mark.parametrize("text", [*CONTROLS, *FORMATS, *MARKS, PRIVATE[0], PRIVATE[1]])
def test_every_other_character_of_a_panel_is_found(text: str) -> None:
    if not {*text} <= {*"\b\r\n", *map(chr, range(0x20, 0x7F))}:  # which moves the cursor
        assert Scan(OWN + text.encode() + OWN).wrong
    assert wrong_in(text)


@pytest.mark.parametrize(
    "text", [*SURROGATES, *(each for each in random_texts(1, 50) if not each.isascii())]
)
def test_what_is_no_text_is_found(text: str) -> None:
    assert wrong_in(text) or not any("\ud800" <= char <= "\udfff" for char in text)


@pytest.mark.parametrize(
    "planted",
    [
        b"\x1b[2J",
        b"\x1b[25;1H",
        b"\x1b[1;81H",
        b"\x1b[5m",
        b"\x1b[38;5m",
        b"\x1b[?1049l",
        b"\x9b2J",
        b"\xc2\x9b2J",
        b"\x07",
        b"\x1b]52;c;G1tb\x07",  # ESC in what is copied
        b"\xe2\x80\xae",
    ],
)
def test_a_planted_byte_is_found(planted: bytes) -> None:
    assert Scan(OWN + planted + OWN).wrong


RUNG = (
    b"\x07",
    b"\x1b]9;smm-tui: an order ended\x07",
    b"\x1bPtmux;\x1b\x1b]9;an order ended\x07\x1b\\",
    modes.SAVE_TITLE + "\x1b]2;smm-tui ż\x07".encode(),
    modes.RESTORE_TITLE,
)
CUT = (b"", b"\x1b", b"\x1b[", b"\x1b[38;2;1", b"\x1b[?2026", b"\x1b]52;c;G1tb", "漢".encode()[:2])


@pytest.mark.parametrize("call", RUNG)
@pytest.mark.parametrize("cut", CUT)
def test_a_program_may_call_somebody_and_be_cut_off(call: bytes, cut: bytes) -> None:
    for end in (b"", modes.CANCEL + modes.RESET):
        assert Scan(OWN + call + cut + end, lived=True).wrong == []
    assert Scan(OWN + call).wrong
    if cut:
        assert Scan(OWN + cut).wrong
        assert Scan(OWN + cut + OWN, lived=True).wrong


@pytest.mark.parametrize(
    "planted",
    [
        b"\x1b[2J",
        b"\x1b]9;\x1b[2J\x07",
        b"\x1b]2;\x1b]52;c;eA==\x07",
        b"\x1b]0;pwned\x07",
        b"\x1bPtmux;\x1b\x1b]52;c;eA==\x07\x1b\\",
        b"\x18",
        b"\xc2\x9b2J",
        b"\xe2\x80\xae",
    ],
)
def test_a_planted_byte_is_found_in_all_that_a_program_sent(planted: bytes) -> None:
    assert Scan(OWN + planted + OWN, lived=True).wrong


def test_every_terminal_looks_at_what_was_painted_as_it_is_closed() -> None:
    program = ("-c", r"print('all \x1b[2Jis\x1b[m well')")
    for planted, foreign in ((True, False), (False, False), (True, True)):
        words = program if planted else (program[0], program[1].replace(r"\x1b[2J", ""))
        terminal = Terminal.python(*words, foreign=foreign)
        terminal.wait_for("well")
        with (
            pytest.raises(AssertionError, match="does not make")
            if planted and not foreign
            else nullcontext()
        ):
            terminal.close()

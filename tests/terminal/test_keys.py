from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from textual import events
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual._xterm_parser import XTermParser
from textual.message import Message

from smm_tui.terminal.keys import Keys, Kind, Token
from smm_tui.terminal.seams import KeyReader

SAMPLES: list[tuple[bytes, list[Token]]] = [
    (b"abc", [(Kind.TEXT, "abc")]),
    ("é日".encode(), [(Kind.TEXT, "é日")]),
    (b"\x1b[A", [(Kind.SEQUENCE, "\x1b[A")]),
    (b"\x1bOP", [(Kind.SEQUENCE, "\x1bOP")]),
    (b"a\x1b[1;5Ab", [(Kind.TEXT, "a"), (Kind.SEQUENCE, "\x1b[1;5A"), (Kind.TEXT, "b")]),
    (b"\x1bx", [(Kind.ESCAPE, "\x1b"), (Kind.TEXT, "x")]),
    ("\x1bé".encode(), [(Kind.ESCAPE, "\x1b"), (Kind.TEXT, "é")]),
    (b"\x1b\x1b[A", [(Kind.ESCAPE, "\x1b"), (Kind.SEQUENCE, "\x1b[A")]),
    (b"\x1b[M \xe1\xffz", [(Kind.TEXT, "z")]),
    (b"\x1b[<0;3;4M", [(Kind.SEQUENCE, "\x1b[<0;3;4M")]),
    (b"\x1b]11;rgb:0\x1b\\z", [(Kind.TEXT, "z")]),
    (b"\x1bP1+r\x1b\\\x1b_x\x07z", [(Kind.TEXT, "z")]),
    (b"\xff\xfez\xc2\x9b", [(Kind.TEXT, "z")]),
    (b"\x1b[200~a\rb\x1b[201~", [(Kind.PASTE, "a\nb")]),
    (b"\x1b[200~\x1b[A\x00\x1b[0n\x7f\x1b[201~x", [(Kind.PASTE, "[A[0n"), (Kind.TEXT, "x")]),
    (b"\x1b[200~\x1b[201~\x1b[200~\xff\x1b[201~", [(Kind.PASTE, ""), (Kind.PASTE, "")]),
    (b"\x1b[200~a\x1b[200~\x1b[201~", [(Kind.PASTE, "a[200~")]),
]


def joined(tokens: list[Token]) -> list[Token]:
    """Neighbouring texts as one, since where bytes are cut splits them."""
    found: list[Token] = []
    for kind, text in tokens:
        if kind is Kind.TEXT and found and found[-1][0] is Kind.TEXT:
            found[-1] = (kind, found[-1][1] + text)
        else:
            found.append((kind, text))
    return found


@pytest.mark.parametrize(("data", "wanted"), SAMPLES)
def test_whole_input_is_told_apart(data: bytes, wanted: list[Token]) -> None:
    keys = Keys()
    assert keys.feed(data) == wanted
    assert not keys.waits


@pytest.mark.parametrize(("data", "wanted"), SAMPLES)
def test_wherever_it_is_cut_it_is_the_same(data: bytes, wanted: list[Token]) -> None:
    for cut in range(1, len(data)):
        if data[:cut].endswith(b"\x1b\x1b"):
            continue
        keys = Keys()
        assert joined(keys.feed(data[:cut]) + keys.feed(data[cut:])) == joined(wanted), cut


def test_escape_alone_is_known_by_nothing_coming_after_it() -> None:
    keys = Keys()
    assert keys.feed(b"\x1b") == []
    assert keys.waits_for_escape
    assert keys.settle() == [(Kind.ESCAPE, "\x1b")]
    assert not keys.waits


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (b"\x1b[", [(Kind.SEQUENCE, "\x1b[")]),
        (b"\x1bO", [(Kind.SEQUENCE, "\x1bO")]),
        (b"\x1b]", [(Kind.SEQUENCE, "\x1b]")]),
        (b"\x1b[1;", []),
        (b"\x1b[M ", []),
        (b"\x1b]11;rgb", []),
    ],
)
def test_what_stays_unfinished_is_a_key_or_nothing(data: bytes, wanted: list[Token]) -> None:
    keys = Keys()
    assert keys.feed(data) == []
    assert keys.waits
    assert not keys.waits_for_escape
    assert keys.settle() == wanted
    assert keys.feed(b"z") == [(Kind.TEXT, "z")]


def test_an_endless_answer_is_not_kept() -> None:
    keys = Keys()
    assert keys.feed(b"\x1b]" + b"x" * 5_000) == []
    assert not keys.waits


def test_a_paste_waits_for_its_end_however_long_it_takes() -> None:
    keys = Keys()
    assert keys.feed(b"\x1b[200~one\x1b") == []
    assert not keys.waits_for_escape
    assert keys.settle() == []
    assert keys.feed(b" two\x1b[201~") == [(Kind.PASTE, "one two")]


def test_no_random_bytes_break_the_reading() -> None:
    rng = random.Random("keys")
    pieces = [data for data, _ in SAMPLES] + [b"\x1b", b"\x1b[", b"\x1b[99;99;99u", b"\x1b[?1;2c"]
    keys, reader = Keys(), KeyReader()
    for _ in range(500):
        data = b"".join(rng.choices(pieces, k=4)) + rng.randbytes(4)
        for kind, text in keys.feed(data) + keys.settle():
            if kind is not Kind.PASTE:
                list(reader.read(text))


def keys_of(messages: Sequence[Message]) -> list[str]:
    return [message.key for message in messages if isinstance(message, events.Key)]


@pytest.mark.parametrize(
    ("sequence", "wanted"),
    [
        ("ab", ["a", "b"]),
        ("\x1b", ["escape"]),
        ("\x1b[A", ["up"]),
        ("\x1b[1;5A", ["ctrl+up"]),
        ("\x1bOP", ["f1"]),
        ("\x1bx", ["alt+x"]),
        ("\x1b[", ["left_square_bracket"]),
        ("\x01", ["ctrl+a"]),
        ("\x1b[?62;1c", []),
        ("\x1b[1;2;3x", []),
        ("\x1b[5;7R", []),
        ("\x1b[99;99;99u", []),
    ],
)
def test_textual_reads_keys_that_it_knows_and_types_no_others(
    sequence: str, wanted: list[str]
) -> None:
    assert keys_of(list(KeyReader().read(sequence))) == wanted


def test_clicks_are_read() -> None:
    (click,) = KeyReader().read("\x1b[<0;3;4M")
    assert isinstance(click, events.MouseDown)
    assert (click.x, click.y) == (2, 3)


def read_by_textual(sequence: str) -> list[Message]:
    """As its parser reads it, letter by letter, when nothing comes after it."""
    parser = XTermParser()
    found = list(parser.feed(sequence))
    if parser._timeout_time is not None:  # noqa: SLF001 - it waits for more
        parser._timeout_time = 0.0  # noqa: SLF001
        found += parser.tick()
    return found


def test_whole_sequences_are_the_keys_that_textual_reads_letter_by_letter() -> None:
    # Two letters of escape never come together, see `Keys`.
    for sequence in ANSI_SEQUENCES_KEYS.keys() - {"\x1b\x1b"}:
        wanted, found = read_by_textual(sequence), KeyReader().read(sequence)
        assert keys_of(found) == keys_of(wanted), sequence
        assert [key.character for key in found if isinstance(key, events.Key)] == [
            key.character for key in wanted if isinstance(key, events.Key)
        ]

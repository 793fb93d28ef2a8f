from __future__ import annotations

import html
import json
import random
import re
import unicodedata
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smm_tui import untrusted
from smm_tui.untrusted import NumberText
from tests.catalogues import NAMES, answer

# The rules once more, by regular expressions over the categories, to compare with.
# Made when asked for: these tests are collected in every worker, and run in one or two.


@cache
def _points() -> list[str]:
    return [chr(point) for point in range(0x110000)]


def _class(*categories: str) -> str:
    """The inside of a regular expression's class: the ranges of all code points of these."""
    flags = [unicodedata.category(char) in categories and char != "\u200d" for char in _points()]
    edges = [point for point in range(1, len(flags)) if flags[point] != flags[point - 1]]
    edges = [0, *edges] if flags[0] else edges
    starts, ends = edges[::2], [*edges[1::2], len(flags)]
    return "".join(
        f"\\U{start:08x}-\\U{end - 1:08x}" for start, end in zip(starts, ends, strict=False)
    )


@cache
def _marks() -> str:
    return f"[{_class('Mn', 'Mc', 'Me')}]"


@cache
def _unseen() -> re.Pattern[str]:
    last = "".join(chr(plane * 0x10000 + last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
    return re.compile(
        f"[{_class('Cc', 'Cf', 'Cs', 'Co')}"
        "\ufdd0-\ufdef\u2065\ufff0-\ufff8\U000e0000-\U000e00ff\U000e01f0-\U000e0fff" + last + "]"
    )


_E = "[\u2190-\u2bff\U0001f000-\U0001faff]"
_J = "\u200d"
_TAKING = f"(?:{_E}|[0-9#*\u00a9\u00ae\u203c\u2049\u2122\u2139\u3030\u303d\u3297\u3299])"


def _capped(run: re.Match[str]) -> str:
    kept, counts = "", {True: 0, False: 0}
    for mark in run[0]:
        spacing = unicodedata.category(mark) == "Mc"
        counts[spacing] += 1
        kept += mark if counts[spacing] <= 4 else ""
    return kept


def reference(raw: str) -> str:
    """An independent clean-up of one line."""
    marks = _marks()
    line = re.sub(r"\s", " ", html.unescape(raw))
    line = _unseen().sub("", line)
    line = re.sub(f"{_J}(?!{_J}*{_E})", "", line)
    line = re.sub(f"{_J}+", _J, line)
    line = re.sub(f"({_E}{marks}*){_J}", "\\1\0", line).replace(_J, "").replace("\0", _J)
    line = re.sub(f"(?<!{_TAKING})[\ufe0e\ufe0f]", "", line)
    line = re.sub(f"(^| ){marks}+", r"\1", line)
    line = re.sub(f"{marks}+", _capped, line)
    return re.sub(" +", " ", line).strip(" ")


HOSTILE = [
    "\x1b]52;c;aGk=\x07",
    "\x1b[2J\x1b[H",
    "\x9b2J",
    "\x90q\x9c",
    "a\u202eb\u2066c\u2069",
    "[/] [@click=app.quit]x[/] [no refill]",
    "a\x08\x08b\x0c\x0bc",
    "&#27;[2J&#x1b;]0;x&#x7;",
    "&amp;#27;",
    "&#x202e;&#xD800;&#xFFFE;",
    "z" + "\u0301" * 100,
    "\u0301start",
    "a \u0301b",
    "\ud83d\ude00",
    "\udc9b2J",
    "\ue000\uf8ff\U000f0000",
    "\U000e0041\U0001f3f4\U000e0067\U000e007f",
    "\u200d\u200d\ufe0f",
    "a\ufe0fb\ufe0e",
    "\u2764\ufe0f\u200d\U0001f525",
    "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\u2764\u200d\u0301\U0001f525",
    "soft\u00adhyphen\ufeff",
    "\u00a0 \u3000\u2028\u2029x",
]
REAL = [
    "Instagram Followers [Refill: 30D] [Max: 100K]",
    "\U0001d5e1\U0001d5fc \U0001d5d7\U0001d5ff\U0001d5fc\U0001d5fd",
    "T\u0103ng Like B\u00e0i Vi\u1ebft \u0e04\u0e27\u0e32\u0e21\u0e0a\u0e37\u0e48\u0e19",
    "\u0939\u093f\u0928\u094d\u0926\u0940 \u0645\u062a\u0627\u0628\u0639\u064a\u0646",
    "1\ufe0f\u20e3 \u00a9\ufe0f \u2139\ufe0f \U0001f44d\U0001f3fd \U0001f1ee\U0001f1f9",
    "Tom &amp; Jerry &lt;b&gt; &quot;x&quot; &eacute;",
    " two  spaces\r\nand\ta line ",
]


@pytest.mark.parametrize("raw", HOSTILE + REAL)
def test_a_name_comes_out_as_an_independent_clean_up_has_it(raw: str) -> None:
    assert untrusted.text(raw) == reference(raw)
    assert untrusted.display_safe(untrusted.text(raw))


@pytest.mark.parametrize("raw", HOSTILE)
def test_nothing_hostile_passes(raw: str) -> None:
    for line in (untrusted.text(raw), *untrusted.block(raw).split("\n")):
        assert not _unseen().search(line)
        assert untrusted.display_safe(line)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("[/] [@click=app.quit]x", "[/] [@click=app.quit]x"),
        ("&amp;lt;b&amp;gt;", "&lt;b&gt;"),
        ("&#27;[31mred", "[31mred"),
        ("a\r\n\tb\u2028c", "a b c"),
        ("z" + "\u0301" * 9, "z" + "\u0301" * 4),
        ("\u1019\u103c\u103d\u103e\u1031\u1037", "\u1019\u103c\u103d\u103e\u1031\u1037"),
        ("\u0915\u094d\u200d\u0937", "\u0915\u094d\u0937"),
        ("\u0645\u06cc\u200c\u062e", "\u0645\u06cc\u062e"),
        ("\u2764\ufe0f\ufe0f", "\u2764\ufe0f"),
        ("x\ufe0f", "x"),
        ("newer than 3.11 \U0001fae8", "newer than 3.11 \U0001fae8"),
        ("\U0001f468\u200d\u200d\U0001f469\u200d", "\U0001f468\u200d\U0001f469"),
        ("\U0001f468\u200d \U0001f469", "\U0001f468 \U0001f469"),
        ("&#" + "9" * 5000 + ";x", "\ufffdx"),
    ],
)
def test_a_line(raw: str, clean: str) -> None:
    assert untrusted.text(raw, limit=6000) == clean


def test_what_is_no_text_is_nothing_and_numbers_are_what_was_written() -> None:
    nothing: list[object] = [None, True, False, [], {}, ["a"], {"a": 1}, 1.5, b"x", object()]
    assert [untrusted.text(value) for value in nothing] == [""] * len(nothing)
    assert [untrusted.block(value) for value in nothing] == [""] * len(nothing)
    assert [untrusted.identifier(value) for value in nothing] == [""] * len(nothing)
    assert untrusted.text(NumberText("1.50")) == "1.50"
    assert type(untrusted.text(NumberText("1.50"))) is str
    assert untrusted.text(12) == "12"
    assert untrusted.text(10**5000) == "…"


def test_a_long_line_ends_in_a_sign() -> None:
    assert untrusted.text("a" * 20, limit=10) == "a" * 9 + "…"
    assert untrusted.text("abcdefgh ijkl", limit=10) == "abcdefgh…"
    assert untrusted.text("\u2764" + "\u200d\U0001f525" * 9, limit=3) == "\u2764…"
    assert len(untrusted.text("&amp;" * 5000, limit=100)) == 100
    assert untrusted.text("&#32;" * 5000 + "x", limit=10) == "…"


def test_a_block_keeps_its_lines_but_no_empty_ones_in_a_row() -> None:
    raw = "\r\n one <br>two<BR />three&lt;br/&gt;four\r\r\n\n\n\n five  \x1b[2J &amp; six\u2028"
    raw += "seven\n"
    assert untrusted.block(raw) == "one\ntwo\nthree\nfour\n\nfive [2J & six\nseven"
    assert untrusted.block("a\nb" * 50, limit=12) == "a\nba\nba\nba…"


def test_a_block_of_nothing_but_spaces_is_read_at_once() -> None:
    assert untrusted.block((" " * 65_000) + "x" + "\n" * 65_000) == "x"


@settings(deadline=None, max_examples=300)
@given(st.text(st.characters(exclude_categories=()), max_size=60))
def test_any_text_is_safe_and_clean_for_good(raw: str) -> None:
    clean = untrusted.text(raw)
    assert clean == reference(raw)
    assert untrusted.display_safe(clean)
    assert len(clean) <= 512
    if "&" not in clean:
        assert untrusted.text(clean) == clean
    assert all(map(untrusted.display_safe, untrusted.block(raw).split("\n")))
    assert untrusted.display_safe(untrusted.identifier(raw))
    untrusted.fold(raw)


@pytest.mark.no_cover
def test_random_strings_come_out_as_the_independent_clean_up_has_them() -> None:
    pools = [
        list(range(0x20, 0x7F)),
        list(range(0xA1)),
        list(range(0x300, 0x370)) + [0x200D] * 30 + [0xFE0E, 0xFE0F] * 20,
        list(range(0x1F300, 0x1FB00)) + [0x2764, 0x2640, 0x2B1B] * 40,
        list(range(0x2000, 0x2070)),
        list(range(0x900, 0x980)),
        [0x23, 0x31, 0x20E3, 0xA9, 0xFE0F, 0x20, 0x26],
    ]
    for seed in range(20_000):
        generator = random.Random(seed)
        if seed % 4:
            pool = generator.sample(pools, 3)
            points = [generator.choice(generator.choice(pool)) for _ in range(24)]
        else:
            points = [generator.randrange(0x110000) for _ in range(24)]
        raw = "".join(map(chr, points))
        assert untrusted.text(raw) == reference(raw), f"seed {seed}: {raw!a}"


@pytest.mark.no_cover
def test_every_code_point_alone_is_safe() -> None:
    """A hundred at a time; between letters none has to do with another."""
    for start in range(0, len(_points()), 100):
        raw = "".join(f"a{char}b" for char in _points()[start : start + 100])
        clean = untrusted.text(raw, limit=len(raw))
        assert not _unseen().search(clean), hex(start)
        assert untrusted.display_safe(clean), hex(start)
        assert clean.endswith("b"), hex(start)


def test_what_is_safe_is_told_from_what_is_not() -> None:
    assert untrusted.display_safe("Likes [HQ] \u2764\ufe0f caf\u00e9")
    unsafe = ["a\nb", "a\tb", "a\x1bb", "\u00e9\u202e", "\u2764\ufe0f\u200d", "\u00a0", "\u0301"]
    assert not any(map(untrusted.display_safe, unsafe))


# --- ids


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (NumberText("23501"), "23501"),
        (23501, "23501"),
        (" 507f1f77bcf86cd799439011 ", "507f1f77bcf86cd799439011"),
        ("ord_01HG9", "ord_01HG9"),
        ("mock_std_1700_q100", "mock_std_1700_q100"),
        ("a&amp;b", "a&amp;b"),
        ("5\x1b[2J\u202e", "5[2J"),
        ("0", "0"),
        ("", ""),
        (10**30, "1" + "0" * 30),
        (10**200, ""),
        ("x" * 128, "x" * 128),
        ("x" * 129, ""),
    ],
)
def test_an_id(value: object, expected: str) -> None:
    assert untrusted.identifier(value) == expected


# --- numbers


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("0.90", "0.90"),
        ("100.84292", "100.84292"),
        ("1,234.50000", "1234.50000"),
        ("-1,234,567.5", "-1234567.5"),
        ("0,90", "0.90"),
        ("12,34", "12.34"),
        ("0,123", "0.123"),
        ("1234,567", "1234.567"),
        ("1,2345", "1.2345"),
        (".5", "0.5"),
        ("+5", "5"),
        (" 7 ", "7"),
        ("1e3", "1000"),
        ("2.5E-7", "0.00000025"),
        ("-0.00", "0.00"),
        ("-0e5", "0"),
        ("-0.00000000000000000000", "0.00000000000000000000"),
        (NumberText("116011238807365"), "116011238807365"),
        (5, "5"),
        (-3, "-3"),
    ],
)
def test_a_number_that_can_be_read_for_sure(raw: object, expected: str) -> None:
    read = untrusted.number(raw)
    assert read is not None
    assert f"{read:f}" == expected
    assert not untrusted.is_ambiguous(raw)


@pytest.mark.parametrize(
    "raw",
    [
        "1,234",
        "-1,234",
        "1,234,567",
        "1.234,50",
        "1.234.567",
        "1 234",
        "1'234.5",
        "1,23,456.0",
        "9" * 41,
        "1e21",
        "1e-21",
        "1e999",
        "9,999.",
        10**21,
    ],
)
def test_a_number_that_would_be_a_guess(raw: object) -> None:
    assert untrusted.number(raw) is None
    assert untrusted.whole(raw) is None
    assert untrusted.is_ambiguous(raw)


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "abc",
        "NaN",
        "Infinity",
        "-inf",
        "1_000",
        "0x10",
        "$5",
        "١٢",
        "-",
        ",",
        True,
        False,
        [],
        {},
        1.5,
        "1" * 5000,
        "1e99999999999",
    ],
)
def test_what_is_no_number(raw: object) -> None:
    assert untrusted.number(raw) is None
    assert untrusted.whole(raw) is None


def test_an_int_without_end_is_no_number() -> None:
    assert untrusted.number(10**5000) is None
    assert untrusted.whole(10**5000) is None


def test_an_absent_number_is_not_ambiguous() -> None:
    assert not any(map(untrusted.is_ambiguous, [None, "", "abc", True, [], {}]))


_AMOUNTS = st.decimals(min_value=0, max_value=10**12, places=5, allow_nan=False)


@given(_AMOUNTS)
def test_the_thousands_commas_of_php_are_read(amount: Decimal) -> None:
    assert untrusted.number(f"{amount:,.5f}") == amount
    assert untrusted.number(f"-{amount:,.5f}") == -amount


@given(_AMOUNTS)
def test_a_plain_number_keeps_its_digits(amount: Decimal) -> None:
    assert f"{untrusted.number(f'{amount:f}'):f}" == f"{amount:f}"


@given(st.integers(min_value=1000, max_value=10**15))
def test_groups_without_a_decimal_point_are_never_guessed(amount: int) -> None:
    assert untrusted.number(f"{amount:,}") is None
    assert untrusted.is_ambiguous(f"{amount:,}")


@given(st.integers(min_value=0, max_value=10**9), st.integers(min_value=1, max_value=8))
def test_a_decimal_comma_is_read_only_where_it_can_be_nothing_else(units: int, places: int) -> None:
    raw = f"{units},{'1' * places}"
    either = places == 3 and 1 <= units <= 999
    assert untrusted.number(raw) == (None if either else Decimal(raw.replace(",", ".")))
    assert untrusted.is_ambiguous(raw) is either


@given(st.one_of(st.text(), st.integers(), st.floats(), st.booleans(), st.none(), st.binary()))
def test_nothing_raises(value: object) -> None:
    for read in (untrusted.number, untrusted.whole, untrusted.flag, untrusted.is_ambiguous):
        read(value)
    for clean in (untrusted.text, untrusted.block, untrusted.identifier):
        assert isinstance(clean(value), str)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("10.0", 10),
        ("10.5", None),
        ("-3", -3),
        ("0", 0),
        (7, 7),
        (10**18, 10**18),
        ("1" + "0" * 18, 10**18),
        (10**18 + 1, None),
        ("1" + "0" * 19, None),
        (True, None),
    ],
)
def test_a_whole_number(raw: object, expected: int | None) -> None:
    assert untrusted.whole(raw) == expected


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (True, True),
        (False, False),
        (1, True),
        (0, False),
        ("1", True),
        ("0", False),
        ("true", True),
        ("false", False),
        ("FALSE", False),
        (" Yes ", True),
        ("no", False),
        (NumberText("1"), True),
        (NumberText("0"), False),
        ("", None),
        (None, None),
        (2, None),
        ("30 days", None),
        ([], None),
    ],
)
def test_a_flag(raw: object, expected: bool | None) -> None:  # noqa: FBT001 - the expectation
    assert untrusted.flag(raw) is expected


# --- search


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("\U0001d5e1\U0001d5fc \U0001d5d7\U0001d5ff\U0001d5fc\U0001d5fd", "no drop"),
        ("D\u1ecbch V\u1ee5 \u0110\u1eb7t", "dich vu dat"),
        ("Stra\u00dfe \u0130zmir \u00d8re", "strasse izmir ore"),
        ("\u2764\ufe0f  LIKES ", "\u2764 likes"),
        ("\u00a8x\u00b4", "x"),
        ("  A  B ", "a b"),
        ("\uff26\uff35\uff2c\uff2c \u2167", "full viii"),
        ("\u0e0a\u0e37\u0e48\u0e2d", "\u0e0a\u0e37\u0e2d"),
    ],
)
def test_folding(raw: str, folded: str) -> None:
    assert untrusted.fold(raw) == folded


@given(st.text(max_size=40))
def test_folding_is_settled_and_knows_no_case(raw: str) -> None:
    folded = untrusted.fold(raw)
    assert untrusted.fold(folded) == folded
    assert "  " not in folded


def test_an_answer_with_every_letter_does_not_fill_the_memory() -> None:
    for point in range(0x4E00, 0x4E00 + 0x5000):
        untrusted.text(f"{chr(point)}\u0301x")
        untrusted.fold(chr(point) * 2)
    assert untrusted.text("\u4e00\u0301") == "\u4e00\u0301"
    assert untrusted.fold("\u00c9") == "e"


# --- whole catalogues


@pytest.mark.parametrize("name", NAMES)
def test_names_of_catalogues_come_out_as_the_independent_clean_up_has_them(name: str) -> None:
    rows = json.loads(answer(name))["data"]
    for row in rows if isinstance(rows, list) else []:
        for field in ("name", "category"):
            assert untrusted.text(row[field], limit=1000) == reference(row[field])

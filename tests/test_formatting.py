"""Display text: widths in cells, money with all its digits, times in a zone."""

from __future__ import annotations

from dataclasses import asdict
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from smm_tui import formatting
from smm_tui.formatting import ASCII, UNICODE, Glyphs

NAMES = [
    "Instagram Followers [ Max 1M ] | 30 Days ♻️",
    "🇮🇹 Italy | 👨‍👩‍👧 families",
    "\U0001d5e1\U0001d5fc drop ⭐ Likes",
    "中文服务 · フォロワー",
    "한국 서비스 각",
    "مشاهدات يوتيوب",
    "हिन्दी व्यूज़",
    "é combining e\u0301",
    "thumb 👍🏽 and heart ❤️",
    "keycap 1️⃣",
    "newer than the tables \U0001fae8 \U00031350 ䷀",
    "old jamo \u1112\u1161\u11ab",
]
SINGLE_CELLS = [sign for each in (UNICODE, ASCII) for sign in "".join(asdict(each).values())]
TEXTS = st.one_of(
    st.text(),
    st.text(alphabet=["a", "中", "\u0301", "\u200d", "\ufe0f", "👍", "❤", "🏽", "…", "w", "/"]),
)


@pytest.mark.parametrize("name", NAMES)
def test_a_name_is_as_wide_as_the_screen_takes_it_to_be(name: str) -> None:
    assert formatting.cells(name) == cell_len(name)


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("", 0),
        ("abc", 3),
        ("中", 2),
        ("é", 1),
        ("e\u0301", 1),
        ("♻", 1),
        ("♻\ufe0f", 2),
        ("中\ufe0f", 2),
        ("👨‍👩‍👧", 2),
        ("👍🏽", 2),
        ("\u0378", 1),
        ("\ufe0f", 0),
        ("\u0301a", 1),
    ],
)
def test_cells(text: str, width: int) -> None:
    assert formatting.cells(text) == width


@pytest.mark.parametrize("sign", SINGLE_CELLS)
def test_every_sign_takes_one_cell(sign: str) -> None:
    assert formatting.cells(sign) == cell_len(sign) == 1


def test_signs_for_other_locales_are_ascii() -> None:
    assert all(sign.isascii() for sign in asdict(ASCII).values())


@given(TEXTS, st.integers(-2, 40), st.sampled_from([UNICODE, ASCII]))
def test_what_is_cut_is_never_wider_than_asked(text: str, width: int, glyphs: Glyphs) -> None:
    for cut in (
        formatting.shorten(text, width, glyphs=glyphs),
        formatting.link(text, width, glyphs=glyphs),
    ):
        assert formatting.cells(cut) <= max(width, 0)


@example("\u200d0中", 1)
@example("a\u200d中", 1)
@given(TEXTS, st.integers(1, 40))
def test_what_is_cut_says_so_and_uses_the_room(text: str, width: int) -> None:
    short = formatting.shorten(text, width)
    if formatting.cells(text) <= width:
        assert short == text
    else:
        assert short.endswith("…")
        assert text.startswith(short[:-1])
        assert formatting.cells(short) >= width - 1


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("abcdef", 6, "abcdef"),
        ("abcdef", 5, "abcd…"),
        ("abcdef", 1, "…"),
        ("abcdef", 0, ""),
        ("中文字", 4, "中…"),
        ("中文字", 5, "中文…"),
        ("a👨‍👩‍👧b", 3, "a…"),
        ("a👨‍👩‍👧b", 4, "a👨‍👩‍👧b"),
    ],
)
def test_shorten(text: str, width: int, expected: str) -> None:
    assert formatting.shorten(text, width) == expected


def test_the_sign_of_a_cut_is_ascii_where_it_must_be() -> None:
    assert formatting.shorten("abcdef", 3, glyphs=ASCII) == "ab~"
    assert formatting.link("abcdef", 3, glyphs=ASCII) == "a~f"


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("https://www.example.com/p/1", 40, "example.com/p/1"),
        ("HTTP://WWW.example.com", 40, "example.com"),
        ("www.example.com", 40, "example.com"),
        ("@someone", 40, "@someone"),
        ("https://", 40, "https://"),
        ("https://www.", 40, "www."),
        ("a https://b", 40, "a https://b"),
        ("https://example.com/a/post/12345", 11, "examp…12345"),
        ("https://example.com/a/post/12345", 10, "examp…2345"),
        ("https://example.com/a", 1, "…"),
        ("https://example.com/a", 0, ""),
    ],
)
def test_link(text: str, width: int, expected: str) -> None:
    assert formatting.link(text, width) == expected


@pytest.mark.parametrize(
    ("amount", "shown", "typed"),
    [
        ("0.90", "0.90", "0.90"),
        ("1234567.5000", "1,234,567.5000", "1234567.5000"),
        ("1E+3", "1,000", "1000"),
        ("1E-9", "0.000000001", "0.000000001"),
        ("-12345.6", "-12,345.6", "-12345.6"),
        ("116011238807365", "116,011,238,807,365", "116011238807365"),
    ],
)
def test_money_keeps_all_its_digits(amount: str, shown: str, typed: str) -> None:
    assert formatting.rate(Decimal(amount)) == shown
    assert formatting.money(Decimal(amount), "USD") == f"{shown} USD"
    assert formatting.money(Decimal(amount), "") == shown
    assert formatting.plain(Decimal(amount)) == typed


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30))
def test_what_is_shown_of_an_amount_is_the_amount(amount: Decimal) -> None:
    assert Decimal(formatting.plain(amount)) == amount
    assert formatting.rate(amount).replace(",", "") == formatting.plain(amount)
    assert "e" not in formatting.plain(amount).lower()


def test_count() -> None:
    assert formatting.count(5586) == "5,586"


@pytest.mark.parametrize(
    ("quantity", "remains", "expected"),
    [(100, 40, 60), (100, 0, 100), (100, -3, 100), (100, 300, 0), (100, 100, 0)],
)
def test_delivered_stays_within_the_order(quantity: int, remains: int, expected: int) -> None:
    assert formatting.delivered(quantity, remains) == expected


@pytest.mark.parametrize(
    ("done", "total", "width", "expected"),
    [
        (52, 100, 16, "█████░░░░░  52 %"),
        (0, 100, 16, "░░░░░░░░░░   0 %"),
        (100, 100, 16, "██████████ 100 %"),
        (999, 1000, 16, "█████████░  99 %"),
        (-5, 100, 8, "░░   0 %"),
        (500, 100, 8, "██ 100 %"),
        (0, 0, 8, "░░   0 %"),
        (3, 0, 8, "░░   0 %"),
        (3, -1, 8, "░░   0 %"),
        (1, 1, 7, "█ 100 %"),
        (1, 1, 6, " 100 %"),
        (1, 1, 5, "100 %"),
        (1, 1, 4, "    "),
        (1, 1, -1, ""),
    ],
)
def test_percent_bar(done: int, total: int, width: int, expected: str) -> None:
    assert formatting.percent_bar(done, total, width) == expected


def test_percent_bar_in_ascii() -> None:
    assert formatting.percent_bar(1, 2, 16, glyphs=ASCII) == "#####.....  50 %"


@given(st.integers(), st.integers(), st.integers(0, 60))
def test_percent_bar_is_as_wide_as_asked(done: int, total: int, width: int) -> None:
    assert formatting.cells(formatting.percent_bar(done, total, width)) == width


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-90, "now"),
        (0, "now"),
        (4.9, "now"),
        (5, "5 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min"),
        (3600, "1 h"),
        (86_399, "23 h"),
        (86_400, "1 d"),
        (86_400_000, "1,000 d"),
    ],
)
def test_age(seconds: float, expected: str) -> None:
    assert formatting.age(timedelta(seconds=seconds)) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-5, "0 s"),
        (0.4, "0 s"),
        (45, "45 s"),
        (119, "119 s"),
        (120, "2 min"),
        (12 * 60 + 29, "12 min"),
        (12 * 60 + 30, "13 min"),
        (7199, "120 min"),
        (7200, "2 h"),
        (3 * 3600 - 1800, "3 h"),
        (47 * 3600, "47 h"),
        (60 * 3600, "3 d"),
        (86_400 * 2_000, "2,000 d"),
    ],
)
def test_duration(seconds: float, expected: str) -> None:
    assert formatting.duration(timedelta(seconds=seconds)) == expected


def test_times_are_shown_in_the_zone_of_the_reader() -> None:
    moment = datetime(2026, 3, 14, 23, 2, 11, tzinfo=UTC)
    east = timezone(timedelta(hours=5, minutes=30))
    assert formatting.clock_time(moment, UTC) == "23:02:11"
    assert formatting.clock_time(moment, east) == "04:32:11"
    assert formatting.date_time(moment, east) == "2026-03-15 04:32"


def test_middle_keeps_both_ends() -> None:
    assert formatting.middle("Instagram - Followers", 15) == "Instagr…llowers"
    assert formatting.middle("short", 15) == "short"
    assert formatting.middle("short", 0) == ""


def test_local_zone_follows_tz() -> None:
    zone = formatting.local_zone({"TZ": ":America/Sao_Paulo"})
    moment = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
    assert moment.astimezone(zone).hour == 9


def test_local_zone_without_tz_is_that_of_the_machine() -> None:
    moment = datetime(2026, 1, 2, 12, 0, tzinfo=UTC)
    zone = formatting.local_zone({})
    assert moment.astimezone(zone).utcoffset() == moment.astimezone().utcoffset()


def test_an_unknown_tz_falls_back_to_the_present_offset() -> None:
    zone = formatting.local_zone({"TZ": "No/Such/Zone"})
    moment = datetime.now(UTC)
    assert moment.astimezone(zone).utcoffset() == moment.astimezone().utcoffset()


def test_a_moment_of_another_day_has_its_date() -> None:
    now = datetime(2026, 3, 14, 0, 30, tzinfo=UTC)
    assert formatting.moment(datetime(2026, 3, 14, 0, 2, tzinfo=UTC), now, UTC) == "00:02:00"
    assert formatting.moment(datetime(2026, 3, 13, 23, 2, tzinfo=UTC), now, UTC) == (
        "2026-03-13 23:02"
    )

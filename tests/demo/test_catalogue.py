# ruff: noqa: RUF001 - look-alike letters are looked for

from __future__ import annotations

import unicodedata
from decimal import Decimal
from itertools import groupby

from smm_tui.demo import create_panel
from smm_tui.demo.catalogue import generate, short
from tests.demo.buyer import Buyer

SERVICES = generate(7)

TYPES = {
    *("Default", "Package", "SEO", "Custom Comments", "Mentions", "Mentions with Hashtags"),
    *("Mentions Custom List", "Mentions Hashtag", "Mentions User Followers"),
    *("Mentions Media Likers", "Custom Comments Package", "Comment Likes", "Poll"),
    *("Comment Replies", "Invites from Groups", "Subscriptions", "Web Traffic"),
}


def test_size_types_and_flags() -> None:
    assert 1_400 < len(SERVICES) < 1_600
    assert 55 < len({service.category for service in SERVICES}) < 65
    assert {service.type for service in SERVICES} == TYPES
    for flag in ("refill", "cancel", "dripfeed"):
        assert {getattr(service, flag) for service in SERVICES} == {True, False}


def test_ids_are_unique_unsorted_and_have_gaps() -> None:
    ids = [service.service_id for service in SERVICES]
    assert len(set(ids)) == len(ids)
    assert ids != sorted(ids)
    assert max(ids) > 2 * len(ids)


def test_each_category_stands_together() -> None:
    runs = [category for category, _ in groupby(SERVICES, key=lambda each: each.category)]
    assert len(runs) == len(set(runs))
    assert runs[1].startswith("Instagram")


def test_rates_reach_from_next_to_nothing_to_dear() -> None:
    rates = [Decimal(service.rate) for service in SERVICES]
    assert min(rates) == Decimal("0.0021")
    assert max(rates) == 180


def test_names_are_written_as_sellers_write_them() -> None:
    names = " ".join(service.name for service in SERVICES)
    for sign in ("[Refill: 30D]", " | ", "&amp;", "🔥", "\u200d", "𝗡𝗼 𝗗𝗿𝗼𝗽", "\n", "\t", "  "):
        assert sign in names
    scripts = {unicodedata.name(letter, "").split()[0] for letter in names if letter.isalpha()}
    assert {"LATIN", "CYRILLIC", "ARABIC", "MATHEMATICAL"} <= scripts
    for letters in ("ção", "Tốc độ", "Başlangıç"):
        assert letters in names
    assert max(len(service.name) for service in SERVICES) > 150
    assert any("\n\n" in service.desc for service in SERVICES)


def test_there_are_the_corners_of_the_format() -> None:
    assert any(service.max == 0 for service in SERVICES)
    assert all((each.min, each.max) == (1, 1) for each in SERVICES if each.flat)
    assert sum(service.slow and service.cancel for service in SERVICES) > 10


def test_the_seed_decides() -> None:
    assert generate.__wrapped__(7) == SERVICES  # made anew, not what is kept of it
    assert generate(8) != SERVICES
    assert create_panel().services == SERVICES


def test_short_figures() -> None:
    assert [short(n) for n in (10, 1_500, 10_000, 1_000_000, 2_147_483_647)] == [
        *("10", "1.5K", "10K", "1M", "2.1B"),
    ]


def test_a_service_without_a_limit_takes_any_quantity(buyer: Buyer) -> None:
    buyer.order(9902, quantity=10_000_000)

"""Random and hostile strings through every door by which a panel's text comes in."""

from __future__ import annotations

import json
import random
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from typing import Final

import pytest

from smm_tui import answers, untrusted
from smm_tui.catalogue import Catalogue, Indexing
from smm_tui.errors import PanelError
from smm_tui.export import to_csv
from smm_tui.filters import SERVICES, parse
from smm_tui.models import ItemError
from tests.figures import Share
from tests.hostile.strings import HOSTILE, random_text, wrong_in

AT: Final = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
SAMPLE: Final = 10_000
ALL: Final = 200_000
AT_ONCE: Final = 1_000
SLICES: Final = 10
"""Seeds that the strings are parted over; a failure names its seed."""
FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def strings(seed: int, count: int) -> Iterator[str]:
    print(f"seed {seed}, {count} strings")  # noqa: T201 - shown with a failure
    source = random.Random(seed)
    for _ in range(count):
        yield random_text(source)


def check_doors(text: str) -> None:
    """Each door of `untrusted` lets out only what may be shown, and never more than asked."""
    line, block = untrusted.text(text), untrusted.block(text)
    name = untrusted.identifier(text)
    for shown in (line, name):
        assert not wrong_in(shown), (ascii(text), wrong_in(shown))
        assert untrusted.display_safe(shown), ascii(text)
    assert len(line) <= 512, ascii(text)
    assert len(name) <= 128, ascii(text)
    assert not wrong_in(block, lines=True), (ascii(text), wrong_in(block, lines=True))
    assert "\n\n\n" not in block
    # What went through once is as it stays, but for entities, which are decoded once.
    assert "&" in line or untrusted.text(line) == line, ascii(text)
    assert not {"Cc", "Cf", "Cs"} & {*map(unicodedata.category, untrusted.fold(line))}, ascii(text)
    read = untrusted.number(text)
    assert read is None or (isinstance(read, Decimal) and read.is_finite())
    untrusted.whole(text)
    untrusted.flag(text)
    untrusted.is_ambiguous(text)


def check_words(text: str) -> None:
    """Words of answers and items, as they are stored and shown."""
    found = answers.parse(json.dumps({"error": text}).encode())
    refused = answers.refusal(found)
    if refused is not None:
        assert not wrong_in(refused.detail, lines=True), ascii(text)
        assert not wrong_in(str(refused), lines=True), ascii(text)
    item: answers.Json = {
        "status": text,
        "charge": text,
        "start_count": text,
        "currency": text,
        "remains": text,
    }
    for report in answers.statuses({"1": item, "2": {"error": text}}, ["1", "2"]).values():
        words = [report.words] if isinstance(report, ItemError) else [report.status_text]
        if not isinstance(report, ItemError):
            words += [report.currency or "", report.expiry]
        assert not any(wrong_in(word, lines=True) for word in words), ascii(text)
    for order_id in answers.order_ids({"order": text}):
        assert not wrong_in(order_id), ascii(text)


def check_csv(texts: list[str]) -> None:
    """No cell begins as a formula, whatever comes through the door."""
    import csv  # noqa: PLC0415

    rows = [{"a": untrusted.text(text), "b": untrusted.block(text), "c": text} for text in texts]
    cells = [cell for row in csv.reader(to_csv(rows, "abc").splitlines()) for cell in row]
    assert len(cells) == 3 * len(rows) + 3
    assert [ascii(cell) for cell in cells if cell.lstrip().startswith(FORMULA)] == []


def catalogue_of(texts: list[str]) -> Catalogue:
    """A catalogue of which every field of text is one of them."""
    rows = [
        {
            "service": place + 1,
            "name": text,
            "category": texts[place - 1],
            "type": texts[place - 2],
            "desc": text,
            "rate": texts[place - 3] if place % 7 else "0.9",
            "min": texts[place - 4],
            "max": texts[place - 5],
            "refill": text,
        }
        for place, text in enumerate(texts)
    ]
    rows += [{"service": text, "name": text} for text in texts]
    reader = answers.CatalogueReader(json.dumps(rows).encode())
    for _ in reader.slices():
        pass
    index = Indexing()
    index.add(reader.services)
    return index.finish(read_at=AT, unreadable=reader.unreadable)


def check_catalogue(texts: list[str]) -> None:
    catalogue = catalogue_of(texts)
    assert len(catalogue.services) + len(catalogue.unreadable) <= 2 * len(texts)
    assert len(catalogue.services) >= len(texts)
    for service in catalogue.services:
        lines = [
            service.service_id,
            service.name,
            service.category,
            service.type_text,
            *(text for pair in service.unclear for text in pair),
        ]
        assert [wrong for line in lines if (wrong := wrong_in(line))] == []
        assert not wrong_in(service.description, lines=True)
        assert service.rate is None or service.rate >= 0
    for row in catalogue.unreadable:
        assert not wrong_in(row.text)
        assert not wrong_in(row.reason)
    for category in catalogue.categories:
        assert len(catalogue.rows(category=category.name)) == category.count
    # What is shown is found; a colon or a quote may ask for more than the words.
    for service in [each for each in catalogue.services if not {*':"'} & {*each.name}][:50]:
        found = catalogue.rows(parse(service.name, SERVICES))
        assert service in [catalogue.services[row] for row in found], ascii(service.name)


def put_through(texts: Iterable[str]) -> int:
    """All doors for these strings; how many were tried."""
    tried: list[str] = []
    for text in texts:
        check_doors(text)
        check_words(text[:2_000])
        tried.append(text)
    for start in range(0, len(tried), 1_000):
        some = [text[:5_000] for text in tried[start : start + 1_000]]
        check_catalogue(some)
        check_csv(some)
    return len(tried)


def test_every_hostile_string() -> None:
    assert put_through(HOSTILE) == len(HOSTILE)


@pytest.mark.parametrize("seed", range(SLICES))
def test_a_sample_of_strings(seed: int) -> None:
    assert put_through(strings(seed, SAMPLE // SLICES)) == SAMPLE // SLICES


@pytest.mark.soak
@pytest.mark.share(seconds=40)
@pytest.mark.parametrize("number", range(SLICES))
def test_two_hundred_thousand_strings(share: Share, number: int) -> None:
    seed, count, tried = share.seed + number, ALL // SLICES, 0
    source = strings(seed, count)
    while tried < count and not share.is_over:
        tried += put_through(islice(source, AT_ONCE))
    share.tell(seed=seed, points=tried, of=count, wrong=0)


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_an_answer_in_which_all_is_hostile_is_read_or_refused(text: str) -> None:
    for made in ({text: text}, [text, {text: [text]}], {"data": {text: {"error": text}}}, text):
        refused = refusal_of(json.dumps(made).encode())
        assert refused is None or not wrong_in(f"{refused}\n{refused.remedy}", lines=True)


def refusal_of(body: bytes) -> PanelError | None:
    try:
        answers.statuses(answers.parse(body), ["1", "2"])
    except PanelError as error:
        return error
    return None

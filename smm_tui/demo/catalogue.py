"""The demo panel's catalogue at its opening: some 1,500 services, the same for the same seed."""

# ruff: noqa: RUF001 - look-alike letters are the point of some names

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Final

from smm_tui.demo.chance import dice
from smm_tui.demo.shelves import SHELVES, Shelf
from smm_tui.demo.words import EMOJI, NOTES, REMARK, SPANS, SPEECHES

FLAT: Final = frozenset({"Package", "Custom Comments Package"})
_NO_DRIP: Final = FLAT | {
    "Custom Comments",
    "Comment Replies",
    "Mentions Custom List",
    "Subscriptions",
    "Poll",
}
_PER_SHELF: Final = (21, 28)
_FIRST_ID, _LAST_ID = 103, 9_871
FIRST_FIXED: Final = 9_900
"""From here on the few services stand that every catalogue holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """One row; `rate` per 1000 units in USD, or flat for packages; `max` 0 is no limit."""

    service_id: int
    name: str
    type: str
    category: str
    rate: str
    min: int
    max: int
    refill: bool
    cancel: bool
    dripfeed: bool
    desc: str = ""

    @property
    def flat(self) -> bool:
        """Whether the rate is the whole price."""
        return self.type in FLAT

    @property
    def slow(self) -> bool:
        """Whether its name warns that orders take their time."""
        return "slow" in self.name.casefold()

    def row(self) -> dict[str, object]:
        """As `services` answers it: the keys of the published example, in its order and types.

        `dripfeed` and, where there is one, `desc` follow, as many panels add them.
        """
        row: dict[str, object] = {
            "service": self.service_id,
            "name": self.name,
            "type": self.type,
            "category": self.category,
            "rate": self.rate,
            "min": str(self.min),
            "max": str(self.max),
            "refill": self.refill,
            "cancel": self.cancel,
            "dripfeed": self.dripfeed,
        }
        return row | {"desc": self.desc} if self.desc else row


@lru_cache(maxsize=2)
def generate(seed: int) -> tuple[Service, ...]:
    """All services in the panel's order, category by category; made once for all of a process."""
    luck = dice(seed, "catalogue")
    ids = luck.sample(range(_FIRST_ID, _LAST_ID), len(SHELVES) * _PER_SHELF[1])
    numbers = iter(ids)
    rows: list[Service] = []
    for shelf in SHELVES:
        rows += _fixed(shelf)
        for place in range(luck.randint(*_PER_SHELF)):
            rows.append(_service(shelf, place, next(numbers), luck))
    return tuple(rows)


def newcomer(shelf: Shelf, service_id: int, luck: random.Random) -> Service:
    """A service that is added to a shelf later."""
    return _service(shelf, luck.randrange(len(shelf.types)), service_id, luck)


def _fixed(shelf: Shelf) -> Iterator[Service]:
    """The services that are always there, whatever the seed: the corners of the format."""
    for position, (category, service) in enumerate(_FIXED):
        if shelf.category == category:
            yield replace(service, service_id=FIRST_FIXED + position, category=category)


def _service(shelf: Shelf, place: int, service_id: int, luck: random.Random) -> Service:
    kind = shelf.types[place % len(shelf.types)]
    least, most = _limits(kind, luck)
    refill = luck.random() < 0.45 and kind not in {"Subscriptions", "Poll"}  # noqa: PLR2004
    slow = luck.random() < 0.03  # noqa: PLR2004 - about 45 services to try cancel on
    service = Service(
        service_id=service_id,
        name="",
        type=kind,
        category=shelf.category,
        rate=_rate(shelf, luck),
        min=least,
        max=most,
        refill=refill,
        cancel=slow or luck.random() < 0.6,  # noqa: PLR2004
        dripfeed=kind not in _NO_DRIP and luck.random() < 0.5,  # noqa: PLR2004
    )
    name = _name(shelf, service, slow=slow, luck=luck)
    note = luck.choice(NOTES) if luck.random() < 0.4 else ""  # noqa: PLR2004
    return replace(service, name=name, desc=note)


def _limits(kind: str, luck: random.Random) -> tuple[int, int]:
    if kind in FLAT:
        return 1, 1
    if kind in {"Custom Comments", "Comment Replies", "Mentions Custom List", "SEO"}:
        return luck.choice((1, 2, 5, 10)), luck.choice((100, 500, 1_000, 1_500, 10_000))
    least = luck.choice((10, 10, 20, 50, 50, 100, 100, 250, 500, 1_000))
    return least, luck.choice(
        (5_000, 10_000, 30_000, 50_000, 100_000, 300_000, 1_000_000, 100_000_000, 2_147_483_647)
    )


def _rate(shelf: Shelf, luck: random.Random) -> str:
    """Cheap ones are many, dear ones few; between none and five decimals."""
    share = Decimal(luck.randrange(10_000)) / 10_000
    rate = Decimal(shelf.low) + (Decimal(shelf.high) - Decimal(shelf.low)) * share**3
    places = 4 if rate < 1 else luck.choice((0, 1, 2, 2, 2, 3, 4, 5))
    return str(rate.quantize(Decimal(1).scaleb(-places)))


def _name(shelf: Shelf, service: Service, *, slow: bool, luck: random.Random) -> str:
    speech = SPEECHES[shelf.speech]
    parts = [luck.choice(speech.qualities)]
    if service.refill:
        days = luck.choice((7, 15, 30, 30, 60, 90, 365, 0))
        parts.append(speech.refill.format(days) if days else speech.lifetime)
    elif luck.random() < 0.5:  # noqa: PLR2004 - half of them do not mention it
        parts.append(speech.no_refill)
    if not service.flat:
        parts.append(speech.max.format(short(service.max)))
    parts.append(_beginning(speech.instant, speech.start, luck))
    if slow:
        parts.append("SLOW")
    elif luck.random() < 0.6:  # noqa: PLR2004
        parts.append(speech.speed.format(luck.choice(("500", "1K", "5K", "20K", "100K", "1M"))))
    return _dress(luck.choice(shelf.subjects), parts, luck)


def _beginning(instant: str, start: str, luck: random.Random) -> str:
    return instant if luck.random() < 0.3 else start.format(luck.choice(SPANS))  # noqa: PLR2004


def _dress(subject: str, parts: list[str], luck: random.Random) -> str:
    """In brackets, between pipes or behind arrows, with the untidiness of real catalogues."""
    marks = "".join(luck.sample(EMOJI, luck.choice((0, 0, 1, 1, 2, 3))))
    look = luck.randrange(8)
    if look < 4:  # noqa: PLR2004
        name = f"{subject} {' '.join(f'[{part}]' for part in parts)} {marks}"
    elif look < 7:  # noqa: PLR2004
        name = f"{marks} {subject} | {' | '.join(parts)}"
    else:
        name = f"{marks} {subject} ➜ {' ~ '.join(parts)}"
    untidy = luck.randrange(60)
    if untidy == 0:
        return name.strip().replace(" [", "\n[", 1) + "\t"
    if untidy == 1:
        return "  " + name + "\r\n"
    return name.strip() + (REMARK if untidy == 2 else "")  # noqa: PLR2004


def short(number: int) -> str:
    """1500 as 1.5K, 2147483647 as 2.1B, as names have it."""
    for size, letter in ((10**9, "B"), (10**6, "M"), (10**3, "K")):
        if number >= size:
            tenths = number * 10 // size
            return f"{tenths // 10}{f'.{tenths % 10}' if tenths % 10 else ''}{letter}"
    return str(number)


def _corner(name: str, **changes: object) -> Service:
    plain = Service(
        service_id=0,
        name=name,
        type="Default",
        category="",
        rate="0.90",
        min=50,
        max=10_000,
        refill=True,
        cancel=True,
        dripfeed=True,
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # the fields' own types, below


_BEST = SHELVES[0].category
_FIXED: Final[tuple[tuple[str, Service], ...]] = (
    (
        _BEST,
        _corner("Instagram Followers [𝗡𝗼 𝗗𝗿𝗼𝗽] [Refill: 30D] [Max: 10K] [Start Time: 0-1H] 🔥"),
    ),
    (
        _BEST,
        _corner(
            "Instagram Likes | SLOW 10 Minutes | Cancel any time &amp; get your money back",
            refill=False,
            desc="Runs for ten minutes, so that a cancel can be tried.\n\nLink: any post.",
        ),
    ),
    (_BEST, _corner("TikTok Views [Max: Unlimited] [Cheapest] ⚡️", rate="0.0021", min=100, max=0)),
    (
        _BEST,
        _corner(
            "Custom Comments [Your Own Words] [Real 👩‍💻]",
            type="Custom Comments",
            rate="8",
            min=1,
            max=1_500,
            refill=False,
            dripfeed=False,
        ),
    ),
    (
        _BEST,
        _corner(
            "Starter Package 👨‍👩‍👧 1 Profile = 500 Followers + 500 Likes",
            type="Package",
            rate="4.5",
            min=1,
            max=1,
            dripfeed=False,
        ),
    ),
    (
        "SEO - Backlinks",
        _corner(
            "Editorial Backlinks DA90+ [Manual] [Report: 7 Days]",
            type="SEO",
            rate="180",
            min=1,
            max=1_000,
            refill=False,
        ),
    ),
)

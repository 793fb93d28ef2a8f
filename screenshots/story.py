"""A day of a buyer, as the demo panel lets it go: what the pictures show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from textual.pilot import Pilot

from screenshots.staging import Stage, settle
from smm_tui.models import RequestKind

_HOUR: Final = 3600.0
_INSTAGRAM: Final = "https://www.instagram.com/your.shop"
_POST: Final = "https://www.instagram.com/p/your-post"
_REEL: Final = "https://www.tiktok.com/@your.shop/video/1"
_VIDEO: Final = "https://www.youtube.com/watch?v=your-video"

_ENDED: Final = (
    (0.0, (("9900", 1000, _INSTAGRAM), ("9095", 2500, _INSTAGRAM), ("2608", 5000, _VIDEO))),
    (1.2, (("9459", 10_000, _REEL), ("5697", 1000, _VIDEO), ("3925", 5000, "spotify:track:your"))),
    (14.5, (("1671", 800, _POST), ("2213", 500, _POST), ("8902", 1000, "https://t.me/yourshop"))),
    (3.0, (("7144", 1000, _VIDEO), ("4498", 1000, _POST), ("2401", 7500, _REEL))),
    (1.4, (("8773", 300, _VIDEO),)),
)
"""Hours that pass, then what is ordered. The panel ends the 11th short and cancels the 13th."""


LINES: Final = f"""# for Anna, before Friday
9900 | {_INSTAGRAM} | 1000
9902 | {_REEL} | 2500
2213 | {_POST} | 500
7144 | {_VIDEO} | 1000
9904 | {_INSTAGRAM}
"""
"""Several orders at once."""
WRONG: Final = f"""1111 | {_INSTAGRAM} | 100
9903 | {_POST} | 10
9459 | {_INSTAGRAM} | 1.000
"""
"""And some that cannot be ordered so."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Where the story ended: what the pictures open."""

    refilled: int
    unknown: int


async def tell(stage: Stage, pilot: Pilot[int]) -> Scene:
    """Orders that ended, one that nobody knows of, and some that run."""
    await settle(pilot)
    ended = []
    for hours, orders in _ENDED:
        await stage.pass_time(pilot, hours * _HOUR)
        ended += [await _order(stage, pilot, *order) for order in orders]
    await stage.pass_time(pilot, 0.6 * _HOUR)
    stage.gateway.loses_next = True
    unknown = await _order(stage, pilot, "4498", 400, _POST)
    await stage.pass_time(pilot, 0.3 * _HOUR)
    await _order(stage, pilot, "9901", 1500, _POST)
    await stage.pass_time(pilot, 190)
    await _order(stage, pilot, "8131", 3000, "https://www.tiktok.com/@your.shop")
    await stage.pass_time(pilot, 14)
    await stage.request(pilot, RequestKind.REFILL, ended[-4])
    await stage.pass_time(pilot, 9)
    regretted = await _order(stage, pilot, "2213", 250, _POST)
    await stage.pass_time(pilot, 5)
    await _order(stage, pilot, "7144", 100, _VIDEO)
    await stage.request(pilot, RequestKind.CANCEL, regretted)
    return Scene(ended[-4], unknown)


async def _order(stage: Stage, pilot: Pilot[int], service: str, quantity: int, link: str) -> int:
    return await stage.order(pilot, service, {"link": link, "quantity": str(quantity)})

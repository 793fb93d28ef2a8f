"""kill -9 at every step of a placement, a refill and a cancel, then of the recovery."""

from __future__ import annotations

import pytest

from tests.crash.book import Figures
from tests.crash.conftest import SetScene
from tests.crash.figures import Sample
from tests.crash.kills import kill
from tests.crash.launcher import Act

MOST = 60
"""A recovery takes fewer steps than this."""


@pytest.mark.parametrize("act", [Act.PLACE, Act.REFILL, Act.CANCEL])
async def test_wherever_it_is_killed_the_book_tells_the_truth(
    set_scene: SetScene, sample: Sample, act: Act
) -> None:
    scene = await set_scene(act)
    figures = Figures()
    points = sample(await scene.steps(), 3 if act is Act.PLACE else 6)
    await kill(scene, points, range(1, MOST) if sample.whole else (), figures)
    sample.tell(figures)
    assert figures.sound


async def test_wherever_a_recovery_is_killed_the_next_one_ends_it(
    set_scene: SetScene, sample: Sample
) -> None:
    scene = await set_scene(Act.PLACE)
    figures = Figures()
    # One death each: the order is intended, is sending, is placed but not looked after.
    ended = await scene.launcher.run(scene.job(scene.begin()))
    begun, sent = (
        ended.steps.index(f"money {name}")
        for name in ("connection.connect_tcp.started", "passed the gate")
    )
    await kill(scene, [begun, sent + 2, len(ended.steps) - 2], range(1, MOST), figures)
    sample.tell(figures)
    assert figures.sound
    assert figures.unknown

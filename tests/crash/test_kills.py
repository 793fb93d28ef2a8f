"""kill -9 at every step of a placement, a refill and a cancel, then of the recovery."""

from __future__ import annotations

import pytest

from tests.crash.book import Figures
from tests.crash.conftest import SetScene
from tests.crash.kills import kill
from tests.crash.launcher import Act
from tests.figures import Sample

EVERY = {Act.PLACE: 3, Act.BATCH: 24}
"""In a short run every so many-th step is tried; the others have fewer steps."""
MOST = 60
"""A recovery takes fewer steps than this."""


@pytest.mark.parametrize(
    "act",
    [
        pytest.param(Act.PLACE, marks=pytest.mark.share(seconds=40, must=True)),
        pytest.param(Act.BATCH, marks=pytest.mark.share(seconds=20)),
        pytest.param(Act.REFILL, marks=pytest.mark.share(seconds=10)),
        pytest.param(Act.CANCEL, marks=pytest.mark.share(seconds=10)),
    ],
    ids=str,
)
async def test_wherever_it_is_killed_the_book_tells_the_truth(
    set_scene: SetScene, sample: Sample, act: Act
) -> None:
    scene = await set_scene(act)
    figures = Figures()
    points = sample(await scene.steps(), EVERY.get(act, 6))
    await kill(scene, points, range(1, MOST) if sample.whole else (), figures)
    sample.tell(figures)
    assert figures.sound


@pytest.mark.share(seconds=5, must=True)
async def test_wherever_a_recovery_is_killed_the_next_one_ends_it(
    set_scene: SetScene, sample: Sample
) -> None:
    scene = await set_scene(Act.PLACE)
    figures = Figures()
    steps = (await scene.launcher.run(scene.job(scene.begin()))).steps
    deaths = [
        steps.index("money connection.connect_tcp.started"),  # intended, or just sending
        steps.index("money passed the gate") + 2,
        len(steps) - 2,  # placed, and the claim still held
    ]
    await kill(scene, deaths, list(sample(MOST, 2)), figures)
    sample.tell(figures)
    assert figures.recoveries
    assert figures.unknown
    assert figures.sound

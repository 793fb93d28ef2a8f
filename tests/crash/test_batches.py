"""A batch of three is stopped at every step, or the clock jumps: nothing twice, nothing late."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.crash.book import Figures, rows_of
from tests.crash.clocks import Offsets
from tests.crash.conftest import SetScene
from tests.crash.driving import Ended
from tests.crash.kills import LINKS, Scene
from tests.crash.launcher import Act, Deed
from tests.figures import Sample

MINUTES = 600.0
"""Seconds, after which no confirmation holds any more."""
GATE = "money passed the gate"


def states(folder: Path) -> list[str]:
    rows = rows_of(folder)
    return [rows[link].state if link in rows else "" for link in LINKS]


def check(scene: Scene, folder: Path, before: Ended, sum_: Figures) -> None:
    """What had passed its gate was sent, and nothing that was to come after it."""
    sent = before.steps.count(GATE)
    if not sent and before.may_send:  # it was not even confirmed
        sent = len(LINKS)
    assert states(folder) == ["placed"] * sent + ["not sent"] * (len(LINKS) - sent)
    sum_.points += 1
    sum_.add(folder, scene.panel, scene.wanted, excused=set())


@pytest.mark.share(seconds=12)
async def test_a_stop_for_long_ends_it_wherever_that_was(
    set_scene: SetScene, sample: Sample
) -> None:
    scene = await set_scene(Act.BATCH)
    figures = Figures()
    for point in sample(await scene.steps(), 32):
        folder = scene.begin()
        stopped = await scene.launcher.run(replace(scene.job(folder), at=point, deed=Deed.STOP))
        if stopped.code is not None:
            continue
        Offsets(folder / "offsets").jump(wall=MINUTES, steady=MINUTES)
        assert (await scene.launcher.go_on()).code == 0
        await scene.panel.quiet()
        check(scene, folder, stopped, figures)
    sample.tell(figures)
    assert scene.panel.overlaps == 0
    assert figures.sound
    assert figures.unknown == 0


@pytest.mark.share(seconds=12)
@pytest.mark.parametrize("seconds", [MINUTES, -MINUTES], ids=["on", "back"])
async def test_a_clock_set_on_ends_it_and_one_set_back_does_not(
    set_scene: SetScene, sample: Sample, seconds: float
) -> None:
    scene = await set_scene(Act.BATCH)
    figures = Figures()
    for point in sample(await scene.steps(), 60):
        folder = scene.begin()
        job = replace(scene.job(folder), at=point, deed=Deed.JUMP, amount=seconds)
        ended = await scene.launcher.run(job)
        assert ended.code == 0
        await scene.panel.quiet()
        before = Ended(None, ended.steps[:point])
        if seconds < 0:
            before = ended
        check(scene, folder, before, figures)
    sample.tell(figures)
    assert figures.sound

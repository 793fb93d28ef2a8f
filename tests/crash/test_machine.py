"""The machine fails at every step of a placement: its disk is full, its clock jumps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.crash.book import Figures, rows_of
from tests.crash.conftest import SetScene
from tests.crash.driving import Ended
from tests.crash.kills import Scene
from tests.crash.launcher import COMPLAINED, Act, Deed
from tests.figures import Sample

HOURS = 3 * 3600.0
SOON = 0.2
"""Seconds until there is room again."""


def state(folder: Path, scene: Scene) -> str:
    row = rows_of(folder).get(scene.wanted[0])
    return "" if row is None else row.state


async def fail(
    scene: Scene, point: int, deed: Deed, amount: float, speed: float = 1
) -> tuple[Path, Ended]:
    folder = scene.begin()
    job = replace(scene.job(folder), at=point, deed=deed, amount=amount, speed=speed)
    ended = await scene.launcher.run(job)
    await scene.panel.quiet()
    return folder, ended


@pytest.mark.share(seconds=12)
@pytest.mark.parametrize("hours", [HOURS, -HOURS], ids=["on", "back"])
async def test_a_wall_clock_that_jumps_sends_no_old_order_and_loses_none(
    set_scene: SetScene, sample: Sample, hours: float
) -> None:
    scene = await set_scene(Act.PLACE)
    figures = Figures()
    for point in sample(await scene.steps(), 9):
        folder, ended = await fail(scene, point, Deed.JUMP, hours)
        assert ended.code == 0
        before = Ended(None, ended.steps[:point])
        placed = hours < 0 or before.may_send
        assert state(folder, scene) == ("placed" if placed else "not sent")
        figures.points += 1
        figures.add(folder, scene.panel, scene.wanted, excused=set())
    sample.tell(figures)
    assert figures.sound


@pytest.mark.share(seconds=12)
async def test_a_disk_that_is_full_for_a_while_loses_nothing(
    set_scene: SetScene, sample: Sample
) -> None:
    scene = await set_scene(Act.PLACE)
    figures = Figures()
    for point in sample(await scene.steps(), 12):
        folder, ended = await fail(scene, point, Deed.FILL, SOON, speed=4)
        written = state(folder, scene)
        # Where the intent could not be written, nothing was sent and the person was told.
        assert (ended.code == COMPLAINED) is (written == "")
        assert bool(scene.panel.orders) is (written == "placed")
        figures.points += 1
        figures.add(folder, scene.panel, scene.wanted, excused=set())
    sample.tell(figures)
    assert figures.sound


@pytest.mark.share(seconds=12)
async def test_what_a_full_disk_keeps_out_of_the_book_is_told_and_is_unknown_later(
    set_scene: SetScene, sample: Sample
) -> None:
    scene = await set_scene(Act.PLACE)
    figures = Figures()
    for point in sample(await scene.steps(), 36, at_best=3):
        folder, ended = await fail(scene, point, Deed.FILL, 0, speed=40)
        left = rows_of(folder)
        excused = {row.about for row in left.values() if row.state == "sending"}
        if excused and scene.panel.orders:
            assert next(iter(scene.panel.orders)) in ended.steps[-1]
        assert (await scene.launcher.run(scene.opening(folder))).code == 0
        figures.points += 1
        figures.add(folder, scene.panel, scene.wanted, excused=excused)
    sample.tell(figures)
    assert figures.sound

"""A process is stopped at every step of a placement, time passes, another takes its turn."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.crash.book import Figures, claimed, rows_of
from tests.crash.clocks import Offsets
from tests.crash.conftest import SetScene
from tests.crash.driving import Launcher
from tests.crash.kills import LINKS, Scene
from tests.crash.launcher import COMPLAINED, Act, Deed
from tests.figures import Sample

FRESH, LEASE = 10.0, 130.0
"""Seconds: after the first a confirmation is too old, after the second a claim is free."""
OTHER = LINKS[1]


async def stop(scene: Scene, point: int, pause: float, second: Launcher, sum_: Figures) -> None:
    folder = scene.begin()
    job = scene.job(folder)
    stopped = await scene.launcher.run(replace(job, at=point, deed=Deed.STOP))
    if stopped.code is not None:
        assert stopped.code == 0
        return
    Offsets(folder / "offsets").jump(wall=pause, steady=pause)
    before = rows_of(folder)
    wanted = list(scene.wanted)
    if before and not stopped.in_transaction:
        # Where it has to wait for the claim, its time runs faster.
        held = claimed(folder) and pause < LEASE
        ended = await second.run(replace(job, links=(OTHER,), speed=20 if held else 1))
        assert ended.code == 0
        wanted.append(OTHER)
        rows = rows_of(folder)
        assert rows.pop(OTHER).state == ("not sent" if held else "placed")
        assert rows == before  # what a stopped process has under way is never touched
    late = stopped.may_send
    assert (await scene.launcher.go_on()).code == 0
    await scene.panel.quiet()
    assert rows_of(folder)[LINKS[0]].state == ("placed" if late else "not sent")
    sum_.points += 1
    sum_.add(folder, scene.panel, wanted, excused=set())


@pytest.mark.share(seconds=24)
@pytest.mark.parametrize("pause", [FRESH, LEASE])
async def test_a_stopped_process_sends_nothing_that_is_no_longer_its_to_send(
    set_scene: SetScene, second: Launcher, sample: Sample, pause: float
) -> None:
    scene = await set_scene(Act.PLACE)
    figures = Figures()
    for point in sample(await scene.steps(), 12):
        await stop(scene, point, pause, second, figures)
    sample.tell(figures)
    assert scene.panel.overlaps == 0
    assert figures.sound
    assert figures.unknown == 0


@pytest.mark.soak
@pytest.mark.share(seconds=7, each=7)
async def test_inside_a_commit_a_stopped_process_keeps_others_from_the_book(
    set_scene: SetScene, second: Launcher
) -> None:
    """SQLite's lock is held by the file system, and no claim of ours can take it away."""
    scene = await set_scene(Act.PLACE)
    steps = (await scene.launcher.run(scene.job(scene.begin()))).steps
    inside = next(at for at, step in enumerate(steps, 1) if "state = 'sending'" in step)
    folder = scene.begin()
    job = scene.job(folder)
    stopped = await scene.launcher.run(replace(job, at=inside, deed=Deed.STOP))
    assert stopped.in_transaction
    refused = await second.run(replace(job, links=(OTHER,)))
    assert refused.code == COMPLAINED
    assert refused.steps[-1].startswith("error LedgerLocked")
    assert (await scene.launcher.go_on()).code == 0
    assert scene.panel.spent == []  # too late for the one, and the other never began
    assert rows_of(folder)[LINKS[0]].state == "not sent"
    assert (await second.run(replace(job, links=(OTHER,)))).code == 0
    assert rows_of(folder)[OTHER].state == "placed"

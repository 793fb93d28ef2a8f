"""Two processes order at one panel through one book at the same time."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from tests.crash.book import Figures, rows_of
from tests.crash.conftest import SetScene
from tests.crash.driving import Launcher
from tests.crash.launcher import Act, Deed
from tests.faulty import Fault
from tests.figures import Sample

SLOWLY = Fault(drip=0.0003)
WAITING = 0.5
"""Seconds, in which a process comes to wait for the claim of another."""


def links(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"https://example.com/{name}/{number}" for number in range(count))


@pytest.mark.share(seconds=10, must=True)
async def test_processes_that_order_at_the_same_time_add_one_after_the_other(
    set_scene: SetScene, second: Launcher, sample: Sample
) -> None:
    scene = await set_scene(Act.PLACE)
    scene.panel.always("add", SLOWLY)
    figures = Figures()
    job = scene.job(scene.begin())
    of_each = 30 if sample.whole else 5
    mine, theirs = links("mine", of_each), links("theirs", of_each)
    await scene.launcher.begin(replace(job, links=mine))
    await second.begin(replace(job, links=theirs))
    for launcher in (scene.launcher, second):
        assert (await launcher.ended()).code == 0
    figures.points += 1
    figures.add(scene.folder / "try", scene.panel, mine + theirs, excused=set())
    sample.tell(figures)
    assert scene.panel.overlaps == 0
    states = [row.state for row in rows_of(scene.folder / "try").values()]
    # Whoever waits for its turn until its confirmation is too old does not send.
    assert len(states) == 2 * of_each
    assert set(states) <= {"placed", "not sent"}
    assert states.count("placed") > of_each
    assert figures.sound


@pytest.mark.share(seconds=10)
async def test_whoever_is_killed_in_mid_send_holds_nobody_up(
    set_scene: SetScene, second: Launcher, sample: Sample
) -> None:
    scene = await set_scene(Act.PLACE)
    figures = Figures()
    ended = await scene.launcher.run(scene.job(scene.begin()))
    gate = ended.steps.index("money passed the gate") + 1
    released = next(at for at, step in enumerate(ended.steps) if "until = 0" in step)
    for point in (gate + step for step in sample(released - gate - 1, 15)):
        folder = scene.begin()
        job = scene.job(folder)
        stopped = await scene.launcher.run(replace(job, at=point, deed=Deed.STOP))
        assert stopped.code is None
        if stopped.in_transaction:
            await scene.launcher.kill()
            continue  # then it holds SQLite's own lock, see test_stops
        other = links("other", 1)
        await second.begin(replace(job, links=other))
        await asyncio.sleep(WAITING)
        assert other[0] not in {form["link"] for form in scene.panel.spent}
        left = rows_of(folder)
        await scene.launcher.kill()
        assert (await second.ended()).code == 0
        assert rows_of(folder)[other[0]].state == "placed"
        assert (await scene.recover(folder)).code == 0
        excused = {row.about for row in left.values() if row.state == "sending"}
        figures.points += 1
        figures.add(folder, scene.panel, [*scene.wanted, *other], excused=excused)
    sample.tell(figures)
    assert scene.panel.overlaps == 0
    assert figures.sound

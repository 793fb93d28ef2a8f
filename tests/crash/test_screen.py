"""The whole program in a terminal: killed, terminated, hung up on, stalled while it orders.

A hang-up or a signal leaves no order in doubt: what is on its way is brought to its end without
a terminal. Only a kill may leave one unknown, and only in mid-send.
"""

from __future__ import annotations

import signal
from dataclasses import replace

import pytest

from tests.crash.book import Figures, rows_of
from tests.crash.conftest import SetScene
from tests.crash.kills import LINKS
from tests.crash.launcher import Act, Deed, Job
from tests.figures import Sample

ENDS = {
    Deed.KILL: -signal.SIGKILL,
    Deed.TERMINATE: 128 + signal.SIGTERM,
    Deed.HANG_UP: 128 + signal.SIGHUP,
    Deed.STALL: 0,
}
"""The exit codes."""
EVERY = 18
"""In a short run every so many-th step is tried, from another first one each time."""


@pytest.mark.share(seconds=40)
@pytest.mark.parametrize("deed", ENDS)
async def test_whatever_becomes_of_the_terminal_the_book_tells_the_truth(
    set_scene: SetScene, sample: Sample, deed: Deed
) -> None:
    scene = await set_scene(Act.PLACE)
    figures = Figures()
    [link] = scene.wanted

    def job() -> Job:
        return replace(scene.job(scene.begin()), screen=True, deed=deed)

    ended = await scene.launcher.run(job())
    assert (ended.code, rows_of(scene.folder / "try")[link].state) == (0, "placed")
    for point in sample(len(ended.steps), EVERY):
        ended = await scene.launcher.run(replace(job(), at=point))
        # Near the end it may come too late, or when the program has let go of signals.
        assert ended.code in {ENDS[deed], 128 - ENDS[deed], 0}
        folder = scene.folder / "try"
        await scene.panel.quiet()
        left = {row.about for row in rows_of(folder).values() if row.state == "sending"}
        assert deed is Deed.KILL or not left
        if deed is Deed.STALL:
            assert rows_of(folder)[link].state == "placed"
        spent = len(scene.panel.spent)
        assert (await scene.recover(folder)).code == 0
        figures.points += 1
        figures.add(folder, scene.panel, scene.wanted, excused=left)
        figures.sent_by_recovery += len(scene.panel.spent) - spent
    sample.tell(figures)
    assert figures.sound
    assert LINKS[0] == link

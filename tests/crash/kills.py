"""Runs of the program that are killed at a step, and what is left of them."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from tests.crash.book import Figures, likeness, rows_of
from tests.crash.driving import Ended, Launcher, Panel
from tests.crash.launcher import Act, Job

LINKS: Final = ("https://example.com/1", "https://example.com/2", "https://example.com/3")
REFS: Final = (1, 2, 3)
FIRST: Final = 23501
BATCH_SPEED: Final = 3
"""How fast the time of a batch runs, whose orders keep their distance from each other."""


@dataclass(frozen=True, slots=True)
class Scene:
    """One act, tried over and over again: each time in a folder of its own."""

    act: Act
    folder: Path
    """Holds the folders."""
    panel: Panel
    launcher: Launcher

    @property
    def wanted(self) -> list[str]:
        """What the act sends (`Row.about`)."""
        if self.act is Act.PLACE:
            return [LINKS[0]]
        if self.act is Act.BATCH:
            return list(LINKS)
        return [f"{self.act} {FIRST + place}" for place in range(len(REFS))]

    async def prepare(self) -> None:
        """Place the orders that are to be refilled or cancelled."""
        if self.act not in {Act.PLACE, Act.BATCH}:
            job = replace(self.job(self.folder / "template"), act=Act.PLACE, links=LINKS)
            assert (await self.launcher.run(job)).code == 0

    def begin(self) -> Path:
        """The folder of the next try, and a panel that knows of nothing."""
        self.panel.forget()
        folder = self.folder / "try"
        shutil.rmtree(folder, ignore_errors=True)
        if (template := self.folder / "template").exists():
            shutil.copytree(template, folder)
        else:
            folder.mkdir()
        return folder

    def job(self, folder: Path) -> Job:
        """A run that performs the act."""
        folder.mkdir(exist_ok=True)
        job = Job(act=self.act, folder=str(folder), url=self.panel.url)
        if self.act is Act.PLACE:
            return replace(job, links=LINKS[:1])
        if self.act is Act.BATCH:
            return replace(job, links=LINKS, speed=BATCH_SPEED)
        return replace(job, refs=REFS)

    def opening(self, folder: Path) -> Job:
        """A run that only starts and ends."""
        return Job(act=Act.OPEN, folder=str(folder), url=self.panel.url)

    async def steps(self) -> int:
        """How many steps the act takes when nothing happens to it."""
        ended = await self.launcher.run(self.job(self.begin()))
        assert ended.code == 0
        return len(ended.steps)

    async def recover(self, folder: Path, *, at: int = 0) -> Ended:
        """Start the program again and end it; in a copy, if it is to be killed at a step."""
        return await self.launcher.run(replace(self.opening(folder), at=at))


async def kill(scene: Scene, points: Iterable[int], recovery: Sequence[int], sum_: Figures) -> None:
    """Kill the act at each of these steps; then its recovery at each of those, on copies.

    A recovery sees nothing but the book, so of books that are alike one is enough for that.
    """
    tried: set[str] = set()
    for point in points:
        folder = scene.begin()
        ended = await scene.launcher.run(replace(scene.job(folder), at=point))
        assert ended.code in {-signal.SIGKILL, 0}, ended
        await scene.panel.quiet()
        excused = {row.about for row in rows_of(folder).values() if row.state == "sending"}
        sum_.points += 1
        sum_.died_unsent += bool(excused) and not ended.began_to_send
        spent = len(scene.panel.spent)
        like = likeness(folder)
        for again in () if like in tried else recovery:
            copy = scene.folder / "copy"
            shutil.rmtree(copy, ignore_errors=True)
            shutil.copytree(folder, copy)
            if (await scene.recover(copy, at=again)).code == 0:
                break
            sum_.recoveries += 1
            assert (await scene.recover(copy)).code == 0
            sum_.add(copy, scene.panel, scene.wanted, excused=excused)
        tried.add(like)
        assert (await scene.recover(folder)).code == 0
        sum_.add(folder, scene.panel, scene.wanted, excused=excused)
        await scene.panel.quiet()
        sum_.sent_by_recovery += len(scene.panel.spent) - spent

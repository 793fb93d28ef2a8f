"""A launcher of the program, a panel, and scenes that are tried over and over again."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from tests.crash.driving import Launcher, Panel
from tests.crash.kills import Scene
from tests.crash.launcher import Act
from tests.figures import Sample, Share, of_item

SetScene = Callable[[Act], Awaitable[Scene]]


@pytest.fixture(params=[False, pytest.param(True, marks=pytest.mark.soak)], ids=["some", "all"])
def sample(request: pytest.FixtureRequest, share: Share) -> Sample:
    _name, words = of_item(request.node)
    return Sample(share, whole=request.param, must=words.get("must", False))


@pytest.fixture
async def launcher() -> AsyncIterator[Launcher]:
    made = await Launcher.start()
    yield made
    await made.close()


@pytest.fixture
async def second(launcher: Launcher) -> AsyncIterator[Launcher]:
    made = await Launcher.start()
    yield made
    await made.close()


@pytest.fixture
async def panel() -> AsyncIterator[Panel]:
    async with Panel() as made:
        yield made


@pytest.fixture
def set_scene(tmp_path: Path, panel: Panel, launcher: Launcher) -> SetScene:
    async def set_scene(act: Act) -> Scene:
        scene = Scene(act, tmp_path / "books", panel, launcher)
        scene.folder.mkdir()
        await scene.prepare()
        return scene

    return set_scene

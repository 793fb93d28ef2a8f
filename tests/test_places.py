"""Whatever is tried in every place is tried in all that there are."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from textual.screen import Screen

import smm_tui
from smm_tui.screens.main import MainScreen
from smm_tui.screens.views import LATER
from tests.places import ELSEWHERE, PLACES


def kinds(of: type[object]) -> Iterator[type[object]]:
    for kind in of.__subclasses__():
        yield kind
        yield from kinds(kind)


def test_every_screen_and_view_is_among_the_places() -> None:
    for module in pkgutil.walk_packages(smm_tui.__path__, "smm_tui."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    own = {kind for kind in kinds(Screen) if kind.__module__.startswith("smm_tui.")}
    shown = {kind.__name__ for kind in own if not set(kinds(kind)) & own}
    shown |= {"Review"}
    assert {place.screen for place in PLACES.values()} | ELSEWHERE >= shown
    assert {place.view for place in PLACES.values()} - {""} == {"catalogue", *LATER}
    assert MainScreen.__name__ in shown

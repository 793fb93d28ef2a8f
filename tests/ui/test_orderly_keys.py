"""Keys that wait for a dialog are let go, whatever becomes of those who opened it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest
from textual.dom import DOMNode
from textual.widget import Widget

import smm_tui
from smm_tui.screens.orderly_keys import Asked, Opening, OrderlyKeys
from tests.session.making import until_true


class Host(OrderlyKeys):
    """Nothing but a screen to open dialogs on."""


async def test_keys_go_on_once_the_answer_was_taken_up() -> None:
    app = Host()
    async with app.run_test():
        dialog: Asked[int | None] = Asked()
        opening = Opening(app)
        assert app.holds_keys
        asking = asyncio.create_task(opening.show(app, dialog))
        await until_true(lambda: app.screen is dialog and not app.holds_keys)
        dialog.dismiss(7)
        assert app.holds_keys
        assert await asking == 7
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert not app.holds_keys


@pytest.mark.parametrize("is_there", [True, False])
@pytest.mark.parametrize("first", ["answered", "left"])
async def test_a_wait_that_is_ended_holds_no_keys(first: str, *, is_there: bool) -> None:
    app = Host()
    async with app.run_test():
        dialog: Asked[int | None] = Asked()
        opening = Opening(app)
        asking = asyncio.create_task(opening.show(app, dialog))
        await until_true(lambda: app.screen is dialog and not (is_there and app.holds_keys))
        if first == "left":
            asking.cancel()
            await asyncio.sleep(0)
            dialog.dismiss(7)
        else:
            dialog.dismiss(7)
            asking.cancel()
        await asyncio.wait({asking})
        assert asking.cancelled()
        await asyncio.sleep(0.01)
        assert not app.holds_keys


async def test_a_wait_that_ends_before_the_dialog_is_there_holds_no_keys() -> None:
    app = Host()
    async with app.run_test():
        asking = asyncio.create_task(Opening(app).show(app, Asked()))
        await asyncio.sleep(0)
        asking.cancel()
        await asyncio.wait({asking})
        assert not app.holds_keys


def kinds(base: type[DOMNode]) -> Iterator[type[DOMNode]]:
    """All classes made from one, itself included."""
    yield base
    for each in base.__subclasses__():
        yield from kinds(each)


def test_no_key_goes_before_those_of_the_widget_in_focus() -> None:
    # Keys are looked up from the focus outwards alone, see `OrderlyKeys`.
    for module in walk_packages(smm_tui.__path__, "smm_tui."):
        if module.name != "smm_tui.__main__":
            import_module(module.name)
    parts = [*kinds(Widget), *kinds(OrderlyKeys)]
    for kind in parts:
        if kind.__module__.startswith("smm_tui."):
            bindings = kind._merge_bindings().key_to_bindings.values()  # noqa: SLF001
            early = [each for of_key in bindings for each in of_key if each.priority]
            assert not early, kind

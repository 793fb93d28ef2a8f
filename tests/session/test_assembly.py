"""A session as the program opens it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from smm_tui.config import Launch, Places, demo_settings
from smm_tui.errors import ConfigError, LedgerLocked
from smm_tui.ledger import Ledger
from smm_tui.models import OrderState
from smm_tui.session import open_session
from tests.clock import FakeClock
from tests.ledger.making import OTHER, intent
from tests.ledger.test_hindered import held
from tests.session.making import edit


def demo(folder: Path) -> Launch:
    return Launch(
        places=Places.within(folder),
        settings=demo_settings(),
        demo=True,
        read_only=False,
        panel="demo",
    )


async def test_the_demo_panel_is_asked_inside_the_process(tmp_path: Path, clock: FakeClock) -> None:
    session = await open_session(demo(tmp_path), clock=clock, environ={})
    assert session.demo
    balance = await session.refresh_balance("demo")
    assert f"{balance.money.amount} {balance.money.currency}" == "100.84292 USD"
    await session.close()


async def test_what_an_earlier_run_left_is_settled(tmp_path: Path, clock: FakeClock) -> None:
    book = await Ledger.open(tmp_path / "ledger.db", clock=clock)
    ref = await book.intend(intent(), OTHER)
    await book.close()
    session = await open_session(demo(tmp_path), clock=clock, environ={})
    assert (await session.book.order(ref)).state is OrderState.NOT_SENT
    await session.close()


async def test_without_settings_there_is_no_session(tmp_path: Path, clock: FakeClock) -> None:
    launch = dataclasses.replace(demo(tmp_path), settings=None)
    with pytest.raises(ConfigError):
        await open_session(launch, clock=clock, environ={})


async def test_a_demo_state_that_cannot_be_read(tmp_path: Path, clock: FakeClock) -> None:
    (tmp_path / "demo-panel.json").write_text("[", "utf-8")
    with pytest.raises(ConfigError):
        await open_session(demo(tmp_path), clock=clock, environ={})


async def test_a_frozen_book_is_not_settled(tmp_path: Path, clock: FakeClock) -> None:
    book = await Ledger.open(tmp_path / "ledger.db", clock=clock)
    ref = await book.intend(intent(), OTHER)
    await book.close()
    launch = demo(tmp_path)
    edit(tmp_path, "PRAGMA user_version = 99")
    session = await open_session(launch, clock=clock, environ={})
    assert (await session.book.order(ref)).state is OrderState.INTENDED
    await session.close()


async def test_a_book_that_is_held_is_opened_to_be_read(tmp_path: Path, clock: FakeClock) -> None:
    book = await Ledger.open(tmp_path / "ledger.db", clock=clock)
    ref = await book.intend(intent(), OTHER)
    await book.close()
    with held(tmp_path / "ledger.db"):
        session = await open_session(demo(tmp_path), clock=clock, environ={})
        assert session.read_only("demo")
        assert (await session.book.order(ref)).state is OrderState.INTENDED
        with pytest.raises(LedgerLocked):
            session.check_open("demo")
    assert await session.book.thaw()
    assert not session.read_only("demo")
    assert (await session.book.order(ref)).state is OrderState.NOT_SENT
    await session.close()

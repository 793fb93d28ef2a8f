"""Somebody who looks elsewhere is called once for what came together, by one of all processes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, time, timedelta
from pathlib import Path

import pytest

from smm_tui.messages import Draft, MessageKind
from smm_tui.models import Severity
from smm_tui.session import News, Session, Topic
from smm_tui.settings import NotifySettings, Signal
from smm_tui.terminal.alerting import BUNDLE_SECONDS, LEAST_SECONDS, Alerting
from tests.clock import START, FakeClock
from tests.session.making import PANEL, panel_at, session_on, until_true

BELL = b"\x07"


@dataclass
class Screen:
    """A terminal that notes its calls."""

    focus: bool | None = False
    struck_at: float | None = None
    rung: list[bytes] = field(default_factory=list)

    def ring(self, sequence: bytes) -> None:
        self.rung.append(sequence)


@dataclass
class Seat:
    """A program and its terminal."""

    session: Session
    screen: Screen
    clock: FakeClock

    async def tell(self, *kinds: MessageKind) -> None:
        """Something comes into the list."""
        book = self.session.book
        for kind in kinds:
            text = f"after {(await book.told()).message_id} and {len(await book.messages())}"
            await book.keep_message(Draft(kind, Severity.WARNING, PANEL, str(kind), text))
        await self.hear(len(kinds))

    async def hear(self, count: int) -> None:
        """It is passed on."""
        found = (await self.session.book.messages(count))[::-1]
        self.session.tell(News(Topic.MESSAGES, messages=tuple(found)))
        await self.settle()

    async def settle(self) -> None:
        for _turn in range(3):
            await self.session.book.told()
            await self.clock.advance(0)

    async def pass_time(self, seconds: float) -> None:
        await self.clock.advance(seconds)
        await self.settle()

    @property
    async def told(self) -> int:
        return (await self.session.book.told()).message_id


@asynccontextmanager
async def seat(
    folder: Path, clock: FakeClock, notify: NotifySettings | None = None, **env: str
) -> AsyncIterator[Seat]:
    session = await session_on(folder, panel_at("http://127.0.0.1:9/"), clock=clock)
    session.settings = replace(session.settings, notify=notify or NotifySettings())
    screen = Screen()
    alerting = Alerting(session, terminal=lambda: screen, environ=env, zone=UTC)
    session.listen(alerting.hear)
    task = asyncio.create_task(alerting.run())
    yield Seat(session, screen, clock)
    task.cancel()
    await asyncio.wait({task})
    await session.close()


async def test_what_comes_together_is_one_call_and_the_next_waits(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with seat(tmp_path, clock) as away:
        await away.tell(MessageKind.COMPLETED, MessageKind.PARTIAL)
        assert away.screen.rung == []
        await away.tell(MessageKind.UNKNOWN)
        await away.pass_time(BUNDLE_SECONDS)
        assert away.screen.rung == [BELL]
        assert await away.told == 3
        await away.tell(MessageKind.BALANCE)
        await away.pass_time(LEAST_SECONDS - 0.1)
        await away.tell(MessageKind.COMPLETED)
        assert away.screen.rung == [BELL]
        await away.pass_time(0.2)
        assert away.screen.rung == [BELL] * 2
        await away.pass_time(3600)
        assert away.screen.rung == [BELL] * 2


@pytest.mark.parametrize("focus", [True, None])
async def test_whoever_looks_is_not_called(
    tmp_path: Path, clock: FakeClock, *, focus: bool | None
) -> None:
    async with seat(tmp_path, clock) as here:
        here.screen.focus = focus
        here.screen.struck_at = asyncio.get_running_loop().time()
        await here.tell(MessageKind.COMPLETED)
        assert await here.told == 1
        await here.pass_time(3600)
        assert here.screen.rung == []


async def test_whoever_comes_back_in_time_is_not_called(tmp_path: Path, clock: FakeClock) -> None:
    async with seat(tmp_path, clock) as back:
        await back.tell(MessageKind.COMPLETED)
        back.screen.focus = True
        await back.pass_time(BUNDLE_SECONDS)
        assert back.screen.rung == []
        assert await back.told == 1


async def test_what_is_not_wanted_or_said_again_calls_nobody(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with seat(tmp_path, clock, NotifySettings(kinds=("partial",))) as away:
        await away.tell(MessageKind.COMPLETED, MessageKind.NOTICE)
        away.session.tell(News(Topic.MESSAGES))
        await away.pass_time(3600)
        assert away.screen.rung == []
        assert await away.told == 2
        await away.tell(MessageKind.PARTIAL)
        await away.pass_time(BUNDLE_SECONDS)
        assert away.screen.rung == [BELL]


@pytest.mark.parametrize("signal", [Signal.BELL, Signal.NONE])
async def test_quiet_hours_are_quiet(tmp_path: Path, clock: FakeClock, signal: Signal) -> None:
    later = (START + timedelta(minutes=1)).time()
    quiet = NotifySettings(signal, quiet=(START.time(), later))
    async with seat(tmp_path, clock, quiet) as away:
        await away.tell(MessageKind.COMPLETED)
        await away.pass_time(BUNDLE_SECONDS)
        await away.pass_time(120)
        assert away.screen.rung == []
        await away.tell(MessageKind.COMPLETED)
        await away.pass_time(BUNDLE_SECONDS)
        assert away.screen.rung == ([BELL] if signal is Signal.BELL else [])
        assert time(14, 2, 11) == START.time()


async def test_of_two_away_one_calls_and_none_where_the_other_is_looked_at(
    tmp_path: Path, clock: FakeClock
) -> None:
    async with seat(tmp_path, clock) as one, seat(tmp_path, clock) as other:
        await one.tell(MessageKind.COMPLETED)
        await other.hear(1)
        await one.pass_time(BUNDLE_SECONDS)
        await other.settle()
        assert sorted([one.screen.rung, other.screen.rung]) == [[], [BELL]]
        other.screen.focus = True
        await one.pass_time(LEAST_SECONDS)
        await one.tell(MessageKind.COMPLETED)
        await other.hear(1)
        await one.pass_time(BUNDLE_SECONDS)
        assert sorted([one.screen.rung, other.screen.rung]) == [[], [BELL]]


async def test_a_notification_says_how_many_inside_tmux_as_it_lets_through(
    tmp_path: Path, clock: FakeClock
) -> None:
    program = tmp_path / "bin" / "tmux"
    program.parent.mkdir()
    program.write_text('#!/bin/sh\necho "$ANSWER"\nexit ${STATUS:-0}\n')
    program.chmod(0o755)
    osc9 = NotifySettings(Signal.OSC9)
    async with seat(tmp_path / "plain", clock, osc9, TERM="xterm") as away:
        await away.tell(*[MessageKind.COMPLETED] * 2)
        await away.pass_time(BUNDLE_SECONDS)
        assert away.screen.rung == [b"\x1b]9;smm-tui: 2 completed\x07"]
    passed = b"\x1bPtmux;\x1b\x1b]9;smm-tui: 1 completed\x07\x1b\\"
    for answer, status, wanted in (
        ("1 1", "0", passed),
        ("on 1", "0", passed),
        ("all 0", "0", passed),
        (" 1", "0", passed),
        ("1 0", "0", BELL),
        ("0 1", "0", BELL),
        ("1 1", "1", BELL),
    ):
        env = {"TMUX": "x,1,0", "TMUX_PANE": "%0", "PATH": str(program.parent), "TERM": "screen"}
        told = {"ANSWER": answer, "STATUS": status}
        async with seat(tmp_path / answer / status, clock, osc9, **env, **told) as away:
            await away.tell(MessageKind.COMPLETED)
            await away.pass_time(BUNDLE_SECONDS)
            await until_true(lambda away=away: away.screen.rung)  # type: ignore[misc]  # bound now
            assert away.screen.rung == [wanted], (answer, status)

"""`smm-tui doctor`: one line per check, each with what mends it."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from smm_tui import formatting
from smm_tui.cli.arguments import Arguments
from smm_tui.cli.launching import configured, launched, places_of
from smm_tui.cli.output import say
from smm_tui.config import Launch, Places
from smm_tui.errors import (
    ConfigError,
    KeyRefused,
    LedgerDamaged,
    SmmError,
    TooSlow,
    Unreachable,
)
from smm_tui.i18n import _, ngettext
from smm_tui.models import Clock
from smm_tui.session import connector
from smm_tui.settings import NotifySettings, PanelSettings, Signal
from smm_tui.terminal import preflight, tmux

if TYPE_CHECKING:
    from smm_tui.ledger import Ledger

_MOST_WRONG: Final = 3


class Result(StrEnum):
    """Of one check."""

    FINE = "ok"
    FAILED = "FAILED"
    SKIPPED = "-"


@dataclass(frozen=True, slots=True)
class Check:
    """One line."""

    result: Result
    subject: str
    text: str


async def examine(arguments: Arguments, clock: Clock) -> int:
    """Print every check as it is done; 1 where one failed."""
    failed = False
    async for check in _checks(arguments, clock):
        say(f"{check.result:<6} {check.subject}: {check.text}")
        failed = failed or check.result is Result.FAILED
    return 1 if failed else 0


async def _checks(arguments: Arguments, clock: Clock) -> AsyncIterator[Check]:
    yield _terminal()
    try:
        with launched(arguments) as launch:
            settings = configured(launch)
            where = _("embedded demo") if launch.demo else str(launch.places.config)
            yield _fine(
                _("configuration"),
                _("{path}, {panels}").format(path=where, panels=", ".join(settings.panels)),
            )
            yield _permissions(launch.places)
            yield _calls(settings.notify)
            names = [arguments.panel] if arguments.panel else list(settings.panels)
            for name in names:
                async for check in _panel(launch, settings.panels[name], clock):
                    yield check
            yield await _order_book(launch.places, clock)
    except SmmError as error:
        yield _failed(_("configuration"), error)
        if not arguments.demo:
            yield _permissions(places_of(arguments))
            yield await _order_book(places_of(arguments), clock)


def _fine(subject: str, text: str) -> Check:
    return Check(Result.FINE, subject, text)


def _failed(subject: str, error: SmmError) -> Check:
    return Check(Result.FAILED, subject, f"{error}. {error.remedy}")


def _terminal() -> Check:
    """Without a terminal nothing can be said about it, so that is no failure."""
    subject = _("terminal")
    if not all(stream and stream.isatty() for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return Check(Result.SKIPPED, subject, _("none here; the dashboard needs one (ssh -t)"))
    if problem := preflight.check(os.environ, sys.stdin, sys.stdout, sys.stderr):
        return Check(Result.FAILED, subject, problem)
    letters = "UTF-8" if preflight.utf8(os.environ) else _("ASCII signs, the locale is not UTF-8")
    return _fine(subject, f"{os.environ.get('TERM', '')}, {letters}")


def _calls(notify: NotifySettings) -> Check:
    """How somebody is called who looks elsewhere, and what this tmux makes of it."""
    subject, said = _("calls"), [str(notify.signal)]
    if notify.quiet is not None:
        begin, end = (f"{each:%H:%M}" for each in notify.quiet)
        said.append(_("quiet from {begin} to {end}").format(begin=begin, end=end))
    if os.environ.get("TMUX") and notify.signal is not Signal.NONE:
        if tmux.option("focus-events", os.environ) == "off":
            said.append(_("tmux does not say whether you look (set -g focus-events on)"))
        if notify.signal is Signal.OSC9 and not tmux.passes(os.environ):
            said.append(_("a bell inside this tmux (set -g allow-passthrough on)"))
    return _fine(subject, "; ".join(said))


def _permissions(places: Places) -> Check:
    """What others could read of the order book; the configuration's rules hold on reading it."""
    subject = _("permissions")
    folder = places.data
    for path in (folder, places.ledger):
        if path.exists() and path.stat().st_mode & 0o077:
            allowed = "700" if path == folder else "600"
            text = _("others can use {path}. Run: chmod {mode} {quoted}").format(
                path=path, mode=allowed, quoted=shlex.quote(str(path))
            )
            return Check(Result.FAILED, subject, text)
    return _fine(subject, _("nobody else can read {path}").format(path=folder))


async def _panel(launch: Launch, panel: PanelSettings, clock: Clock) -> AsyncIterator[Check]:
    """Key source, TLS, key and balance of one panel, by one question."""
    source, key, balance = (
        f"{panel.name}: {what}" for what in (_("key source"), _("key"), _("balance"))
    )
    tls = f"{panel.name}: TLS"
    try:
        connect = connector(launch, clock=clock, environ=os.environ)
        client = await connect(panel)
    except SmmError as error:
        yield _failed(source, error)
        return
    yield _fine(source, str(panel.key.origin))
    try:
        answer = await client.balance()
    except (Unreachable, TooSlow, ConfigError) as error:
        yield _failed(tls, error)
        return
    except KeyRefused as error:
        yield _reached(tls, launch, panel)
        yield _failed(key, error)
        return
    except SmmError as error:
        yield _reached(tls, launch, panel)
        yield _failed(balance, error)
        return
    finally:
        await client.close()
    yield _reached(tls, launch, panel)
    yield _fine(key, _("accepted"))
    yield _fine(balance, formatting.money(answer.money.amount, answer.money.currency))


def _reached(subject: str, launch: Launch, panel: PanelSettings) -> Check:
    if launch.demo:
        return Check(Result.SKIPPED, subject, _("not used, the panel is inside the program"))
    if panel.url.startswith("http:"):
        return Check(Result.SKIPPED, subject, _("not used, the panel is on this machine"))
    return _fine(subject, _("verified"))


async def _order_book(places: Places, clock: Clock) -> Check:
    """Open the book and begin to write as an order would, and have SQLite look through it."""
    from smm_tui.ledger import Ledger  # noqa: PLC0415 - SQLite only when its turn comes

    subject, path = _("order book"), places.ledger
    if not path.exists():
        return _fine(subject, _("none yet; it will be {path}").format(path=path))
    try:
        book = await Ledger.open(path, clock=clock)
        try:
            await _check_sound(book)
            await book.try_writing()
            total = (await book.counts()).total
        finally:
            await book.close()
    except SmmError as error:
        return Check(Result.FAILED, subject, f"{path}: {error}. {error.remedy}")
    orders = ngettext("{count} order", "{count} orders", total).format(
        count=formatting.count(total)
    )
    return _fine(subject, _("{path} is sound, {orders}").format(path=path, orders=orders))


async def _check_sound(book: Ledger) -> None:
    if wrong := await book.check():
        raise LedgerDamaged("; ".join(wrong[:_MOST_WRONG]))

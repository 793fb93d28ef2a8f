"""When somebody who is looking elsewhere is called, and with what (pure)."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from typing import Final

from smm_tui import message_words
from smm_tui.i18n import _
from smm_tui.messages import SIGNALLED, Message, MessageKind, counted
from smm_tui.models import Severity
from smm_tui.settings import NotifySettings, Signal

PRESENT_SECONDS: Final = 60.0
"""How long after a key somebody counts as looking, where the terminal does not tell."""
BELL: Final = b"\x07"
_LONGEST: Final = 120
"""Characters of a notification."""
_NO_OSC: Final = ("linux", "vt")
"""Terminals, by the beginning of TERM, that could print an OSC sequence."""


@dataclass(frozen=True, slots=True)
class Presence:
    """What the terminal tells of the person before it."""

    focused: bool | None = None
    """None: it has not told, as a tmux without `focus-events` never does."""
    struck_at: float | None = None
    """Monotonic seconds of the last key; None for none yet."""

    def looks(self, now: float) -> bool:
        """Whether somebody is taken to be looking.

        Where the terminal does not tell, whoever struck a key in the last minute is.
        """
        if self.focused is not None:
            return self.focused
        return self.struck_at is not None and now - self.struck_at < PRESENT_SECONDS


def is_quiet(quiet: tuple[time, time] | None, local: time) -> bool:
    """Whether a time of the day lies in the quiet hours, which may go past midnight."""
    if quiet is None:
        return False
    begin, end = quiet
    if begin < end:
        return begin <= local < end
    return local >= begin or local < end


def called_for(messages: Sequence[Message], settings: NotifySettings) -> list[Message]:
    """Those of these messages that somebody wants to be called for."""
    wanted = SIGNALLED if settings.kinds is None else settings.kinds
    return [message for message in messages if message.kind in wanted]


def text(messages: Sequence[Message]) -> str:
    """What a notification says: ASCII of our own words, nothing of a panel's."""
    numbers = counted(messages)
    parts = [message_words.counts(numbers)]
    others: Mapping[MessageKind, str] = {
        MessageKind.BATCH: _("a batch is over"),
        MessageKind.BALANCE: _("low balance"),
        MessageKind.PRICE: _("a favourite has changed"),
    }
    parts += [words for kind, words in others.items() if kind in numbers]
    panels = [each for each in messages if each.kind is MessageKind.PANEL]
    if panels:
        down = panels[-1].severity is Severity.ERROR
        parts.append(_("panel offline") if down else _("panel online"))
    return _ascii(f"smm-tui: {', '.join(part for part in parts if part)}")


def _ascii(said: str) -> str:
    """Printable ASCII, accents left out, not too long."""
    plain = unicodedata.normalize("NFKD", said).encode("ascii", "ignore").decode()
    return "".join(char for char in plain if char.isprintable())[:_LONGEST]


def sequence(signal: Signal, said: str, environ: Mapping[str, str], *, passes: bool) -> bytes:
    """The bytes that call somebody; none where nobody is to be called.

    Args:
        signal: How.
        said: What a notification says.
        environ: Tells what terminal this is.
        passes: Whether the tmux that this runs in passes sequences on to its terminal; where
            it does not, a bell is all that reaches anybody.
    """
    if signal is Signal.NONE:
        return b""
    inside = bool(environ.get("TMUX"))
    if signal is Signal.BELL or environ.get("TERM", "").startswith(_NO_OSC):
        return BELL
    notification = b"\x1b]9;" + _ascii(said).encode() + BELL
    if not inside:
        return notification
    return (
        b"\x1bPtmux;" + notification.replace(b"\x1b", b"\x1b\x1b") + b"\x1b\\" if passes else BELL
    )

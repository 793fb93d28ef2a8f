"""The table `[notify]`: how somebody is called who is looking elsewhere, and when not."""

from __future__ import annotations

import re
from datetime import time
from typing import Final

from smm_tui.config.document import Table, nearest
from smm_tui.i18n import _
from smm_tui.settings import NotifySettings, Signal

_TIME: Final = r"([01][0-9]|2[0-3]):[0-5][0-9]"


def read_notify(table: Table) -> NotifySettings:
    """The table as settings.

    Raises:
        ConfigError: A field is unknown, or not what it must be.
    """
    table.only("signal", "quiet", "kinds")
    signal = Signal(table.choice("signal", tuple(Signal)))
    return NotifySettings(signal=signal, quiet=_quiet(table), kinds=_kinds(table))


def _quiet(table: Table) -> tuple[time, time] | None:
    wanted = table.text("quiet")
    if not wanted:
        return None
    begin, _dash, end = wanted.partition("-")
    if begin == end or not re.fullmatch(_TIME, begin) or not re.fullmatch(_TIME, end):
        raise table.wrong(_('must be two times of the day: "22:00-07:00"'), at="quiet")
    return time.fromisoformat(begin), time.fromisoformat(end)


def _kinds(table: Table) -> tuple[str, ...] | None:
    if "kinds" not in table:
        return None
    from smm_tui.messages import SIGNALLED  # noqa: PLC0415 - only where it is set

    known = [str(kind) for kind in SIGNALLED]
    wanted = table.texts("kinds")
    for kind in wanted:
        if kind not in known:
            hint = nearest(kind, known)
            raise table.wrong(_("no such kind; {hint}").format(hint=hint), at="kinds")
    return wanted

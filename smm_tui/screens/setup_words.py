"""What the setup says of a test and of the file: plain lines for a screen."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from smm_tui import formatting
from smm_tui.errors import InvalidInput, SmmError
from smm_tui.i18n import _, ngettext
from smm_tui.session.enrolment import Found
from smm_tui.widgets.signs import Signs
from smm_tui.widgets.text_pane import Line


def praised(found: Found, *, signs: Signs) -> Sequence[Line]:
    """That the panel answered, and with what."""
    money = found.balance.money
    services = ngettext("{count} service", "{count} services", found.services).format(
        count=formatting.count(found.services)
    )
    good = _("The key works: {balance}, {services}.").format(
        balance=formatting.money(money.amount, money.currency), services=services
    )
    lines = [Line(f"{signs.glyphs.done} {good}", "success")]
    if found.unreadable:
        unread = ngettext(
            "{count} row of the catalogue cannot be read.",
            "{count} rows of the catalogue cannot be read.",
            found.unreadable,
        ).format(count=formatting.count(found.unreadable))
        lines.append(Line(f"! {unread}", "warning"))
    return lines


def explained(error: SmmError, *, label: str, signs: Signs) -> Sequence[Line]:
    """Title, words and remedy; for an entry its label and what is allowed."""
    said = f"{label}: {error.detail}" if isinstance(error, InvalidInput) else str(error)
    return Line(f"{signs.glyphs.failed} {said}", "error"), Line(error.remedy)


def destination(path: Path) -> str:
    """Where the panel will be written, as people write a path."""
    home = Path.home()
    shown = f"~/{path.relative_to(home)}" if path.is_relative_to(home) else str(path)
    return _("writes {path}").format(path=shown)

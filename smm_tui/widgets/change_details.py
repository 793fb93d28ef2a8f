"""What happened to the service under the cursor, in full, and what it has cost."""

from __future__ import annotations

from textual.reactive import reactive

from smm_tui import prices
from smm_tui.change_log import kind_word
from smm_tui.changes import Change, Kind, decoded, moved
from smm_tui.i18n import _
from smm_tui.widgets.change_table import values
from smm_tui.widgets.text_pane import Line, TextPane


class ChangeDetails(TextPane):
    """Shows a change, or nothing."""

    DEFAULT_CSS = """
    ChangeDetails { padding: 0 0 0 1; }
    """
    change: reactive[Change | None] = reactive(None, repaint=False)
    prices: reactive[str] = reactive("", repaint=False)
    """What the service has cost; "" where that is not known."""

    def watch_change(self) -> None:
        """Another change."""
        self._show()

    def watch_prices(self) -> None:
        """What it has cost came to be known."""
        self._show()

    def _show(self) -> None:
        change = self.change
        if change is None:
            self.show([])
            return
        dot = f" {self.signs.dot} "
        lines = [Line(change.name, "strong"), Line(dot.join(_said(change)))]
        if self.prices:
            lines.append(Line(self.prices))
        self.show(lines)


def _said(change: Change) -> list[str]:
    """Id, what happened, what was and is."""
    was, now = decoded(change.was), decoded(change.now)
    said = [change.service_id, kind_word(change.kind)]
    if change.kind in {Kind.REPLACED, Kind.RENAMED}:
        return [*said, _("was {name}").format(name=was.name)]
    percent = moved(was, now)
    if change.kind in {Kind.UP, Kind.DOWN} and percent is not None:
        said[1] = prices.in_words(percent)
    before, after = values(change)
    if before:
        said.append(_("was {before}").format(before=_unit(before, was.currency)))
    if after:
        said.append(_("is {after}").format(after=_unit(after, now.currency)))
    return said


def _unit(text: str, currency: str) -> str:
    return f"{text} {currency}".rstrip()

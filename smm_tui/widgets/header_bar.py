"""The line on top of every screen: panel, balance, what is live, what needs a look, how fresh."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from textual.reactive import reactive

from smm_tui import formatting
from smm_tui.i18n import _, ngettext
from smm_tui.models import Money
from smm_tui.widgets.one_line import OneLine, Part


@dataclass(frozen=True, slots=True)
class HeaderState:
    """All that the header shows; times are absolute, so that nothing changes by the second."""

    panel: str = ""
    demo: bool = False
    read_only: bool = False
    balance: Money | None = None
    low: bool = False
    live: int | None = None
    """Orders that are still running; None while the book is not open."""
    unknown: int = 0
    """Orders of which nobody knows whether they were placed."""
    attention: int = 0
    """All orders that need a look, the unknown ones among them."""
    changes: int = 0
    """Changes of the catalogue that nobody has looked at."""
    in_pause: int = 0
    """Orders that can still be taken back, less those of batches that are being sent."""
    batch_done: int = 0
    """How many orders of batches that are being sent are over."""
    batch_count: int = 0
    """How many orders such batches have; 0: none is being sent."""
    undo_key: str = "u"
    """The key that takes one back."""
    as_of: datetime | None = None
    next_at: datetime | None = None
    offline_since: datetime | None = None
    paused: bool = False
    slow_link: bool = False
    zone: tzinfo = UTC
    now: datetime | None = None
    """When this was put together: a time of another day is shown with its date."""


class HeaderBar(OneLine):
    """Shows a `HeaderState`; one line at any width.

    What needs a look, an offline panel and the undo pause never give way. A click on a part
    goes where it points to.
    """

    DEFAULT_CSS = """
    HeaderBar {
        dock: top;
        background: $panel;
        &:ansi { background: $background; }
        &:ansi > .paint--accent { text-style: bold; }
    }
    """

    state: reactive[HeaderState] = reactive(HeaderState(), repaint=False)

    def watch_state(self, state: HeaderState) -> None:
        """Paint the line anew where a word of it changed."""
        self.show_parts((*_account(state), *_orders(state), *_freshness(state)))


def _account(state: HeaderState) -> list[Part]:
    parts = [Part((state.panel,), "accent", yields=1, command="app.panel")]
    if state.demo:
        parts.append(Part(("DEMO",), "warning", keep=True))
    if state.read_only:
        parts.append(Part(("READ-ONLY",), "warning", keep=True))
    if state.balance is not None:
        amount = formatting.money(state.balance.amount, state.balance.currency)
        if state.low:
            parts.append(Part((_("{amount} low").format(amount=amount),), "warning", yields=2))
        else:
            parts.append(Part((amount,), "strong", yields=2))
    return parts


def _orders(state: HeaderState) -> list[Part]:
    parts = []
    if state.live is not None:
        live = ngettext("{count} live", "{count} live", state.live)
        texts = (live.format(count=formatting.count(state.live)),)
        parts.append(Part(texts, yields=3, command="app.orders"))
    others = state.attention - state.unknown
    if state.unknown:
        short = ngettext("! {count} unknown", "! {count} unknown", state.unknown)
        short = short.format(count=state.unknown)
        more = _("{unknown}, {count} more").format(unknown=short, count=others)
        wordings = (more, short) if others > 0 else (short,)
        parts.append(Part(wordings, "error", yields=5, keep=True, command="app.attention"))
    elif state.attention:
        text = ngettext("! {count} needs a look", "! {count} need a look", state.attention)
        wordings = (text.format(count=state.attention),)
        parts.append(Part(wordings, "warning", keep=True, command="app.attention"))
    if state.changes:
        text = ngettext("{count} change", "{count} changes", state.changes)
        words = text.format(count=formatting.count(state.changes))
        parts.append(Part((words,), yields=7, command="catalogue.changes"))
    return parts


def _freshness(state: HeaderState) -> list[Part]:
    parts = []
    if state.batch_count:
        parts.append(_batch(state))
    if state.in_pause:
        long = _("undo: {count} ({key} takes back)").format(
            count=state.in_pause, key=state.undo_key
        )
        short = _("undo: {count}").format(count=state.in_pause)
        parts.append(
            Part((long, short), "warning", yields=4, keep=True, right=True, command="app.take_back")
        )
    if state.slow_link:
        parts.append(Part((_("slow link"),), "warning", yields=7, right=True))
    if state.paused:
        parts.append(Part((_("paused"),), "warning", keep=True, right=True, command="app.pause"))
    if state.offline_since is not None:
        parts.append(_offline(state, state.offline_since))
    elif state.as_of is not None:
        time = formatting.moment(state.as_of, state.now or state.as_of, state.zone)
        short = _("as of {time}").format(time=time)
        if state.next_at is not None and not state.paused:
            next_time = formatting.clock_time(state.next_at, state.zone)
            long = _("as of {time}, next {next}").format(time=time, next=next_time)
            wordings: tuple[str, ...] = (long, short, time)
        else:
            wordings = (short, time)
        parts.append(Part(wordings, "muted", yields=8, right=True, command="app.refresh"))
    return parts


def _batch(state: HeaderState) -> Part:
    figures = {"done": state.batch_done, "count": state.batch_count}
    long = _("batch: {done} of {count} done ({key} takes back)").format(
        key=state.undo_key, **figures
    )
    short = _("batch: {done} of {count}").format(**figures)
    return Part((long, short), "warning", yields=4, keep=True, right=True)


def _offline(state: HeaderState, since: datetime) -> Part:
    time = formatting.moment(since, state.now or since, state.zone)
    time = time.rpartition(":")[0] if time.count(":") > 1 else time
    short = _("offline since {time}").format(time=time)
    if state.next_at is None or state.paused:
        return Part((short,), "error", keep=True, right=True, command="app.refresh")
    retry = formatting.clock_time(state.next_at, state.zone)
    long = _("offline since {time}, retry {retry}").format(time=time, retry=retry)
    wordings = (long, short)
    return Part(wordings, "error", yields=6, keep=True, right=True, command="app.refresh")

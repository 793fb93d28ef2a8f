"""Whether a balance has become low, told once until it is high enough again."""

from __future__ import annotations

from collections.abc import Callable

from smm_tui import sayings
from smm_tui.messages import MessageKind, Once
from smm_tui.models import Balance, Severity
from smm_tui.sayings import later
from smm_tui.session.news import News, Notice, Topic
from smm_tui.settings import PanelSettings


class LowBalance:
    """Looks at each reading; the book knows what was told of the readings before."""

    def __init__(self, tell: Callable[[News], None]) -> None:
        self._tell = tell
        self._low: dict[str, bool] = {}
        """By panel, what this process has passed on."""

    def look(self, panel: PanelSettings, balance: Balance) -> None:
        """Pass on that a balance is low, or no longer."""
        if panel.low_balance is None:
            return
        low = balance.money.amount < panel.low_balance
        if self._low.get(panel.name) is not low:
            self._low[panel.name] = low
            notice = notice_of(panel, balance, low=low)
            self._tell(News(Topic.NOTICE, panel.name, notice=notice))


def notice_of(panel: PanelSettings, balance: Balance, *, low: bool) -> Notice:
    """What is told; nothing of a balance that is high enough again."""
    title = text = ""
    if low and panel.low_balance is not None:
        money = balance.money
        title = later("The balance of {panel} is low", panel=panel.name)
        text = later(
            "{amount}, less than {limit}",
            amount=sayings.money(money.amount, money.currency),
            limit=sayings.money(panel.low_balance, money.currency),
        )
    return Notice(
        title,
        text,
        Severity.WARNING,
        kind=MessageKind.BALANCE,
        once=Once(f"balance {panel.name}", "low" if low else "enough"),
    )

"""What views and dialogs ask for; the main screen and the App see to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from smm_tui.models import RequestKind, Service
from smm_tui.session import Notice

if TYPE_CHECKING:
    from smm_tui.screens.takeout import Takeout


@dataclass
class OrderService(Message):
    """A service is to be ordered."""

    service: Service


@dataclass
class OrderAgain(Message):
    """An order is to be ordered again."""

    ref: int


class OrderSeveral(Message):
    """Several orders are to be entered."""


@dataclass
class LookAt(Message):
    """An order is to be opened."""

    ref: int


@dataclass
class ShowOrders(Message):
    """The orders are to be shown that a filter finds."""

    filter: str


@dataclass
class ReviewRequests(Message):
    """Refills or cancels are to be reviewed."""

    kind: RequestKind
    refs: tuple[int, ...]


class EnterIds(Message):
    """Order ids are to be entered."""


@dataclass
class Acknowledge(Message):
    """Orders are no longer to be pointed at."""

    refs: tuple[int, ...]


@dataclass
class AskAgain(Message):
    """The panel is to be asked about orders, finished or not."""

    refs: tuple[int, ...]


@dataclass
class CopyIds(Message):
    """The ids of orders are to be copied."""

    refs: tuple[int, ...]


@dataclass
class CopyReceipt(Message):
    """What a support ticket asks about an order is to be copied."""

    ref: int


@dataclass
class TakeOut(Message):
    """Rows are to be written into a file."""

    takeout: Takeout


@dataclass
class CopyText(Message):
    """A text is to be copied."""

    text: str


@dataclass
class Say(Message):
    """Something is to be said in the message line."""

    notice: Notice

"""Every screen, dialog and view of the program, and the keys that lead there.

`test_places` finds out what there is and fails where something is missing here, so that what is
tried everywhere is tried on what comes later too.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from tests.faulty import Fault
from tests.hostile.program import Program
from tests.hostile.served import Served

LINK: Final = "http://a.example/1"
BATCH: Final = f"1 | {LINK} | 100"
WAIT: Final = "wait"
"""No key, but the moment in which a review takes none."""


class Before(Enum):
    """What has to have happened."""

    NOTHING = auto()
    PLACED = auto()
    """An order was placed."""
    UNKNOWN = auto()
    """An order was sent, and the answer is lost."""


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere in the program."""

    screen: str
    """The name of the screen's class."""
    keys: tuple[str, ...]
    """From the catalogue."""
    seen: str
    """What is on the screen then."""
    view: str = ""
    """Of the main screen."""
    before: Before = Before.NOTHING

    def go(self, served: Served, program: Program) -> None:
        """Go there, from the start of the program."""
        program.see("100.84292", "Followers")
        if self.before is Before.UNKNOWN:
            served.panel.on("add", Fault(give=0))
        if self.before is not Before.NOTHING:
            program.order(LINK)
            program.see("1 unknown" if self.before is Before.UNKNOWN else "1 live")
        for key in self.keys:
            if key == WAIT:
                program.see("[ Back ]")
                program.terminal.settle(0.5)
            else:
                program.press(key)
        program.see(self.seen)
        program.terminal.settle(0.5)


PLACES: Final[dict[str, Place]] = {
    "the catalogue": Place("MainScreen", (), "Followers", view="catalogue"),
    "the filter": Place("MainScreen", ("/",), "Followers", view="catalogue"),
    "no orders": Place("MainScreen", ("2",), "No orders", view="orders"),
    "the orders": Place("MainScreen", ("2",), "23501", view="orders", before=Before.PLACED),
    "the changes": Place("MainScreen", ("w",), "What changed", view="changes"),
    "the spending": Place("MainScreen", ("3",), "Spending", view="spending"),
    "the messages": Place("MainScreen", ("m",), "Messages", view="messages"),
    "the form": Place("OrderForm", ("enter",), "─ Order "),
    "the review": Place("Review", ("enter", LINK, "tab", "100", "ctrl+o"), "Place the order"),
    "the second question": Place(
        "Review",
        ("enter", "ctrl+u", LINK, "tab", "ctrl+u", "100", "ctrl+o", WAIT, "right", "enter"),
        "may have been placed already",
        before=Before.UNKNOWN,
    ),
    "the batch": Place("BatchForm", ("2", "b"), "─ Several orders "),
    "the review of the batch": Place("Review", ("2", "b", BATCH, "ctrl+o"), "[ Back ]"),
    "a refill": Place("Review", ("2", "r"), "Ask for the refill", before=Before.PLACED),
    "a cancel": Place("Review", ("2", "c"), "Ask to cancel", before=Before.PLACED),
    "an order": Place("OrderDetails", ("2", "enter"), "─ Order 23501", before=Before.PLACED),
    "a case": Place("Case", ("!",), "was this order placed?", before=Before.UNKNOWN),
    "the results of a batch": Place(
        "BatchResults", ("2", "b", BATCH, "ctrl+o", WAIT, "right", "enter"), "─ Batch "
    ),
    "the export": Place("ExportDialog", ("2", "e"), "─ Export", before=Before.PLACED),
    "ids": Place("TrackDialog", ("2", "t"), "─ Track orders "),
    "the panels": Place("PanelDialog", ("p",), "─ Panels "),
    "the commands": Place("Palette", (":",), "─ Commands "),
    "the help": Place("HelpScreen", ("?",), "─ Help "),
    "the themes": Place("ThemeDialog", (":", "colours", "enter"), "of this terminal"),
    "unreadable rows": Place("HelpScreen", (":", "rows", "enter"), "could be read"),
}
ELSEWHERE: Final = frozenset({"SetupScreen"})
"""Screens of another program, which have tests of their own."""

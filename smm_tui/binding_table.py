"""The bindings of every class, made by `python -m tests.key_table`, not by hand.

It is what can be known of them before the user interface is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple


class Group(NamedTuple):
    """The bindings of one class."""

    kind: str
    """Where they are in force: screen, view, box, dialog, or on the focus."""
    bases: tuple[str, ...]
    """The classes of this table that it is made of."""
    keys: Mapping[str, str]
    """Of each command, by their names."""


BINDINGS: Final[Mapping[str, Group]] = {
    "Answers": Group(
        "focus",
        (),
        {
            "answers.next": "right,down",
            "answers.previous": "left,up",
            "answers.take": "enter",
        },
    ),
    "BatchEntry": Group(
        "dialog",
        ("Dialog", "Box"),
        {
            "batch.next": "ctrl+n",
            "batch.go_on": "ctrl+g",
            "batch.other": "tab",
        },
    ),
    "BatchForm": Group(
        "dialog",
        ("BatchEntry", "Dialog", "Box"),
        {
            "batch.review": "ctrl+o",
        },
    ),
    "BatchResults": Group(
        "dialog",
        ("Dialog", "Box"),
        {
            "results.go_on": "b",
            "results.copy": "y",
        },
    ),
    "Box": Group(
        "box",
        (),
        {
            "dialog.back": "escape",
            "app.help": "f1,question_mark",
            "app.take_back": "u",
            "app.pause": "P",
            "app.mouse": "M",
            "app.repaint": "ctrl+l",
            "app.suspend": "ctrl+z",
            "app.quit": "q",
        },
    ),
    "Case": Group(
        "dialog",
        ("Dialog", "Box"),
        {
            "case.receipt": "Y",
        },
    ),
    "CatalogueView": Group(
        "view",
        (),
        {
            "catalogue.side": "tab,shift+tab",
            "catalogue.left": "left,h",
            "catalogue.right": "right,l",
            "catalogue.sort": "s",
            "catalogue.reverse": "S",
            "catalogue.changes": "w",
            "catalogue.favourite": "f",
            "catalogue.favourites": "F",
            "catalogue.copy": "y,ctrl+c",
        },
    ),
    "CategoryList": Group(
        "focus",
        ("LineTable",),
        {
            "table.choose": "enter",
        },
    ),
    "ChangeTable": Group(
        "focus",
        ("LineTable",),
        {
            "table.choose": "enter",
        },
    ),
    "ChangesView": Group(
        "view",
        (),
        {
            "changes.sort": "s",
            "changes.reverse": "S",
            "changes.copy": "y,ctrl+c",
        },
    ),
    "Choice": Group(
        "focus",
        (),
        {
            "choice.next": "right,down",
            "choice.previous": "left,up",
            "choice.submit": "enter",
        },
    ),
    "Dashboard": Group(
        "screen",
        (),
        {
            "app.palette": "ctrl+p,colon",
            "app.help": "question_mark,f1",
            "app.quit": "q",
            "app.mouse": "M",
            "app.repaint": "ctrl+l",
            "app.suspend": "ctrl+z",
        },
    ),
    "Dialog": Group(
        "box",
        ("Box",),
        {
            "text.dialog_page_down": "pagedown",
            "text.dialog_page_up": "pageup",
        },
    ),
    "ExportDialog": Group(
        "dialog",
        ("Dialog", "Box"),
        {
            "export.write": "ctrl+o",
            "export.next": "tab",
        },
    ),
    "FilterBar": Group(
        "focus",
        (),
        {
            "filter.clear": "escape",
            "filter.rows": "down,enter",
        },
    ),
    "HelpScreen": Group(
        "dialog",
        ("Box",),
        {
            "help.close": "question_mark,f1",
        },
    ),
    "LineTable": Group(
        "focus",
        (),
        {
            "table.down": "down,j",
            "table.up": "up,k",
            "table.page_down": "pagedown,ctrl+f",
            "table.page_up": "pageup,ctrl+b",
            "table.half_down": "ctrl+d",
            "table.half_up": "ctrl+u",
            "table.first": "home,g",
            "table.last": "end,G",
            "table.wider": "greater_than_sign",
            "table.narrower": "less_than_sign",
            "table.choose": "enter",
        },
    ),
    "MainScreen": Group(
        "screen",
        (),
        {
            "app.catalogue": "1",
            "app.orders": "2",
            "app.spending": "3",
            "app.filter": "slash",
            "app.messages": "m",
            "app.panel": "p",
            "app.refresh": "ctrl+r",
            "app.pause": "P",
            "app.attention": "exclamation_mark",
            "app.take_back": "u",
            "app.back": "escape",
        },
    ),
    "MessageList": Group(
        "focus",
        (),
        {
            "table.down": "down,j",
            "table.up": "up,k",
            "table.page_down": "pagedown,ctrl+f",
            "table.page_up": "pageup,ctrl+b",
            "table.half_down": "ctrl+d",
            "table.half_up": "ctrl+u",
            "table.first": "home,g",
            "table.last": "end,G",
            "table.wider": "greater_than_sign",
            "table.narrower": "less_than_sign",
            "table.choose": "enter",
        },
    ),
    "MessagesView": Group(
        "view",
        (),
        {
            "messages.copy": "y,ctrl+c",
        },
    ),
    "OrderDetails": Group(
        "dialog",
        ("Dialog", "Box"),
        {
            "details.refresh": "ctrl+r",
            "details.acknowledge": "a",
            "details.copy": "y",
            "details.receipt": "Y",
            "details.copy_too": "ctrl+c",
        },
    ),
    "OrderForm": Group(
        "dialog",
        ("Dialog", "Box"),
        {
            "form.next": "tab",
            "form.review": "ctrl+o",
        },
    ),
    "OrderTable": Group(
        "focus",
        ("LineTable",),
        {
            "table.choose": "enter",
        },
    ),
    "OrdersView": Group(
        "view",
        (),
        {
            "orders.mark": "space",
            "orders.mark_all": "asterisk",
            "orders.refill": "r",
            "orders.cancel": "c",
            "orders.again": "o",
            "orders.several": "b",
            "orders.track": "t",
            "orders.acknowledge": "a",
            "orders.late": "l",
            "orders.copy": "y,ctrl+c",
            "orders.export": "e",
            "orders.sort": "s",
            "orders.reverse": "S",
        },
    ),
    "Palette": Group(
        "dialog",
        ("Box",),
        {
            "palette.down": "down",
            "palette.up": "up",
            "palette.page_down": "pagedown",
            "palette.page_up": "pageup",
        },
    ),
    "Press": Group(
        "focus",
        (),
        {
            "press.press": "enter",
        },
    ),
    "ServiceTable": Group(
        "focus",
        ("LineTable",),
        {
            "table.choose": "enter",
        },
    ),
    "SetupApp": Group(
        "screen",
        (),
        {
            "app.quit": "q",
        },
    ),
    "SetupScreen": Group(
        "dialog",
        ("Dialog", "Box"),
        {
            "setup.test": "ctrl+t",
            "setup.save": "ctrl+o",
            "setup.next": "enter",
        },
    ),
    "SpendingTable": Group(
        "focus",
        ("LineTable",),
        {
            "table.choose": "enter",
        },
    ),
    "SpendingView": Group(
        "view",
        (),
        {
            "spending.rows": "tab",
            "spending.period": "b",
            "spending.earlier": "left_square_bracket",
            "spending.later": "right_square_bracket",
            "spending.back": "left,h",
            "spending.on": "right,l",
            "spending.chart": "v",
            "spending.currency": "c",
            "spending.together": "a",
            "spending.sort": "s",
            "spending.reverse": "S",
        },
    ),
    "TextPane": Group(
        "focus",
        (),
        {
            "text.down": "down,j",
            "text.up": "up,k",
            "text.page_down": "pagedown,space,ctrl+f",
            "text.page_up": "pageup,ctrl+b",
            "text.half_down": "ctrl+d",
            "text.half_up": "ctrl+u",
            "text.first": "home,g",
            "text.last": "end,G",
        },
    ),
    "TrackDialog": Group(
        "dialog",
        ("Dialog", "Box"),
        {
            "track.take": "ctrl+o",
        },
    ),
}
"""By class."""

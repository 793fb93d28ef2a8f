"""A panel that answers as the API says, with hostile text in every field that is text."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import cycle
from typing import Final

from tests.faulty import Fault, FaultyPanel, Form
from tests.hostile.strings import HOSTILE, SHORT
from tests.wire import http

# No line break and no NUL: the client's HTTP refuses an answer with one, which is another test.
HEADERS: Final = {
    "Server": "[/foo]\x9b2J[@click=app.quit]",
    "Location": "http://evil.example/\x9d52;c;x\x9c[/]",
    "X-Panel": "\x90q\x9c [no refill]",
    "Retry-After": "[/foo]",
    "Content-Type": "[/]",
}
FIRST_ID: Final = 7001
"""The first service, which can be ordered; each next one has the next number."""


def services(texts: Sequence[str]) -> list[dict[str, object]]:
    """One service for each text, which is its name and, turned around, its other fields."""
    count = len(texts)
    rows: list[dict[str, object]] = []
    for place, text in enumerate(texts):
        other, third = texts[(place + 1) % count], texts[(place + 2) % count]
        rows.append(
            {
                "service": FIRST_ID + place,
                "name": text,
                "category": other,
                "type": "Default" if place % 3 else third[:1_000],
                "rate": "0.90",
                "min": "10",
                "max": "10000",
                "desc": third,
                "refill": True,
                "cancel": True,
                "dripfeed": other,
            }
        )
    for text in texts:
        rows += (
            {"service": text[:100], "name": text, "category": text, "rate": text, "max": text},
            {"service": {}, "name": text, "category": text},
        )
    return rows


class Hostile:
    """Makes a faulty panel hostile.

    Args:
        panel: The panel.
        texts: What it writes, one after the other.
    """

    def __init__(self, panel: FaultyPanel, texts: Sequence[str] = HOSTILE) -> None:
        self._texts = texts
        self._next: Iterator[str] = cycle([text for text in texts if text in SHORT] or texts)
        self._placed = 23_500
        self.used = 0
        """How many texts were sent in answers other than the catalogue."""
        answers: dict[str, Callable[[Form], object]] = {
            "services": lambda _: services(self._texts),
            "balance": lambda _: {"balance": "100.84292", "currency": self._text()},
            "add": self._add,
            "status": self._status,
            "refill": self._refill,
            "refill_status": lambda form: self._each(form, "refill", "status"),
            "cancel": lambda form: self._each(form, "order", "cancel"),
        }
        for action, answer in answers.items():
            panel.answers[action] = answer
            panel.always(action, Fault(answer=self._on_the_wire(answer)))

    def _on_the_wire(self, make: Callable[[Form], object]) -> Callable[[Form], bytes]:
        return lambda form: http(make(form), headers=HEADERS)

    def _text(self) -> str:
        self.used += 1
        return next(self._next)

    def _add(self, _form: Form) -> object:
        self._placed += 1
        turn = self._placed % 4
        if turn == 1:
            return {"order": self._placed, "message": self._text(), self._text(): self._text()}
        if turn == 2:
            return {"error": f"{self._text()} {self._text()}\n{self._text()}"}
        if turn == 3:
            return {"order": [self._text()], "status": self._text()}
        return {"order": f"{self._placed} {self._text()}"}

    def _status(self, form: Form) -> object:
        if "order" in form:
            return self._report()
        return {name: self._report() for name in form["orders"].split(",")}

    def _report(self) -> dict[str, object]:
        return {
            "charge": "0.5",
            "start_count": self._text(),
            "status": self._text(),
            "remains": "3",
            "currency": self._text(),
            "link": self._text(),
            "expiry": self._text(),
            "orders": [self._text(), 5],
            self._text(): self._text(),
        }

    def _refill(self, form: Form) -> object:
        if "order" in form:
            return {"refill": f"9 {self._text()}", "status": self._text()}
        return [{"order": one, "refill": self._text()} for one in form["orders"].split(",")]

    def _each(self, form: Form, one: str, field: str) -> object:
        if one in form:
            return {field: self._text()}
        return [{one: name, field: {"error": self._text()}} for name in form[f"{one}s"].split(",")]

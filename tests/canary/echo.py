"""A panel that repeats the key it was sent, in every field and in every shape."""

from __future__ import annotations

import base64
import html
from urllib.parse import quote

from tests.faulty import SERVICE, Fault, FaultyPanel, Form
from tests.wire import http


def echoed(form: Form) -> list[str]:
    """What a careless panel makes of the key."""
    key = form["key"]
    encoded = base64.b64encode(f"{form['action']}:{key}".encode()).decode()
    return [key, quote(key, safe=""), html.escape(key), key.upper(), encoded]


class Echo:
    """Makes a faulty panel repeat the key; `add` is refused, then unknown, then placed."""

    def __init__(self, panel: FaultyPanel, *, refuses: bool = False) -> None:
        self._adds = 0
        self._refuses = refuses
        for action in panel.answers:
            panel.always(action, Fault(answer=self._answer))

    def _answer(self, form: Form) -> bytes:
        shapes = echoed(form)
        words = f"Invalid request: key={shapes[0]} ({' '.join(shapes[1:])})"
        headers = {
            "Server": shapes[0],
            "X-Key": shapes[4],
            "Location": f"https://{shapes[1]}.example/?key={shapes[0]}",
            "Set-Cookie": f"key={shapes[1]}",
        }
        if form["action"] == "add":
            self._adds += 1
            if self._adds == 2:
                page = f"<html><title>{html.escape(words)}</title><body>{words}</body></html>"
                return http(page, status=502, headers=headers)
            if self._adds == 3:
                return http({"order": 23503, "key": shapes[0], words: words}, headers=headers)
        elif not self._refuses:
            return http(self._made(form, words), headers=headers)
        return http({"error": words}, headers=headers)

    def _made(self, form: Form, words: str) -> object:
        action = form["action"]
        if action == "services":
            shapes = echoed(form)
            row = {**SERVICE, "name": f"Followers {words}", "category": words, "desc": words}
            many = [
                {**row, "service": 2 + place, "name": shape} for place, shape in enumerate(shapes)
            ]
            return [row, *many, {"name": words}]
        if action == "balance":
            return {"balance": "100.5", "currency": form["key"], "key": form["key"]}
        if action == "status":
            report = {"charge": "0.5", "status": words, "remains": "3", "link": words}
            if "order" in form:
                return report
            return dict.fromkeys(form["orders"].split(","), report)
        if "order" in form:
            return {action: words, "status": words}
        return [{"order": name, action: {"error": words}} for name in form["orders"].split(",")]

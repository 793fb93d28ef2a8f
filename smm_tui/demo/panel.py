"""The demo panel as an ASGI app."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from smm_tui.demo import refusals
from smm_tui.demo.catalogue import Service
from smm_tui.demo.desk import Desk, known
from smm_tui.demo.fate import Fate
from smm_tui.demo.market import Market
from smm_tui.demo.refusals import Refusal
from smm_tui.demo.store import Store
from smm_tui.demo.wire import BadRequest, Gone, Receive, Scope, Send, answer, encode, read_params
from smm_tui.demo.works import Works

CURRENCY: Final = "USD"
REFUSED_KEY: Final = "wrong-key"
"""The one key, beside none at all, that the panel refuses, so that a refusal can be seen."""

_MOST_IDS: Final = 100
_PATHS: Final = frozenset({"/", "/api/v2", "/api/v2/"})

Params = Mapping[str, str]


class DemoPanel:
    """A panel with one account, the same behind every key; the instance is the ASGI app.

    It speaks panel API v2 (`/api/v2`, POST or GET, form-encoded) as its published page prints
    it. Nothing runs while nobody asks: each question is answered as of `now()`.
    """

    def __init__(
        self, *, seed: int, now: Callable[[], float], speed: float, state: Path | None
    ) -> None:
        self._market = Market(seed)
        self._fate = Fate(seed, speed)
        self._now = now
        self._store = Store(state, opened=now())
        self.fixed: dict[str, bytes] = {}
        """Answers by action that stand in for its own, so that others can be tried."""
        self._actions: dict[str, Callable[[Desk, Params], object]] = {
            "add": lambda desk, params: {"order": desk.place(params)},
            "status": _status,
            "refill": _refill,
            "refill_status": _refill_status,
            "cancel": _cancel,
        }

    @property
    def services(self) -> tuple[Service, ...]:
        """What it sells now."""
        return self._market.services(self._age())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or the lifespan of the server."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
        elif scope["type"] == "http":
            await self._serve(scope, receive, send)
        else:
            message = f"the demo panel does not speak {scope['type']}"
            raise ValueError(message)

    def ask(self, params: Params) -> bytes:
        """The JSON that answers these parameters; refusals are `{"error": ...}`.

        Raises:
            OSError: the state cannot be kept; nothing happened.
            StateUnreadable: its file was replaced by something else.
        """
        key, action = params.get("key", "").strip(), params.get("action", "").strip()
        if not key or key == REFUSED_KEY:
            return encode({"error": refusals.KEY})
        if action in self.fixed:
            return self.fixed[action]
        if action == "services":
            return self._market.answer(self._age())
        if action != "balance" and action not in self._actions:
            return encode({"error": refusals.ACTION})
        with self._store.held():
            works = Works(self._market.ever, self._fate, self._store.account, self._now())
            try:
                result = self._result(works, action, params)
            except Refusal as refusal:
                result = {"error": str(refusal)}
            if works.changed:
                self._store.save()
        return encode(result)

    def _result(self, works: Works, action: str, params: Params) -> object:
        if action == "balance":
            return {"balance": str(works.account.balance), "currency": CURRENCY}
        return self._actions[action](Desk(self.services, works), params)

    def _age(self) -> float:
        """Seconds since the panel opened."""
        return max(self._now() - self._store.account.opened, 0.0)

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            status, body = 200, self.ask(await self._params(scope, receive))
        except BadRequest as bad:
            status, body = bad.status, encode({"error": str(bad)})
        except Gone:
            return
        except (OSError, ValueError) as error:
            status, body = 503, encode({"error": f"The panel cannot keep its state: {error}"})
        await answer(send, status, body, bodiless=scope["method"] == "HEAD")

    @staticmethod
    async def _params(scope: Scope, receive: Receive) -> dict[str, str]:
        if scope["path"] not in _PATHS:
            raise BadRequest(404, "Not found; the API is at /api/v2")
        if scope["method"] not in {"POST", "GET"}:
            raise BadRequest(405, "Method not allowed; use POST")
        return await read_params(scope, receive)


def create_panel(
    *,
    seed: int = 7,
    now: Callable[[], float] = time.time,
    speed: float = 1.0,
    state: Path | None = None,
) -> DemoPanel:
    """A demo panel.

    Args:
        seed: what the catalogue and the fate of every order follow from.
        now: the time in seconds since the epoch.
        speed: how many seconds of an order's life pass in one; above 0.
        state: a JSON file that orders, refills and balance live in, made if it is missing
            (0600); processes may share it. Without it they end with the process.

    Raises:
        ValueError: the speed is not above 0.
        StateUnreadable: the file holds something else.
        OSError: the file's place cannot be used.
    """
    if not speed > 0:
        message = f"speed must be above 0, not {speed}"
        raise ValueError(message)
    return DemoPanel(seed=seed, now=now, speed=speed, state=state)


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        event = (await receive())["type"]
        await send({"type": f"{event}.complete"})
        if event == "lifespan.shutdown":
            return


def _many(params: Params, name: str) -> list[str]:
    """The ids of a many-form; none if it was not used."""
    ids = [each.strip() for each in params.get(name, "").split(",") if each.strip()]
    if len(ids) > _MOST_IDS:
        raise refusals.too_many_ids(name, _MOST_IDS)
    return ids


def _one(params: Params, name: str) -> str:
    return params.get(name, "").strip()


def _tried(ask: Callable[[str], object], each: str) -> object:
    """The result for one id of many, or its own refusal."""
    try:
        return ask(each)
    except Refusal as refusal:
        return {"error": str(refusal)}


def _id(text: str) -> int | str:
    """Numbers as numbers; what is no id comes back as it was sent."""
    return known(text) or text


def _status(desk: Desk, params: Params) -> object:
    ids = _many(params, "orders")
    if ids:
        return {each: _tried(desk.status, each) for each in ids}
    return desk.status(_one(params, "order"))


def _refill(desk: Desk, params: Params) -> object:
    ids = _many(params, "orders")
    if ids:
        return [{"order": _id(each), "refill": _tried(desk.refill, each)} for each in ids]
    return {"refill": str(desk.refill(_one(params, "order")))}


def _refill_status(desk: Desk, params: Params) -> object:
    ids = _many(params, "refills")
    if ids:
        return [{"refill": _id(each), "status": _tried(desk.refill_status, each)} for each in ids]
    return {"status": desk.refill_status(_one(params, "refill"))}


def _cancel(desk: Desk, params: Params) -> object:
    """The published page has the many-form only; a single `order` is answered alike."""
    ids = _many(params, "orders")
    if ids:
        return [{"order": _id(each), "cancel": _tried(desk.cancel, each)} for each in ids]
    return {"cancel": desk.cancel(_one(params, "order"))}

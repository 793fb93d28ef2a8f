"""The two ways to ask a panel: reads, which are retried, and money, which is sent once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlencode

from smm_tui import __version__, untrusted
from smm_tui.errors import (
    ConfigError,
    Malformed,
    Oversized,
    PanelError,
    SmmError,
    TooSlow,
    Unreachable,
)
from smm_tui.models import Clock
from smm_tui.outcome import Failure, Sent
from smm_tui.settings import ApiKey, PanelSettings
from smm_tui.transport.body import Body
from smm_tui.transport.connections import Connections
from smm_tui.transport.passage import Gate, Passage
from smm_tui.transport.retries import Retries, retry_after
from smm_tui.transport.secrecy import Secrecy
from smm_tui.transport.values import Answer, MoneyAction, ReadAction

if TYPE_CHECKING:
    import httpx


@dataclass(frozen=True, slots=True)
class _Failed:
    failure: Failure
    detail: str = ""


SERVICES_CAP: Final = 40 * 2**20
CAP: Final = 2**20
DEADLINES: Final[Mapping[str, float]] = {
    ReadAction.SERVICES: 120.0,
    MoneyAction.ADD: 60.0,
}
DEADLINE: Final = 30.0

_ERRORS: Final[Mapping[Failure, type[PanelError]]] = {
    Failure.CONNECT: Unreachable,
    Failure.TLS: Unreachable,
    Failure.TIMEOUT: TooSlow,
    Failure.CUT: Unreachable,
    Failure.OVERSIZED: Oversized,
    Failure.PROTOCOL: Malformed,
}
# httpcore gives both a cut and a breach of HTTP the same class; these words are pinned by tests.
_CUT_WORDS: Final = ("Server disconnected", "peer closed connection")
_DETAIL: Final = 200


class Transport:
    """Asks one panel with one key.

    Args:
        settings: The panel; its `key` is not looked at.
        key: Goes into the body of each request and nowhere else.
        clock: For the waits between tries, and to read an HTTP date.
        asgi_app: Takes the place of the network (the demo panel).
        deadlines: Seconds of a whole call by action; those not named keep their own.
        retries: How reads are asked again.

    Raises:
        ConfigError: URL, proxy or user agent cannot be used.
    """

    def __init__(
        self,
        settings: PanelSettings,
        key: ApiKey,
        *,
        clock: Clock,
        asgi_app: object | None = None,
        deadlines: Mapping[str, float] | None = None,
        retries: Retries | None = None,
    ) -> None:
        self._settings = settings
        self._key = key
        self._secrecy = Secrecy(key)
        self._clock = clock
        self._connections = Connections(settings, asgi_app=asgi_app)
        self._deadlines = DEADLINES if deadlines is None else {**DEADLINES, **deadlines}
        self._retries = Retries() if retries is None else retries

    async def read(self, action: ReadAction, params: Mapping[str, str]) -> Answer:
        """Ask, again if that is worth it; any HTTP code is an answer.

        The deadline holds for all tries together.

        Raises:
            Unreachable: No connection, or cut.
            TooSlow: No whole answer within the deadline.
            Oversized: More than the cap of the action.
            Malformed: No HTTP, or an encoding that cannot be undone.
            ConfigError: The CA file cannot be used.
        """
        content = self._form(ReadAction(action), params)
        wire = await self._connections.pooled()
        result: Answer | _Failed
        try:
            async with asyncio.timeout(self._deadline(action)):
                result = await self._ask(action, content, wire)
        except TimeoutError:
            result = _Failed(Failure.TIMEOUT)
        # Raised outside the handler: no error of httpx, which would hold the form and with it
        # the key, hangs on to it.
        if isinstance(result, _Failed):
            raise _ERRORS[result.failure](result.detail)
        return result

    async def spend(self, action: MoneyAction, params: Mapping[str, str], *, gate: Gate) -> Sent:
        """Send exactly one POST on a connection of its own, never again.

        Never raises for what a network or a panel does, nor for what can no longer be sent
        (`handed_over` is False then). If the task is cancelled, CancelledError goes up and
        nobody knows what was sent: run it in a task that is not cancelled, and count a
        cancelled one as unknown.

        Args:
            action: What to do.
            params: The form, less key and action.
            gate: Awaited right before the first byte, its time counted into the deadline. Any
                SmmError it raises (`Withdrawn`) means that nothing is sent; an error of
                another kind goes up, and nothing was sent either.
        """
        passage = Passage(gate)
        result: Answer | _Failed
        try:
            content = self._form(MoneyAction(action), params)
            wire = await self._connections.fresh()
        except UnicodeEncodeError as error:
            return _sent(passage, _Failed(Failure.WITHDRAWN, error.reason))
        except ConfigError as error:
            return _sent(passage, _Failed(Failure.TLS, error.detail))
        try:
            async with asyncio.timeout(self._deadline(action)):
                if self._connections.embedded:
                    await passage.enter()
                result = await self._exchange(content, wire, passage=passage, cap=CAP)
        except TimeoutError:
            result = _Failed(Failure.TIMEOUT)
        except SmmError as reason:  # only the gate raises one
            result = _Failed(Failure.WITHDRAWN, reason.detail)
        finally:
            await wire.aclose()
        return _sent(passage, result)

    async def close(self) -> None:
        """Close all connections."""
        await self._connections.close()

    def _deadline(self, action: str) -> float:
        return self._deadlines.get(action, DEADLINE)

    def _form(self, action: str, params: Mapping[str, str]) -> bytes:
        fields = {**params, "key": self._key.reveal(), "action": action}
        return urlencode(fields).encode("ascii")

    async def _ask(
        self, action: ReadAction, content: bytes, wire: httpx.AsyncBaseTransport
    ) -> Answer | _Failed:
        tried = 0
        cap = SERVICES_CAP if action is ReadAction.SERVICES else CAP
        while True:
            result = await self._exchange(content, wire, passage=Passage(), cap=cap)
            tried += 1
            wait = self._wait(tried, result)
            if wait is None:
                return result
            await self._clock.sleep(wait)

    def _wait(self, tried: int, result: Answer | _Failed) -> float | None:
        if isinstance(result, _Failed):
            return self._retries.wait(tried, failure=result.failure, status=0, body=b"", after=None)
        return self._retries.wait(
            tried,
            failure=None,
            status=result.http_status,
            body=result.body,
            after=result.retry_after,
        )

    async def _exchange(
        self,
        content: bytes,
        wire: httpx.AsyncBaseTransport,
        *,
        passage: Passage,
        cap: int,
    ) -> Answer | _Failed:
        """One POST and its answer; raises only what the gate raises, and cancellation."""
        import httpx  # noqa: PLC0415 - loaded by then, after the first picture

        try:
            request = httpx.Request(
                "POST",
                self._settings.url,
                headers=self._headers(content, once=passage.gated),
                content=passage.form(content),
                extensions={"trace": passage.watch},
            )
            response = await wire.handle_async_request(request)
            passage.http_status = response.status_code
            try:
                body = await _collect(response, cap)
            finally:
                await response.aclose()
            body = await self._secrecy.body(body)
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            return self._failed(error, passage)
        except (Oversized, Malformed) as error:
            kind = Failure.OVERSIZED if isinstance(error, Oversized) else Failure.PROTOCOL
            return _Failed(kind, error.detail)
        finally:
            await passage.leave()
        return self._answer(response, body)

    def _headers(self, content: bytes, *, once: bool) -> dict[str, str]:
        return {
            "User-Agent": self._settings.user_agent or f"smm-tui/{__version__}",
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            "Connection": "close" if once else "keep-alive",
            "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(content)),
        }

    def _answer(self, response: httpx.Response, body: bytes) -> Answer:
        headers = response.headers
        after = headers.get("retry-after")
        return Answer(
            http_status=response.status_code,
            body=body,
            retry_after=None if after is None else retry_after(after, now=self._clock.now()),
            location=self._secrecy.text(headers.get("location", "")),
            server="cloudflare" if "cf-ray" in headers else headers.get("server", ""),
        )

    def _failed(self, error: Exception, passage: Passage) -> _Failed:
        """What an error of httpx, or one of the system that slipped by it, means."""
        # It may quote what came.
        said = untrusted.text(self._secrecy.text(str(error)), limit=_DETAIL)
        return _Failed(_kind_of(error, passage), said)


async def _collect(response: httpx.Response, cap: int) -> bytes:
    """The body of an answer; its bytes are taken as they came, before httpx decodes them."""
    body = Body(cap, response.headers.get("content-encoding", ""))
    async for chunk in response.aiter_raw():
        await body.take(chunk)
    return body.whole()


def _kind_of(error: Exception, passage: Passage) -> Failure:
    import httpx  # noqa: PLC0415

    if isinstance(error, httpx.ProtocolError) and not str(error).startswith(_CUT_WORDS):
        return Failure.PROTOCOL
    if passage.securing:
        return Failure.TLS
    return Failure.CUT if passage.handed_over else Failure.CONNECT


def _sent(passage: Passage, result: Answer | _Failed) -> Sent:
    failed = result if isinstance(result, _Failed) else None
    answer = result if isinstance(result, Answer) else None
    return Sent(
        phases=tuple(passage.phases),
        traced=passage.traced,
        handed_over=passage.handed_over,
        http_status=passage.http_status,
        body=None if answer is None else answer.body,
        failure=None if failed is None else failed.failure,
        detail="" if failed is None else failed.detail,
        retry_after=None if answer is None else answer.retry_after,
    )

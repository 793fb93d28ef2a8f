"""How a panel is reached: its address, TLS, proxy. httpx is loaded with the first connection."""

from __future__ import annotations

import asyncio
import ipaddress
import logging
import re
import sys
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import SplitResult, urlsplit

from smm_tui.errors import ConfigError
from smm_tui.i18n import _
from smm_tui.settings import PanelSettings

if TYPE_CHECKING:
    import ssl

    import httpx

READS_AT_ONCE: Final = 4
IDLE_SECONDS: Final = 30.0
"""For how long a connection of reads is kept for the next one."""

_NOT_IN_ADDRESS: Final = re.compile(r"[\x00-\x20\x7f\\]")


class Connections:
    """Makes the connections to one panel, or hands requests to an ASGI app in their place.

    Nothing of the environment counts: no proxy, no certificates, no netrc.

    Raises:
        ConfigError: The URL or the proxy cannot be used; plain http is only for this machine.
    """

    def __init__(self, settings: PanelSettings, *, asgi_app: object | None = None) -> None:
        self._settings = settings
        self._app: Any = asgi_app
        self._preparing = asyncio.Lock()
        self._tls: ssl.SSLContext | None = None
        self._pool: httpx.AsyncBaseTransport | None = None
        if asgi_app is None:
            _check(settings)

    @property
    def embedded(self) -> bool:
        """Whether requests go to an app in this process, of which no trace tells anything."""
        return self._app is not None

    async def pooled(self) -> httpx.AsyncBaseTransport:
        """The connections that reads share.

        Raises:
            ConfigError: The CA file cannot be used.
        """
        await self._prepare()
        if self._pool is None:
            self._pool = self._make(keep=READS_AT_ONCE)
        return self._pool

    async def fresh(self) -> httpx.AsyncBaseTransport:
        """A connection for one request, which the caller closes.

        Raises:
            ConfigError: The CA file cannot be used.
        """
        await self._prepare()
        return self._make(keep=0)

    async def close(self) -> None:
        """Close the connections that reads share."""
        if self._pool is not None:
            pool, self._pool = self._pool, None
            await pool.aclose()

    async def _prepare(self) -> None:
        """Load httpx and the certificates: tens of milliseconds, so beside the event loop."""
        async with self._preparing:
            self._tls = self._tls or await asyncio.to_thread(_load, self._settings)

    def _make(self, *, keep: int) -> httpx.AsyncBaseTransport:
        import httpx  # noqa: PLC0415 - loaded by _prepare, after the first picture

        if self.embedded:
            return httpx.ASGITransport(app=self._app, raise_app_exceptions=False)
        assert self._tls is not None, "prepared before"  # noqa: S101
        proxy = self._settings.proxy
        return httpx.AsyncHTTPTransport(
            verify=self._tls,
            http1=True,
            http2=False,
            trust_env=False,
            proxy=httpx.Proxy(proxy, ssl_context=self._tls if _is_secure(proxy) else None)
            if proxy
            else None,
            retries=0,
            limits=httpx.Limits(
                max_connections=max(keep, 1),
                max_keepalive_connections=keep,
                keepalive_expiry=IDLE_SECONDS,
            ),
        )


def _check(settings: PanelSettings) -> None:
    url = _split(settings.url)
    if url.username is not None:
        raise ConfigError(_("url: a user name or password has no place in it."))
    if not _is_secure(settings.url):
        if not _is_this_machine(url.hostname or ""):
            raise ConfigError(_("url: plain http is only for this machine; use https."))
        if settings.proxy:
            raise ConfigError(_("proxy: plain http never goes through a proxy."))
    if settings.proxy:
        _split(settings.proxy, field="proxy")
    agent = settings.user_agent
    if not (agent.isascii() and agent.isprintable()):
        raise ConfigError(_("user_agent: only printable ASCII characters."))


def _is_secure(address: str) -> bool:
    return address.lower().startswith("https:")


def _split(address: str, *, field: str = "url") -> SplitResult:
    """The parts of an address; its text is not repeated, since a proxy's may hold a password."""
    try:
        url = urlsplit(address)
        host, _port = url.hostname, url.port
    except ValueError:
        host = None
    if not host or url.scheme not in {"http", "https"} or _NOT_IN_ADDRESS.search(address):
        raise ConfigError(_("{field}: give https://host/path.").format(field=field))
    return url


def _is_this_machine(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _load(settings: PanelSettings) -> ssl.SSLContext:
    """Runs in a thread. The TLS is built by hand: create_default_context obeys SSLKEYLOGFILE."""
    import ssl  # noqa: PLC0415 - after the first picture, as httpx

    import anyio  # noqa: PLC0415
    import certifi  # noqa: PLC0415
    import httpcore  # noqa: F401, PLC0415 - only loaded here, as httpx

    # httpx's own command line loads a highlighter of code where one is installed: 6 MiB.
    sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]  # None: not to be found
    import httpx  # noqa: F401, PLC0415

    anyio.run(anyio.sleep, 0)  # loads its asyncio half, which a first connection would wait for
    # At DEBUG httpcore writes down what a panel sent, uncleaned.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if not _is_secure(settings.url):
        return context  # trusts nobody
    place = settings.ca_file or certifi.where()
    try:
        context.load_verify_locations(cafile=place)
        failure = ""
    except OSError as error:
        failure = error.strerror or str(error)
    if failure:
        message = _("ca_file: {path} cannot be used: {reason}")
        raise ConfigError(message.format(path=place, reason=failure))
    return context

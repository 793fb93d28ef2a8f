"""One `[panels.NAME]` table: the panel's address, key source, limits."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from smm_tui.config.document import Table
from smm_tui.config.key_sources import usable_key
from smm_tui.errors import KeyUnavailable
from smm_tui.i18n import _
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings

_LONGEST_NAME: Final = 40
"""Characters; the header of every screen holds the name."""
_SOURCES: Final = ("key_command", "key_file", "key_env", "key")
_PANEL_FIELDS: Final = (
    "url",
    *_SOURCES,
    "read_only",
    "low_balance",
    "confirm_above",
    "max_charge",
    "user_agent",
    "ca_file",
    "proxy",
    "calls_per_minute",
)


def read_panel(name: str, tables: Table, folder: Path) -> PanelSettings:
    """The table of one panel; relative paths in it count from `folder`.

    Raises:
        ConfigError: A field is unknown, missing, or not what it must be.
    """
    if not name.strip() or not name.isprintable() or len(name) > _LONGEST_NAME:
        raise tables.wrong(_("a panel's name has 1 to 40 printable characters"), at=name)
    table = tables.table(name)
    table.only(*_PANEL_FIELDS)
    ca_file = table.text("ca_file")
    return PanelSettings(
        name=name,
        url=_url(table),
        key=_key_source(table, folder),
        read_only=table.flag("read_only") is True,
        low_balance=table.amount("low_balance"),
        confirm_above=table.amount("confirm_above"),
        max_charge=table.amount("max_charge"),
        user_agent=_user_agent(table),
        ca_file=whole_path(ca_file, folder) if ca_file else None,
        proxy=_proxy(table),
        calls_per_minute=table.whole("calls_per_minute", 60, low=1, high=6000),
    )


def whole_path(text: str, folder: Path) -> Path:
    """A path as entered, with `~` expanded; a relative one counts from `folder`."""
    return folder / os.path.expanduser(text)  # noqa: PTH111 - the method fails without a home


def _url(table: Table) -> str:
    url = table.text("url")
    if problem := url_problem(url):
        raise table.wrong(problem, at="url")
    return url


def url_problem(url: str) -> str:
    """Why a panel's URL cannot be used, or "": https, or http on this machine alone."""
    parts = _split(url)
    if parts is None:
        return _("must be the API's address, such as https://brsmm.com/api/v2")
    if parts.username is not None or parts.fragment:
        return _("must have neither a user name nor a #fragment")
    if any(name.casefold() in {"key", "api_key"} for name, _value in parse_qsl(parts.query)):
        return _("must not hold the key; set key_command, key_file or key_env")
    if parts.scheme == "http" and not _is_loopback(parts.hostname or ""):
        return _("must begin with https:// (plain http only for this machine itself)")
    return ""


def _split(url: str) -> SplitResult | None:
    """The parts of an http(s) URL that names a host; None for all else."""
    try:
        parts = urlsplit(url)
        usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return None
    return parts if usable and url.isascii() and url.isprintable() and " " not in url else None


def _is_loopback(host: str) -> bool:
    import ipaddress  # noqa: PLC0415 - only for plain http

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _proxy(table: Table) -> str:
    proxy = table.text("proxy")
    if proxy and _split(proxy) is None:
        raise table.wrong(_("must be an address such as http://localhost:3128"), at="proxy")
    return proxy


def _user_agent(table: Table) -> str:
    agent = table.text("user_agent")
    if not agent.isascii() or agent != agent.strip():
        raise table.wrong(_("must be plain ASCII without spaces around it"), at="user_agent")
    return agent


def _key_source(table: Table, folder: Path) -> KeySource:
    named = [name for name in _SOURCES if name in table]
    if len(named) != 1:
        raise table.wrong(
            _("a panel has exactly one of {names}").format(names=", ".join(_SOURCES)),
            at=named[1] if named else "key_command",
        )
    origin = KeyOrigin(named[0])
    if origin is KeyOrigin.COMMAND:
        command = table.texts(origin)
        if not command or not command[0]:
            raise table.wrong(_('must be a list of texts: ["pass", "show", "brsmm"]'), at=origin)
        return KeySource(origin, command=command)
    text = table.text(origin)
    if origin is KeyOrigin.FILE:
        return KeySource(origin, place=str(whole_path(text, folder)))
    if origin is KeyOrigin.ENV:
        if "=" in text:
            raise table.wrong(_("must be the name of an environment variable"), at=origin)
        return KeySource(origin, place=text)
    try:
        return KeySource(origin, key=usable_key(text))
    except KeyUnavailable as error:
        raise table.wrong(error.detail, at=origin) from None

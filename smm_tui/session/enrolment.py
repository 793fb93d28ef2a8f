"""Adding a panel: what was typed is checked, tried with two reads, then written down."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from smm_tui.api import PanelClient
from smm_tui.config import append_panel, check_addition, panel_entered, read_key
from smm_tui.errors import InvalidInput
from smm_tui.i18n import _
from smm_tui.models import Balance, Clock
from smm_tui.settings import ApiKey, KeyOrigin, KeySource, PanelSettings, Settings
from smm_tui.transport import Transport

_NOT_NAMES: Final = frozenset({"www", "api", "panel", "app", "my", "smm"})
"""First labels of a host that tell nothing of whose it is."""
_LONGEST: Final = 36
"""Characters, so that a number may follow."""


@dataclass(frozen=True, slots=True)
class Entries:
    """What was typed, as it was."""

    url: str
    name: str
    origin: KeyOrigin
    source: str = field(repr=False)
    """The command, path, variable or key."""
    limits: Mapping[str, str] = field(default_factory=dict)
    """`low_balance`, `confirm_above`, `max_charge`; "" switches one off."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the panel said when it was tried."""

    balance: Balance
    services: int
    unreadable: int
    """Rows of the catalogue that could not be read."""


class Enrolment:
    """Everything that setup does beside showing it.

    Args:
        path: The configuration file; it need not exist.
        clock: The source of time.
        environ: Where a key named by `key_env` is; it is taken out of there on `add`.
        settings: What the program runs with already; None on the first run.
    """

    def __init__(
        self,
        path: Path,
        *,
        clock: Clock,
        environ: MutableMapping[str, str],
        settings: Settings | None = None,
    ) -> None:
        self.path = path
        self._clock = clock
        self._environ = environ
        self._settings = settings

    def suggested_name(self, url: str) -> str:
        """A name for the panel behind a URL, not taken yet; "" where the URL has no host."""
        name = _named_after(url)
        taken: Mapping[str, object] = {} if self._settings is None else self._settings.panels
        names = (name, *(f"{name}-{number}" for number in range(2, 100)))
        return next((each for each in names if each not in taken), "") if name else ""

    def panel(self, entries: Entries) -> PanelSettings:
        """The settings that these entries make.

        Raises:
            InvalidInput: An entry cannot be used; `field` names it as the file does.
            ConfigError: The file that the panel is to be added to cannot be used.
        """
        table: dict[str, object] = {
            "url": _filled(entries.url, "url"),
            entries.origin: _source(entries),
            **{name: text.strip() for name, text in entries.limits.items() if text.strip()},
        }
        # The address comes first on the page, and gives the name where it is right.
        panel = panel_entered(entries.name.strip() or "-", table, folder=self.path.parent)
        _filled(entries.name, "name")
        panel = replace(panel, key=self._with_variable(panel.key))
        check_addition(self.path, panel)
        return panel

    async def try_out(self, panel: PanelSettings) -> Found:
        """Ask for balance and services, which changes nothing at the panel.

        Raises:
            KeyUnavailable: The key source gives no key.
            PanelError: The panel refused, or could not be asked.
        """
        key = await read_key(panel.key, environ=self._environ)
        client = PanelClient(Transport(panel, key, clock=self._clock), clock=self._clock)
        try:
            balance = await client.balance()
            catalogue, _body = await client.services()
        finally:
            await client.close()
        return Found(balance, len(catalogue.services), len(catalogue.unreadable))

    def add(self, panel: PanelSettings) -> Settings:
        """Write the panel into the configuration; what the program runs with from now on.

        Raises:
            InvalidInput: The name has been taken meanwhile.
            ConfigError: The file cannot be used or written.
        """
        written = append_panel(self.path, panel)
        # The file holds no key that stands in a variable: it comes from here.
        added = replace(
            written.panels[panel.name],
            key=replace(written.panels[panel.name].key, key=panel.key.key),
        )
        if panel.key.origin is KeyOrigin.ENV:
            self._environ.pop(panel.key.place, None)
        base = self._settings or written
        return replace(base, panels={**base.panels, panel.name: added})

    def _with_variable(self, source: KeySource) -> KeySource:
        """The key of a variable, which another panel may have taken out before."""
        if source.origin is not KeyOrigin.ENV:
            return source
        if value := self._environ.get(source.place):
            return replace(source, key=ApiKey(value))
        panels = () if self._settings is None else self._settings.panels.values()
        known = (panel.key for panel in panels if panel.key.origin is KeyOrigin.ENV)
        return next((each for each in known if each.place == source.place), source)


def _filled(text: str, name: str) -> str:
    if not text.strip():
        raise InvalidInput(_("must be filled in"), field=name)
    return text.strip()


def _source(entries: Entries) -> str | list[str]:
    text = _filled(entries.source, entries.origin)
    if entries.origin is not KeyOrigin.COMMAND:
        return text
    try:
        return shlex.split(text)
    except ValueError:
        raise InvalidInput(_("a quote is not closed"), field=entries.origin) from None


def _named_after(url: str) -> str:
    """The telling part of a host's name, as a name for a panel."""
    try:
        host = urlsplit(url.strip()).hostname or ""
    except ValueError:
        return ""
    *labels, _last = host.split(".") if "." in host else (host, "")
    telling = [label for label in labels if label not in _NOT_NAMES] or labels
    name = "local" if host.replace(".", "").isdigit() or ":" in host else telling[0]
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name).strip("-")[:_LONGEST]

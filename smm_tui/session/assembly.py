"""Putting a session together: order book, keys, clients; nothing is asked of a panel yet."""

from __future__ import annotations

from collections.abc import MutableMapping

from smm_tui.api import PanelClient
from smm_tui.config import Launch, read_key
from smm_tui.demo import StateUnreadable, create_panel
from smm_tui.errors import ConfigError
from smm_tui.i18n import _
from smm_tui.ledger import Ledger
from smm_tui.models import Clock
from smm_tui.session.clients import Connect
from smm_tui.session.core import Session
from smm_tui.settings import PanelSettings
from smm_tui.transport import Transport


async def open_session(
    launch: Launch, *, clock: Clock, environ: MutableMapping[str, str]
) -> Session:
    """Open the order book, settle what an earlier run left, and make ready to ask panels.

    Args:
        launch: How the program was started; its settings must be there.
        clock: The source of time.
        environ: Where keys named by `key_env` are taken from.

    Raises:
        LedgerError: the order book cannot be read.
        ConfigError: there are no settings, or the demo panel's state cannot be read.
    """
    if launch.settings is None:
        raise ConfigError(_("No panel is configured."))
    connect = connector(launch, clock=clock, environ=environ)
    book = await Ledger.open(launch.places.ledger, clock=clock)
    await book.recover_or_read()
    return Session(
        settings=launch.settings,
        places=launch.places,
        book=book,
        clock=clock,
        connect=connect,
        read_only=launch.read_only,
        demo=launch.demo,
    )


def connector(launch: Launch, *, clock: Clock, environ: MutableMapping[str, str]) -> Connect:
    """What makes a panel's client, with the key of that panel and of no other.

    Raises:
        ConfigError: the demo panel's state cannot be read.
    """
    demo = _demo_panel(launch) if launch.demo else None

    async def connect(panel: PanelSettings) -> PanelClient:
        key = await read_key(panel.key, environ=environ)
        return PanelClient(Transport(panel, key, clock=clock, asgi_app=demo), clock=clock)

    return connect


def _demo_panel(launch: Launch) -> object:
    try:
        return create_panel(state=launch.places.data / "demo-panel.json")
    except (OSError, StateUnreadable) as error:
        raise ConfigError(str(error)) from None

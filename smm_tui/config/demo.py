"""The settings of the embedded demo panel."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from smm_tui.settings import KeyOrigin, KeySource, PanelSettings, RefreshSettings, Settings

DEMO_PANEL: Final = "demo"
DEMO_URL: Final = "https://demo.invalid/api/v2"
"""Reached inside the process only; the name can never be looked up (RFC 2606)."""


def demo_settings() -> Settings:
    """One panel that takes any key, with limits so that its reviews show them."""
    panel = PanelSettings(
        DEMO_PANEL,
        DEMO_URL,
        KeySource(KeyOrigin.NONE),
        low_balance=Decimal(10),
        confirm_above=Decimal(20),
        max_charge=Decimal(500),
    )
    # Its orders live faster than real ones.
    refresh = RefreshSettings(orders=5, balance=15)
    return Settings(panel=DEMO_PANEL, panels={DEMO_PANEL: panel}, refresh=refresh)

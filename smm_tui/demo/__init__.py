"""The embedded demo panel, an ASGI app; it shares no code with the client."""

from smm_tui.demo.panel import DemoPanel, create_panel
from smm_tui.demo.store import StateUnreadable

__all__ = ["DemoPanel", "StateUnreadable", "create_panel"]

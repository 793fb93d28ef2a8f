"""The configuration: where it is, what it says, how a key is got, how a panel is added."""

from __future__ import annotations

from smm_tui.config.demo import demo_settings
from smm_tui.config.document import nearest
from smm_tui.config.entered import panel_entered
from smm_tui.config.key_sources import read_key, read_key_in_foreground
from smm_tui.config.places import Launch, Places, places
from smm_tui.config.settings import load, take_from_environment
from smm_tui.config.setup_writer import append_panel, check_addition

__all__ = [
    "Launch",
    "Places",
    "append_panel",
    "check_addition",
    "demo_settings",
    "load",
    "nearest",
    "panel_entered",
    "places",
    "read_key",
    "read_key_in_foreground",
    "take_from_environment",
]

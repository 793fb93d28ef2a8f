"""How the terminal is used: by default, over SSH, and as the configuration says."""

from __future__ import annotations

import pytest

from tests.drive import Dashboard
from tests.journeys.conftest import Configure
from tests.journeys.serving import ServedPanel

_SSH = {"SSH_CONNECTION": "192.0.2.1 50000 192.0.2.2 22"}
_CLICKS, _MOVEMENTS = 1000, {1002, 1003}
_WHOLE = 1_000
"""Bytes that a step down costs at the least where the lines that are drawn are sent in full."""


@pytest.mark.parametrize(
    ("env", "mouse", "clicks"),
    [({}, None, True), (_SSH, None, False), (_SSH, "true", True), ({}, "false", False)],
)
def test_the_mouse_is_off_over_ssh_unless_it_is_wanted(
    panel: ServedPanel,
    configure: Configure,
    *,
    env: dict[str, str],
    mouse: str | None,
    clicks: bool,
) -> None:
    terminal = "" if mouse is None else f"\n[terminal]\nmouse = {mouse}"
    configure(one=f'url = "{panel.url}"\nkey = "terminal-key-0123456789"{terminal}')
    with Dashboard.open(env=env) as dash:
        dash.wait_ready()
        assert (_CLICKS in dash.terminal.modes) is clicks
        dash.press("M")
        dash.wait_match("The mouse is")
        assert (_CLICKS in dash.terminal.modes) is not clicks
        assert not dash.terminal.modes & _MOVEMENTS
        assert dash.quit() == 0
        assert not dash.terminal.left_over


@pytest.mark.parametrize("difference", ["true", "false"])
def test_the_configuration_switches_the_difference_off(
    panel: ServedPanel, configure: Configure, difference: str
) -> None:
    configure(
        one=f'url = "{panel.url}"\nkey = "terminal-key-0123456789"'
        f"\n[terminal]\ndifference = {difference}"
    )
    with Dashboard.open() as dash:
        dash.wait_ready()
        dash.press("P")
        dash.wait_header("paused")
        cost = dash.terminal.cost("down")
        assert (cost > _WHOLE) is (difference == "false"), cost
        assert dash.quit() == 0

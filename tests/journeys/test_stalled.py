"""A terminal that stops reading, and a link that is slow, while the program goes on."""

from __future__ import annotations

from contextlib import ExitStack

from tests.drive import Dashboard
from tests.journeys.conftest import Configure
from tests.journeys.serving import ServedPanel

_ONE_FRAME = 40_000
"""Bytes: what the terminal had taken before it stopped, and a whole picture."""


def test_polling_goes_on_while_the_terminal_reads_nothing(configure: Configure) -> None:
    with ServedPanel(speed=1) as panel, ExitStack() as stack:
        configure(one=f'url = "{panel.url}"\nkey = "stalled-key-0123456789"')
        dash = stack.enter_context(Dashboard.open())
        dash.wait_ready()
        dash.order("9900", "https://example.com/p/1", "500")
        panel.wait_asked("add", 1)
        dash.goto_orders()
        dash.terminal.stall()
        for _each in range(30):
            dash.press("1", "pagedown", "2")
        asked = len(panel.asked("status"))
        panel.wait_asked("status", asked + 2)
        sent = dash.terminal.bytes_seen
        dash.terminal.resume()
        dash.wait_match("^ Orders ")
        dash.terminal.settle()
        assert dash.terminal.bytes_seen - sent < _ONE_FRAME
        assert dash.quit() == 0


def test_on_a_slow_link_a_letter_is_a_frame_of_its_own(
    panel: ServedPanel, configure: Configure
) -> None:
    configure(one=f'url = "{panel.url}"\nkey = "stalled-key-0123456789"')
    with Dashboard.open() as dash:
        dash.wait_ready()
        dash.terminal.slow_down(2_000)
        for _each in range(2):
            dash.press("pagedown")
            dash.terminal.settle(0.5)
        dash.wait_header("slow link")
        dash.press("/")
        dash.terminal.settle(1.0)
        sent = dash.terminal.bytes_seen
        dash.press("x")
        dash.wait_match("^ Services  / x")
        dash.terminal.settle(1.0)
        # At 2,000 bytes a second, well within a second of what was under way having drained.
        assert dash.terminal.bytes_seen - sent < 2_000

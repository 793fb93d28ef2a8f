"""Several orders over HTTP: pasted, reviewed, placed; cut off in the middle, and gone on with."""

from __future__ import annotations

import signal

from tests.drive import Dashboard
from tests.journeys.conftest import Configure
from tests.journeys.serving import ServedPanel

LINKS = tuple(f"https://www.instagram.com/shop{number}" for number in (1, 2, 3))
LINES = "".join(f"9900 | {link} | 100\n" for link in LINKS)
KEY = '\nkey = "k"'


def open_form(dash: Dashboard) -> None:
    dash.wait_header(r"\d USD\b")
    dash.goto_orders()
    dash.press("b")
    dash.terminal.wait_for("─ Several orders at shop ─")


def place(dash: Dashboard, count: int) -> None:
    dash.wait_match(f"Orders +{count} orders ")
    dash.review()
    dash.terminal.wait_for(f"─ Review of {count} orders ─")
    dash.take(f"Place {count} orders")
    dash.terminal.wait_for(f"─ Batch of {count} orders ─")


def links(panel: ServedPanel) -> list[str]:
    return [form["link"] for form in panel.asked("add")]


def test_a_pasted_batch_is_placed_line_by_line(panel: ServedPanel, configure: Configure) -> None:
    configure(shop=f'url = "{panel.url}"{KEY}')
    with Dashboard.open(size=(80, 24)) as dash:
        open_form(dash)
        # Bracketed, then one more line as a terminal without that would send it.
        dash.terminal.write(f"\x1b[200~# for Anna\n{LINES}\x1b[201~".encode())
        dash.press("# u q 2\r")
        place(dash, 3)
        dash.wait_match("Line 2 +✓ placed 23501 +9900 +100 +instagram.com/shop1")
        dash.wait_header("batch: [12] of 3")
        dash.wait_match("Line 4 +✓ placed 23503")
        dash.wait_match("State +over")
        dash.close_dialog()
        dash.wait_row("23503", "pending|in progress|completed")
        assert dash.quit() == 0
    assert links(panel) == list(LINKS)


def test_a_batch_that_is_cut_off_is_gone_on_with(panel: ServedPanel, configure: Configure) -> None:
    configure(shop=f'url = "{panel.url}"{KEY}')
    with Dashboard.open(size=(80, 24)) as dash:
        open_form(dash)
        dash.terminal.write(LINES.replace("\n", "\r").encode())
        panel.slow["add"] = 1.5
        place(dash, 3)
        panel.wait_asked("add", 1)
        dash.terminal.kill(signal.SIGTERM)
        assert dash.terminal.wait() == 128 + signal.SIGTERM
    panel.slow.clear()
    with Dashboard.open(size=(80, 24)) as dash:
        dash.wait_match("2 of 3 orders of the last batch at shop were not sent: press b")
        open_form(dash)
        dash.wait_match(r"of the last batch were not sent; \^g takes them")
        dash.press("\x07")
        dash.wait_match(f"1 +# {LINES.splitlines()[0].replace('|', '.')}")
        place(dash, 2)
        dash.wait_match("State +over", 20)
        dash.wait_match("So far +2 placed")
        assert dash.quit() == 0
    assert links(panel) == list(LINKS)

"""Keys that come all at once, as a lagging link delivers them, and keys struck at random."""

from __future__ import annotations

import random
import string
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.drive import Dashboard
from tests.figures import Share
from tests.journeys.conftest import Configure
from tests.journeys.serving import ServedPanel
from tests.terminal.harness import KEYS

LINK = "https://www.instagram.com/p/CxYz_12345/?igsh=MWZ+x=="
SPENDING = {"add", "refill", "cancel"}


@pytest.fixture
def dash(panel: ServedPanel, configure: Configure, home: Path) -> Iterator[Dashboard]:
    key = home / "key"
    key.write_text("secret-a")
    key.chmod(0o600)
    configure(shop=f'url = "{panel.url}"\nkey_file = "{key}"')
    # Keys at random may export, into files of any name.
    with Dashboard.open(cwd=home) as opened:
        yield opened.wait_ready()


def spent(panel: ServedPanel) -> list[dict[str, str]]:
    return [form for form in panel.forms if form.get("action") in SPENDING]


def test_an_order_in_one_write_reaches_the_review_whole(
    dash: Dashboard, panel: ServedPanel
) -> None:
    dash.press("2", "1", "/", "9901", "enter", "enter", LINK, "enter", "1500", "ctrl+o")
    dash.terminal.wait_for("[ Back ]")
    dash.wait_match(f"Link +{LINK[:40]}".replace("?", r"\?"))
    dash.wait_match("Quantity +1500 ")
    assert not spent(panel)
    dash.confirm()
    [form] = panel.wait_asked("add", 1)
    assert (form["service"], form["link"], form["quantity"]) == ("9901", LINK, "1500")


def test_a_key_that_means_nothing_where_it_comes_acts_nowhere_else(dash: Dashboard) -> None:
    for first, title in (("1", "Services"), ("2", "Orders")):
        dash.press(first)
        dash.wait_match(f"^ {title} ")
        other = {"1": "2", "2": "1"}[first]
        dash.press(first, other)
        dash.wait_match(f"^ {'Orders' if other == '2' else 'Services'} ")
        dash.terminal.settle(0.5)
        assert title not in dash.terminal.lines[1]


def test_several_orders_each_in_one_write(dash: Dashboard, panel: ServedPanel) -> None:
    for quantity in ("1001", "1002", "1003"):
        link = f"https://example.com/{quantity}"
        dash.press("/", "ctrl+u", "9901", "enter", "enter", "ctrl+u", link, "tab", "ctrl+u")
        dash.press(quantity, "ctrl+o")
        dash.terminal.wait_for("[ Back ]")
        dash.confirm()
    forms = panel.wait_asked("add", 3)
    assert [(form["link"], form["quantity"]) for form in forms] == [
        (f"https://example.com/{quantity}", quantity) for quantity in ("1001", "1002", "1003")
    ]


def test_a_pasted_link_is_text_whatever_it_holds(dash: Dashboard, panel: ServedPanel) -> None:
    dash.open_form("9901")
    dash.terminal.write(b"\x1b[200~" + LINK.encode() + b"\x1b[201~")
    dash.press("tab", "500", "ctrl+o")
    dash.terminal.wait_for("[ Back ]")
    dash.wait_match(f"Link +{LINK[:40]}".replace("?", r"\?"))
    dash.escape()
    dash.wait_match("─ Order 9901 ")
    # A paste with line ends and control characters presses no key.
    dash.terminal.write(b"\x1b[200~7\r\n\x1b[C\r\x0f\r\x1b[201~")
    dash.terminal.settle(0.6)
    assert "[ Back ]" not in dash.text
    assert not spent(panel)


@pytest.mark.parametrize(
    "ending",
    [
        ["enter"] * 30,
        list("yY1 \r" * 20),
        ["right", "enter"] * 10,
        ["tab", "right", "space", "enter", "right", "enter"] * 5,
    ],
    ids=["enters", "printables", "arrows", "everything"],
)
def test_the_end_of_a_burst_places_nothing(
    dash: Dashboard, panel: ServedPanel, ending: list[str]
) -> None:
    dash.press("/", "9901", "enter", "enter", LINK, "tab", "500", "ctrl+o", *ending)
    dash.terminal.settle(1)
    dash.press("enter", "enter")
    dash.terminal.settle(0.5)
    assert not spent(panel)
    assert "undo" not in dash.header


def test_a_review_that_was_not_seen_takes_no_key(dash: Dashboard, panel: ServedPanel) -> None:
    """The system has long taken the picture, but the link stands still."""
    dash.open_form("9901")
    dash.fill(LINK, "500")
    dash.terminal.settle()
    dash.terminal.stall()
    dash.press("ctrl+o")
    time.sleep(1)
    for _time in range(4):
        dash.press("right", "enter")
        time.sleep(0.2)
    dash.terminal.resume()
    dash.terminal.wait_for("[ Back ]")
    dash.press("right", "enter")
    dash.terminal.settle(1)
    assert "[ Back ]" in dash.text
    assert not spent(panel)
    assert "undo" not in dash.header
    dash.confirm()
    assert len(panel.wait_asked("add", 1)) == 1


def test_on_a_slow_link_a_review_waits_until_it_has_come(
    dash: Dashboard, panel: ServedPanel
) -> None:
    dash.open_form("9901")
    dash.fill(LINK, "500")
    dash.terminal.settle()
    dash.terminal.slow_down(1_000)
    dash.press("ctrl+o")
    while "[ Back ]" not in dash.text:
        dash.press("right", "enter")
        time.sleep(0.1)
    dash.terminal.slow_down(1_000_000)
    dash.terminal.settle(1)
    assert "[ Back ]" in dash.text
    assert not spent(panel)
    dash.confirm()
    assert len(panel.wait_asked("add", 1)) == 1


def test_where_no_query_is_answered_a_review_takes_keys_all_the_same(
    panel: ServedPanel, configure: Configure, home: Path
) -> None:
    key = home / "key"
    key.write_text("secret-a")
    key.chmod(0o600)
    configure(shop=f'url = "{panel.url}"\nkey_file = "{key}"')
    with Dashboard.open(answers=False) as dash:
        dash.wait_ready()
        dash.order("9901", LINK, "500")
        assert len(panel.wait_asked("add", 1)) == 1


def test_the_end_of_a_burst_cancels_nothing(dash: Dashboard, panel: ServedPanel) -> None:
    dash.order("9901", "https://example.com/slow", "500")
    dash.goto_orders()
    dash.ask_until_row("23501", "in progress")
    for key in "rc":
        dash.press("*", key, *["right", "enter"] * 10)
        dash.terminal.settle(1)
        dash.press("enter", "enter")
        dash.terminal.settle(0.5)
        dash.escape()
    assert [form["action"] for form in spent(panel)] == ["add"]


def struck_at_random(dash: Dashboard, panel: ServedPanel, count: int, share: Share) -> None:
    """Printable keys but `q`, and Enter, in bursts of every length."""
    rng = random.Random(share.seed)
    keys = [key for key in string.printable[:95] if key != "q"] + [KEYS["enter"]] * 20
    before, struck = spent(panel), 0
    while struck < count and not share.is_over:
        burst = [rng.choice(keys) for _ in range(rng.choice((1, 3, 20, 100)))]
        struck += len(burst)
        dash.press(*burst)
        if rng.random() < 0.2:
            dash.terminal.settle(0.4)
        if rng.random() < 0.2:
            dash.escape()
    dash.terminal.settle(1)
    unasked = len(spent(panel)) - len(before)
    share.tell(seed=share.seed, points=struck, of=count, sent_by_recovery=unasked)
    assert dash.terminal.process.poll() is None
    assert not unasked
    # A loaded machine may still be working off the last burst: step back until it has.
    until = time.monotonic() + 90
    while not _is_on_orders(dash):
        assert time.monotonic() < until, dash.terminal.text
        for _time in range(5):
            dash.escape()
        dash.press("1", "2")
        dash.terminal.settle(0.5)


def _is_on_orders(dash: Dashboard) -> bool:
    try:
        dash.wait_row("23501", "in progress|completed", 1)
    except AssertionError:
        return False
    return True


@pytest.fixture
def with_order(dash: Dashboard) -> Dashboard:
    dash.order("9901", "https://example.com/slow", "500")
    dash.goto_orders()
    dash.ask_until_row("23501", "in progress")
    return dash


def test_keys_at_random_neither_place_nor_cancel(
    with_order: Dashboard, panel: ServedPanel, share: Share
) -> None:
    struck_at_random(with_order, panel, 2_000, share)


@pytest.mark.soak
@pytest.mark.share(seconds=40)
def test_a_great_many_keys_at_random_neither_place_nor_cancel(
    with_order: Dashboard, panel: ServedPanel, share: Share
) -> None:
    struck_at_random(with_order, panel, 20_000, share)

"""The setup of a panel: nothing asked before Test, nothing written before Save."""

from __future__ import annotations

import contextlib
import os
import socket
import stat
import threading
import time
import tomllib
from collections.abc import AsyncIterator, Iterator, MutableMapping
from pathlib import Path

import pytest
import uvicorn
from textual import events
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from smm_tui.config import load, places, read_key
from smm_tui.demo import create_panel
from smm_tui.models import SystemClock
from smm_tui.screens.setup import SetupScreen
from smm_tui.screens.setup_rows import Said, SecretInput
from smm_tui.session.enrolment import Enrolment
from smm_tui.settings import ApiKey, KeyOrigin, PanelSettings, Settings
from smm_tui.setup_app import SetupApp
from smm_tui.widgets.signs import ASCII, UNICODE, Signs
from tests.faulty import SERVICE, Fault, FaultyPanel
from tests.terminal.harness import Terminal
from tests.wire import Ending, http

CANARY = "canary-8d21"
GOOD = "The key works: 100.84292 USD"
SOURCES: list[KeyOrigin] = [origin for origin in KeyOrigin if origin is not KeyOrigin.NONE]


@pytest.fixture(scope="module")
def demo() -> Iterator[str]:
    """The URL of a demo panel over HTTP."""
    config = uvicorn.Config(create_panel(), log_level="critical", access_log=False, ws="none")
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/api/v2"
        server.should_exit = True
        thread.join()


@pytest.fixture
async def faulty() -> AsyncIterator[FaultyPanel]:
    async with FaultyPanel() as panel:
        yield panel


class Page:
    """What a person sees of the setup and does on it."""

    def __init__(self, app: App[int], form: SetupScreen, pilot: Pilot[int]) -> None:
        self.app = app
        self.form = form
        self.pilot = pilot

    @property
    def screen(self) -> str:
        """The text of the whole screen, as it is painted."""
        return "\n".join(strip.text for strip in self.app.screen._compositor.render_strips())  # noqa: SLF001

    def said(self, where: str) -> str:
        return " ".join(self.form.query_one(f"#{where}", Said).text.split())

    def entry(self, name: str) -> Input:
        return self.form.query_one(f"#field-{name.replace('_', '-')} Input", Input)

    async def fill(self, **values: object) -> None:
        for name, value in values.items():
            self.entry(name).value = str(value)
        await self.pilot.pause()

    async def choose(self, origin: KeyOrigin) -> None:
        """Go to the choice and turn it until it is there."""
        self.form.query_one("Choice").focus()
        await self.pilot.press(*["right"] * SOURCES.index(origin))

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    async def test(self) -> str:
        await self.pilot.press("ctrl+t")
        await self.settle()
        return self.said("result")

    async def settle(self) -> None:
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()


@contextlib.asynccontextmanager
async def opened(
    path: Path,
    *,
    environ: MutableMapping[str, str] | None = None,
    size: tuple[int, int] = (80, 24),
    signs: Signs = UNICODE,
) -> AsyncIterator[Page]:
    enrolment = Enrolment(path, clock=SystemClock(), environ={} if environ is None else environ)
    app = SetupApp(enrolment, signs=signs)
    async with app.run_test(size=size, notifications=True) as pilot:
        await pilot.pause()
        yield Page(app, app.form, pilot)


def written(page: Page) -> Settings:
    assert isinstance(page.app, SetupApp)
    assert page.app.settings is not None
    return page.app.settings


def put(path: Path, text: str, *, mode: int = 0o600) -> Path:
    path.write_text(text)
    path.chmod(mode)
    return path


def text_of(path: Path) -> str:
    """What stands in a file; "" where there is none."""
    return path.read_text() if path.exists() else ""


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def limits(panel: PanelSettings) -> list[str]:
    amounts = (panel.low_balance, panel.confirm_above, panel.max_charge)
    return ["off" if amount is None else str(amount) for amount in amounts]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "new" / "config.toml"


class TestTheWayThrough:
    @pytest.mark.parametrize("origin", SOURCES)
    async def test_a_panel_is_set_up_with_each_source_of_a_key(
        self, origin: KeyOrigin, demo: str, path: Path, tmp_path: Path
    ) -> None:
        file = put(tmp_path / "the key", f"{CANARY}\n")
        source = {
            KeyOrigin.COMMAND: f"cat '{file}'",
            KeyOrigin.FILE: str(file),
            KeyOrigin.ENV: "MY_KEY",
            KeyOrigin.TEXT: CANARY,
        }[origin]
        environ = {"MY_KEY": CANARY, "PATH": os.environ["PATH"]}
        async with opened(path, environ=environ) as page:
            assert not page.form.query_one(".limits").display
            await page.fill(url=demo)
            await page.choose(origin)
            await page.fill(**{origin: source})
            assert GOOD in await page.test()
            assert "1,502 services" in page.said("result")
            assert not text_of(path)
            assert CANARY not in page.screen
            assert CANARY not in page.app.export_screenshot()
            assert "Limits in USD" in page.said("heading")
            await page.press("ctrl+o")
        settings = written(page)
        assert mode_of(path) == 0o600
        panel = settings.panels["local"]
        assert settings.panel == "local"
        assert limits(panel) == ["10", "20", "500"]
        assert panel.key.origin is origin
        assert (CANARY in text_of(path)) is (origin is KeyOrigin.TEXT)
        assert ("MY_KEY" in environ) is (origin is not KeyOrigin.ENV)
        assert await read_key(panel.key, environ=environ) == ApiKey(CANARY)
        environ["MY_KEY"] = CANARY
        assert load(places(environ, config=path), environ) == settings

    async def test_by_keys_alone_from_the_first_to_the_last(self, demo: str, path: Path) -> None:
        async with opened(path) as page:
            await page.press("ctrl+u", *demo, "enter", "ctrl+u", *"mine", "enter")
            await page.press("left", "enter", *CANARY, "enter", "enter")
            await page.settle()
            assert page.form.focused is page.entry("low_balance")
            await page.press("ctrl+u", *"2.5", "enter", "ctrl+u", "enter", "ctrl+u", *"99")
            await page.press("enter", "enter")
        panel = written(page).panels["mine"]
        assert panel.url == demo
        assert panel.key.key == ApiKey(CANARY)
        assert limits(panel) == ["2.5", "off", "99"]

    async def test_keys_in_one_burst_go_where_slow_ones_do(self, path: Path) -> None:
        async with opened(path) as page:
            for key in ("tab", "tab", "left", "tab", *"canary"):
                page.app.post_message(events.Key(key, key if len(key) == 1 else None))
            await page.settle()
            assert page.entry("key").value == "canary"

    async def test_a_click_presses_too(self, demo: str, path: Path) -> None:
        async with opened(path, size=(120, 40)) as page:
            await page.fill(url=demo, key_command=f"echo {CANARY}")
            await page.pilot.click("#test")
            await page.settle()
            assert GOOD in page.said("result")
            await page.pilot.click("#save")
        assert list(written(page).panels) == ["local"]

    async def test_what_the_file_holds_already_stays(self, demo: str, tmp_path: Path) -> None:
        before = "# mine\n[refresh]\norders = 20 # slow\n"
        path = put(tmp_path / "config.toml", before)
        async with opened(path) as page:
            await page.fill(url=demo, key_command=f"echo {CANARY}")
            await page.test()
            await page.press("ctrl+o")
        assert text_of(path).startswith(before)
        assert written(page).refresh.orders == 20

    async def test_limits_are_not_guessed_in_a_currency_of_other_size(
        self, faulty: FaultyPanel, path: Path
    ) -> None:
        faulty.answers["balance"] = lambda _: {"balance": "5e2", "currency": "BRL"}
        faulty.answers["services"] = lambda _: [SERVICE, {"service": None}, {"name": "x"}]
        async with opened(path) as page:
            await page.fill(url=faulty.url, key_command=f"echo {CANARY}")
            said = await page.test()
            assert "BRL, 1 service." in said
            assert "2 rows of the catalogue cannot be read" in said
            assert page.entry("max_charge").value == ""
            await page.fill(max_charge="nothing")
            await page.press("ctrl+o")
            assert "Refuse above: must be an amount such as 10.50" in page.said("saving")
            assert page.form.focused is page.entry("max_charge")
            assert not text_of(path)
            await page.fill(max_charge="2500")
            await page.press("ctrl+o")
        assert written(page).panels["local"].max_charge == 2500
        assert {form["action"] for form in faulty.requests} == {"balance", "services"}

    async def test_limits_that_were_typed_outlive_another_test(self, demo: str, path: Path) -> None:
        async with opened(path) as page:
            await page.fill(url=demo, key_command=f"echo {CANARY}")
            await page.test()
            await page.fill(low_balance="3", confirm_above="", max_charge="")
            await page.test()
            await page.press("ctrl+o")
        assert limits(written(page).panels["local"]) == ["3", "off", "off"]


class TestTheWayOut:
    async def test_esc_leaves_and_nothing_is_written_or_asked(
        self, faulty: FaultyPanel, path: Path
    ) -> None:
        async with opened(path) as page:
            assert page.entry("url").value == "https://brsmm.com/api/v2"
            assert page.entry("name").value == "brsmm"
            for words in ("My account", "--demo", "nothing is bought"):
                assert words in page.screen
            await page.fill(url=faulty.url, key_command="echo x")
            await page.press("escape")
        assert isinstance(page.app, SetupApp)
        assert (page.app.settings, page.app.return_code) == (None, 0)
        assert not text_of(path)
        assert not faulty.received

    async def test_q_is_a_letter_in_a_field_and_leaves_elsewhere(self, path: Path) -> None:
        async with opened(path) as page:
            page.entry("key_command").focus()
            await page.press("q", "question_mark")
            assert page.entry("key_command").value == "q?"
            await page.press("tab", "q")
        assert isinstance(page.app, SetupApp)
        assert (page.app.settings, page.app.return_code) == (None, 0)

    async def test_help_names_the_keys_of_this_page(self, path: Path) -> None:
        async with opened(path) as page:
            await page.press("f1")
            assert "Ask the panel for balance and services; nothing is bought" in page.screen
            assert "Take back" not in page.screen
            await page.press("escape", "ctrl+l")
            assert page.app.screen is page.form

    async def test_a_terminal_without_utf8(self, path: Path) -> None:
        async with opened(path, signs=ASCII) as page:
            await page.test()
            assert page.screen.isascii()

    async def test_a_screen_too_low_scrolls_to_where_one_is(self, demo: str, path: Path) -> None:
        async with opened(path, size=(60, 12)) as page:
            await page.fill(url=demo, key_command=f"echo {CANARY}")
            await page.test()
            await page.press("tab", "tab", "tab")
            assert "[ Save ]" in page.screen


class TestWhatGoesWrong:
    async def test_a_wrong_key_is_said_and_nothing_typed_is_lost(
        self, demo: str, path: Path
    ) -> None:
        async with opened(path) as page:
            await page.fill(url=demo)
            await page.choose(KeyOrigin.TEXT)
            await page.fill(key="wrong-key")
            said = await page.test()
            assert "The panel refused the API key" in said
            assert "Copy the key anew from the panel's My account page." in said
            assert "wrong-key" not in page.screen
            assert page.entry("key").value == "wrong-key"
            await page.press("ctrl+o")
            assert not text_of(path)
            await page.fill(key=CANARY)
            assert "nothing is bought" in page.said("result")
            assert GOOD in await page.test()

    async def test_a_port_where_nobody_listens(self, path: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as gone:
            port = gone.getsockname()[1]
        async with opened(path) as page:
            await page.fill(url=f"http://127.0.0.1:{port}/api/v2", key_command=f"echo {CANARY}")
            said = await page.test()
            assert "The panel cannot be reached" in said
            assert "Check the network and the panel's URL" in said

    @pytest.mark.parametrize(
        ("answer", "title", "remedy"),
        [
            (
                http("", status=308, headers={"Location": "https://other.example/"}),
                "The panel's address sends elsewhere",
                "Put the panel's present URL",
            ),
            (
                http("<!doctype html><title>Just a moment...</title>", status=403),
                "The panel answered with a web page",
                "firewall",
            ),
            (http("[1, 2"), "The panel's answer cannot be read", "usually ends in /api/v2"),
        ],
    )
    async def test_what_is_no_answer_of_a_panel_is_named(
        self, answer: bytes, title: str, remedy: str, faulty: FaultyPanel, path: Path
    ) -> None:
        faulty.on("balance", Fault(answer=answer))
        async with opened(path) as page:
            await page.fill(url=faulty.url, key_command=f"echo {CANARY}")
            said = await page.test()
            assert title in said
            assert remedy in said
            assert faulty.of("services") == []

    @pytest.mark.parametrize(
        ("field", "value", "words"),
        [
            ("url", "http://panel.example/api/v2", "Panel URL: must begin with https://"),
            ("url", "panel", "Panel URL: must be the API's address"),
            ("url", "http://[/", "Panel URL: must be the API's address"),
            ("url", "", "Panel URL: must be filled in"),
            ("url", "https://panel.example/?key=x", "Panel URL: must not hold the key"),
            ("name", "two words", "Name: a panel's name has 1 to 40 letters"),
            ("name", "x" * 41, "Name: a panel's name has 1 to 40"),
            ("name", " ", "Name: must be filled in"),
            ("key_command", "", "Command: must be filled in"),
            ("key_command", "cat 'x", "Command: a quote is not closed"),
        ],
    )
    async def test_an_entry_that_cannot_be_used_is_pointed_at(
        self, field: str, value: str, words: str, path: Path
    ) -> None:
        async with opened(path) as page:
            await page.fill(**{"key_command": "echo x", field: value})
            assert words in await page.test()
            assert page.form.focused is page.entry(field)
            assert f"! {words.partition(':')[0]}" in page.screen
            assert page.entry(field).value == value
            await page.fill(**{field: "y"})
            assert "! " not in page.screen

    @pytest.mark.parametrize(
        ("origin", "value", "words"),
        [
            (KeyOrigin.COMMAND, "false", "key_command failed with exit code 1"),
            (KeyOrigin.COMMAND, "/nowhere/at/all", "could not be started"),
            (KeyOrigin.FILE, "/nowhere/at/all", "does not exist"),
            (KeyOrigin.ENV, "NOT_SET", "the variable NOT_SET is not set"),
            (KeyOrigin.ENV, "A=B", "must be the name of an environment variable"),
            (KeyOrigin.TEXT, "two words", "printable ASCII without spaces"),
        ],
    )
    async def test_a_source_that_gives_no_key(
        self, origin: KeyOrigin, value: str, words: str, path: Path, faulty: FaultyPanel
    ) -> None:
        async with opened(path, environ={"PATH": os.environ["PATH"]}) as page:
            await page.fill(url=faulty.url)
            await page.choose(origin)
            await page.fill(**{origin: value})
            assert words in await page.test()
            assert not faulty.requests

    async def test_a_file_that_others_can_read_gets_no_key(self, tmp_path: Path) -> None:
        path = put(tmp_path / "config.toml", "# mine\n", mode=0o644)
        async with opened(path) as page:
            await page.choose(KeyOrigin.TEXT)
            await page.fill(key=CANARY)
            assert f"Run:chmod600{path}" in (await page.test()).replace(" ", "")
        assert text_of(path) == "# mine\n"

    async def test_a_folder_that_cannot_be_written_is_said_beside_save(
        self, demo: str, tmp_path: Path
    ) -> None:
        async with opened(put(tmp_path / "file", "") / "config.toml") as page:
            await page.fill(url=demo, key_command=f"echo {CANARY}")
            await page.test()
            await page.press("ctrl+o")
            assert "cannot be written" in page.said("saving")
            assert page.app.screen is page.form

    async def test_a_key_cannot_be_copied_out(self, path: Path) -> None:
        async with opened(path) as page:
            await page.choose(KeyOrigin.TEXT)
            await page.fill(key=CANARY)
            secret = page.form.query_one(SecretInput)
            secret.focus()
            await page.press("ctrl+shift+a")
            assert secret.selected_text == CANARY
            await page.press("ctrl+c", "ctrl+x")
            assert page.app.clipboard == ""
            assert secret.value == ""


class TestWhileItIsAsked:
    async def test_an_edit_calls_the_question_off(self, faulty: FaultyPanel, path: Path) -> None:
        faulty.on("balance", Fault(give=0, ending=Ending.STALL))
        async with opened(path) as page:
            await page.fill(url=faulty.url, key_command=f"echo {CANARY}")
            await page.pilot.press("ctrl+t")
            await faulty.had(1)
            assert "asking" in page.said("result")
            await page.fill(name="other")
            assert "asking" in page.said("result")
            await page.fill(key_command="echo another")
            await page.settle()
            assert "nothing is bought" in page.said("result")
            assert GOOD in await page.test()
            assert [form["key"] for form in faulty.of("balance")] == [CANARY, "another"]

    async def test_leaving_does_not_wait_for_the_panel(
        self, faulty: FaultyPanel, path: Path
    ) -> None:
        faulty.on("balance", Fault(give=0, ending=Ending.STALL))
        async with opened(path) as page:
            await page.fill(url=faulty.url, key_command=f"echo {CANARY}")
            await page.pilot.press("ctrl+t")
            await faulty.had(1)
            await page.press("escape")
        assert page.app.return_code == 0

    async def test_a_good_test_holds_for_one_connection(self, demo: str, path: Path) -> None:
        async with opened(path) as page:
            await page.fill(url=demo, key_command=f"echo {CANARY}")
            await page.test()
            await page.fill(name="other")
            assert GOOD in page.said("result")
            await page.choose(KeyOrigin.FILE)
            assert not page.form.query_one(".limits").display
            await page.press("ctrl+o")
            assert not text_of(path)
            assert page.form.focused is page.form.query_one("#test")


class TestTheName:
    @pytest.mark.parametrize(
        ("url", "name"),
        [
            ("https://brsmm.com/api/v2", "brsmm"),
            ("https://www.just-another.co.uk/api/v2", "just-another"),
            ("https://api.panel.example/", "api"),
            ("http://localhost:8000/", "localhost"),
            ("http://127.0.0.1:8000/", "local"),
            ("http://[::1]:8000/", "local"),
            ("https://a_b!c.example/", "a_b-c"),
            ("http://[/", ""),
            ("nothing", ""),
        ],
    )
    async def test_it_follows_the_address(self, url: str, name: str, path: Path) -> None:
        async with opened(path) as page:
            await page.fill(url=url)
            assert page.entry("name").value == name

    async def test_until_it_is_typed(self, path: Path) -> None:
        async with opened(path) as page:
            await page.fill(name="mine")
            await page.fill(url="https://other.example/api")
            assert page.entry("name").value == "mine"


async def test_the_programs_own_variable_may_hold_the_key(demo: str, path: Path) -> None:
    environ = {"SMM_TUI_KEY": CANARY}
    assert load(places(environ, config=path), environ) is None
    async with opened(path, environ=environ) as page:
        await page.fill(url=demo)
        await page.choose(KeyOrigin.ENV)
        await page.fill(key_env="SMM_TUI_KEY")
        assert GOOD in await page.test()
        await page.press("ctrl+o")
    assert written(page).panels["local"].key.key == ApiKey(CANARY)
    assert environ == {}


class Running(App[int]):
    """Something that runs already, and opens the setup over itself."""

    result: Settings | None = None

    def __init__(self, form: SetupScreen) -> None:
        super().__init__()
        self.form = form

    def on_mount(self) -> None:
        self.push_screen(self.form, self.take)

    def take(self, settings: Settings | None) -> None:
        self.result = settings


async def test_a_second_panel_is_added_to_what_runs(demo: str, tmp_path: Path) -> None:
    before = "[panels.local]\nurl = 'https://a.example/'\nkey_env = 'MY_KEY'\n"
    path = put(tmp_path / "config.toml", before)
    environ = {"MY_KEY": CANARY, "SMM_TUI_URL": "https://b.example/", "SMM_TUI_KEY": "canary-2"}
    running = load(places(environ, config=path), environ)
    assert running is not None
    assert "MY_KEY" not in environ
    enrolment = Enrolment(path, clock=SystemClock(), environ=environ, settings=running)
    app = Running(SetupScreen(enrolment, url=demo))
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await pilot.pause()
        page = Page(app, app.form, pilot)
        assert page.entry("name").value == "local-2"
        await page.choose(KeyOrigin.ENV)
        await page.fill(key_env="MY_KEY", name="local")
        assert "Name: there is a panel named local already" in await page.test()
        await page.fill(name="local-2")
        assert GOOD in await page.test()
        await page.press("ctrl+o")
        assert app.screen is not app.form
    assert text_of(path).startswith(before)
    assert app.result is not None
    assert list(app.result.panels) == ["local", "env", "local-2"]
    assert app.result.panel == "env"
    added: PanelSettings = app.result.panels["local-2"]
    assert added.key.key == ApiKey(CANARY)
    assert set(tomllib.loads(text_of(path))["panels"]) == {"local", "local-2"}


class TestInATerminal:
    def start(self, home: Path) -> Terminal:
        env = {"HOME": str(home), "LANG": "C.UTF-8", "LC_ALL": None}
        return Terminal.python("-m", "smm_tui", env=env, size=(80, 24))

    def test_without_a_configuration_the_setup_opens_and_can_be_left(self, home: Path) -> None:
        with self.start(home) as terminal:
            shown = terminal.wait_for("ctrl+t test")
            assert "first run" in shown
            assert "https://brsmm.com/api/v2" in shown
            terminal.press("escape")
            assert terminal.wait() == 0
            assert not terminal.left_over
        assert not (home / ".config").exists()

    def test_a_panel_is_set_up_and_the_dashboard_opens_on_it(self, demo: str, home: Path) -> None:
        with self.start(home) as terminal:
            terminal.wait_for("ctrl+t test")
            terminal.press("ctrl+u", demo, "tab", "ctrl+u", "mine", "tab", "left", "tab", CANARY)
            terminal.press("ctrl+t")
            terminal.wait_for(GOOD)
            terminal.press("ctrl+o")
            terminal.wait_gone("Set up a panel")
            terminal.wait_for("mine")
            terminal.wait_for("100.84292")
            terminal.press("q")
            assert terminal.wait() == 0
            assert CANARY.encode() not in terminal.raw
        assert mode_of(home / ".config/smm-tui/config.toml") == 0o600

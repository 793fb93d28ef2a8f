"""What is remembered for the next start: files that may be lost and are never damaged."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import stat
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from smm_tui.config import Places, demo_settings
from smm_tui.models import Service, ServiceType
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings, Settings
from smm_tui.state.keyed import Drafts, Favourites
from smm_tui.state.memory import Memory
from smm_tui.state.view import Look, Picture, Place, ViewState, cleaned, view_file

PANEL = demo_settings().panels["demo"]
OTHER = PanelSettings("demo", "https://other.example/api/v2", KeySource(KeyOrigin.NONE))
SERVICE = Service("9", "Likes [x]", "C", ServiceType.DEFAULT, "Default", Decimal("0.90"), 1, None)
STATE = ViewState(
    screen="orders",
    panel="demo",
    configured="demo",
    catalogue=Look(filter="rate<0.5 ação [x]", sort="rate", reverse=True, columns=2, side=40),
    orders=Look(filter="st:live", favourites=True),
    order=17,
    places={"demo": Place(category="C", service="9", recent=("9", "8"))},
    picture=Picture("demo", PANEL.url, count=80, top=3, cursor=4, services=(SERVICE,)),
)


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.within(tmp_path / "all")


def saved(memory: Memory, state: ViewState) -> None:
    async def run() -> None:
        memory.collect = lambda: state
        memory.touch()
        await memory.flush()

    asyncio.run(run())


class TestView:
    def test_what_was_saved_comes_back(self, places: Places) -> None:
        assert Memory(places).view == ViewState()
        saved(Memory(places), STATE)
        memory = Memory(places)
        assert memory.view == STATE
        assert memory.take_notes() == []
        (file,) = places.state.iterdir()
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert stat.S_IMODE(places.state.stat().st_mode) == 0o700

    def test_the_file_has_its_version(self, places: Places) -> None:
        saved(Memory(places), STATE)
        assert json.loads((places.state / "view.json").read_bytes())["version"] == 1

    @pytest.mark.parametrize(
        "content",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b"\xff\xfe",
            b"[" * 100_000,
            b"{}" * 17_000_000,
            b'{"version": 2}',
            b'{"version": "1"}',
            b'{"screen": "orders"}x',
            b'{"version": 1, "order": "x"}',
            b'{"version": 1, "catalogue": []}',
            b'{"version": 1, "picture": {"panel": "demo"}}',
        ],
        ids=lambda content: ascii(content[:40]),
    )
    def test_a_damaged_file_is_set_aside_with_a_note(self, places: Places, content: bytes) -> None:
        saved(Memory(places), STATE)
        (places.state / "view.json").write_bytes(content)
        memory = Memory(places)
        assert memory.view == ViewState()
        aside = places.state / "view.json.set-aside"
        [note] = memory.take_notes()
        assert str(aside) in note
        assert memory.take_notes() == []
        assert aside.read_bytes() == content
        saved(memory, STATE)
        assert Memory(places).view == STATE

    def test_a_file_that_cannot_be_read_is_left_with_a_note(self, places: Places) -> None:
        (places.state / "view.json").mkdir(parents=True)
        memory = Memory(places)
        [note] = memory.take_notes()
        assert "cannot be read" in note
        saved(memory, STATE)
        assert (places.state / "view.json").is_dir()

    def test_fields_of_a_later_time_are_no_damage(self, places: Places) -> None:
        places.state.mkdir(parents=True)
        (places.state / "view.json").write_text('{"version": 1, "screen": "orders", "new": 1}')
        assert Memory(places).view == ViewState(screen="orders")

    def test_a_filter_may_stand_on_the_screen_whatever_the_file_holds(self) -> None:
        look = Look(filter="a\x1b[2J\u202eb\n" + "x" * 5_000, sort="rate")
        assert cleaned(look).filter.startswith("a[2Jb x")
        assert len(cleaned(look).filter) < 600
        assert cleaned(look).sort == "rate"

    async def test_changes_are_written_soon_and_only_where_there_are_any(
        self, places: Places
    ) -> None:
        memory, file = Memory(places), places.state / "view.json"
        states = [STATE]
        memory.collect = lambda: states[-1]
        for _key in range(20):
            memory.touch()
        assert not file.exists()
        await asyncio.sleep(0.8)
        first = file.stat()
        memory.touch()
        await memory.flush()
        assert file.stat().st_mtime_ns == first.st_mtime_ns
        states.append(msgspec.structs.replace(STATE, order=18))
        memory.touch()
        await memory.flush()
        assert Memory(places).view.order == 18

    async def test_what_changes_while_it_is_written_is_written_too(self, places: Places) -> None:
        memory = Memory(places)
        numbers = iter(range(1, 100))
        memory.collect = lambda: ViewState(order=next(numbers))
        memory.touch()
        ending = asyncio.create_task(memory.flush())
        await asyncio.sleep(0)
        memory.touch()
        await ending
        await memory.flush()
        assert Memory(places).view.order >= 2


class TestPanel:
    def settings(self, panel: str) -> Settings:
        return Settings(panel=panel, panels={"a": PANEL, "b": PANEL})

    def memory(self, places: Places, panel: str, configured: str) -> Memory:
        view_file(places).write(ViewState(panel=panel, configured=configured))
        return Memory(places)

    def test_the_panel_last_in_view_is_opened(self, places: Places) -> None:
        assert self.memory(places, "b", "a").panel(self.settings("a")) == "b"

    def test_a_panel_that_is_gone_is_not(self, places: Places) -> None:
        assert self.memory(places, "c", "a").panel(self.settings("a")) == "a"

    def test_nor_where_the_configuration_names_another_since(self, places: Places) -> None:
        assert self.memory(places, "a", "a").panel(self.settings("b")) == "b"


class TestFavourites:
    def test_they_belong_to_a_panel_and_its_address(self, places: Places) -> None:
        favourites = Favourites(places)
        assert favourites.toggle(PANEL, "9")
        assert favourites.toggle(OTHER, "8")
        assert favourites.of(PANEL) == {"9"}
        assert favourites.of(OTHER) == {"8"}
        assert not favourites.toggle(PANEL, "9")
        assert favourites.of(PANEL) == frozenset()

    def test_it_is_the_same_set_until_one_changes(self, places: Places) -> None:
        favourites = Favourites(places)
        favourites.toggle(PANEL, "9")
        before = favourites.of(PANEL)
        assert favourites.of(PANEL) is before
        favourites.toggle(PANEL, "8")
        assert favourites.of(PANEL) == {"8", "9"}

    def test_two_processes_add_to_each_others(self, places: Places) -> None:
        one, two = Memory(places), Memory(places)
        one.favourites.toggle(PANEL, "1")
        two.favourites.toggle(PANEL, "2")
        for memory in (one, two):
            saved(memory, ViewState())
        assert two.favourites.of(PANEL) == {"1", "2"}
        one.favourites.toggle(PANEL, "2")
        one.favourites.toggle(PANEL, "2")
        two.favourites.toggle(PANEL, "1")
        saved(two, ViewState())
        assert Memory(places).favourites.of(PANEL) == {"2"}

    def test_many_processes_at_once_lose_none(self, places: Places) -> None:
        context = multiprocessing.get_context("spawn")
        with context.Pool(4) as pool:
            pool.starmap(like, [(places, str(number)) for number in range(40)])
        assert Memory(places).favourites.of(PANEL) == {str(number) for number in range(40)}

    def test_where_nothing_can_be_written_they_last_as_long_as_the_program(
        self, tmp_path: Path
    ) -> None:
        (tmp_path / "all").write_text("a file in the way")
        memory = Memory(Places.within(tmp_path / "all"))
        memory.take_notes()
        memory.favourites.toggle(PANEL, "1")
        saved(memory, STATE)
        assert memory.favourites.of(PANEL) == {"1"}
        (tmp_path / "all").unlink()
        saved(memory, STATE)
        assert Memory(Places.within(tmp_path / "all")).favourites.of(PANEL) == {"1"}

    def test_a_damaged_file_is_set_aside_with_a_note(self, places: Places) -> None:
        places.state.mkdir(parents=True)
        (places.state / "favourites.json").write_bytes(b'{"version": 1, "rows": [{}]}')
        memory = Memory(places)
        assert memory.favourites.of(PANEL) == frozenset()
        [note] = memory.take_notes()
        assert "favourites.json.set-aside" in note


def like(places: Places, service_id: str) -> None:
    memory = Memory(places)
    memory.favourites.toggle(PANEL, service_id)
    saved(memory, ViewState())


class TestDrafts:
    def test_entries_come_back_by_panel_and_service(self, places: Places) -> None:
        drafts = Drafts(places)
        drafts.keep(PANEL, "9", {"link": "https://a.b/ç", "quantity": "", "comments": "a\nb"})
        kept = {"link": "https://a.b/ç", "comments": "a\nb"}
        assert drafts.of(PANEL, "9") == kept
        drafts.save(drafts.take_changes())
        again = Drafts(places)
        assert again.of(PANEL, "9") == kept
        assert again.of(PANEL, "8") is None
        assert again.of(OTHER, "9") is None

    def test_what_is_empty_is_none(self, places: Places) -> None:
        drafts = Drafts(places)
        drafts.keep(PANEL, "9", {"link": "x"})
        drafts.keep(PANEL, "9", {"link": "", "quantity": ""})
        assert drafts.of(PANEL, "9") is None

    def test_only_the_newest_thirty_are_kept_and_read_back_however_long(
        self, places: Places
    ) -> None:
        drafts, comments = Drafts(places), "\U0001f525" * 199_000
        for number in range(40):
            drafts.keep(PANEL, str(number), {"comments": comments})
        drafts.keep(PANEL, "0", {"link": "y"})
        drafts.save(drafts.take_changes())
        again = Drafts(places)
        assert again.note == ""
        assert {key.service for key in again.values} == {"0", *map(str, range(11, 40))}

    def test_what_is_too_long_is_not_kept(self, places: Places) -> None:
        drafts = Drafts(places)
        drafts.keep(PANEL, "9", {"comments": "x" * 300_000})
        assert drafts.of(PANEL, "9") is None

    def test_they_are_read_when_they_are_first_wanted(self, places: Places) -> None:
        places.state.mkdir(parents=True)
        (places.state / "drafts.json").write_bytes(b"{")
        memory = Memory(places)
        assert memory.take_notes() == []
        assert memory.drafts.of(PANEL, "9") is None
        [note] = memory.take_notes()
        assert "drafts.json.set-aside" in note

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import json
import os
import re
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from itertools import count
from pathlib import Path

from smm_tui.ledger import Intent, Ledger, Sender
from smm_tui.models import OrderState, Service, ServiceType, Status, SystemClock
from smm_tui.outcome import NOTHING_SEEN, AddOutcome
from tests.cli.conftest import CANARY, Call, Configure, Panel, book_of, track
from tests.ledger.making import CUT, report, sending
from tests.ledger.making import placed as placed_in

_LINKS = count()
_NOW = SystemClock().now()


def lose(home: Path, url: str) -> None:
    """An unknown order, and one that the panel ended short."""

    async def write() -> None:
        book = await Ledger.open(book_of(home), clock=SystemClock())
        ref = await sending(book, panel="one")
        lost = AddOutcome(OrderState.UNKNOWN, note="cut")
        await book.settle(ref, lost, CUT)
        await placed_in(book, "8", panel="one", url=url)
        said = {"8": report(Status.PARTIAL)}
        await book.record_statuses("one", url, said, datetime.now(UTC))
        await book.close()

    asyncio.run(write())


def end(home: Path, url: str, ids: Sequence[str]) -> None:
    """Orders that are tracked and completed."""
    track(home, url, ids)

    async def record() -> None:
        path = book_of(home)
        book = await Ledger.open(path, clock=SystemClock())
        said = dict.fromkeys(ids, report(Status.COMPLETED))
        await book.record_statuses("one", url, said, datetime.now(UTC))
        await book.close()

    asyncio.run(record())


def order_under_way(home: Path, url: str, order_id: str) -> None:
    """Orders of this process: confirmed, being sent, and, the newest, placed with this id."""
    service = Service(
        service_id="1",
        name="Followers [no drop]",
        category="C",
        type=ServiceType.DEFAULT,
        type_text="Default",
        rate=Decimal("0.90"),
    )
    intent = Intent(
        panel="one",
        panel_url=url,
        service=service,
        params=(("service", "1"), ("link", "https://a.b/x"), ("quantity", "1000")),
        link="https://a.b/x",
        quantity=1000,
        foretold=Decimal("0.900"),
        currency="USD",
        confirmed_at=_NOW,
        balance_before=None,
    )

    async def add() -> None:
        path = book_of(home)
        book = await Ledger.open(path, clock=SystemClock())
        _paused, sent, settled = [await book.intend(intent, Sender.me()) for _ in range(3)]
        for ref in (sent, settled):
            assert await book.begin_sending(ref, Sender.me())
        outcome = AddOutcome(OrderState.PLACED, order_id=order_id)
        await book.settle(settled, outcome, NOTHING_SEEN)
        await book.close()

    asyncio.run(add())


def placed(panel: Panel) -> str:
    service = next(row for row in panel.ask(action="services") if row["type"] == "Default")
    params = {"service": str(service["service"]), "quantity": str(service["min"])}
    return str(panel.ask(action="add", link=f"https://a.b/{next(_LINKS)}", **params)["order"])


class TestStatus:
    def test_balance_and_live_orders_as_lines(
        self, call: Call, configure: Configure, panel: Panel, home: Path
    ) -> None:
        configure(panel.url)
        order = placed(panel)
        track(home, panel.url, [order])
        ended = call("status")
        assert ended.code == 0, ended.err
        head, line = ended.out.splitlines()
        assert head.startswith("one: ")
        assert "USD as of" in head
        assert "1 live order" in head
        assert line.split()[0] == order
        assert ended.err == ""

    def test_an_order_that_does_not_move_says_so(
        self, call: Call, configure: Configure, panel: Panel, home: Path
    ) -> None:
        configure(panel.url)
        track(home, panel.url, [placed(panel)])
        with contextlib.closing(sqlite3.connect(book_of(home))) as database:
            database.execute("UPDATE orders SET rest = 0")
            database.commit()
        head, line = call("status").out.splitlines()
        assert head.endswith("1 live order, 1 needs a look")
        assert line.split()[1] == "stuck"

    def test_json_has_a_schema_and_decimals_as_strings(
        self, call: Call, configure: Configure, panel: Panel, home: Path
    ) -> None:
        configure(panel.url)
        order = placed(panel)
        track(home, panel.url, [order])
        ended = call("status", "--json")
        assert ended.code == 0, ended.err
        answer = json.loads(ended.out)
        assert answer["schema"] == 1
        (one,) = answer["panels"]
        assert one["name"] == "one"
        assert isinstance(one["balance"], str)
        assert one["currency"] == "USD"
        assert one["error"] is None
        (found,) = one["orders"]
        assert found["order_id"] == order
        assert isinstance(found["charge"], str)

    def test_progress_and_what_is_not_settled(
        self, call: Call, configure: Configure, panel: Panel, home: Path
    ) -> None:
        configure(panel.url)
        order = placed(panel)
        order_under_way(home, panel.url, order)
        track(home, panel.url, [str(number) for number in range(900_000, 900_600)])
        ended = call("status")
        assert ended.code == 0, ended.err
        assert "601 live orders, 2 being sent" in ended.out.splitlines()[0]
        live, sending, paused = [line for line in ended.out.splitlines() if "Followers" in line]
        assert paused.startswith("  -           about to send")
        assert sending.split()[:2] == ["-", "sending"]
        assert live.split()[0] == order
        assert "/1,000" in live
        assert "Followers [no drop]" in live

    def test_orders_being_sent_are_told_however_old_they_are_and_nothing_else_is_live(
        self, call: Call, configure: Configure, panel: Panel, home: Path
    ) -> None:
        configure(panel.url)
        order_under_way(home, panel.url, order := placed(panel))
        end(home, panel.url, [str(number) for number in range(600)])
        (one,) = json.loads(call("status", "--json").out)["panels"]
        assert [one[name] for name in ("live", "sending", "unknown")] == [1, 2, 0]
        found = [(each["state"], each["order_id"]) for each in one["orders"]]
        assert found == [("placed", order), ("sending", ""), ("intended", "")]

    def test_what_is_unknown_is_not_live_and_what_needs_a_look_is_counted(
        self, call: Call, configure: Configure, panel: Panel, home: Path
    ) -> None:
        configure(panel.url, extra='low_balance = "1000000"\n')
        lose(home, panel.url)
        ended = call("status")
        assert ended.code == 0, ended.err
        head, line = ended.out.splitlines()
        assert re.search(r"USD, low, as of [\d:]{8}, 0 live orders, ! 1 unknown, 1 needs a", head)
        assert line.split()[:2] == ["-", "unknown"]
        (one,) = json.loads(call("status", "--json").out)["panels"]
        counts = [one[name] for name in ("live", "unknown", "attention", "low")]
        assert counts == [0, 1, 2, True]

    def test_a_book_that_a_newer_program_wrote_is_read_and_the_panel_asked(
        self, call: Call, configure: Configure, panel: Panel, home: Path
    ) -> None:
        configure(panel.url)
        track(home, panel.url, ["8"])
        path = book_of(home)
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.execute("PRAGMA user_version = 99")
        ended = call("status")
        assert ended.code == 0, ended.err
        assert "USD as of" in ended.out
        assert "1 live order" in ended.out
        doctor = call("doctor")
        assert doctor.code == 1
        assert "newer" in doctor.out

    def test_the_embedded_demo(self, call: Call, tmp_path: Path) -> None:
        assert "100.84292 USD" in call("--demo", "status").out
        kept = tmp_path / "kept"
        assert call("--demo", "--data-dir", str(kept), "status").code == 0
        assert (kept / "ledger.db").exists()

    def test_an_unreachable_panel_ends_with_5_and_the_book_is_shown_all_the_same(
        self, call: Call, configure: Configure, nobody: str, home: Path
    ) -> None:
        configure(nobody)
        track(home, nobody, ["7"])
        ended = call("status")
        assert ended.code == 5
        assert "balance not known, 1 live order" in ended.out
        assert "cannot be reached" in ended.err
        answer = json.loads(call("status", "--json").out)
        assert answer["panels"][0]["error"]["id"] == "panel.unreachable"
        assert answer["panels"][0]["balance"] is None

    def test_a_refused_key_ends_with_5(
        self, call: Call, configure: Configure, panel: Panel
    ) -> None:
        configure(panel.url, key="wrong-key")
        ended = call("status")
        assert ended.code == 5
        assert "refused the API key" in ended.err
        assert "wrong-key" not in ended.out + ended.err

    def test_a_key_source_that_fails_ends_with_3(
        self, call: Call, configure: Configure, panel: Panel
    ) -> None:
        path = configure(panel.url)
        path.write_text(path.read_text().replace(f'key = "{CANARY}"', 'key_command = ["false"]'))
        ended = call("status")
        assert ended.code == 3
        assert "exit code 1" in ended.err

    def test_a_damaged_order_book_ends_with_4(
        self, call: Call, configure: Configure, panel: Panel, home: Path
    ) -> None:
        configure(panel.url)
        book = book_of(home)
        book.parent.mkdir(parents=True)
        book.write_bytes(b"no order book" * 1000)
        for words in (["status"], ["export"]):
            assert call(*words).code == 4, words
        assert book.read_bytes() == b"no order book" * 1000

    def test_only_the_panel_that_is_named(
        self, call: Call, configure: Configure, panel: Panel, nobody: str
    ) -> None:
        configure(panel.url, extra=f'[panels.two]\nurl = "{nobody}"\nkey = "k"\n')
        assert call("status", "--panel", "one").code == 0
        ended = call("status")
        assert ended.code == 5
        assert len(ended.out.splitlines()) == 2

    def test_the_panel_of_the_environment(self, call: Call, panel: Panel) -> None:
        ended = call("status", SMM_TUI_URL=panel.url, SMM_TUI_KEY=CANARY)
        assert ended.code == 0, ended.err
        assert ended.out.startswith("env: ")
        assert "SMM_TUI_KEY" not in os.environ


class TestExport:
    def test_the_book_as_csv_and_json(
        self, call: Call, configure: Configure, panel: Panel, home: Path
    ) -> None:
        configure(panel.url)
        track(home, panel.url, ["8", "=7"])
        ended = call("export")
        assert ended.code == 0, ended.err
        rows = list(csv.DictReader(io.StringIO(ended.out, newline="")))
        assert [row["order_id"] for row in rows] == ["'=7", "8"]
        assert {row["panel"] for row in rows} == {"one"}
        as_json = json.loads(call("export", "--format", "json").out)
        assert [row["order_id"] for row in as_json["orders"]] == ["=7", "8"]
        assert CANARY not in ended.out

    def test_only_one_panel_and_into_a_private_file(
        self, call: Call, panel: Panel, home: Path, tmp_path: Path
    ) -> None:
        track(home, panel.url, ["8"])
        target = tmp_path / "orders.json"
        words = ["export", "--format", "json", "--panel", "none", "--output", str(target)]
        ended = call(*words)
        assert (ended.code, ended.out) == (0, "")
        assert json.loads(target.read_bytes()) == {"schema": 1, "orders": []}
        assert target.stat().st_mode & 0o777 == 0o600

    def test_only_what_a_filter_leaves_and_a_hint_for_what_is_none(
        self, call: Call, panel: Panel, home: Path
    ) -> None:
        track(home, panel.url, ["8", "18", "9"])
        ended = call("export", "--filter", "8 st:live")
        assert ended.err == ""
        rows = list(csv.DictReader(io.StringIO(ended.out, newline="")))
        assert [row["order_id"] for row in rows] == ["18", "8"]
        ended = call("export", "--filter", "st:parial", "--format", "json")
        assert "st:partial" in ended.err
        assert json.loads(ended.out)["orders"] == []

    def test_a_file_is_replaced_whole_and_a_pipe_is_written_to(
        self, call: Call, panel: Panel, home: Path, tmp_path: Path
    ) -> None:
        track(home, panel.url, ["8"])
        target = tmp_path / "orders.csv"
        target.write_text("before")
        target.chmod(0o644)
        assert call("export", "--output", str(target)).code == 0
        assert target.read_text(encoding="utf-8").startswith("panel,")
        assert target.stat().st_mode & 0o777 == 0o600
        assert "panel_url" in call("export", "--output", "/dev/stdout").out
        ended = call("export", "--output", str(tmp_path / "none" / "orders.csv"))
        assert ended.code == 2
        assert "make it, or name another" in ended.err

    def test_an_export_needs_neither_configuration_nor_book(self, call: Call, home: Path) -> None:
        ended = call("export")
        assert ended.code == 0
        assert ended.out.startswith("panel,panel_url,order_id,")
        assert not (home / ".local").exists()

    def test_a_file_that_cannot_be_written_is_a_wrong_call(
        self, call: Call, tmp_path: Path
    ) -> None:
        ended = call("export", "--output", str(tmp_path))
        assert ended.code == 2
        assert "--output" in ended.err

    def test_a_demo_never_exports_the_own_book(self, call: Call, panel: Panel, home: Path) -> None:
        track(home, panel.url, ["8"])
        assert len(call("export").out.splitlines()) == 2
        assert len(call("--demo", "export").out.splitlines()) == 1

    def test_the_book_of_a_kept_demo(self, call: Call, tmp_path: Path) -> None:
        kept = str(tmp_path / "kept")
        assert call("--demo", "--data-dir", kept, "status").code == 0
        assert call("--demo", "--data-dir", kept, "export").code == 0

"""The README says what the program does: its keys, its settings, its commands, its pictures."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pytest
from textual.binding import Binding, BindingType

from smm_tui.app import Dashboard
from smm_tui.cli.arguments import Command
from smm_tui.config import load, places
from smm_tui.errors import ConfigError
from smm_tui.export import ORDER_FIELDS
from smm_tui.filters import ORDERS, SERVICES, parse
from smm_tui.screens.answers_line import Answers
from smm_tui.screens.batch_entry import BatchEntry
from smm_tui.screens.batch_form import BatchForm
from smm_tui.screens.batch_results import BatchResults
from smm_tui.screens.case import Case
from smm_tui.screens.catalogue import CatalogueView
from smm_tui.screens.changes import ChangesView
from smm_tui.screens.export_dialog import ExportDialog
from smm_tui.screens.main import MainScreen
from smm_tui.screens.messages import MessagesView
from smm_tui.screens.order_details import OrderDetails
from smm_tui.screens.order_form import OrderForm
from smm_tui.screens.orders import OrdersView
from smm_tui.screens.setup import SetupScreen
from smm_tui.screens.small_dialogs import TrackDialog
from smm_tui.screens.spending import SpendingView
from smm_tui.settings import RefreshSettings
from smm_tui.widgets.filter_bar import FilterBar
from smm_tui.widgets.line_table import LineTable
from tests import key_table as tables

ROOT: Final = Path(__file__).parent.parent
README: Final = (ROOT / "README.md").read_text(encoding="utf-8")
PANEL: Final = "[panels.a]\nurl = 'https://a.b'\nkey_env = 'KEY'\n"

PLACES: Final[dict[str, list[BindingType]]] = {
    "Everywhere": [*MainScreen.BINDINGS, *Dashboard.BINDINGS],
    "In a list": LineTable.BINDINGS,
    "Filter": FilterBar.BINDINGS,
    "Catalogue": CatalogueView.BINDINGS,
    "What changed": ChangesView.BINDINGS,
    "Orders": OrdersView.BINDINGS,
    "Spending": SpendingView.BINDINGS,
    "Messages": MessagesView.BINDINGS,
    "Order form": OrderForm.BINDINGS,
    "Several orders": [*BatchForm.BINDINGS, *BatchEntry.BINDINGS],
    "Batch": BatchResults.BINDINGS,
    "Review": Answers.BINDINGS,
    "Order details": OrderDetails.BINDINGS,
    "Unknown order": Case.BINDINGS,
    "Order ids": TrackDialog.BINDINGS,
    "Export": ExportDialog.BINDINGS,
    "Setup": SetupScreen.BINDINGS,
}
NAMES: Final = {
    "asterisk": "*",
    "colon": ":",
    "escape": "esc",
    "exclamation_mark": "!",
    "f1": "F1",
    "left_square_bracket": "[",
    "greater_than_sign": ">",
    "less_than_sign": "<",
    "pagedown": "page down",
    "pageup": "page up",
    "question_mark": "?",
    "right_square_bracket": "]",
    "slash": "/",
}


def key_table() -> str:
    """The table as it has to stand between the marks of the README."""
    lines = ["| where | key | what it does | name |", "|---|---|---|---|"]
    for place, bindings in PLACES.items():
        lines += [f"| {place} | {row} |" for row in _rows(bindings)]
    return "\n".join(lines)


def _rows(bindings: Iterable[BindingType]) -> Iterable[str]:
    for binding in bindings:
        assert isinstance(binding, Binding)
        keys = " ".join(f"`{NAMES.get(key, key)}`" for key in binding.key.split(","))
        yield f"{keys} | {binding.tooltip} | `{binding.id}`"


def between(mark: str) -> str:
    found = re.search(rf"<!-- {mark} -->\n(.*?)\n?<!-- /{mark} -->", README, re.DOTALL)
    assert found is not None
    return found[1]


def write_key_table() -> None:
    """Put the table into the README."""
    mark = "<!-- keys -->\n{}\n<!-- /keys -->"
    text = README.replace(mark.format(between("keys")), mark.format(key_table()))
    (ROOT / "README.md").write_text(text, encoding="utf-8")


def test_the_table_of_keys_is_made_from_the_bindings() -> None:
    assert between("keys") == key_table(), "run .venv/bin/python -m tests.key_table"


def test_the_package_knows_all_bindings_before_the_user_interface_is_loaded() -> None:
    file = tables.FILE.read_text(encoding="utf-8")
    assert file == tables.table(), "run .venv/bin/python -m tests.key_table"


def known_names(folder: Path, text: str) -> set[str]:
    """What a refusal of a name says is known beside it."""
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    file.chmod(0o600)
    with pytest.raises(ConfigError) as raised:
        load(places({}, config=file), {})
    found = re.search(r"known are: (.*)$", raised.value.detail)
    assert found is not None, raised.value.detail
    return set(found[1].split(", "))


def test_the_tables_of_fields_have_every_field_and_examples_that_are_taken() -> None:
    catalogue, orders = between("fields").split("| in the orders |")
    for table, grammar in ((catalogue, SERVICES), (orders, ORDERS)):
        examples = re.findall(r"`([a-z]+[:<>]=?[^`]+)`", table)
        found = [parse(example, grammar) for example in examples]
        assert {query.conditions[0].field for query in found} == set(grammar)
        assert all(len(query.conditions) == 1 and not query.words for query in found)


def test_the_table_of_settings_has_each_name_that_is_known_and_no_other(tmp_path: Path) -> None:
    wrong = "qqqqqqqqqqqq = 1\n"
    wanted = known_names(tmp_path, wrong)
    for table in ("refresh", "safety", "notify", "terminal"):
        names = known_names(tmp_path, f"{PANEL}[{table}]\n{wrong}")
        wanted |= {f"{table}.{name}" for name in names}
    names = known_names(tmp_path, f"[panels.a]\n{wrong}")
    wanted |= {f"panels.NAME.{name}" for name in names}
    written = re.findall(r"^\| `([^`]+)` \|", between("configuration"), re.MULTILINE)
    assert sorted(written) == sorted(wanted)


def test_the_defaults_that_are_named_are_those_of_the_program() -> None:
    refresh = RefreshSettings()
    for name in ("orders", "balance", "catalogue"):
        assert f"| `refresh.{name}` | `{getattr(refresh, name)}` |" in README


def test_the_example_configuration_is_taken(tmp_path: Path) -> None:
    [example] = re.findall(r"```toml\n(.*?)```", README, re.DOTALL)
    file = tmp_path / "config.toml"
    file.write_text(example, encoding="utf-8")
    file.chmod(0o600)
    settings = load(places({}, config=file), {})
    assert settings is not None
    assert settings.panel == "brsmm"
    known = {
        binding.id
        for bindings in PLACES.values()
        for binding in bindings
        if isinstance(binding, Binding)
    }
    assert set(settings.keys) <= known


def test_the_two_commands_are_there_and_the_second_is_found_as_the_gate_finds_it() -> None:
    start = "python3 -m venv .venv && .venv/bin/pip install -q "
    assert f"```sh\n{start}. && .venv/bin/smm-tui --demo\n```" in README
    gate = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    [extract] = re.findall(r"^tests=\$\((sed .* README\.md)\)$", gate, re.MULTILINE)
    done = subprocess.run(
        ["bash", "-c", extract], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{start}-e '.[test]' && .venv/bin/python -m pytest\n"


def test_every_picture_and_file_that_is_linked_exists() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README)
    pictures = {link for link in links if link.startswith("screenshots/")}
    assert pictures
    for link in links:
        if not link.startswith("https://"):
            assert (ROOT / link).is_file(), link


def test_the_columns_of_an_export_are_listed_in_their_order() -> None:
    table = README.partition("<!-- columns -->")[2].partition("<!-- /columns -->")[0]
    listed = [name for line in table.splitlines() for name in re.findall("`(.+?)`", line)]
    assert listed == list(ORDER_FIELDS)


def test_every_command_without_a_screen_is_described() -> None:
    described = set(re.findall(r"^\| `smm-tui ([a-z-]+)", README, re.MULTILINE))
    assert described == {str(command) for command in Command} - {str(Command.DASHBOARD)}


@pytest.mark.parametrize("pattern", ["README.md", "CHANGELOG.md", "screenshots/*.svg"])
def test_no_text_or_picture_names_a_registry_or_a_place_of_one_machine(pattern: str) -> None:
    files = sorted(ROOT.glob(pattern))
    assert files
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"pypi|pythonhosted|index-url", text), file.name
        assert not re.search(r"(?<![\w.~])/(home|root|tmp|work|Users|var)/", text), file.name


if __name__ == "__main__":
    sys.stdout.write(key_table())

"""Keys of the configuration: what can be a key, what is taken, what can never be taken away."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.binding import BindingsMap
from textual.keys import _character_to_key

from smm_tui import keymap
from smm_tui.binding_table import BINDINGS
from smm_tui.keymap import Unfit, default_keys, settled
from tests import key_table

COMMANDS = sorted(keymap.commands())
KEYS = st.sampled_from(
    ["R", "x", "q", "?", "F1", "f9", "ctrl+o", "ctrl+g", "escape", "enter", "tab", "right", " "]
)
REACHED = {
    "catalogue": ("LineTable", "CatalogueView", "MainScreen", "Dashboard"),
    "orders": ("LineTable", "OrdersView", "MainScreen", "Dashboard"),
    "filter": ("FilterBar", "OrdersView", "MainScreen", "Dashboard"),
    "review": ("Answers", "Dialog", "Box"),
    "order form": ("Choice", "OrderForm", "Dialog", "Box"),
    "details": ("TextPane", "OrderDetails", "Dialog", "Box"),
}
"""Classes whose bindings are in force together, from the focus up."""


def in_force(keys: dict[str, str], places: tuple[str, ...]) -> dict[str, set[str]]:
    """The commands of each key in a place."""
    found: dict[str, set[str]] = {}
    for place in places:
        for command in BINDINGS[place].keys:
            for key in keys.get(command, ",".join(default_keys(command))).split(","):
                found.setdefault(key, set()).add(command)
    return found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("R", "R"),
        ("-", "minus"),
        (",", "comma"),
        ("é", "é"),
        ("F9", "f9"),
        ("Ctrl+G", "ctrl+g"),
        ("ctrl-g", "ctrl+g"),
        ("Page Up", "pageup"),
        ("R, f9", "R,f9"),
        ("R,R", "R"),
        ("exclamation_mark", "exclamation_mark"),
    ],
)
def test_a_key_is_written_as_people_write_it(text: str, names: str) -> None:
    command = "app.attention" if names == "exclamation_mark" else "catalogue.copy"
    command = "table.page_up" if names == "pageup" else command
    assert settled({command: text}) == {command: names}


@pytest.mark.parametrize(
    "text", ["", "RR", "alt+x", "ctrl+i", "ctrl+h", "ctrl+1", "shift+a", "f13", "R,,", "\x01"]
)
def test_what_no_terminal_sends_is_no_key(text: str) -> None:
    with pytest.raises(Unfit, match="no key that a terminal sends"):
        settled({"orders.refill": text})


def test_the_keys_with_a_name_are_those_that_textual_reads_from_terminals() -> None:
    read = {
        str(key.value)
        for keys in ANSI_SEQUENCES_KEYS.values()
        if isinstance(keys, tuple)
        for key in keys
    }
    assert read >= keymap.USABLE


@given(st.characters(min_codepoint=0x20, max_codepoint=0x2FF))
def test_a_character_has_the_name_that_textual_gives_it(character: str) -> None:
    wanted = {"orders.sort": character}
    taken = {default for each in COMMANDS for default in default_keys(each)}
    if not character.isprintable():
        with pytest.raises(Unfit, match="no key that a terminal sends"):
            settled(wanted)
    elif (name := _character_to_key(character)) not in taken and character != ",":
        assert settled(wanted) == {"orders.sort": name}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_can_be_given_the_keys_it_has(command: str) -> None:
    keys = default_keys(command)
    assert settled({command: ",".join(keys)})[command].split(",")[: len(keys)] == [*keys]


@pytest.mark.parametrize(
    ("wanted", "command", "reason"),
    [
        ({"orders.refill": "c"}, "orders.refill", "c is already the key of orders.cancel"),
        ({"orders.refill": "p"}, "orders.refill", "p is already the key of app.panel"),
        ({"orders.refill": "j"}, "orders.refill", "j is already the key of table.down"),
        ({"app.panel": "r"}, "app.panel", "r is already the key of orders.refill"),
        ({"orders.mark": "R", "orders.refill": "R"}, "orders.mark", "R is already the key"),
        ({"orders.refill": "q"}, "orders.refill", "q is already the key of app.quit"),
        ({"orders.refill": "?"}, "orders.refill", "the key of app.help"),
        ({"orders.refill": "f1"}, "orders.refill", "f1 is already the key of app.help"),
        (
            {"app.help": "f2", "orders.refill": "f1"},
            "orders.refill",
            "f1 is already the key of app.help",
        ),
        ({"app.quit": "a"}, "app.quit", "a is already the key of "),
        ({"form.review": "x"}, "form.review", "x belongs to the text field there"),
        ({"filter.rows": "ctrl+u"}, "filter.rows", "ctrl.u belongs to the text field there"),
        ({"dialog.back": "backspace"}, "dialog.back", "backspace belongs to the text field"),
        ({"answers.next": "l"}, "answers.next", "l can stand in a text"),
        ({"answers.next": "tab"}, "answers.next", "tab can stand in a text"),
        ({"answers.take": "space"}, "answers.take", "space can stand in a text"),
        ({"batch.next": "ctrl+o"}, "batch.next", "ctrl.o is already the key of batch.review"),
    ],
)
def test_a_key_that_is_needed_elsewhere_is_refused_by_name(
    wanted: dict[str, str], command: str, reason: str
) -> None:
    with pytest.raises(Unfit, match=reason) as raised:
        settled(wanted)
    assert raised.value.command == command


@pytest.mark.parametrize(
    "wanted",
    [
        {"orders.refill": "c", "orders.cancel": "r"},
        {"orders.copy": "f2", "catalogue.copy": "f2", "details.copy": "f2"},
        {"orders.refill": "ctrl+o"},
        {"app.refresh": "R"},
        {"app.quit": "ctrl+q"},
        {"details.refresh": "R"},
        {"answers.next": "f3"},
    ],
)
def test_a_key_that_is_free_in_its_place_is_taken(wanted: dict[str, str]) -> None:
    assert settled(wanted) == wanted


def test_help_keeps_f1_and_what_closes_it_goes_along() -> None:
    assert settled({"app.help": "H"}) == {"app.help": "H,f1", "help.close": "H,f1"}


@given(st.dictionaries(st.sampled_from(COMMANDS), st.lists(KEYS, min_size=1, max_size=2)))
def test_whatever_is_taken_no_command_hides_another_and_help_and_quit_stay(
    wanted: dict[str, list[str]],
) -> None:
    try:
        keys = settled({command: ",".join(each) for command, each in wanted.items()})
    except Unfit:
        return
    for places in REACHED.values():
        commands = in_force(keys, places)
        for key, several in commands.items():
            for pair in combinations(sorted(several), 2):
                assert all(key in default_keys(each) for each in pair)
        assert "app.help" in commands["f1"]
        assert any("app.quit" in each for each in commands.values())
    for answer in ("answers.next", "answers.previous", "answers.take"):
        own = keys.get(answer, "").split(",") if answer in keys else []
        assert not {"x", "R", "q", "tab", "space"} & set(own)


@pytest.mark.parametrize("place", sorted(BINDINGS))
def test_textual_gives_a_command_its_new_key_and_leaves_the_others_theirs(place: str) -> None:
    [bindings] = [each.BINDINGS for each in key_table.classes() if each.__name__ == place]
    free = "ctrl+g"
    for command in BINDINGS[place].keys:
        given = BindingsMap(bindings)
        before = {key: [one.id for one in each] for key, each in given.key_to_bindings.items()}
        given.apply_keymap({command: free})
        after = {
            key: list(dict.fromkeys(one.id for one in each))
            for key, each in given.key_to_bindings.items()
        }
        kept = {key: ids for key, ids in before.items() if command not in ids}
        assert after == {**kept, free: [command]}

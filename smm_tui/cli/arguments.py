"""What was called: the words of the command line -> values."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, NamedTuple

from smm_tui import __version__
from smm_tui.i18n import N_, _

_OF_ARGPARSE = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("unrecognized arguments: %s"),
    N_("ignored explicit argument %r"),
    N_("the following arguments are required: %s"),
    N_("expected one argument"),
    N_("invalid %(type)s value: %(value)r"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("%(prog)s: error: %(message)s\n"),
)
"""What argparse says itself; it asks gettext for these."""


class Command(StrEnum):
    """What the program is to do."""

    DASHBOARD = "dashboard"
    DOCTOR = "doctor"
    STATUS = "status"
    EXPORT = "export"
    SERVE_DEMO = "serve-demo"
    COMPLETION = "completion"


class Format(StrEnum):
    """Of an export."""

    CSV = "csv"
    JSON = "json"


class Shell(StrEnum):
    """That words are completed in."""

    BASH = "bash"
    ZSH = "zsh"


class Takes(StrEnum):
    """What stands after an option, as a shell can complete it."""

    NOTHING = ""
    PANEL = "panel"
    FILE = "file"
    FOLDER = "folder"
    WORD = "word"
    """Anything else."""


class Option(NamedTuple):
    """An option, from which both the parser and the completion are made."""

    name: str
    about: str
    takes: Takes = Takes.NOTHING
    metavar: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Arguments:
    """One call of the program."""

    command: Command = Command.DASHBOARD
    demo: bool = False
    panel: str = ""
    """"" for the one that the configuration names."""
    config: Path | None = None
    data_dir: Path | None = None
    read_only: bool = False
    log: Path | None = None
    as_json: bool = False
    format: Format = Format.CSV
    output: Path | None = None
    filter: str = ""
    """Of the orders that are exported, as it is typed in the list of orders."""
    port: int = 0
    shell: Shell | None = None
    panels: bool = False
    """Whether the names of the panels are wanted, as a completion asks for them."""


def parse(words: Sequence[str]) -> Arguments:
    """The words after the program's name.

    Raises:
        SystemExit: 2 for a wrong call, with the reason on stderr; 0 after help or version.
    """
    parser = _parser()
    values: dict[str, Any] = vars(parser.parse_args(words))
    command = Command(values.pop("command") or Command.DASHBOARD)
    chosen = Format(values.pop("format", Format.CSV))
    shell = values.pop("shell", None)
    if command is Command.COMPLETION and shell is None and not values.get("panels"):
        parser.error(_("name a shell: bash or zsh"))
    shell = None if shell is None else Shell(shell)
    return Arguments(command=command, format=chosen, shell=shell, **values)


def commands() -> dict[Command, str]:
    """The commands, and what each does."""
    return {
        Command.DOCTOR: _("check terminal, configuration, key, connection and order book"),
        Command.STATUS: _("show balance and live orders without a screen"),
        Command.EXPORT: _("write the order book as CSV or JSON"),
        Command.SERVE_DEMO: _("serve the demo panel over HTTP on this machine"),
        Command.COMPLETION: _("print what completes these words in a shell"),
    }


def options() -> tuple[Option, ...]:
    """The options that stand before or after a command."""
    return (
        Option("--demo", _("use the embedded demo panel: no key, no network, nothing kept")),
        Option("--panel", _("the panel of the configuration"), Takes.PANEL, "NAME"),
        Option("--config", _("the configuration file to read"), Takes.FILE, "FILE"),
        Option("--data-dir", _("the folder of the order book"), Takes.FOLDER, "DIR"),
        Option("--read-only", _("without add, cancel and refill")),
        Option("--log", _("write a log to this file"), Takes.FILE, "FILE"),
    )


def options_of(command: Command) -> tuple[Option, ...]:
    """The options of one command alone."""
    match command:
        case Command.STATUS:
            return (Option("--json", _("as JSON")),)
        case Command.EXPORT:
            formats = tuple(str(one) for one in Format)
            about = _("only these orders, by words and fields such as st:partial age<7d")
            return (
                Option("--format", _("default: csv"), Takes.WORD, choices=formats),
                Option("--output", _("a file instead of standard output"), Takes.FILE, "FILE"),
                Option("--filter", about, Takes.WORD, "TEXT"),
            )
        case Command.SERVE_DEMO:
            return (Option("--port", _("0 takes a free one"), Takes.WORD, "N"),)
        case _:
            return ()


def _parser() -> argparse.ArgumentParser:
    shared = _shared()
    parser = argparse.ArgumentParser(
        prog="smm-tui",
        description=_(
            "Terminal dashboard for buyers on SMM panels. Without a command it opens the "
            "dashboard; without a configuration, the first-run setup."
        ),
        parents=[shared],
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action="version", version=f"smm-tui {__version__}", help=_("show the version")
    )
    added = parser.add_subparsers(dest="command", metavar="COMMAND", title=_("commands"))
    for command, about in commands().items():
        sub = added.add_parser(
            str(command),
            help=about,
            description=about,
            parents=[shared],
            allow_abbrev=False,
            argument_default=argparse.SUPPRESS,
        )
        for option in options_of(command):
            _add(sub, option)
        if command is Command.COMPLETION:
            shells = [str(shell) for shell in Shell]
            sub.add_argument("shell", choices=shells, nargs="?", default=None, help=_("the shell"))
            sub.add_argument("--panels", action="store_true", help=argparse.SUPPRESS)
    return parser


def _shared() -> argparse.ArgumentParser:
    # Without SUPPRESS a command's own defaults would undo what stands before it.
    shared = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    for option in options():
        _add(shared, option)
    return shared


def _add(parser: argparse.ArgumentParser, option: Option) -> None:
    """Add an option; what needs more than its name and what it takes is told apart here."""
    more: dict[str, Any] = dict(_MORE.get(option.name, ()))
    if option.takes is Takes.NOTHING:
        more["action"] = "store_true"
    elif option.takes in {Takes.FILE, Takes.FOLDER}:
        more["type"] = Path
    if option.metavar:
        more["metavar"] = option.metavar
    if option.choices:
        more["choices"] = option.choices
    parser.add_argument(option.name, help=option.about, **more)


def _port(word: str) -> int:
    if not (word.isascii() and word.isdigit()) or int(word[:9]) > 65_535:  # noqa: PLR2004 - TCP's last port
        raise argparse.ArgumentTypeError(_("a port is a number from 0 to 65535"))
    return int(word)


_MORE: Final[Mapping[str, Mapping[str, Any]]] = {
    "--json": {"dest": "as_json"},
    "--port": {"type": _port, "required": True},
}
"""What argparse has to know beside."""

"""What was called: the words of the command line -> values."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

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


class Format(StrEnum):
    """Of an export."""

    CSV = "csv"
    JSON = "json"


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
    port: int = 0


def parse(words: Sequence[str]) -> Arguments:
    """The words after the program's name.

    Raises:
        SystemExit: 2 for a wrong call, with the reason on stderr; 0 after help or version.
    """
    values: dict[str, Any] = vars(_parser().parse_args(words))
    command = Command(values.pop("command") or Command.DASHBOARD)
    chosen = Format(values.pop("format", Format.CSV))
    return Arguments(command=command, format=chosen, **values)


def _parser() -> argparse.ArgumentParser:
    options = _options()
    parser = argparse.ArgumentParser(
        prog="smm-tui",
        description=_(
            "Terminal dashboard for buyers on SMM panels. Without a command it opens the "
            "dashboard; without a configuration, the first-run setup."
        ),
        parents=[options],
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action="version", version=f"smm-tui {__version__}", help=_("show the version")
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title=_("commands"))
    _add_commands(commands, options)
    return parser


def _options() -> argparse.ArgumentParser:
    """The options that stand before or after a command."""
    # Without SUPPRESS a command's own defaults would undo what stands before it.
    options = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    options.add_argument(
        "--demo",
        action="store_true",
        help=_("use the embedded demo panel: no key, no network, nothing kept"),
    )
    options.add_argument("--panel", metavar="NAME", help=_("the panel of the configuration"))
    options.add_argument(
        "--config", metavar="FILE", type=Path, help=_("the configuration file to read")
    )
    options.add_argument(
        "--data-dir", metavar="DIR", type=Path, help=_("the folder of the order book")
    )
    options.add_argument(
        "--read-only", action="store_true", help=_("without add, cancel and refill")
    )
    options.add_argument("--log", metavar="FILE", type=Path, help=_("write a log to this file"))
    return options


def _add_commands(commands: Any, options: argparse.ArgumentParser) -> None:  # noqa: ANN401 - argparse's type is private
    def add(command: Command, about: str) -> argparse.ArgumentParser:
        added: argparse.ArgumentParser = commands.add_parser(
            str(command),
            help=about,
            description=about,
            parents=[options],
            allow_abbrev=False,
            argument_default=argparse.SUPPRESS,
        )
        return added

    add(Command.DOCTOR, _("check terminal, configuration, key, connection and order book"))
    status = add(Command.STATUS, _("show balance and live orders without a screen"))
    status.add_argument("--json", dest="as_json", action="store_true", help=_("as JSON"))
    export = add(Command.EXPORT, _("write the order book as CSV or JSON"))
    export.add_argument("--format", choices=[str(one) for one in Format], help=_("default: csv"))
    export.add_argument(
        "--output", metavar="FILE", type=Path, help=_("a file instead of standard output")
    )
    serve = add(Command.SERVE_DEMO, _("serve the demo panel over HTTP on this machine"))
    serve.add_argument(
        "--port", metavar="N", type=_port, required=True, help=_("0 takes a free one")
    )


def _port(word: str) -> int:
    if not (word.isascii() and word.isdigit()) or int(word[:9]) > 65_535:  # noqa: PLR2004 - TCP's last port
        raise argparse.ArgumentTypeError(_("a port is a number from 0 to 65535"))
    return int(word)

from __future__ import annotations

from pathlib import Path

import pytest

from smm_tui import __version__
from smm_tui.cli.arguments import Arguments, Command, Format, parse


def test_no_word_opens_the_dashboard() -> None:
    assert parse([]) == Arguments()
    assert parse([]).command is Command.DASHBOARD


def test_every_option_of_the_dashboard() -> None:
    line = "--demo --panel a --config c --data-dir d --read-only --log l"
    assert parse(line.split()) == Arguments(
        demo=True,
        panel="a",
        config=Path("c"),
        data_dir=Path("d"),
        read_only=True,
        log=Path("l"),
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("doctor", Arguments(command=Command.DOCTOR)),
        ("--demo doctor", Arguments(command=Command.DOCTOR, demo=True)),
        ("doctor --demo --panel a", Arguments(command=Command.DOCTOR, demo=True, panel="a")),
        ("--panel a status", Arguments(command=Command.STATUS, panel="a")),
        ("--panel a status --panel b", Arguments(command=Command.STATUS, panel="b")),
        ("status --json", Arguments(command=Command.STATUS, as_json=True)),
        ("export", Arguments(command=Command.EXPORT, format=Format.CSV)),
        (
            "export --format json --output o",
            Arguments(command=Command.EXPORT, format=Format.JSON, output=Path("o")),
        ),
        ("serve-demo --port 0", Arguments(command=Command.SERVE_DEMO, port=0)),
        ("serve-demo --port 65535", Arguments(command=Command.SERVE_DEMO, port=65535)),
    ],
)
def test_commands_take_the_options_before_and_after(line: str, expected: Arguments) -> None:
    assert parse(line.split()) == expected


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "invalid choice"),
        ("--key=x", "unrecognized"),
        ("--pan=a", "unrecognized"),
        ("--panel", "expected one argument"),
        ("--json", "unrecognized"),
        ("export --format xml", "invalid choice"),
        ("serve-demo", "--port"),
        ("serve-demo --port -1", "--port"),
        ("serve-demo --port 65536", "0 to 65535"),
        ("serve-demo --port ²", "0 to 65535"),
        ("serve-demo --port http", "0 to 65535"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_why(
    line: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as caught:
        parse(line.split())
    assert caught.value.code == 2
    assert said in capsys.readouterr().err


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        parse(["--version"])
    assert caught.value.code == 0
    assert capsys.readouterr().out == f"smm-tui {__version__}\n"


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["--help"])
    told = capsys.readouterr().out
    for name in ("doctor", "status", "export", "serve-demo", "--demo", "--read-only"):
        assert name in told

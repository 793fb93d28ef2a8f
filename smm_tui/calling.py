"""Composition root: arguments -> preflight -> settings -> the dashboard or a command."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
from collections.abc import Sequence
from dataclasses import replace

from smm_tui import __version__
from smm_tui.cli.arguments import Arguments, Command, parse
from smm_tui.cli.launching import launched
from smm_tui.cli.output import complain, silence
from smm_tui.errors import SmmError
from smm_tui.i18n import languages_of, use_language
from smm_tui.terminal import preflight
from smm_tui.terminal.trouble import speak_plainly

_LOG = logging.getLogger("smm_tui")


def call(words: Sequence[str]) -> int:
    """Run one call of the program, whose words these are; the exit code."""
    use_language(*languages_of(os.environ))
    if sys.stdout is None:
        # Started with it closed: what is printed goes nowhere, and no file of ours becomes it.
        sys.stdout = os.fdopen(os.open(os.devnull, os.O_WRONLY), "w")
    try:
        arguments = parse(words)
        code = _dashboard(arguments) if _wants_screen(arguments) else _command(arguments)
        sys.stdout.flush()
    except SmmError as error:
        _LOG.info("%s", error)
        complain(error)
        return error.exit_code
    except BrokenPipeError:
        silence()
        return 0
    except KeyboardInterrupt:
        return 128 + signal.SIGINT
    return code


def _wants_screen(arguments: Arguments) -> bool:
    return arguments.command is Command.DASHBOARD


def _dashboard(arguments: Arguments) -> int:
    problem = preflight.check(os.environ, sys.stdin, sys.stdout, sys.stderr)
    if problem is not None:
        if sys.stderr is not None:
            sys.stderr.write(f"{problem}\n")
        return 2
    _prepare(arguments)
    with launched(arguments) as launch:
        if launch.settings is None:
            from smm_tui.setup_app import run_setup  # noqa: PLC0415 - Textual, as below

            settings = run_setup(launch)
            if settings is None:
                return 0
            launch = replace(launch, settings=settings, panel=settings.panel)  # noqa: PLW2901
        from smm_tui.running import run_dashboard  # noqa: PLC0415 - Textual, after all refusals

        return run_dashboard(launch)


def _command(arguments: Arguments) -> int:
    from smm_tui.cli.commands import run_command  # noqa: PLC0415 - not for the dashboard

    gc.enable()
    _prepare(arguments)
    return run_command(arguments)


def _prepare(arguments: Arguments) -> None:
    preflight.prepare(os.environ)
    speak_plainly()
    if arguments.log is not None:
        from smm_tui.cli.log import start_log  # noqa: PLC0415 - only where it is asked for

        start_log(arguments.log)
        _LOG.info("smm-tui %s: %s", __version__, arguments.command)

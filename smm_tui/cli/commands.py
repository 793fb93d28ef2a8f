"""Runs one command without a screen."""

from __future__ import annotations

import asyncio
import contextlib

from smm_tui.cli.arguments import Arguments, Command
from smm_tui.cli.launching import launched, places_of
from smm_tui.cli.output import write_data
from smm_tui.models import SystemClock


def run_command(arguments: Arguments) -> int:
    """Run the command of a call; the exit code.

    Raises:
        SmmError: What ended it; it holds the exit code.
        BrokenPipeError: Nobody reads the output any more.
    """
    match arguments.command:
        case Command.SERVE_DEMO:
            return _serve_demo(arguments)
        case Command.EXPORT:
            return _export(arguments)
        case Command.STATUS:
            return _status(arguments)
        case Command.COMPLETION:
            return _completion(arguments)
        case _:
            from smm_tui.cli.doctor import examine  # noqa: PLC0415 - one command, its modules

            return asyncio.run(examine(arguments, SystemClock()))


def _serve_demo(arguments: Arguments) -> int:
    from smm_tui.demo.server import serve  # noqa: PLC0415 - one command, its modules

    folder = arguments.data_dir
    state = None if folder is None else folder.expanduser().absolute() / "demo-panel.json"
    return serve(arguments.port, state=state)


def _export(arguments: Arguments) -> int:
    from smm_tui.cli.exporting import deliver, export_orders  # noqa: PLC0415 - as above

    with contextlib.ExitStack() as stack:
        # Without a demo no settings are needed, so that a wrong file does not stand in the way.
        found = (
            stack.enter_context(launched(arguments)).places
            if arguments.demo
            else places_of(arguments)
        )
        text = asyncio.run(export_orders(found, arguments, SystemClock()))
    deliver(text, arguments.output)
    return 0


def _status(arguments: Arguments) -> int:
    from smm_tui.cli.status import show_status  # noqa: PLC0415 - one command, its modules

    with launched(arguments) as launch:
        return asyncio.run(
            show_status(launch, SystemClock(), panel=arguments.panel, as_json=arguments.as_json)
        )


def _completion(arguments: Arguments) -> int:
    from smm_tui.cli.completion import panel_names, script  # noqa: PLC0415 - as above

    if arguments.shell is None:
        write_data("".join(f"{name}\n" for name in panel_names(arguments)))
    else:
        write_data(script(arguments.shell))
    return 0

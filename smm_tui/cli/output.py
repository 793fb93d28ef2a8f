"""How commands print: UTF-8 data, plain lines, and an error with its remedy."""

from __future__ import annotations

import os
import sys

from smm_tui.errors import SmmError


def write_data(text: str) -> None:
    """Write data for another program: UTF-8 whatever the locale, line ends as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()


def say(line: str) -> None:
    """Print one line for a person; what the locale cannot show becomes `?`."""
    encoding = sys.stdout.encoding or "ascii"
    print(line.encode(encoding, "replace").decode(encoding))


def complain(error: SmmError) -> None:
    """Print an error and its remedy to stderr, where there is one."""
    if sys.stderr is not None:
        sys.stderr.write(f"smm-tui: {error}\n{error.remedy}\n")


def warn(line: str) -> None:
    """Print one line beside the data, which goes on."""
    if sys.stderr is not None:
        sys.stderr.write(f"smm-tui: {line}\n")


def silence() -> None:
    """Send what is still to be written nowhere, since nobody reads it any more."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)

"""Where the program starts and ends; what a call is turned into is in `calling`."""

from __future__ import annotations

import gc
import os
import sys
from typing import NoReturn


def run() -> int:
    """Run one call of the program; the exit code (design.md, Command line)."""
    # Nothing of a start is garbage, and looking for it took a quarter of one. Whoever has
    # started, be it the first picture or a command, looks again.
    gc.disable()
    from smm_tui.calling import call  # noqa: PLC0415 - after the above

    try:
        return call(sys.argv[1:])
    finally:
        gc.enable()


def main() -> NoReturn:
    """Run one call and end the process, without taking apart what the process has loaded.

    By then the book is closed, the terminal is as it was and every file is written; the
    interpreter would take longer to tidy up than all of that.
    """
    code = run()
    import logging  # noqa: PLC0415 - loaded by now

    logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    os._exit(code)


if __name__ == "__main__":
    main()

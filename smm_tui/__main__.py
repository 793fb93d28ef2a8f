"""Where the program starts; what a call is turned into is in `calling`."""

from __future__ import annotations

import gc
import sys


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


if __name__ == "__main__":
    sys.exit(run())

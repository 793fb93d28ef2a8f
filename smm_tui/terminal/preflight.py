"""What has to be settled before the user interface is loaded; it imports none of it."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Mapping, MutableMapping
from typing import Final, Protocol

from smm_tui.i18n import _

SETTINGS: Final = {
    # Reporting every key loses composed text in some terminals.
    "TEXTUAL_DISABLE_KITTY_KEY": "1",
    "TEXTUAL_ANIMATIONS": "none",
    # Its in-band resize reports and pixel mouse are never switched off again.
    "TEXTUAL_SMOOTH_SCROLL": "0",
}
"""Read by Textual once, while it is imported."""


_TURN: Final = 0.001
"""Seconds after which a thread at work lets another go on: a key does not wait for the book."""


class Stream(Protocol):
    """As much of a file as is asked about here."""

    def isatty(self) -> bool:
        """Whether it is a terminal."""


def check(
    environ: Mapping[str, str],
    stdin: Stream | None,
    stdout: Stream | None,
    stderr: Stream | None,
) -> str | None:
    """The one line that says what to do where the dashboard cannot be shown, else None.

    The three are the standard streams; each is None where the process was started without.
    """
    streams = {"stdin": stdin, "stdout": stdout, "stderr": stderr}
    for name, stream in streams.items():
        if not _is_terminal(stream):
            return _(
                "smm-tui: {stream} is no terminal: "
                "use ssh -t to get one, or smm-tui status, which needs none"
            ).format(stream=name)
    term = environ.get("TERM", "")
    if term in {"", "dumb", "unknown"}:
        return _(
            "smm-tui: a terminal with TERM={term} cannot show the dashboard: "
            "set TERM to what it is, or use smm-tui status"
        ).format(term=term or '""')
    return None


def _is_terminal(stream: Stream | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:  # the file was closed
        return False


def utf8(environ: Mapping[str, str]) -> bool:
    """Whether text reaches the terminal as UTF-8; where not, borders and signs are ASCII.

    Python turns a C locale into C.UTF-8 as it starts (PEP 538), so LC_CTYPE alone does not
    say what was chosen: a LANG of C or POSIX is taken at its word, no locale at all is
    taken for UTF-8, as Python does.
    """
    named = environ.get("LC_ALL") or environ.get("LC_CTYPE", "")
    if named in {"", "C.UTF-8", "C.utf8"} and not environ.get("LC_ALL"):
        named = environ.get("LANG") or named or "UTF-8"
    return named.upper().replace("-", "").rpartition(".")[2].partition("@")[0] == "UTF8"


def prepare(environ: MutableMapping[str, str]) -> None:
    """Settle what the whole process keeps: Textual's switches, no core dumps, private files.

    Called before Textual is imported. A core dump would hold the API key.
    """
    environ.update(SETTINGS)
    sys.setswitchinterval(_TURN)
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    os.umask(0o077)

"""Asking the tmux that the program runs in, by its own command."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from typing import Final

_PATIENCE: Final = 1.0
_SECRET: Final = "SMM_TUI_KEY"  # noqa: S105 - the name of the variable, not the key


def ask(*words: str, environ: Mapping[str, str], given: str = "") -> str | None:
    """What tmux answers; None where there is none, it fails, or takes longer than a second.

    `given` is what it reads.
    """
    try:
        run = subprocess.run(  # noqa: S603 - the words are our own
            ("tmux", *words),  # noqa: S607 - wherever it is installed
            input=given.encode("utf-8", "replace"),
            env={name: value for name, value in environ.items() if name != _SECRET},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return None if run.returncode else run.stdout.decode(errors="replace")


def passes(environ: Mapping[str, str]) -> bool:
    """Whether it passes a sequence on to its terminal just now.

    `allow-passthrough` on does so only for a window that is in front; before 3.3 there was no
    such option, and every sequence was passed on.
    """
    pane = environ.get("TMUX_PANE", "")
    target = ("-t", pane) if pane else ()
    asked = "#{allow-passthrough} #{window_active}"
    answer = ask("display-message", "-p", *target, asked, environ=environ)
    if answer is None:
        return False
    allowed, _space, active = answer.rstrip("\n").rpartition(" ")
    return allowed in {"", "all"} or (allowed in {"1", "on"} and active == "1")


def option(name: str, environ: Mapping[str, str]) -> str:
    """What one of its global options is; "" where it does not say."""
    return (ask("show-options", "-gv", name, environ=environ) or "").strip()

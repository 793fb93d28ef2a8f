"""A call -> what the program runs with: places, settings, the panel to open."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from smm_tui.cli.arguments import Arguments
from smm_tui.config import Launch, Places, demo_settings, load, nearest, places
from smm_tui.errors import ConfigError, UsageError
from smm_tui.i18n import _, use_language
from smm_tui.settings import Settings


@contextlib.contextmanager
def launched(arguments: Arguments) -> Iterator[Launch]:
    """What the call asks for; the demo's own folder goes again at the end.

    Raises:
        ConfigError: The configuration cannot be used.
        UsageError: The panel named is not in it.
    """
    with contextlib.ExitStack() as stack:
        if arguments.demo:
            os.environ.pop("SMM_TUI_KEY", None)  # not needed, so no child shall inherit it
            found = Places.within(_demo_folder(arguments.data_dir, stack))
            settings: Settings | None = demo_settings()
        else:
            found = places_of(arguments)
            settings = load(found, os.environ)
            if settings is not None and settings.language:
                use_language(settings.language)
        yield Launch(
            places=found,
            settings=settings,
            demo=arguments.demo,
            read_only=arguments.read_only,
            panel=_chosen(settings, arguments.panel),
            panel_named=bool(arguments.panel),
            log=arguments.log,
        )


def places_of(arguments: Arguments) -> Places:
    """Where a call without `--demo` keeps what."""
    return places(os.environ, data_dir=arguments.data_dir, config=arguments.config)


def configured(launch: Launch) -> Settings:
    """The settings, for a command that cannot do without.

    Raises:
        ConfigError: Nothing is configured yet.
    """
    if launch.settings is None:
        raise ConfigError(
            _("{path} names no panel yet").format(path=launch.places.config),
            remedy=_("Start smm-tui for the setup, or set SMM_TUI_URL and SMM_TUI_KEY."),
        )
    return launch.settings


def _demo_folder(kept: Path | None, stack: contextlib.ExitStack) -> Path:
    if kept is not None:
        return kept.expanduser().absolute()
    import tempfile  # noqa: PLC0415 - only for a demo that keeps nothing

    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="smm-tui-demo-")))


def _chosen(settings: Settings | None, name: str) -> str:
    if settings is None:
        if name:
            raise UsageError(_("--panel {name}: no panel is configured yet").format(name=name))
        return ""
    if name and name not in settings.panels:
        raise UsageError(
            _("--panel {name}: no such panel; {hint}").format(
                name=name, hint=nearest(name, settings.panels)
            )
        )
    return name or settings.panel

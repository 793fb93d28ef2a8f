"""What the colours of the screen are, by the theme that was chosen and what the terminal can show.

Colours are only ever an aid: every state is a word and a sign as well.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, NamedTuple

from textual.app import App
from textual.reactive import Initialize, Reactive
from textual.theme import Theme

from smm_tui.settings import ThemeName
from smm_tui.terminal.colour import Depth, depth
from smm_tui.terminal.driver import TerminalDriver

_LIGHT_GROUNDS: Final = frozenset({"7", "15"})


class _Palette(NamedTuple):
    """The colours of one theme."""

    ground: str
    surface: str
    """Of dialogs."""
    panel: str
    """Of the first and the last line, and of entries."""
    text: str
    muted: str
    primary: str
    success: str
    warning: str
    error: str
    mark: str
    cursor: str
    """Behind the row under the cursor, where the focus is."""
    blurred: str
    """The same where the focus is not."""
    entry: str
    """Behind the entry that has the focus."""
    border: str
    line: str
    """Between the parts of a screen."""
    dark: bool = True


_DARK: Final = _Palette(
    ground="#121212",
    surface="#1b1d20",
    panel="#24282d",
    text="#dcdfe4",
    muted="#979da6",
    primary="#79b8ff",
    success="#85d88a",
    warning="#f2c46b",
    error="#ff8f88",
    mark="#f2c46b",
    cursor="#1f3f5f",
    blurred="#2a2e34",
    entry="#1f3f5f",
    border="#3f6f9f",
    line="#3a4047",
)
_DARK_256: Final = _Palette(
    ground="#121212",
    surface="#1c1c1c",
    panel="#262626",
    text="#dadada",
    muted="#9e9e9e",
    primary="#87afff",
    success="#87d787",
    warning="#ffd787",
    error="#ff8787",
    mark="#ffd787",
    cursor="#3a3a3a",
    blurred="#262626",
    entry="#3a3a3a",
    border="#5f87af",
    line="#444444",
)
_LIGHT: Final = _Palette(
    ground="#fcfcfc",
    surface="#f3f4f6",
    panel="#e7eaee",
    text="#1b1f24",
    muted="#57606a",
    primary="#0a56a8",
    success="#1a6330",
    warning="#7a4b00",
    error="#a8201a",
    mark="#7a4b00",
    cursor="#cfe2f7",
    blurred="#e2e6ea",
    entry="#cfe2f7",
    border="#6a93bd",
    line="#c3cad2",
    dark=False,
)
_LIGHT_256: Final = _Palette(
    ground="#ffffff",
    surface="#eeeeee",
    panel="#dadada",
    text="#1c1c1c",
    muted="#4e4e4e",
    primary="#005faf",
    success="#005f00",
    warning="#875f00",
    error="#af0000",
    mark="#875f00",
    cursor="#afd7ff",
    blurred="#dadada",
    entry="#afd7ff",
    border="#5f87af",
    line="#bcbcbc",
    dark=False,
)
_SAFE: Final = _DARK._replace(success="#6fb7ff", warning="#fff4b8", error="#ff9028")
_SAFE_256: Final = _DARK_256._replace(success="#5fafff", warning="#ffffaf", error="#ff8700")
"""Blue and orange are told apart by nearly all, and so is how light they are."""

_DEFAULT: Final = "ansi_default"
_NO_COLOURS: Final = _Palette(
    ground=_DEFAULT,
    surface=_DEFAULT,
    panel=_DEFAULT,
    text=_DEFAULT,
    muted=_DEFAULT,
    primary=_DEFAULT,
    success=_DEFAULT,
    warning=_DEFAULT,
    error=_DEFAULT,
    mark=_DEFAULT,
    cursor=_DEFAULT,
    blurred=_DEFAULT,
    entry=_DEFAULT,
    border=_DEFAULT,
    line=_DEFAULT,
)
_OWN: Final = _NO_COLOURS._replace(
    primary="ansi_cyan",
    success="ansi_green",
    warning="ansi_yellow",
    error="ansi_red",
    mark="ansi_yellow",
    border="ansi_cyan",
    line="ansi_bright_black",
)
"""The terminal's own colours; the row under the cursor is reversed."""
_OWN_LIGHT: Final = _OWN._replace(
    primary="ansi_blue",
    success="ansi_blue",
    warning="ansi_magenta",
    mark="ansi_magenta",
    border="ansi_blue",
    line="ansi_white",
    dark=False,
)
"""Yellow, green and cyan cannot be read on white in most palettes."""
_OWN_SAFE: Final = _OWN._replace(success="ansi_cyan", error="ansi_magenta")


PALETTES: Final[Mapping[str, _Palette]] = {
    "dark": _DARK,
    "dark-256": _DARK_256,
    "dark-16": _OWN._replace(ground="ansi_black", text="ansi_white", muted="ansi_white"),
    "light": _LIGHT,
    "light-256": _LIGHT_256,
    "light-16": _OWN_LIGHT._replace(
        ground="ansi_white",
        text="ansi_black",
        muted="ansi_black",
        line="ansi_bright_black",
    ),
    "colour-blind": _SAFE,
    "colour-blind-256": _SAFE_256,
    "colour-blind-16": _OWN_SAFE,
    "ansi": _OWN,
    "ansi-light": _OWN_LIGHT,
    "none": _NO_COLOURS,
}
_FEWER: Final[Mapping[Depth, str]] = {Depth.INDEXED: "-256", Depth.ANSI: "-16"}


@cache
def theme_of(name: str) -> Theme:
    """A palette under the names that style sheets have for it."""
    of = PALETTES[name]
    return Theme(
        name=name,
        ansi=of.ground.startswith("ansi"),
        dark=of.dark,
        primary=of.primary,
        secondary=of.primary,
        success=of.success,
        warning=of.warning,
        error=of.error,
        accent=of.mark,
        foreground=of.text,
        background=of.ground,
        surface=of.surface,
        panel=of.panel,
        boost=of.panel,
        variables={
            "boost": of.panel,
            "text-primary": of.primary,
            "text-success": of.success,
            "text-warning": of.warning,
            "text-error": of.error,
            "text-accent": of.mark,
            "text-muted": of.muted,
            "block-cursor-background": of.cursor,
            "block-cursor-blurred-background": of.blurred,
            "primary-muted": of.entry,
            "border": of.border,
            "border-blurred": of.line,
            "scrollbar": of.border,
            "scrollbar-background": of.surface,
            "ansi-background": of.ground,
            "ansi-foreground": of.text,
        },
    )


class Look(NamedTuple):
    """A theme as this terminal shows it."""

    theme: str
    """One of `PALETTES`."""
    depth: Depth


def look_of(name: ThemeName, environ: Mapping[str, str]) -> Look:
    """What a theme comes to: NO_COLOR is stronger, and fewer colours have palettes of their own."""
    colours = depth(environ)
    if name is ThemeName.NONE or colours is Depth.NONE:
        return Look("none", Depth.NONE)
    if name is ThemeName.ANSI:
        ground = environ.get("COLORFGBG", "").rpartition(";")[2]
        return Look("ansi-light" if ground in _LIGHT_GROUNDS else "ansi", colours)
    return Look(f"{name}{_FEWER.get(colours, '')}", colours)


class Themed(App[int]):
    """An App with the themes of this program, and no others."""

    DEFAULT_CSS = """
    Themed:ansi { background: $background; color: $foreground; }
    Themed Screen:ansi { background: $background; color: $foreground; }
    Themed ModalScreen:ansi { background: transparent; }
    Themed Input:ansi > .input--cursor {
        background: $background; color: $foreground; text-style: reverse;
    }
    """

    def _first_theme(self) -> str:
        return self.look.theme

    theme: Reactive[str] = Reactive(Initialize(_first_theme))

    def __init__(self, worn: ThemeName, **settings: Any) -> None:  # noqa: ANN401 - those of App
        self.worn = worn
        super().__init__(**settings)
        self.no_color = self.look.depth is Depth.NONE

    @property
    def look(self) -> Look:
        """What the theme that is worn comes to here."""
        return look_of(self.worn, os.environ)

    @property
    def available_themes(self) -> dict[str, Theme]:
        """Those of this program."""
        return {name: theme_of(name) for name in PALETTES}

    def get_theme(self, theme_name: str) -> Theme | None:
        """One of this program, or None."""
        return theme_of(theme_name) if theme_name in PALETTES else None

    def wear(self, theme: ThemeName) -> None:
        """Draw everything in another theme."""
        self.worn = theme
        look = self.look
        if look.theme == self.theme:
            return  # what the driver forgets would not be drawn again
        self.no_color = look.depth is Depth.NONE
        if (driver := TerminalDriver.of(self)) is not None:
            driver.use_depth(look.depth)
        self.theme = look.theme

"""The one place of gettext: every visible string goes through `_` or `ngettext`."""

from __future__ import annotations

import gettext
from collections.abc import Mapping
from pathlib import Path
from typing import Final

DOMAIN: Final = "smm_tui"
ENGLISH: Final = "en"
LANGUAGES: Final = (ENGLISH, "pt_BR")
"""The languages there are; English is in the code itself and needs no catalogue."""
FOLDER: Final = Path(__file__).parent / "locale"
_NOWHERE: Final = frozenset({"C", "POSIX"})
"""The locales of no country."""


class _Language:
    """The language in force, and its catalogue of messages."""

    def __init__(self) -> None:
        self.name = ENGLISH
        self.messages = gettext.NullTranslations()


_language = _Language()


def use_language(*wanted: str) -> None:
    """Take the first of these that there is, else English.

    Called before the modules of the user interface are imported, since they hold texts of
    class level. `wanted` are languages as locales name them: `pt_BR.UTF-8`, `pt`, `en`.
    """
    name = next((found for each in wanted if (found := _known(each))), ENGLISH)
    if name == _language.name:
        return
    _language.name = name
    _language.messages = gettext.NullTranslations()
    if name != ENGLISH:
        path = FOLDER / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
        with path.open("rb") as file:
            _language.messages = gettext.GNUTranslations(file)
        # argparse asks gettext itself, by the locale.
        gettext.bindtextdomain(DOMAIN, str(FOLDER))
        gettext.textdomain(DOMAIN)


def _known(wanted: str) -> str:
    """The language that there is for a locale: that of another country rather than none."""
    locale = wanted.partition(".")[0].partition("@")[0].replace("-", "_")
    if locale in LANGUAGES:
        return locale
    if locale in _NOWHERE:
        return ENGLISH
    tongue = locale.partition("_")[0]
    return next((each for each in LANGUAGES if each.partition("_")[0] == tongue), "")


def languages_of(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The languages that the locale asks for, the one most wanted first.

    As gettext has it: LC_ALL, LC_MESSAGES, LANG say which locale; LANGUAGE, where that is
    none of C, lists what is better still.
    """
    named = (environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    locale = next((each for each in named if each), "C")
    if locale.partition(".")[0] in _NOWHERE:
        return (locale,)
    return (*filter(None, environ.get("LANGUAGE", "").split(":")), locale)


def language() -> str:
    """The language in force: one of `LANGUAGES`."""
    return _language.name


def _(text: str) -> str:
    """The text in the language of the reader."""
    return _language.messages.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a text that fits a count."""
    return _language.messages.ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a text that is translated only when it is shown."""
    return text

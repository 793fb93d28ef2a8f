"""The one place of gettext: every visible string goes through `_` or `ngettext`."""

from __future__ import annotations

import gettext
from importlib import resources
from typing import Final

DOMAIN: Final = "smm_tui"


class _Language:
    """The catalogue of messages in force."""

    def __init__(self) -> None:
        self.messages: gettext.NullTranslations = gettext.NullTranslations()


_language = _Language()


def use_language(*languages: str) -> None:
    """Take the first of these languages (`pt_BR`, `en`) that the package has a catalogue for.

    Called once, before the modules of the user interface are imported, since they hold
    texts of class level. English is in the code itself and needs no catalogue.
    """
    with resources.as_file(resources.files("smm_tui")) as package:
        _language.messages = gettext.translation(
            DOMAIN, package / "locale", languages=list(languages) or ["en"], fallback=True
        )


def _(text: str) -> str:
    """The text in the language of the reader."""
    return _language.messages.gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The form of a text that fits a count."""
    return _language.messages.ngettext(one, many, count)


def N_(text: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a text that is translated only when it is shown."""
    return text

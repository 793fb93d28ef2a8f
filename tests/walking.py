"""A walk through every screen and dialog in one language, at 80x24.

`.venv/bin/python -m tests.walking pt_BR` prints what each of them showed, as JSON. `pseudo` is a
language in which every letter of a text is another one, so that what is still English was not
marked for translation. A process of its own: class-level texts are read once.
"""

from __future__ import annotations

import asyncio
import gettext
import json
import os
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final

PSEUDO: Final = "pseudo"
_LETTERS: Final = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "äƀçđëƒğħïĵķłɱñöþɋŕšţüṽŵẋýžÄƁÇĐËƑĞĦÏĴĶŁⱮÑÖÞɊŔŠŢÜṼŴẊÝŽ",
)
TRANSLATED: Final = frozenset(map(chr, _LETTERS.values()))
_KEPT: Final = re.compile(r"(\{[^}]*\}|%\([a-z_]+\)[sr]|%[sr])")
SIZE: Final = (80, 24)
BOOK: Final = "the order book"
"""What it was given stands beside what was shown."""
LINK: Final = "https://11.22/p/3"


def pseudo(text: str) -> str:
    """The text in other letters, its placeholders as they are."""
    return "".join(
        part if _KEPT.fullmatch(part) else part.translate(_LETTERS) for part in _KEPT.split(text)
    )


class _Pseudo(gettext.NullTranslations):
    def gettext(self, message: str) -> str:
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return pseudo(msgid1 if n == 1 else msgid2)


def speak(language: str) -> None:
    """Take the language before anything of the user interface is imported."""
    from smm_tui import i18n  # noqa: PLC0415 - in this order

    if language == PSEUDO:
        i18n._language.messages = _Pseudo()  # noqa: SLF001 - no catalogue has this language
    else:
        i18n.use_language(language)


async def walk() -> dict[str, str]:
    """What each screen shows, by a name for it."""
    from tests.walked import Walk  # noqa: PLC0415 - after the language

    with tempfile.TemporaryDirectory() as folder:
        return await Walk(Path(folder)).all()


def main() -> None:
    """Walk, and print."""
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    os.environ.pop("NO_COLOR", None)
    speak(sys.argv[1])
    from tests import idle  # noqa: PLC0415 - after the language

    idle.install()
    sys.stdout.write(json.dumps(asyncio.run(walk()), ensure_ascii=False))


Step = Callable[[], Awaitable[None]]

if __name__ == "__main__":
    main()

"""Every screen and dialog in Portuguese at 80x24: nothing is left in English, nothing is cut."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator

from tests.messages import path_of, read_po
from tests.terminal.harness import ROOT
from tests.walking import BOOK, PSEUDO, SIZE, TRANSLATED

OTHERS_WORDS = """
    Comment Comments Custom Default Followers Groups Hashtag Hashtags Invites Likers Likes List
    Media Mentions Package Pending Poll Replies SEO Subscriptions Traffic User Web from with USD
    DEMO READ ONLY demo brsmm com api https smm tui ansi dark light colour blind none
    esc tab end home pgdn pgup space shift yes slow stuck refil
    id cat type rate min max refill cancel drip fav new st link service panel charge age
    maybe zzzz The answer ans was lost
"""
"""Nobody's to translate: a panel's words, names of panels, settings, filters and keys, and what
the walk itself typed and said."""
ENGLISH_NUMBER = re.compile(
    r"(?<![\w./<>])(?:[\d,]+\.(?:\d{1,2}|\d{4,})|202\d-\d\d-\d\d)(?![\w./])"
)
"""With a point and other than three digits after it, or a date; nothing of links and filters."""
PLACEHOLDER = re.compile(r"\{[^}]*\}")


def walk(language: str) -> dict[str, str]:
    """What each screen shows, by its name."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.walking", language],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    seen: dict[str, str] = json.loads(done.stdout)
    return seen


def test_every_text_goes_through_gettext() -> None:
    ours = OTHERS_WORDS.split()
    left: dict[str, str] = {}
    seen = walk(PSEUDO)
    book = seen.pop(BOOK)
    assert "{placed} of {count} orders of the batch were placed" in book
    assert not TRANSLATED & set(book), "the order book was given words of a language"
    # As long as the English texts, which no other test sees at their full length.
    palettes = {name: text for name, text in seen.items() if name.startswith("palette")}
    assert len(palettes) == 15
    assert not [name for name, text in palettes.items() if any(cut_texts(text))]
    for name, text in seen.items():
        for word in re.findall(r"[A-Za-z][A-Za-z']+", text):
            if word not in ours:
                left.setdefault(word, name)
    assert not left, "these words are not marked for translation"


def test_in_portuguese_no_text_is_cut_and_every_number_is_written_as_there() -> None:
    _header, known = read_po(path_of("pt_BR", ".po").read_text(encoding="utf-8"))
    beginnings = {
        PLACEHOLDER.split(said)[0] for message in known.values() for said in message.translations
    }
    columns, lines = SIZE
    cut: dict[str, str] = {}
    english: dict[str, str] = {}
    seen = walk("pt_BR")
    del seen[BOOK]
    for name, text in seen.items():
        english |= dict.fromkeys(ENGLISH_NUMBER.findall(text), name)
        assert len(text.splitlines()) <= lines
        assert max(map(len, text.splitlines())) <= columns
        for beginning in cut_texts(text):
            if any(each.startswith(beginning) and each != beginning for each in beginnings):
                cut.setdefault(beginning, name)
    assert not cut, "these texts do not fit"
    assert not english, "these numbers are written as in English"


def cut_texts(text: str) -> Iterator[str]:
    """What stands before each sign of a cut."""
    for line in text.splitlines():
        for part in re.split(r"\s{2,}|[│╭╮╰╯]", line):
            before, sign, _after = part.partition("…")
            beginning = re.sub(r"^\W+", "", before)
            if sign and len(beginning) > 2:
                yield beginning

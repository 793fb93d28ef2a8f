"""How text falls into cells, and how far terminals may disagree about it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from rich.cells import get_character_cell_size, split_graphemes

_UNSAFE: Final = re.compile(
    "[\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
"""What changes the order of a line or is no character; no cell may hold it."""

SINGLE: Final = re.compile(
    "[ -~\xa1-\xac\xae-\u024f\u2010-\u2015\u2018-\u201f\u2020-\u2023\u2026\u2190-\u2193"
    "\u2500-\u259f\u25b2\u25bc\u25cf\u2605\u2713]*"
)
"""Text of which each character is a cell for itself, whatever stands beside it in such a text:
letters of the West, and the signs of this program."""

_LONGEST: Final = 24
_EMOJI: Final = 0x1F000
_WIDE_FORM: Final = "\ufe0f"
_JOINER: Final = "\u200d"

_ASCII: Final = {
    **dict.fromkeys("─━═╌╍┄┅┈┉╴╶╸╺▔▁▂▃━⎯—–‒―", "-"),  # noqa: RUF001 - signs that are replaced
    **dict.fromkeys("│┃║╎╏┆┇┊┋╵╷╹╻▏▎▍▌▐▕", "|"),
    **dict.fromkeys("█▉▊▋▓▒▀▄▅▆▇■▪", "#"),
    **dict.fromkeys("…", "."),
    **dict.fromkeys("●•·◉◆", "*"),
    **dict.fromkeys("✓✔", "v"),
    **dict.fromkeys("✗✘×", "x"),  # noqa: RUF001 - signs that are replaced
    **dict.fromkeys("▲△↑⬆", "^"),
    **dict.fromkeys("▼▽↓⬇", "v"),
    **dict.fromkeys("▶▷►→›»", ">"),  # noqa: RUF001 - signs that are replaced
    **dict.fromkeys("◀◁◄←‹«", "<"),  # noqa: RUF001 - signs that are replaced
    **dict.fromkeys("‘’′", "'"),  # noqa: RUF001 - signs that are replaced
    **dict.fromkeys("“”″", '"'),
    "\xa0": " ",
}
_BOX: Final = range(0x2500, 0x2580)


@lru_cache(512)
def clusters(text: str) -> tuple[tuple[str, int], ...]:
    """The characters of a text as they are seen, each with its width in cells.

    The widths are those by which Textual lays out (rich.cells). A first cluster of width
    0 belongs to whatever stands before the text.
    """
    spans, _width = split_graphemes(text)
    found: list[tuple[str, int]] = []
    for start, end, width in spans:
        seen = _UNSAFE.sub("", text[start:end])[:_LONGEST]
        if seen or width:
            found.append((seen or "?", width))
    return tuple(found)


def leading_mark(text: str) -> str:
    """What at the beginning of a text belongs to the character before it; "" for nothing."""
    if not text or get_character_cell_size(text[0]):
        return ""
    cluster, width = clusters(text)[0]
    return "" if width else cluster


def cells(text: str) -> list[str]:
    """The cells of a text without controls: "" right of a character that is two cells wide.

    What belongs to the character before the text is left out.
    """
    if SINGLE.fullmatch(text):
        return list(text)
    found: list[str] = []
    for word in text.split(" "):
        if word.isascii():
            found += word
        elif (known := _word_cells(word)) is None:
            return _exact_cells(text)
        else:
            found += known
        found.append(" ")
    del found[-1]
    return found


@lru_cache(2048)
def _word_cells(word: str) -> tuple[str, ...] | None:
    """The cells of a word; None where they hang on what stands beside it."""
    if word.endswith(_JOINER) or not get_character_cell_size(word[0]):
        return None
    return tuple(_exact_cells(word))


def _exact_cells(text: str) -> list[str]:
    found: list[str] = []
    for cluster, width in clusters(text):
        if width:
            found += (cluster, *[""] * (width - 1))
    return found


@lru_cache(4096)
def doubt(cluster: str) -> int:
    """How many cells more than a text's first one a terminal may fill with it; 0: all agree.

    Joined emoji are drawn one by one where joining is not known, and a variation selector
    widens a character in some terminals only.
    """
    if len(cluster) == 1:
        return int(ord(cluster) >= _EMOJI)
    widths = sum(get_character_cell_size(character) for character in cluster)
    spread = widths - 1 + (_WIDE_FORM in cluster)
    return max(spread, int(any(ord(character) >= _EMOJI for character in cluster)))


@lru_cache(1024)
def ascii_for(cluster: str, width: int) -> str:
    """What stands for a character where the terminal shows ASCII alone, as wide as it."""
    known = _ASCII.get(cluster)
    if known is None and ord(cluster[0]) in _BOX:
        known = "+"
    if known is None:
        known = unicodedata.normalize("NFKD", cluster).encode("ascii", "ignore").decode()
    printable = "".join(character for character in known if " " <= character <= "~")
    return (printable or "?")[:width].ljust(width)

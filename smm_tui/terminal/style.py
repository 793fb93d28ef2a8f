"""The styles of cells: read from SGR parameters, told apart by number, changed for least bytes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from smm_tui.terminal.colour import Depth, reduced

PLAIN: Final = 0
"""The number of the style without colour or attribute."""

# The attributes of ECMA-48 and xterm by the SGR parameter that sets them, with the one that
# ends them. 1 and 2 share an end, 4 and 21, 5 and 6.
_ENDS: Final = {1: 22, 2: 22, 3: 23, 4: 24, 5: 25, 6: 25, 7: 27, 8: 28, 9: 29, 21: 24, 53: 55}
_BITS: Final = {code: 1 << place for place, code in enumerate(_ENDS)}
_ENDED: Final = {
    end: sum(bit for code, bit in _BITS.items() if _ENDS[code] == end) for end in _ENDS.values()
}
_SEEN_ON_SPACE: Final = sum(_BITS[code] for code in (4, 7, 9, 21, 53))
_FOREGROUND, _BACKGROUND = 38, 48
_INDEXED, _DIRECT, _DIRECT_PARTS = 5, 2, 3
_NAMED: Final[dict[int, tuple[int, ...]]] = {
    39: (),
    49: (),
    **{base + place: (place,) for base in (30, 40) for place in range(8)},
    **{base + place: (8 + place,) for base in (90, 100) for place in range(8)},
}


class Style(NamedTuple):
    """One way to draw a cell; colours are SGR parameters, empty for the terminal's own."""

    foreground: str = ""
    background: str = ""
    attributes: int = 0


class Styles:
    """Every style met so far, by number; what was worked out once is kept."""

    def __init__(self, depth: Depth) -> None:
        self._depth = depth
        self._known: list[Style] = []
        self._numbers: dict[Style, int] = {}
        self._applied: dict[tuple[int, str], int] = {}
        self._changes: dict[tuple[int | None, int], str] = {}
        self.blanks: list[int] = []
        """For each style the number of that which a space in it looks like."""
        self._number(Style())

    def __getitem__(self, number: int) -> Style:
        return self._known[number]

    def _number(self, style: Style) -> int:
        number = self._numbers.get(style)
        if number is None:
            number = self._numbers[style] = len(self._known)
            self._known.append(style)
            self.blanks.append(number)
            if not style.attributes & _SEEN_ON_SPACE:
                self.blanks[number] = self._number(Style(background=style.background))
        return number

    def erasable(self, style: int, *, in_colour: bool) -> bool:
        """Whether erasing leaves what a space of this style looks like.

        `in_colour`: erased cells take the background in force.
        """
        kind = self._known[style]
        return not kind.attributes and (in_colour or not kind.background)

    def applied(self, number: int, parameters: str) -> int:
        """The style after the SGR sequence with these parameters."""
        key = (number, parameters)
        after = self._applied.get(key)
        if after is None:
            after = self._applied[key] = self._number(self._read(self._known[number], parameters))
        return after

    def _read(self, style: Style, parameters: str) -> Style:
        codes = (int(code or "0") for code in parameters.split(";"))
        for code in codes:
            style = self._step(style, code, codes)
        return style

    def _step(self, style: Style, code: int, rest: Iterator[int]) -> Style:
        if code == 0:
            return Style()
        if code in _BITS:
            return style._replace(attributes=style.attributes | _BITS[code])
        if code in _ENDED:
            return style._replace(attributes=style.attributes & ~_ENDED[code])
        foreground = code // 10 in {3, 9}
        colour = _colour(code, rest)
        if colour is None:
            return style
        drawn = reduced(colour, self._depth, foreground=foreground)
        return style._replace(foreground=drawn) if foreground else style._replace(background=drawn)

    def change(self, before: int | None, after: int) -> str:
        """The shortest SGR sequence from one style (None: it is not known) to another."""
        if before == after:
            return ""
        key = (before, after)
        sequence = self._changes.get(key)
        if sequence is None:
            wanted = self._known[after]
            sequence = _whole(wanted)
            if before is not None:
                sequence = min(_relative(self._known[before], wanted), sequence, key=len)
            self._changes[key] = sequence
        return sequence


def _colour(code: int, rest: Iterator[int]) -> tuple[int, ...] | None:
    """The colour that an SGR parameter names, taking the parameters that belong to it."""
    if code in {_FOREGROUND, _BACKGROUND}:
        kind = next(rest, 0)
        if kind == _INDEXED:
            return tuple(islice(rest, 1))
        direct = tuple(islice(rest, _DIRECT_PARTS if kind == _DIRECT else 0))
        return direct if len(direct) == _DIRECT_PARTS else None
    return _NAMED.get(code)


def _codes(attributes: int) -> list[str]:
    return [str(code) for code, bit in _BITS.items() if attributes & bit]


def _whole(style: Style) -> str:
    parts = [*_codes(style.attributes), style.foreground, style.background]
    wanted = ";".join(part for part in parts if part)
    return f"\x1b[0;{wanted}m" if wanted else "\x1b[m"


def _relative(before: Style, after: Style) -> str:
    """What has to be ended, then what has to be begun."""
    ended = before.attributes & ~after.attributes
    ends = [end for end, bits in _ENDED.items() if ended & bits]
    lost = sum(_ENDED[end] for end in ends)
    begun = after.attributes & ~(before.attributes & ~lost)
    parts = [*map(str, ends), *_codes(begun)]
    if before.foreground != after.foreground:
        parts.append(after.foreground or "39")
    if before.background != after.background:
        parts.append(after.background or "49")
    return f"\x1b[{';'.join(parts)}m"

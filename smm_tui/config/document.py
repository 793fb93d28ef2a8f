"""A TOML document whose mistakes can be named by file, line and field."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from smm_tui.config.file_rules import FileRead
from smm_tui.errors import ConfigError
from smm_tui.i18n import _

FieldPath = tuple[str, ...]
"""The names that lead to a field: `("panels", "brsmm", "url")`."""

# Compiled on use: most runs never look for a line.
_HEADER: Final = r"\s*\[{1,2}([^\]]*)\]"
_FIELD: Final = r"\s*((?:\"[^\"]*\"|'[^']*'|[\w\s.-])+?)\s*="
_NAME: Final = r"\"([^\"]*)\"|'([^']*)'|([\w-]+)"
_AMOUNT: Final = r"[0-9]{1,15}(\.[0-9]{1,10})?"


@dataclass(frozen=True, slots=True)
class Document:
    """A configuration as parsed, with its text for finding lines."""

    name: str
    """Shown in messages: the path of the file."""
    text: str
    values: Mapping[str, object]

    def holds_key(self) -> bool:
        """Whether any panel's key stands in the text itself."""
        panels = self.values.get("panels")
        tables = panels.values() if isinstance(panels, Mapping) else ()
        return any(isinstance(table, Mapping) and "key" in table for table in tables)

    def wrong(self, said: str, *, at: FieldPath, remedy: str = "") -> ConfigError:
        """The error for a field: file, line, field and what is allowed, never the value."""
        line = self._line_of(at)
        place = (
            self.name
            if line is None
            else _("{file}, line {line}").format(file=self.name, line=line)
        )
        return ConfigError(f"{place}: {_dotted(at)}: {said}", remedy=remedy)

    def _line_of(self, path: FieldPath) -> int | None:
        """The line (from 1) of a field, else of the nearest table around it.

        tomllib keeps no positions, so the text is looked through for the name.
        """
        table: FieldPath = ()
        best, found = 0, None
        for number, line in enumerate(self.text.splitlines(), start=1):
            if header := re.match(_HEADER, line):
                table = here = _names(header[1])
            elif field := re.match(_FIELD, line):
                here = (*table, *_names(field[1]))
            else:
                continue
            if path[: len(here)] == here and len(here) > best:
                best, found = len(here), number
        return found


def _names(text: str) -> FieldPath:
    return tuple(a or b or c for a, b, c in re.findall(_NAME, text))


def _dotted(path: FieldPath) -> str:
    return ".".join(name if re.fullmatch(r"[\w-]+", name) else repr(name) for name in path)


def nearest(name: str, known: Collection[str]) -> str:
    """A hint at the known name that is most like this one, or at all of them."""
    from difflib import get_close_matches  # noqa: PLC0415 - only for a wrong file

    if close := get_close_matches(name, known, n=1, cutoff=0.5):
        return _("did you mean {name}?").format(name=close[0])
    return _("known are: {names}").format(names=", ".join(known))


def parse(file: FileRead) -> Document:
    """Parse a file.

    Raises:
        ConfigError: It is not UTF-8 or not TOML; the line is named.
    """
    import tomllib  # noqa: PLC0415 - not needed where there is no file

    name = str(file.path)
    try:
        text = file.body.decode("utf-8-sig")
        return Document(name, text, tomllib.loads(text))
    except UnicodeDecodeError as error:
        line = file.body.count(b"\n", 0, error.start) + 1
        raise ConfigError(
            _("{file}, line {line}: not UTF-8 text").format(file=name, line=line)
        ) from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(_("{file}: {what}").format(file=name, what=error)) from None


class Table:
    """One table of a document, read field by field; a field not asked for is unknown."""

    def __init__(self, document: Document, path: FieldPath, values: object) -> None:
        self.document = document
        self.path = path
        if not isinstance(values, Mapping):
            raise document.wrong(_("must be a table"), at=path)
        self._values: Mapping[str, object] = values

    def names(self) -> tuple[str, ...]:
        """The names in this table, in the order of the file."""
        return tuple(self._values)

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def wrong(self, said: str, *, at: str, remedy: str = "") -> ConfigError:
        """The error for one field of this table."""
        return self.document.wrong(said, at=(*self.path, at), remedy=remedy)

    def only(self, *known: str) -> None:
        """Refuse every name that is not among these."""
        for name in self._values:
            if name not in known:
                hint = nearest(name, known)
                raise self.wrong(_("no such setting; {hint}").format(hint=hint), at=name)

    def is_table(self, name: str) -> bool:
        """Whether a table stands under this name."""
        return isinstance(self._values.get(name), Mapping)

    def table(self, name: str) -> Table:
        """A table inside; an empty one where there is none."""
        return Table(self.document, (*self.path, name), self._values.get(name, {}))

    def text(self, name: str, default: str = "") -> str:
        """A text of one line, not empty."""
        value = self._values.get(name)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip() or not value.isprintable():
            raise self.wrong(_('must be text on one line in quotes: "..."'), at=name)
        return value

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of texts; () where there is none."""
        value = self._values.get(name, [])
        if not isinstance(value, list) or not all(
            isinstance(one, str) and "\0" not in one for one in value
        ):
            raise self.wrong(_('must be a list of texts: ["...", "..."]'), at=name)
        return tuple(value)

    def amount(self, name: str) -> Decimal | None:
        """An amount of money; in quotes, since TOML would make it a float."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not re.fullmatch(_AMOUNT, value):
            raise self.wrong(_('must be an amount in quotes, with a point: "10.50"'), at=name)
        return Decimal(value)

    def whole(self, name: str, default: int, *, low: int, high: int) -> int:
        """A whole number within its bounds."""
        value = self._values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise self.wrong(
                _("must be a whole number from {low} to {high}").format(low=low, high=high),
                at=name,
            )
        return value

    def choice(self, name: str, known: Sequence[str]) -> str:
        """One of some words; the first of them where it is not set."""
        value = self._values.get(name, known[0])
        if not isinstance(value, str) or value not in known:
            names = ", ".join(each or '""' for each in known)
            raise self.wrong(_("must be one of {names}").format(names=names), at=name)
        return value

    def flag(self, name: str) -> bool | None:
        """A switch; None where it is not set."""
        value = self._values.get(name)
        if value is not None and not isinstance(value, bool):
            raise self.wrong(_("must be true or false"), at=name)
        return value

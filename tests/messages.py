"""The catalogues of messages: from the code into the .po, from the .po into the .mo.

`.venv/bin/python -m tests.messages` brings both up to date; what is new there stands untranslated
until a person has translated it, and what the code no longer says is gone.
"""

from __future__ import annotations

import ast
import struct
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import smm_tui

PACKAGE: Final = Path(smm_tui.__file__).parent
FOLDER: Final = PACKAGE / "locale"
LANGUAGES: Final = ("pt_BR",)
_MARKS: Final = {"_": 1, "N_": 1, "ngettext": 2, "later": 1, "later_n": 2}
"""The functions of `i18n` and `sayings`, and how many of their first arguments are texts."""
_WIDTH: Final = 98
_ESCAPES: Final = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
_MAGIC: Final = 0x950412DE


@dataclass(frozen=True, slots=True)
class Message:
    """A text of the code, and what it is in another language."""

    text: str
    plural: str = ""
    """"" where it is not counted."""
    places: tuple[str, ...] = ()
    """The files that have it."""
    translations: tuple[str, ...] = field(default=(), compare=False)
    """One, or one for each form of the plural; () while nobody has translated it."""

    @property
    def forms(self) -> int:
        """How many translations it needs; Portuguese has two forms."""
        return 2 if self.plural else 1


class Unreadable(ValueError):
    """A text that no tool can read out of the code."""

    def __init__(self, place: str, node: ast.AST | None, why: str) -> None:
        line = getattr(node, "lineno", "?")
        super().__init__(f"{place}, line {line}: {why}")


def code_messages(folder: Path = PACKAGE) -> dict[str, Message]:
    """Every text that the code marks, by its first form, in alphabetical order."""
    found: dict[str, Message] = {}
    for path in sorted(folder.rglob("*.py")):
        place = path.relative_to(folder.parent).as_posix()
        for text, plural in _marked(ast.parse(path.read_text(encoding="utf-8")), place):
            known = found.get(text, Message(text))
            if known.plural and plural and known.plural != plural:
                raise Unreadable(place, None, text)
            places = tuple(dict.fromkeys((*known.places, place)))
            found[text] = replace(known, plural=known.plural or plural, places=places)
    return dict(sorted(found.items(), key=lambda item: (item[0].casefold(), item[0])))


def _marked(tree: ast.AST, place: str) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        wanted = _MARKS.get(node.func.id, 0)
        texts = [_constant(argument, place) for argument in node.args[:wanted]]
        if wanted and any(text is not None for text in texts):
            if None in texts or len(texts) != wanted:
                raise Unreadable(place, node, "not all of it is constant")
            yield texts[0] or "", (texts[1] or "") if wanted > 1 else ""


def _constant(node: ast.expr, place: str) -> str | None:
    """The text; None for a variable, whose texts are marked where they are written."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        raise Unreadable(place, node, "put together of parts")
    return None


def path_of(language: str, suffix: str) -> Path:
    """The file of a language: `.po` or `.mo`."""
    return FOLDER / language / "LC_MESSAGES" / f"smm_tui{suffix}"


# -- the .po --------------------------------------------------------------------------------


def read_po(text: str) -> tuple[str, dict[str, Message]]:
    """The header and the messages of a .po as `write_po` writes it.

    Raises:
        ValueError: A message is marked fuzzy, or a line is none that `write_po` writes.
    """
    header, messages = "", {}
    for block in text.strip().split("\n\n"):
        parts, places = _block(block)
        translations = tuple(value for key, value in parts.items() if key.startswith("msgstr"))
        if not parts.get("msgid"):
            header = translations[0]
            continue
        done = translations if all(translations) else ()
        messages[parts["msgid"]] = Message(
            parts["msgid"], parts.get("msgid_plural", ""), places, done
        )
    return header, messages


def _block(block: str) -> tuple[dict[str, str], tuple[str, ...]]:
    parts: dict[str, str] = {}
    places: list[str] = []
    key = ""
    for line in block.splitlines():
        if line.startswith("#: "):
            places += line.removeprefix("#: ").split(" ")
        elif line.startswith("#"):
            msg = f"not a line of ours: {line}"
            raise ValueError(msg)
        elif line.startswith('"'):
            parts[key] += ast.literal_eval(line)
        else:
            key, _space, value = line.partition(" ")
            parts[key] = ast.literal_eval(value)
    return parts, tuple(places)


def write_po(header: str, messages: Iterable[Message]) -> str:
    """The text of a .po: each message under the files that have it."""
    blocks = ["\n".join(_entry("msgid", "") + _entry("msgstr", header))]
    for message in messages:
        lines = [f"#: {place}" for place in message.places]
        lines += _entry("msgid", message.text)
        if message.plural:
            lines += _entry("msgid_plural", message.plural)
        for form in range(message.forms):
            key = f"msgstr[{form}]" if message.plural else "msgstr"
            done = message.translations[form] if message.translations else ""
            lines += _entry(key, done)
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n"


def _entry(key: str, text: str) -> list[str]:
    """A key and its text, on one line or wrapped after spaces and at line ends."""
    quoted = "".join(_ESCAPES.get(char, char) for char in text)
    if len(key) + len(quoted) + 3 <= _WIDTH and "\\n" not in quoted[:-2]:
        return [f'{key} "{quoted}"']
    lines, line = [], ""
    for word in quoted.replace("\\n", "\\n\0").replace(" ", " \0").split("\0"):
        if len(line) + len(word) > _WIDTH - 2 or line.endswith("\\n"):
            lines.append(line)
            line = ""
        line += word
    return [f'{key} ""', *(f'"{each}"' for each in (*lines, line) if each)]


def updated(messages: dict[str, Message], known: dict[str, Message]) -> list[Message]:
    """What the code says, with the translations that are known."""
    return [
        replace(message, translations=old.translations)
        if (old := known.get(text)) is not None and old.forms == message.forms
        else message
        for text, message in messages.items()
    ]


# -- the .mo --------------------------------------------------------------------------------


def compiled(header: str, messages: Iterable[Message]) -> bytes:
    """The .mo that gettext reads: a table of texts in their order, one of translations."""
    pairs = {b"": header.encode()}
    for message in messages:
        if message.translations:
            text = f"{message.text}\0{message.plural}" if message.plural else message.text
            pairs[text.encode()] = "\0".join(message.translations).encode()
    keys = sorted(pairs)
    start = 28
    place = start + 16 * len(keys)
    tables: list[bytes] = []
    bodies = b""
    for texts in (keys, [pairs[key] for key in keys]):
        for each in texts:
            tables.append(struct.pack("<II", len(each), place + len(bodies)))
            bodies += each + b"\0"
    head = struct.pack("<IIIIIII", _MAGIC, 0, len(keys), start, start + 8 * len(keys), 0, 0)
    return head + b"".join(tables) + bodies


def main() -> None:
    """Bring every catalogue up to date, and say what is to be translated."""
    messages = code_messages()
    for language in LANGUAGES:
        path = path_of(language, ".po")
        header, known = read_po(path.read_text(encoding="utf-8"))
        now = updated(messages, known)
        path.write_text(write_po(header, now), encoding="utf-8")
        path_of(language, ".mo").write_bytes(compiled(header, now))
        missing = [message.text for message in now if not message.translations]
        sys.stdout.write(f"{language}: {len(now)} messages, {len(missing)} to translate\n")
        sys.stdout.writelines(f"  {text!r}\n" for text in missing)


if __name__ == "__main__":
    main()

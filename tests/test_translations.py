"""The catalogues of messages: whole, translated, and the same in both of their forms."""

from __future__ import annotations

import gettext
import io
import re
from pathlib import Path

import pytest

from smm_tui import i18n
from tests import messages
from tests.messages import (
    LANGUAGES,
    Message,
    Unreadable,
    code_messages,
    compiled,
    path_of,
    read_po,
    write_po,
)

PLACEHOLDER = re.compile(r"\{[^}]*\}|%\([a-z_]+\)[sr]|%[sr]")
RUN = "run .venv/bin/python -m tests.messages and translate what it lists"


def po_of(language: str) -> tuple[str, dict[str, Message]]:
    return read_po(path_of(language, ".po").read_text(encoding="utf-8"))


def test_every_language_of_the_program_has_a_catalogue() -> None:
    assert set(i18n.LANGUAGES) == {i18n.ENGLISH, *LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_the_code_is_in_the_catalogue_and_nothing_else(language: str) -> None:
    _header, known = po_of(language)
    assert {text: message.plural for text, message in known.items()} == {
        text: message.plural for text, message in code_messages().items()
    }, RUN


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated_with_its_placeholders_and_its_ends(language: str) -> None:
    _header, known = po_of(language)
    missing = [text for text, message in known.items() if not message.translations]
    assert not missing, RUN
    for message in known.values():
        forms = (message.text, message.plural) if message.plural else (message.text,)
        for form, said in zip(forms, message.translations, strict=True):
            assert sorted(set(PLACEHOLDER.findall(said))) == sorted(
                set(PLACEHOLDER.findall(form))
            ), said
            assert said == said.strip() or form != form.strip(), said
            assert said[-1:] == form[-1:] or form[-1:] not in ".:\n", said
            assert said.count("\n") == form.count("\n"), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_gettext_reads_is_what_people_translate(language: str) -> None:
    header, known = po_of(language)
    text = path_of(language, ".po").read_text(encoding="utf-8")
    assert write_po(header, known.values()) == text
    body = path_of(language, ".mo").read_bytes()
    assert body == compiled(header, known.values()), "run .venv/bin/python -m tests.messages"
    read = gettext.GNUTranslations(io.BytesIO(body))
    assert read.info()["language"] == language
    for message in known.values():
        if message.plural:
            shown = {
                number: read.ngettext(message.text, message.plural, number) for number in range(3)
            }
            assert (shown[0], shown[1], shown[2]) == (
                message.translations[0],
                *message.translations,
            )
        else:
            assert read.gettext(message.text) == message.translations[0]


def test_a_text_that_is_put_together_is_found(tmp_path: Path) -> None:
    for wrong in ('_("a" + name)', '_(f"a {name}")', 'ngettext("one", many, 2)'):
        file = tmp_path / "package" / "module.py"
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"x = {wrong}\n")
        with pytest.raises(Unreadable):
            code_messages(file.parent)
    file.write_text('x = (_("b"), N_("a" "c"), ngettext("one", "many", 2), _(name))\n')
    assert list(code_messages(file.parent)) == ["ac", "b", "one"]


def test_what_is_written_is_read_again() -> None:
    header = "Language: xx\nPlural-Forms: nplurals=2; plural=(n > 1);\n"
    long = 'a long text with "quotes", a \\ and\nanother line ' * 6
    known = [
        Message(long, "", ("a/b.py", "c.py"), (long.upper(),)),
        Message("one {n}", "many {n}", ("a.py",), ("um {n}", "muitos {n}")),
        Message("new", "", ("a.py",)),
    ]
    text = write_po(header, known)
    assert max(map(len, text.splitlines())) <= 100
    found, read = read_po(text)
    assert found == header
    assert [(each, each.translations) for each in read.values()] == [
        (each, each.translations) for each in known
    ]
    with pytest.raises(ValueError, match="fuzzy"):
        read_po(text.replace("#: a.py", "#, fuzzy", 1))


def test_translations_stay_when_the_code_goes_on() -> None:
    known = {
        "same": Message("same", "", (), ("mesmo",)),
        "counted now": Message("counted now", "", (), ("contado",)),
        "gone": Message("gone", "", (), ("foi",)),
    }
    code = {
        "same": Message("same", "", ("a.py",)),
        "counted now": Message("counted now", "counted", ("a.py",)),
        "new": Message("new"),
    }
    now = messages.updated(code, known)
    assert [(each.text, each.translations) for each in now] == [
        ("same", ("mesmo",)),
        ("counted now", ()),
        ("new", ()),
    ]

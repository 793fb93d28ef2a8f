"""Texts are in the language of the reader, and the code's own words are English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from smm_tui import i18n
from smm_tui.errors import KeyRefused, SmmError


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    i18n.use_language("en")


def test_a_language_without_a_catalogue_leaves_the_words_of_the_code() -> None:
    i18n.use_language("tlh", "xx")
    assert i18n._("Help") == "Help"
    assert i18n.ngettext("{count} order", "{count} orders", 2) == "{count} orders"


def test_errors_explain_themselves() -> None:
    error = KeyRefused("Invalid API key")
    assert str(error) == "The panel refused the API key: Invalid API key"
    assert "My account" in error.remedy


def _is_ours(kind: type[SmmError]) -> bool:
    return kind.__module__.startswith("smm_tui.") and not kind.__name__.startswith("_")


def test_every_error_has_an_id_of_its_own_and_a_remedy() -> None:
    kinds = [SmmError]
    for kind in kinds:
        kinds += [each for each in kind.__subclasses__() if _is_ours(each)]
    named = [kind.message_id for kind in kinds]
    assert len(set(named)) == len(named)
    assert all(kind.heading and kind.mend for kind in kinds)
    assert str(SmmError()) == SmmError.heading

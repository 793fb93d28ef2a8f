"""What a person may enter to name orders."""

from __future__ import annotations

import pytest

from smm_tui.errors import InvalidInput
from smm_tui.session.tracking import MOST_IDS, parse_ids


@pytest.mark.parametrize(
    ("entry", "ids"),
    [
        ("7", ("7",)),
        (" #7, 8;9\n8\t7 ", ("7", "8", "9")),
        ("100-103", ("100", "101", "102", "103")),
        ("5 - 6, 9..10 12\N{EN DASH}12", ("5", "6", "9", "10", "12")),
        ("65f0c1e2ab AB-12", ("65f0c1e2ab", "AB-12")),
    ],
)
def test_ids_are_told_apart(entry: str, ids: tuple[str, ...]) -> None:
    assert parse_ids(entry) == ids


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("", "Enter order ids"),
        (" , #; ", "Enter order ids"),
        ("9-7", "runs backwards"),
        (f"1-{MOST_IDS + 1}", "longer than"),
        (f"1-{MOST_IDS} x", "At most"),
    ],
)
def test_what_cannot_be_used_is_said(entry: str, words: str) -> None:
    with pytest.raises(InvalidInput, match=words) as found:
        parse_ids(entry)
    assert found.value.field == "ids"

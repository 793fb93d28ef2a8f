"""What the book keeps has no language: it is put into words by whoever reads it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui import i18n, sayings
from smm_tui.sayings import english, joined, later, later_n, said, stored

WHY = "It is unknown whether that order was placed."


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    i18n.use_language("en")


def batch_stopped() -> str:
    return later("Not sent: the batch stopped at line {line}. {why}", line=1200, why=later(WHY))


def test_a_text_is_worded_by_whoever_reads_it() -> None:
    i18n.use_language("pt_BR")
    made = batch_stopped()
    assert made.startswith("Não enviado: o lote parou na linha 1.200.")
    kept = stored(made)
    assert said(kept) == made
    i18n.use_language("en")
    assert said(kept) == f"Not sent: the batch stopped at line 1,200. {WHY}"
    assert stored(said(kept)) == kept


def test_counts_amounts_and_spans_are_written_as_the_reader_writes_them() -> None:
    i18n.use_language("pt_BR")
    made = joined(
        "; ",
        later_n("{count} order added", "{count} orders added", 1200),
        "",
        later(
            "{amount}, less than {limit}",
            amount=sayings.money(Decimal("1234.50"), "BRL"),
            limit=sayings.money(Decimal(2), ""),
        ),
        later("after {time}", time=sayings.age(timedelta(minutes=3))),
    )
    assert made == "1.200 pedidos adicionados; 1.234,50 BRL, menos que 2; depois de 3 min"
    i18n.use_language("en")
    assert said(stored(made)) == "1,200 orders added; 1,234.50 BRL, less than 2; after 3 min"


def test_a_file_for_other_programs_has_english_in_every_language() -> None:
    i18n.use_language("pt_BR")
    assert english(batch_stopped()) == f"Not sent: the batch stopped at line 1200. {WHY}"
    assert english("Saldo insuficiente") == "Saldo insuficiente"


@given(st.text(st.characters(exclude_characters="\x02\x03", exclude_categories=["Cs"])))
def test_words_of_a_panel_and_of_earlier_versions_stay_as_they_are(words: str) -> None:
    assert said(words) == stored(words) == english(words) == words
    around = joined(" - ", words, later("Refill"))
    assert said(stored(around)) == around
    inside = later("{id} {name}: {what}", id="1", name=words, what="{id}")
    assert said(stored(inside)) == inside == f"1 {words}: {{id}}"


@pytest.mark.parametrize("kept", ["[]", "{", '["figure"]', '["text", "a", []]', '["new", 1]', "7"])
def test_a_form_of_another_version_is_shown_as_it_is(kept: str) -> None:
    assert said(f"a \x02{kept}\x03 b") == f"a {kept} b"

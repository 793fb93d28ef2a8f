"""Texts are in the language of the reader, and the code's own words are English."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui import formatting, i18n, ordering
from smm_tui.config import panel_entered
from smm_tui.errors import InvalidInput, KeyRefused, SmmError
from smm_tui.models import Service, ServiceType
from smm_tui.screens import bills
from smm_tui.session.checks import check
from smm_tui.settings import KeyOrigin, KeySource, PanelSettings


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    i18n.use_language("en")


def test_a_language_without_a_catalogue_leaves_the_words_of_the_code() -> None:
    i18n.use_language("tlh", "xx")
    assert i18n._("Help") == "Help"
    assert i18n.ngettext("{count} order", "{count} orders", 2) == "{count} orders"


def test_a_language_is_taken_by_its_locale_and_english_is_what_is_left() -> None:
    for wanted, name, helped in (
        (("pt_BR.UTF-8",), "pt_BR", "Ajuda"),
        (("xx", "pt_PT"), "pt_BR", "Ajuda"),
        (("pt-br@euro",), "pt_BR", "Ajuda"),
        (("en_GB", "pt_BR"), "en", "Help"),
        (("C.UTF-8", "pt_BR"), "en", "Help"),
        ((), "en", "Help"),
    ):
        i18n.use_language(*wanted)
        assert (i18n.language(), i18n._("Help")) == (name, helped)


@pytest.mark.parametrize(
    ("environ", "language"),
    [
        ({}, "en"),
        ({"LANG": "pt_BR.UTF-8"}, "pt_BR"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "pt_BR"}, "pt_BR"),
        ({"LANG": "pt_BR.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "pt_BR.UTF-8", "LC_ALL": "", "LANGUAGE": "en:pt"}, "en"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "xx:pt_BR"}, "pt_BR"),
        ({"LC_ALL": "C.UTF-8", "LANGUAGE": "pt_BR"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_locale_says_which_language(environ: dict[str, str], language: str) -> None:
    i18n.use_language(*i18n.languages_of(environ))
    assert i18n.language() == language


def test_counts_take_their_forms_and_are_written_as_the_language_writes_them() -> None:
    i18n.use_language("pt_BR")
    forms = [i18n.ngettext("{count} order", "{count} orders", n) for n in (0, 1, 2)]
    assert forms == ["{count} pedido", "{count} pedido", "{count} pedidos"]
    amount, moment = Decimal("1234567.890"), datetime(2026, 3, 14, 14, 2, 11, tzinfo=UTC)
    assert formatting.money(amount, "BRL") == "1.234.567,890 BRL"
    assert formatting.rate(Decimal("0.0021")) == "0,0021"
    assert formatting.count(12_345) == "12.345"
    assert formatting.plain(amount) == "1234567,890"
    assert formatting.ungrouped("12.345") == "12345"
    assert formatting.date_time(moment, UTC) == "14/03/2026 14:02"
    assert formatting.day(moment) == "14/03/2026"
    assert formatting.clock_time(moment, UTC) == "14:02:11"


def test_an_amount_that_has_to_be_typed_is_the_one_that_is_shown() -> None:
    i18n.use_language("pt_BR")
    service = Service("1", "·", "·", ServiceType.DEFAULT, "Default", Decimal("1234.50"), min=1)
    quote = ordering.quote(service, {"link": "https://a.b/c", "quantity": "1500"})
    settings = PanelSettings(
        "p", "https://a.b/", KeySource(KeyOrigin.NONE), confirm_above=Decimal(1)
    )
    bill = bills.of_order(quote, panel=settings, balance=None, running=(), age=None)
    assert bill.typed == "1851,75"
    assert any("Digite 1851,75 abaixo" in line.text for line in bill.lines)
    check(quote, settings, typed=bill.typed)
    for wrong in ("1851.75", "1.851,75", "1851,750"):
        with pytest.raises(InvalidInput, match="1851,75"):
            check(quote, settings, typed=wrong)


@pytest.mark.parametrize(
    ("typed", "amount"), [("10,50", "10.50"), ("10", "10"), ("1.000", ""), ("1.000,50", "")]
)
def test_an_amount_of_the_setup_is_typed_as_the_language_writes_it(typed: str, amount: str) -> None:
    i18n.use_language("pt_BR")
    entries = {"url": "https://a.b/", "key_env": "KEY", "max_charge": typed}
    if amount:
        panel = panel_entered("p", entries, folder=Path("/c"))
        assert str(panel.max_charge) == amount
    else:
        with pytest.raises(InvalidInput, match="10,50"):
            panel_entered("p", entries, folder=Path("/c"))


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
    # By name: a test that loads the package anew leaves the classes of before behind.
    named = [kind.message_id for kind in {each.__qualname__: each for each in kinds}.values()]
    assert len(set(named)) == len(named)
    assert all(kind.heading and kind.mend for kind in kinds)
    assert str(SmmError()) == SmmError.heading

"""What to say to a text that is nearly a field of a filter (pure)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from smm_tui.conditions import Field
from smm_tui.filters import Grammar, Miss, misses
from smm_tui.i18n import N_, _

_YES_OR_NO: Final = N_("{field} takes yes or no, as in {field}yes")
_HINTS: Final[Mapping[Field, str]] = MappingProxyType(
    {
        Field.ID: N_("{field} takes ids, as in {field}101 or {field}101,102"),
        Field.CATEGORY: N_("{field} takes a part of the category, as in {field}instagram"),
        Field.TYPE: N_("{field} takes a part of the type, as in {field}comments"),
        Field.RATE_BELOW: N_("{field} takes an amount per 1000, as in {field}0.50"),
        Field.RATE_ABOVE: N_("{field} takes an amount per 1000, as in {field}0.50"),
        Field.MIN: N_("{field} takes a number, as in {field}100"),
        Field.MAX: N_("{field} takes a number, as in {field}10000 or {field}10k"),
        Field.REFILL: _YES_OR_NO,
        Field.CANCEL: _YES_OR_NO,
        Field.DRIPFEED: _YES_OR_NO,
        Field.FAVOURITE: _YES_OR_NO,
        Field.NEW: N_("{field} takes a time, yes or no, as in {field}2h, {field}7d, {field}yes"),
        Field.STATUS: N_(
            "{field} takes a status, as in {field}pending, {field}partial, {field}slow"
        ),
        Field.LINK: N_("{field} takes a part of the link, as in {field}instagram.com/p"),
        Field.SERVICE: N_("{field} takes an id or a part of the name, as in {field}followers"),
        Field.PANEL: N_("{field} takes a part of the panel's name"),
        Field.CHARGE: N_("{field} takes an amount, as in {field}1.50"),
        Field.AGE: N_("{field} takes a time and its unit, as in {field}30m, {field}2h, {field}7d"),
    }
)


def hint(text: str, grammar: Grammar) -> str:
    """What to say to the last text in a filter that is nearly a field; "" where there is none."""
    found = misses(text, grammar)
    return _said(found[-1]) if found else ""


def _said(miss: Miss) -> str:
    if miss.meant:
        words = _("{typed} is searched as text. Did you mean {meant}?")
        return words.format(typed=miss.typed, meant=miss.meant)
    return _(_HINTS[miss.field]).format(field=miss.field)

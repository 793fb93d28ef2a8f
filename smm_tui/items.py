"""Which part of an answer about many belongs to which id (pure; panel-api §3.12 to §3.17)."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from smm_tui import errors, untrusted
from smm_tui.decoding import Json
from smm_tui.i18n import _
from smm_tui.refusals import refusal

# Zero is no id however it is written: PHP turns "no row" into "0" as readily as into 0, and no
# panel counts from it.
_ZEROS: Final = frozenset({"0", "-0", "0.0", "00"})


@dataclass(frozen=True, slots=True)
class Form:
    """How an action's answers name their items."""

    id_key: str
    """The field of an item that holds its id."""
    fields: AbstractSet[str]
    """Fields of which an answer about a single id has at least one."""


def id_of(value: Json) -> str:
    """An id that a panel gave: a number or a text; "" for anything else and for zero."""
    found = untrusted.identifier(value)
    return "" if found in _ZEROS else found


def items(answer: Json, asked: Sequence[str], form: Form) -> dict[str, Json]:
    """The item of each id that was asked for; what is not in the answer is not there.

    Raises:
        errors.Refused, errors.RateLimited: the panel's refusal of the whole. About a single
            id, words about the id are its item.
        errors.NoIds: what belongs to which id cannot be told.
        errors.Malformed: neither a list nor an object, or none of this action.
    """
    refused = refusal(answer)
    if isinstance(refused, errors.WrongOrder) and len(asked) == 1:
        return {asked[0]: {"error": refused.detail}}
    if refused is not None:
        raise refused
    inner = unwrapped(answer)
    if isinstance(inner, list):
        return _of_list(inner, asked, form)
    if isinstance(inner, dict):
        return _of_object(inner, asked, form)
    raise errors.Malformed(_("neither a list nor an object"))


def unwrapped(answer: Json) -> Json:
    """What `data` holds, where the answer is wrapped in it."""
    inner = answer.get("data") if isinstance(answer, dict) else None
    return inner if inner and isinstance(inner, (dict, list)) else answer


def _of_list(found: list[Json], asked: Sequence[str], form: Form) -> dict[str, Json]:
    ids = [id_of(item.get(form.id_key)) if isinstance(item, dict) else "" for item in found]
    if all(ids):
        wanted = frozenset(asked)
        return {name: item for name, item in zip(ids, found, strict=True) if name in wanted}
    if any(ids) or len(found) != len(asked):
        raise errors.NoIds(
            _("{count} items, not all with an id, for {asked} ids").format(
                count=len(found), asked=len(asked)
            )
        )
    return dict(zip(asked, found, strict=True))


def _of_object(found: dict[str, Json], asked: Sequence[str], form: Form) -> dict[str, Json]:
    wanted = frozenset(asked)
    names = ((untrusted.identifier(key), item) for key, item in found.items())
    keyed = {name: item for name, item in names if name in wanted}
    if keyed:
        return keyed
    if form.fields & found.keys():
        return _of_single(found, asked, form)
    if all(isinstance(item, (dict, list)) for item in found.values()):
        return {}  # keyed by ids that nobody asked for
    raise errors.Malformed(
        _("none of these fields: {fields}").format(fields=", ".join(sorted(form.fields)))
    )


def _of_single(found: dict[str, Json], asked: Sequence[str], form: Form) -> dict[str, Json]:
    name = id_of(found.get(form.id_key))
    if name:
        return {name: found} if name in asked else {}
    if len(asked) == 1:
        return {asked[0]: found}
    raise errors.NoIds(_("one item without an id, for {asked} ids").format(asked=len(asked)))

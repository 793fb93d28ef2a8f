"""An order form as far as it has been checked: entries, problems, warnings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from smm_tui.charges import limits
from smm_tui.entries import Entry, read
from smm_tui.errors import InvalidInput
from smm_tui.i18n import _
from smm_tui.models import Service, ServiceType
from smm_tui.service_fields import Field, fields

_SAFE_INTERVALS: Final = frozenset({10, 30, 60})
"""Minutes; the lists of panel engines have only these in common (panel-api.md §1.3)."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong, or worth a warning, and what is allowed."""

    field: str
    """The name of the field; "" for the order as a whole."""
    text: str


@dataclass(slots=True)
class Form:
    """The entries of one order and all that was found wrong with them."""

    service: Service
    entries: dict[str, Entry] = field(default_factory=dict)
    """Those that hold something and can be sent, in the order of the form."""
    wrong: set[str] = field(default_factory=set)
    """The fields whose entry cannot be sent."""
    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)

    def refuse(self, name: str, text: str) -> None:
        """Note a problem, which keeps the order from being sent."""
        self.problems.append(Problem(name, text))

    def warn(self, name: str, text: str) -> None:
        """Note a warning, which keeps nothing from being sent."""
        self.warnings.append(Problem(name, text))

    def whole(self, name: str) -> int | None:
        """The whole number in a field; None while there is none."""
        return self.entries[name].whole if name in self.entries else None

    def lines(self, name: str) -> int | None:
        """How many lines a field holds; None while there are none."""
        return self.entries[name].lines if name in self.entries else None

    def params(self) -> tuple[tuple[str, str], ...]:
        """What `add` sends, less key and action."""
        entered = ((name, entry.sent) for name, entry in self.entries.items())
        return (("service", self.service.service_id), *entered)


def filled(service: Service, entries: Mapping[str, str]) -> Form:
    """The form with everything checked that can be checked field by field."""
    form = Form(service)
    _check_service(form)
    for each in fields(service):
        if _is_asked(form, each):
            _read(form, each, entries.get(each.name, ""))
    return form


def _check_service(form: Form) -> None:
    service = form.service
    for name, text in service.unclear:
        form.refuse(
            "",
            _('The panel\'s {field} is "{text}", which cannot be read without a guess.').format(
                field=name, text=text
            ),
        )
    if service.rate is None and not service.unclear:
        form.refuse("", _("The panel names no rate for this service."))
    if service.rate is not None and service.rate < 0:
        form.refuse("", _("The panel's rate is below zero."))
    if service.type is ServiceType.UNHEARD:
        form.warn(
            "",
            _('The type "{type}" is not known here; it is ordered as Default.').format(
                type=service.type_text
            ),
        )
    if limits(service).contradictory:
        form.warn("", _("The panel's limits contradict each other: its min is above its max."))


def _is_asked(form: Form, asked: Field) -> bool:
    """Whether the choice that a field depends on was made; the choice comes before it."""
    if asked.only_if is None:
        return True
    name, value = asked.only_if
    return name in form.entries and form.entries[name].sent == value


def _read(form: Form, asked: Field, text: str) -> None:
    try:
        entry = read(asked, text)
    except InvalidInput as error:
        form.wrong.add(asked.name)
        form.refuse(asked.name, error.detail)
        return
    if entry.warning:
        form.warn(asked.name, entry.warning)
    if entry.sent:
        form.entries[asked.name] = entry
    elif asked.required:
        form.refuse(asked.name, _("{label} is needed.").format(label=asked.label))


def check_amount(form: Form, name: str, units: int, *, runs: int = 1) -> None:
    """Check units against the limits; with drip-feed they are those of one run.

    Some panels check a run and some the total, so only what every panel refuses is a problem.
    """
    allowed, total = limits(form.service), units * runs
    if units < 1:
        form.refuse(name, _("At least 1 is needed."))
    elif allowed.contradictory:
        return
    elif total < allowed.min or (allowed.max is not None and units > allowed.max):
        form.refuse(name, _("Allowed: {allowed}.").format(allowed=allowed.text))
    elif units < allowed.min or (allowed.max is not None and total > allowed.max):
        form.warn(
            name,
            _("{total} in all; some panels check each run and some the total: {allowed}.").format(
                total=total, allowed=allowed.text
            ),
        )


def drip_runs(form: Form) -> int:
    """How many runs are ordered, 1 without drip-feed; checks what belongs to it."""
    pair = {"runs": _("Runs"), "interval": _("Interval")}
    present = pair.keys() & (form.entries.keys() | form.wrong)
    if not present:
        return 1
    for name in _missing(pair, present):
        form.refuse(name, _("Runs and interval go together: fill in both or neither."))
    runs, interval = form.whole("runs"), form.whole("interval")
    if runs == 0:
        form.refuse("runs", _("At least 1 is needed."))
    if runs == 1:
        form.warn("runs", _("Some panels take no drip-feed of less than 2 runs."))
    if interval is not None and interval not in _SAFE_INTERVALS:
        form.warn("interval", _("Not every panel takes this; 10, 30 and 60 are taken by all."))
    if form.service.dripfeed is None:
        form.warn("runs", _("The panel does not say whether this service takes drip-feed."))
    return runs or 1


def _missing(names: Iterable[str], present: set[str]) -> list[str]:
    return [name for name in names if name not in present]

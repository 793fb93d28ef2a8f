"""What can be expected of a service by its own past orders, in words (pure).

Percentiles stand only where there were enough orders for them; of fewer it says how few.
"""

from __future__ import annotations

from datetime import timedelta

from smm_tui.formatting import count, duration
from smm_tui.i18n import _, ngettext
from smm_tui.statistics import Pace, Spread


def expected(pace: Pace) -> list[str]:
    """How long orders take, then how they ended, each a saying of its own; [] of no orders."""
    if not pace.count:
        return []
    ends = _ends(pace)
    if not pace.ended:
        ends = [
            ngettext(
                "{count} order of yours, which has not ended yet",
                "{count} orders of yours, none of which has ended yet",
                pace.count,
            ).format(count=count(pace.count))
        ]
    return [*_times(pace), *ends]


def _times(pace: Pace) -> list[str]:
    start, done = pace.start, pace.done
    if start is not None and done is not None and start.enough and done.enough:
        text = _("usually starts in {start} (90 %: {started}), done in {done} (90 %: {ended})")
        return [
            text.format(
                start=_span(start.median),
                started=_span(start.late),
                done=_span(done.median),
                ended=_span(done.late),
            )
        ]
    return [
        *([] if start is None else [_start(start)]),
        *([] if done is None else [_done(done)]),
    ]


def _start(start: Spread) -> str:
    if start.enough:
        return _("usually starts in {median} (90 %: {late})").format(
            median=_span(start.median), late=_span(start.late)
        )
    text = ngettext(
        "started in {span} (only {count} order so far)",
        "started in {span} (only {count} orders so far)",
        start.count,
    )
    return text.format(span=_range(start), count=start.count)


def _done(done: Spread) -> str:
    if done.enough:
        return _("usually done in {median} (90 %: {late})").format(
            median=_span(done.median), late=_span(done.late)
        )
    text = ngettext(
        "done in {span} (only {count} order so far)",
        "done in {span} (only {count} orders so far)",
        done.count,
    )
    return text.format(span=_range(done), count=done.count)


def _ends(pace: Pace) -> list[str]:
    """The share of those that fell short, or else of those that did not."""
    short = (
        (_("{some} of {ended} partial"), pace.partial),
        (_("{some} of {ended} canceled"), pace.canceled),
        (_("{some} of {ended} failed"), pace.failed),
    )
    whole = ((_("{some} of {ended} completed"), pace.completed),)
    return [
        text.format(some=count(some), ended=count(pace.ended))
        for text, some in (short if any(some for _text, some in short) else whole)
        if some
    ]


def _range(of: Spread) -> str:
    least, most = _span(of.least), _span(of.most)
    return least if least == most else _("{least} to {most}").format(least=least, most=most)


def _span(milliseconds: int) -> str:
    return duration(timedelta(milliseconds=milliseconds))

"""When a read is worth asking again, and how long to wait before. Money never comes here."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from smm_tui.outcome import Failure

_TOO_MANY: Final = 429
_PASSING: Final = frozenset({502, 503, 504})
_LOST: Final = frozenset({Failure.CONNECT, Failure.CUT})
_MOST_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Retries:
    """How reads are asked again.

    Waits are drawn evenly between nothing and a bound that doubles, so that clients which a
    failure has brought into step part again.
    """

    more: int = 2
    """Tries after the first."""
    first_s: float = 0.5
    """The bound of the first wait, in seconds."""
    longest_s: float = 10.0
    """The longest Retry-After that is waited for; beyond it the answer goes up at once."""
    chance: Callable[[], float] = random.random
    """Evenly from 0 to 1."""

    def wait(
        self, tried: int, *, failure: Failure | None, status: int, body: bytes, after: float | None
    ) -> float | None:
        """Seconds until the next try; None if there is to be none.

        Args:
            tried: Tries so far.
            failure: How the last one failed; None if it gave an answer.
            status: The HTTP code of the answer.
            body: Of the answer.
            after: Its Retry-After, in seconds.
        """
        if tried > self.more or not _is_passing(failure, status, body, after):
            return None
        if after is not None and after > self.longest_s:
            return None
        return (after or 0.0) + self.chance() * self.first_s * 2.0 ** (tried - 1)


def _is_passing(failure: Failure | None, status: int, body: bytes, after: float | None) -> bool:
    if failure is not None:
        return failure in _LOST
    if status == _TOO_MANY:
        return after is not None
    # A body of JSON holds the panel's own words, which another try would not change.
    return status in _PASSING and not body.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"["))


def retry_after(value: str, *, now: datetime) -> float | None:
    """The seconds of a Retry-After header: a number of them, or an HTTP date (RFC 9110, 10.2.3)."""
    value = value.strip()
    if value.isascii() and value.isdigit():
        return float(value[:_MOST_DIGITS])
    import email.utils  # noqa: PLC0415 - rarely needed, and not before the first picture

    try:
        then = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max(0.0, (then - now).total_seconds())

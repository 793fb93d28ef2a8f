"""The account and its orders: in memory, and in a file that several processes may share."""

from __future__ import annotations

import fcntl
import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, Final

from smm_tui.demo.life import Order, Refill, Series

_FORMAT: Final = 1
_START: Final = Decimal("100.84292")
_FIRST_ORDER: Final = 23_501

Stamp = tuple[int, int, int]


class StateUnreadable(ValueError):
    """The file is not the state of a demo panel; the text names it and what to do."""


@dataclass(slots=True)
class Account:
    """Everything that the panel remembers. `seen` is the latest time, so that none runs back."""

    opened: float = 0.0
    balance: Decimal = _START
    next_order: int = _FIRST_ORDER
    next_refill: int = 1
    seen: float = 0.0
    orders: dict[int, Order | Series] = field(default_factory=dict)
    refills: dict[int, Refill] = field(default_factory=dict)

    def encode(self) -> bytes:
        """As JSON; amounts as text."""
        return json.dumps(
            {
                "format": _FORMAT,
                "opened": self.opened,
                "balance": self.balance,
                "next_order": self.next_order,
                "next_refill": self.next_refill,
                "seen": self.seen,
                "orders": [asdict(o) for o in self.orders.values() if isinstance(o, Order)],
                "series": [asdict(o) for o in self.orders.values() if isinstance(o, Series)],
                "refills": [asdict(refill) for refill in self.refills.values()],
            },
            default=str,
        ).encode()

    @classmethod
    def decode(cls, data: bytes) -> Account:
        """Back from JSON.

        Raises:
            ValueError, KeyError, TypeError, ArithmeticError: it is something else.
        """
        raw = json.loads(data)
        if raw["format"] != _FORMAT:
            message = f"format {raw['format']} is not {_FORMAT}"
            raise ValueError(message)
        orders: list[Order | Series] = [Order(**_amounts(row)) for row in raw["orders"]]
        orders += [Series(**_amounts(row)) for row in raw["series"]]
        return cls(
            # A file of before the panel's services changed opens when it was last used.
            opened=float(raw.get("opened", raw["seen"])),
            balance=Decimal(raw["balance"]),
            next_order=int(raw["next_order"]),
            next_refill=int(raw["next_refill"]),
            seen=float(raw["seen"]),
            orders={order.order_id: order for order in sorted(orders, key=lambda o: o.order_id)},
            refills={row["refill_id"]: Refill(**row) for row in raw["refills"]},
        )


def _amounts(row: dict[str, Any]) -> dict[str, Any]:
    return row | {"charge": Decimal(row["charge"])}


class Store:
    """Where an account is kept; without a path it lives as long as the process.

    A panel that is new opens at `opened` (seconds since the epoch), which is kept at once.
    """

    def __init__(self, path: Path | None, *, opened: float) -> None:
        self.account = Account(opened=opened)
        self._opened = opened
        self._path = path
        self._stamp: Stamp | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with self.held():
                if self._stamp is None:
                    self.save()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Keep other processes out, with `account` as they left it.

        Raises:
            StateUnreadable: the file holds something else.
            OSError: it cannot be read or locked.
        """
        if self._path is None:
            yield
            return
        lock = os.open(f"{self._path}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            self._read(self._path)
            yield
        finally:
            os.close(lock)

    def save(self) -> None:
        """Write the account as a whole or not at all, readable by its owner only.

        Raises:
            OSError: it cannot be written; `account` is read from the file again next time.
        """
        if self._path is None:
            return
        self._stamp = None
        handle, name = tempfile.mkstemp(dir=self._path.parent, prefix=f"{self._path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(self.account.encode())
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self._path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
        self._stamp = _stamp(self._path)

    def _read(self, path: Path) -> None:
        try:
            stamp = _stamp(path)
            if stamp == self._stamp:
                return
            data = path.read_bytes()
        except FileNotFoundError:
            self.account, self._stamp = Account(opened=self._opened), None
            return
        try:
            self.account = Account.decode(data)
        except (ValueError, KeyError, TypeError, InvalidOperation) as error:
            message = f"{path} is not the state of a demo panel ({error}); move it away"
            raise StateUnreadable(message) from error
        self._stamp = stamp


def _stamp(path: Path) -> Stamp:
    facts = path.stat()
    return facts.st_ino, facts.st_mtime_ns, facts.st_size

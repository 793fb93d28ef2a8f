"""What another process does with the book, for `test_processes`."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path

from smm_tui.errors import LedgerError
from smm_tui.ledger import Ledger, Sender
from smm_tui.models import SystemClock
from tests.ledger.making import ME, intent


async def begin(path: Path, refs: list[int]) -> None:
    """Race for each order under the one name that all racers share."""
    book = await Ledger.open(path, clock=SystemClock())
    parent = await book.sender_of(refs[0])
    say("ready")
    sys.stdin.readline()
    won = [ref for ref in refs if await book.begin_sending(ref, parent)]
    say(json.dumps(won))
    await book.close()


async def write(path: Path) -> None:
    """Place orders until killed, and say how many are there after each."""
    book = await Ledger.open(path, clock=SystemClock())
    while True:
        ref = await book.intend(intent(), ME)
        say(str(ref))
        await book.begin_sending(ref, Sender.me())


async def fill(path: Path) -> None:
    """Write until it is refused, then read."""
    book = await Ledger.open(path, clock=SystemClock())
    acknowledged, error = 0, ""
    while not error:
        try:
            await book.intend(intent(), ME)
        except LedgerError as refused:
            error = type(refused).__name__
        else:
            acknowledged += 1
    total = (await book.counts()).total
    say(json.dumps({"error": error, "acknowledged": acknowledged, "readable": total}))
    await book.close()


def say(text: str) -> None:
    sys.stdout.write(text + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    place = Path(sys.argv[2])
    if sys.argv[1] == "begin":
        asyncio.run(begin(place, json.loads(sys.argv[3])))
    else:
        asyncio.run({"write": write, "fill": fill}[sys.argv[1]](place))

"""The gate holds even if a later httpcore names its events otherwise."""

from __future__ import annotations

import pytest

from smm_tui.transport import Withdrawn
from smm_tui.transport.passage import Passage


async def test_without_events_the_gate_is_passed_before_the_form() -> None:
    asked: list[bool] = []

    async def gate() -> None:
        asked.append(passage.handed_over)

    passage = Passage(gate)
    await passage.watch("connection.connect_tcp.started", {})
    assert [content async for content in passage.form(b"key=1")] == [b"key=1"]
    assert asked == [False]
    assert passage.handed_over
    assert not passage.traced


async def test_without_events_a_withdrawn_form_is_not_given_out() -> None:
    async def withdraw() -> None:
        raise Withdrawn

    given: list[bytes] = []
    passage = Passage(withdraw)
    with pytest.raises(Withdrawn):
        given.extend([content async for content in passage.form(b"key=1")])
    assert given == []
    assert not passage.handed_over

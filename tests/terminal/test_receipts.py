from __future__ import annotations

from smm_tui.terminal.pace import MUTE, PATIENCE
from smm_tui.terminal.receipts import Asker, Receipts


class Told(list[str]):
    def by(self, name: str) -> None:
        self.append(name)


def test_it_is_told_once_the_query_after_the_frame_is_answered() -> None:
    receipts, told = Receipts(), Told()
    receipts.want(lambda: told.by("one"))
    assert not receipts.written(0.0, answers=True)  # no frame has been made since
    receipts.made()
    assert receipts.written(0.0, answers=True)
    assert not receipts.written(0.0, answers=True)
    assert told == []
    assert receipts.answered() is Asker.RECEIPT
    assert told == ["one"]
    assert receipts.look(99.0, answers=True) is None


def test_answers_are_given_to_the_queries_in_their_order() -> None:
    receipts, told = Receipts(), Told()
    receipts.paced()
    receipts.want(lambda: told.by("one"))
    receipts.made()
    assert receipts.written(0.0, answers=True)
    receipts.want(lambda: told.by("two"))
    receipts.paced()
    receipts.made()
    assert receipts.written(0.1, answers=True)
    assert [receipts.answered() for _ in range(2)] == [Asker.PACE, Asker.RECEIPT]
    assert told == []  # the second frame is still under way, and so is what it covers
    assert [receipts.answered() for _ in range(2)] == [Asker.PACE, Asker.RECEIPT]
    assert told == ["one", "two"]
    assert receipts.answered() is Asker.PACE  # of which nobody knows


def test_where_nothing_is_answered_the_write_has_to_do() -> None:
    receipts, told = Receipts(), Told()
    receipts.want(lambda: told.by("one"))
    receipts.made()
    assert not receipts.written(0.0, answers=False)
    assert told == ["one"]


def test_an_answer_that_does_not_come_is_waited_for_so_long() -> None:
    for answers, limit in ((None, MUTE), (True, PATIENCE)):
        receipts, told = Receipts(), Told()
        receipts.want(lambda told=told: told.by("one"))  # type: ignore[misc]  # its own
        receipts.made()
        assert receipts.written(10.0, answers=answers)
        assert receipts.look(10.0, answers=answers) == limit
        assert receipts.look(10.0 + limit - 1, answers=answers) == 1
        assert told == []
        assert receipts.look(10.0 + limit, answers=answers) is None
        assert told == ["one"]
        # What is answered later was asked for nobody who still waits.
        receipts.want(lambda told=told: told.by("two"))  # type: ignore[misc]  # its own
        receipts.made()
        assert receipts.written(50.0, answers=True)
        assert receipts.answered() is Asker.RECEIPT
        assert told == ["one", "two"]

"""The table of long runs adds up what it was told, and their time is shared out as marked."""

from __future__ import annotations

import itertools

import pytest

from tests.figures import CHOSEN, TOLD, Sample, Share, choose, table_of


def report(
    name: str, *told: dict[str, int | str], key: str = TOLD, failed: bool = False
) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=f"tests/test_a.py::{name}",
        location=("tests/test_a.py", 1, name),
        keywords={},
        outcome="failed" if failed else "passed",
        longrepr=None,
        when="call",
        user_properties=[(key, value) for value in told],
    )


def test_shards_are_added_up_and_other_lines_are_not() -> None:
    table = table_of(
        [
            report("test_b[1]", {"seed": 8, "points": 3, "of": 5, "sent_twice": 0}),
            report("test_b[0]", {"seed": 7, "points": 4, "of": 5, "sent_twice": 1}),
            report("test_a[place]", {"seed": "all", "points": 9}),
            report("test_a[refill]", {"seed": "all", "points": 2}),
            report("test_c"),
        ]
    )
    assert [line.split() for line in table] == [
        ["seed", "tried", "of", "sent", "twice"],
        ["test_a[place]", "all", "9"],
        ["test_a[refill]", "all", "2"],
        ["test_b", "8", "7", "10", "1"],
    ]


def test_what_was_chosen_of_many_is_counted() -> None:
    table = table_of(
        [
            report("test_a[x-1]", {"of": 7, "kept": 3}, key=CHOSEN),
            report("test_a[x-2]", {"of": 7, "kept": 3}, key=CHOSEN, failed=True),
            report("test_a[y]", {"of": 7, "kept": 3}, key=CHOSEN),
        ]
    )
    assert [line.split() for line in table] == [["tried", "of", "wrong"], ["test_a", "3", "7", "1"]]
    assert table_of([report("test_c")]) == []


def test_a_share_ends_and_a_whole_run_does_not() -> None:
    def tell(_name: str, _value: object) -> None:
        pass

    assert not Share(None, tell).is_over
    assert Share(0.0, tell).is_over
    assert not Share(60.0, tell).is_over
    with pytest.raises(AssertionError):
        Share(None, tell).tell(nonsense=1)


def test_a_sample_is_some_all_or_as_much_as_there_is_time_for() -> None:
    def sample(seconds: float | None, *, whole: bool, must: bool = False) -> list[int]:
        return list(Sample(Share(seconds, lambda *_: None), whole=whole, must=must)(20, 5))

    some = sample(None, whole=False)
    assert [later - earlier for earlier, later in itertools.pairwise(some)] == [5, 5, 5]
    assert sample(None, whole=True) == list(range(1, 21))
    assert sorted(sample(60, whole=True)) == list(range(1, 21))
    assert sample(0, whole=True) == []
    assert sample(0, whole=True, must=True) == list(range(1, 21))


def test_of_long_runs_of_a_known_length_as_many_are_kept_as_fit(
    pytester_items: list[pytest.Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOAK_SECONDS", "30")
    items = list(pytester_items)
    choose(items)
    assert len(items) == 2
    assert [told for item in items for told in item.user_properties] == [
        (CHOSEN, {"of": 9, "kept": 2})
    ] * 2
    monkeypatch.delenv("SOAK_SECONDS")
    items = list(pytester_items)
    choose(items)
    assert len(items) == 9


class Item(pytest.Item):
    def runtest(self) -> None:
        raise NotImplementedError


@pytest.fixture
def pytester_items(request: pytest.FixtureRequest) -> list[pytest.Item]:
    """Nine runs of four seconds each, for which there are 80 of 300 seconds."""
    made: list[pytest.Item] = []
    for number in range(9):
        item = Item.from_parent(request.node.parent, name=f"test_x[{number}]")
        item.originalname = "test_x"  # type: ignore[attr-defined]  # as a function has it
        item.add_marker(pytest.mark.soak)
        item.add_marker(pytest.mark.share(seconds=80, each=4))
        made.append(item)
    return made

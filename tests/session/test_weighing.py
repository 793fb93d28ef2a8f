"""What the readings of an account say of an order of which nobody knows whether it was placed."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from smm_tui.errors import InvalidInput
from smm_tui.evidence import Verdict
from smm_tui.models import Order, OrderState
from smm_tui.session import Session
from smm_tui.session.weighing import Weighed, weighed
from tests.clock import FakeClock, TickingClock
from tests.faulty import Fault, FaultyPanel, Form
from tests.session.making import PANEL, panel_at, placed, session_on
from tests.wire import http

CHARGE = Decimal("0.09")


@pytest.fixture
def clock() -> FakeClock:
    return TickingClock()


class Account:
    """What an honest panel does to a balance; `take` is what somebody else does."""

    def __init__(self, panel: FaultyPanel, start: str) -> None:
        self.amount = Decimal(start)
        self._panel = panel
        self._charged = 0
        self.late = False
        """Whether charges are taken later."""
        panel.answers["balance"] = self._balance

    def _balance(self, _form: Form) -> object:
        self.settle()
        return {"balance": str(self.amount), "currency": "USD"}

    def settle(self) -> None:
        """Take the charges of what was made."""
        if self.late:
            return
        made = len(self._panel.orders)
        self.amount -= CHARGE * (made - self._charged)
        self._charged = made

    def forget(self) -> None:
        """What was made up to now costs nothing yet."""
        self._charged = len(self._panel.orders)

    def take(self, amount: str) -> None:
        self.amount -= Decimal(amount)


class Story:
    """A session that orders, at a panel of which the account is known."""

    def __init__(self, panel: FaultyPanel, session: Session, clock: FakeClock) -> None:
        self.panel, self.session, self.clock = panel, session, clock
        self.account = Account(panel, "100.84292")
        self._count = 0

    async def read(self) -> None:
        await self.clock.advance(60)
        await self.session.refresh_balance(PANEL)

    async def order(self, fault: Fault | None = None, *, link: str = "") -> Order:
        await self.read()
        await self.clock.advance(1)
        self._count += 1
        if fault is not None:
            self.panel.on("add", fault)
        return await placed(self.session, link or f"https://example.com/{self._count}")

    async def weighed(self, order: Order) -> Weighed:
        return await weighed(self.session, await self.session.book.order(order.ref))

    async def verdict(self, order: Order) -> Verdict:
        return (await self.weighed(order)).weighing.verdict


LOST = Fault(give=20)
"""Made, but the answer is cut."""
VANISHED = Fault(give=0, makes=False)


@pytest.fixture
async def story(panel: FaultyPanel, tmp_path: Path, clock: FakeClock) -> Story:
    """Two orders were placed, each between two readings."""
    session = await session_on(tmp_path, panel_at(panel.url), clock=clock)
    made = Story(panel, session, clock)
    for _order in range(2):
        assert (await made.order()).state is OrderState.PLACED
    return made


@pytest.fixture(autouse=True)
async def _closed(story: Story) -> object:
    yield
    await story.session.close()


async def test_made_but_not_answered_it_looks_placed(story: Story) -> None:
    order = await story.order(LOST)
    assert order.state is OrderState.UNKNOWN
    assert await story.verdict(order) is Verdict.LOOKS_PLACED
    for _time in range(3):
        await story.read()
        assert await story.verdict(order) is Verdict.LOOKS_PLACED


async def test_never_made_it_looks_not_placed(story: Story) -> None:
    """The reading before it and the one after are one and the same in the book."""
    order = await story.order(VANISHED)
    assert await story.verdict(order) is Verdict.LOOKS_NOT_PLACED
    await story.read()
    assert await story.verdict(order) is Verdict.LOOKS_NOT_PLACED
    await story.order()
    await story.read()
    assert await story.verdict(order) is Verdict.LOOKS_NOT_PLACED


async def test_charged_late_it_does_not_look_not_placed_for_ever(story: Story) -> None:
    story.account.late = True
    order = await story.order(LOST)
    assert await story.verdict(order) is Verdict.LOOKS_NOT_PLACED
    story.account.late = False
    await story.read()
    told = (await story.weighed(order)).weighing
    assert told.verdict is Verdict.AMBIGUOUS
    assert "0.09" in told.reason


MOVES: dict[str, Callable[[Account], None]] = {
    "a deposit": lambda account: account.take("-50"),
    "another user of the key": lambda account: account.take("0.09"),
    "the smallest of differences": lambda account: account.take("0.00001"),
}


@pytest.mark.parametrize("move", MOVES.values(), ids=MOVES)
@pytest.mark.parametrize("fault", [LOST, VANISHED], ids=["made", "not made"])
@pytest.mark.parametrize("when", ["long before", "before", "after", "later"])
async def test_wherever_somebody_else_moves_the_balance_it_is_ambiguous(
    story: Story, move: Callable[[Account], None], fault: Fault, when: str
) -> None:
    if when == "long before":
        move(story.account)
        await story.order()
    elif when == "before":
        await story.read()
        move(story.account)
    order = await story.order(fault)
    if when in {"after", "later"}:
        if when == "later":
            await story.order()
        move(story.account)
        await story.read()
    assert await story.verdict(order) is Verdict.AMBIGUOUS


async def test_what_moved_it_long_ago_is_no_reason_any_more(story: Story) -> None:
    story.account.take("-50")
    for _order in range(3):
        await story.order()
    order = await story.order(LOST)
    assert await story.verdict(order) is Verdict.LOOKS_PLACED


async def test_the_first_order_of_all_is_ambiguous(
    panel: FaultyPanel, tmp_path: Path, clock: FakeClock
) -> None:
    session = await session_on(tmp_path / "new", panel_at(panel.url), clock=clock)
    made = Story(panel, session, clock)
    made.account.forget()
    order = await made.order(LOST)
    told = (await made.weighed(order)).weighing
    assert told.verdict is Verdict.AMBIGUOUS
    assert "No earlier readings" in told.reason
    await session.close()


async def test_another_order_in_doubt_before_it_makes_it_ambiguous(story: Story) -> None:
    first = await story.order(LOST)
    second = await story.order(LOST)
    assert await story.verdict(second) is Verdict.AMBIGUOUS
    assert await story.verdict(first) is Verdict.LOOKS_PLACED
    # Once a person has settled the first one, the book explains it.
    story.panel.answers["status"] = lambda _form: {"status": "Pending", "charge": "0.09"}
    await story.session.settle_as_placed(first.ref, list(story.panel.orders)[-2])
    assert await story.verdict(second) is Verdict.LOOKS_PLACED


async def test_a_charge_finer_than_the_panel_was_ever_seen_to_take_is_ambiguous(
    story: Story,
) -> None:
    """The balance shows five decimals, but all that it ever fell by was whole cents."""
    from smm_tui import ordering  # noqa: PLC0415
    from tests.session.making import SERVICE  # noqa: PLC0415

    await story.read()
    story.panel.on("add", VANISHED)
    cheap = ordering.quote(
        SERVICE.__class__(
            service_id="1",
            name="Followers",
            category="First Category",
            type=SERVICE.type,
            type_text="Default",
            rate=Decimal("0.0009"),
            min=50,
            max=10_000,
        ),
        {"link": "https://example.com/cheap", "quantity": "100"},
    )
    ref = await story.session.place(PANEL, cheap)
    await story.session.wait(ref)
    told = (await story.weighed(await story.session.book.order(ref))).weighing
    assert told.verdict is Verdict.AMBIGUOUS
    assert "smaller than" in told.reason


DUPLICATE = {"error": "You have active order with this link. Please wait until it is completed."}


async def test_a_later_refusal_of_the_same_link_speaks_for_it(story: Story) -> None:
    order = await story.order(LOST)
    assert (await story.weighed(order)).duplicates == ()
    other = await story.order(Fault(answer=http({"error": "Incorrect quantity"}), makes=False))
    assert other.state is OrderState.REJECTED
    await story.session.settle_as_not_placed(order.ref)
    for answer in ({"error": "Incorrect quantity"}, DUPLICATE):
        again = await story.order(Fault(answer=http(answer), makes=False), link=order.link)
        assert again.state is OrderState.REJECTED
    told = await story.weighed(order)
    assert [each.words for each in told.duplicates] == [DUPLICATE["error"]]


async def test_a_running_order_of_the_same_link_explains_such_a_refusal(story: Story) -> None:
    link = "https://example.com/same"
    order = await story.order(LOST, link=link)
    await story.session.settle_as_not_placed(order.ref)
    assert (await story.order(link=link)).state is OrderState.PLACED
    refused = await story.order(Fault(answer=http(DUPLICATE), makes=False), link=link)
    assert refused.state is OrderState.REJECTED
    assert (await story.weighed(order)).duplicates == ()


async def test_that_it_is_left_open_is_in_its_history_once(story: Story) -> None:
    order = await story.order(LOST)
    for _time in range(2):
        await story.session.leave_unknown(order.ref)
    kinds = [event.kind for event in await story.session.book.events(order.ref)]
    assert kinds.count("left open") == 1
    assert (await story.session.book.order(order.ref)).state is OrderState.UNKNOWN
    await story.session.settle_as_not_placed(order.ref)
    await story.session.leave_unknown(order.ref)
    kinds = [event.kind for event in await story.session.book.events(order.ref)]
    assert kinds[-2:] == ["left open", "decided not placed"]


async def test_the_id_of_another_order_of_the_book_settles_nothing(story: Story) -> None:
    other = await story.order()
    order = await story.order(LOST)
    with pytest.raises(InvalidInput, match="another order of this book"):
        await story.session.settle_as_placed(order.ref, other.order_id)
    assert (await story.session.book.order(order.ref)).state is OrderState.UNKNOWN
    # One that was entered by hand meanwhile is the same order.
    its_own = next(reversed(story.panel.orders))
    await story.session.track(PANEL, its_own)
    settled = await story.session.settle_as_placed(order.ref, its_own)
    assert settled.order_id == its_own

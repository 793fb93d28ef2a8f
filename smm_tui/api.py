"""The one async API module: a method for each action of a panel."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Generic, TypeVar
from urllib.parse import urlsplit

from smm_tui import answers, untrusted
from smm_tui.answers import Json
from smm_tui.catalogue import Catalogue
from smm_tui.catalogue_reader import catalogue_of
from smm_tui.errors import (
    KeyRefused,
    Malformed,
    NoIds,
    NotAnAnswer,
    PanelError,
    RateLimited,
    Redirected,
    Refused,
    ServerFailed,
    WebPage,
    WrongOrder,
)
from smm_tui.i18n import _
from smm_tui.models import Balance, Clock, ItemError, RefillReport, StatusReport
from smm_tui.outcome import Failure, Sent
from smm_tui.schedule import batches
from smm_tui.transport import Answer, Gate, MoneyAction, ReadAction, Transport

MOST_IDS: Final = 100
"""In one request (panel-api §1.2)."""

_GOOD: Final = range(200, 300)
_ELSEWHERE: Final = range(300, 400)
_TOO_MANY: Final = 429
_SERVER: Final = 500
_LONGEST_HOST: Final = 253
_PAGE_HEAD: Final = 65_536
# Words of Cloudflare's own pages and of checks for robots in general.
_CLOUDFLARE: Final = (b"cloudflare", b"cf-ray", b"just a moment", b"attention required")
_FIREWALL: Final = (b"captcha", b"ddos-guard", b"sucuri", b"access denied", b"are you human")

_Report = TypeVar("_Report")


@dataclass(frozen=True, slots=True)
class _Question(Generic[_Report]):
    """An action that takes one id or many."""

    action: ReadAction
    one: str
    many: str
    understand: Callable[[Json, Sequence[str]], dict[str, _Report | ItemError]]


_STATUS: Final = _Question(ReadAction.STATUS, "order", "orders", answers.statuses)
_REFILL_STATUS: Final = _Question(
    ReadAction.REFILL_STATUS, "refill", "refills", answers.refill_statuses
)


class PanelClient:
    """One panel, asked with one key.

    What reads raise is a `PanelError`: `Refused` and its kinds in the panel's own words, or
    what became of the connection or the answer; `ConfigError` where the CA file cannot be used.
    """

    def __init__(self, transport: Transport, *, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock
        self._only_singly: set[ReadAction] = set()
        """Actions of which this panel refuses the form for many ids."""
        self.calls = 0
        """How many requests were made; a read counts once, however often it was tried."""

    @property
    def singly(self) -> bool:
        """Whether this panel is asked about one order at a time."""
        return ReadAction.STATUS in self._only_singly

    async def services(self, known: Catalogue | None = None) -> tuple[Catalogue, bytes]:
        """The catalogue, and the bytes that it was made of, to be kept.

        Where they are those that `known` was made of, it is that one again.
        """
        answer = await self._fetch(ReadAction.SERVICES, {})
        if answer.http_status not in _GOOD:
            # Only its first bytes: what is no catalogue is understood in one go.
            judge(replace(answer, body=answer.body[:_PAGE_HEAD]))
        try:
            catalogue = await catalogue_of(answer.body, read_at=self._clock.now(), known=known)
        except NotAnAnswer as error:
            reason = _by_code(answer, error)
        except RateLimited as error:
            reason = RateLimited(error.detail, retry_after=answer.retry_after)
        else:
            return catalogue, answer.body
        raise reason

    async def balance(self) -> Balance:
        """What the account holds."""
        answer = await self._fetch(ReadAction.BALANCE, {})
        return answers.balance(judge(answer), self._clock.now())

    async def status(self, ids: Sequence[str]) -> dict[str, StatusReport | ItemError]:
        """What the panel says of each order; one that it does not name is not there.

        A panel that refuses many ids at once is asked one by one, from then on.
        """
        return await self._ask(_STATUS, ids)

    async def refill_status(self, ids: Sequence[str]) -> dict[str, RefillReport | ItemError]:
        """What the panel says of each refill, by refill id; else as `status`."""
        return await self._ask(_REFILL_STATUS, ids)

    async def add(self, params: Mapping[str, str], *, gate: Gate) -> Sent:
        """Place one order; see `Transport.spend` for what is certain afterwards."""
        return await self._spend(MoneyAction.ADD, params, gate=gate)

    async def refill(self, ids: Sequence[str], *, gate: Gate) -> Sent:
        """Ask for a refill of one to a hundred orders, in one request.

        Raises:
            ValueError: More ids, or none.
        """
        if len(ids) == 1:
            return await self._spend(MoneyAction.REFILL, {"order": ids[0]}, gate=gate)
        return await self._spend_on(MoneyAction.REFILL, ids, gate=gate)

    async def cancel(self, ids: Sequence[str], *, gate: Gate) -> Sent:
        """Ask to cancel one to a hundred orders, in one request; else as `refill`."""
        return await self._spend_on(MoneyAction.CANCEL, ids, gate=gate)

    async def close(self) -> None:
        """Close all connections."""
        await self._transport.close()

    async def _fetch(self, action: ReadAction, params: Mapping[str, str]) -> Answer:
        self.calls += 1
        return await self._transport.read(action, params)

    async def _spend(self, action: MoneyAction, params: Mapping[str, str], *, gate: Gate) -> Sent:
        self.calls += 1
        return await self._transport.spend(action, params, gate=gate)

    async def _spend_on(self, action: MoneyAction, ids: Sequence[str], *, gate: Gate) -> Sent:
        if not 0 < len(ids) <= MOST_IDS:
            msg = f"1 to {MOST_IDS} ids in one request, not {len(ids)}"
            raise ValueError(msg)
        if any("," in name for name in ids):
            # It would name other orders than the one meant.
            why = _("An id with a comma in it cannot be sent.")
            return Sent(
                phases=(),
                traced=False,
                handed_over=False,
                http_status=None,
                body=None,
                failure=Failure.WITHDRAWN,
                detail=why,
            )
        return await self._spend(action, {"orders": ",".join(ids)}, gate=gate)

    async def _ask(
        self, question: _Question[_Report], ids: Sequence[str]
    ) -> dict[str, _Report | ItemError]:
        asked = list(dict.fromkeys(ids))
        found: dict[str, _Report | ItemError] = {}
        for batch in batches([name for name in asked if "," not in name], MOST_IDS):
            some = await self._ask_batch(question, batch)
            found.update(some)
        # A comma would make two ids of one.
        rest = await self._one_by_one(question, [name for name in asked if "," in name])
        return found | rest

    async def _ask_batch(
        self, question: _Question[_Report], batch: Sequence[str]
    ) -> dict[str, _Report | ItemError]:
        if len(batch) == 1 or question.action in self._only_singly:
            return await self._one_by_one(question, batch)
        try:
            return await self._read(question, {question.many: ",".join(batch)}, batch)
        except KeyRefused:
            raise
        except (Refused, Malformed) as error:
            doubt = error
        found = await self._one_by_one(question, batch, doubt=doubt)
        answered = any(not isinstance(report, ItemError) for report in found.values())
        # Refused singly too, the ids were at fault; and NoIds is about this batch alone.
        if answered and not isinstance(doubt, NoIds):
            self._only_singly.add(question.action)
        return found

    async def _one_by_one(
        self,
        question: _Question[_Report],
        ids: Sequence[str],
        *,
        doubt: PanelError | None = None,
    ) -> dict[str, _Report | ItemError]:
        """Ask for each id alone; a refusal is about that id, an answer without sense is no news.

        Args:
            question: What to ask.
            ids: About which.
            doubt: How they were refused together. The same at the first one alone is about
                neither form nor id, and is raised.
        """
        found: dict[str, _Report | ItemError] = {}
        senseless: Malformed | None = None
        for name in ids:
            try:
                some = await self._read(question, {question.one: name}, [name])
            except KeyRefused:
                raise
            except (Refused, Malformed) as error:
                if doubt is not None and name == ids[0] and _is_general(error, doubt):
                    raise
                if isinstance(error, Refused):
                    found[name] = ItemError(error.detail, error.message_id)
                else:
                    senseless = error
            else:
                found.update(some)
        if senseless is not None and not found:
            raise senseless
        return found

    async def _read(
        self, question: _Question[_Report], params: Mapping[str, str], asked: Sequence[str]
    ) -> dict[str, _Report | ItemError]:
        answer = await self._fetch(question.action, params)
        return question.understand(judge(answer), asked)


def _is_general(error: PanelError, before: PanelError) -> bool:
    """Whether a refusal or failure is the same as before and not about an id."""
    if isinstance(error, WrongOrder) or type(error) is not type(before):
        return False
    return isinstance(error, Malformed) or error.detail == before.detail


def judge(answer: Answer) -> Json:
    """The JSON of an answer that is none of the panel's refusals.

    Panels send refusals with any code (panel-api §3.1), so the body is read before the code.

    Raises:
        Refused: The panel said no; its kind by the words.
        RateLimited: It said so, or HTTP 429.
        Redirected, WebPage, ServerFailed, Malformed: It is no answer.
    """
    try:
        found = answers.parse(answer.body)
    except NotAnAnswer as error:
        reason: PanelError = _by_code(answer, error)
    else:
        refused = answers.refusal(found)
        if refused is None and answer.http_status in _GOOD:
            return found
        reason = refused or _by_code(answer, Malformed())
        if isinstance(reason, RateLimited):
            reason = RateLimited(reason.detail, retry_after=answer.retry_after)
    raise reason


def _by_code(answer: Answer, error: NotAnAnswer) -> PanelError:
    """What an answer without sense is, by its HTTP code, and then by what it holds."""
    code = answer.http_status
    if code in _ELSEWHERE:
        return Redirected(_("to {host}").format(host=_host(answer.location)))
    said = _("HTTP {code}").format(code=code)
    if code == _TOO_MANY:
        return RateLimited(said, retry_after=answer.retry_after)
    if isinstance(error, WebPage):
        return WebPage(_page(answer, said, error.detail))
    if code >= _SERVER:
        return ServerFailed(said)
    if code in _GOOD:
        return error
    return Malformed(", ".join(filter(None, (said, error.detail))))


def _host(location: str) -> str:
    """Only the host: the rest of an address may hold what is nobody's business."""
    try:
        host = urlsplit(location).hostname
    except ValueError:
        host = None
    return untrusted.text(host, limit=_LONGEST_HOST) or _("another path of the same host")


def _page(answer: Answer, said: str, title: str) -> str:
    head = answer.body[:_PAGE_HEAD].lower()
    who = ""
    if answer.server.lower() == "cloudflare" or any(word in head for word in _CLOUDFLARE):
        who = _("from Cloudflare")
    elif any(word in head for word in _FIREWALL):
        who = _("from a firewall")
    return ", ".join(filter(None, (who, said, title)))

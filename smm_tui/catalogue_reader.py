"""The bytes of an answer to `services` -> services, in slices that never stall a key (pure)."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from smm_tui import errors, untrusted
from smm_tui.catalogue import Catalogue, Indexing
from smm_tui.decoding import BOM, Json, parse
from smm_tui.i18n import _
from smm_tui.models import Service, Unreadable
from smm_tui.refusals import refusal
from smm_tui.services import Row, as_text, service, service_of
from smm_tui.untrusted import NumberText

_SLICE: Final = 64 * 1024
_SMALL: Final = 4_096
_LARGEST_ODD: Final = 4 * 1024 * 1024
_ROWS_AT_ONCE: Final = 200
_EMPTY: Final = "empty data"

_SPACE: Final = re.compile(rb"[ \t\r\n]*+")
_BETWEEN_ROWS: Final = re.compile(rb"\}[ \t\r\n]*+,[ \t\r\n]*+(?=\{)")
_STRING: Final = rb'"(?:[^"\\]++|\\.)*+"'
_SCALAR: Final = rb"(?:" + _STRING + rb'|[^"\[\]{},\s]++)'
_MEMBER: Final = rb"\s*+" + _STRING + rb"\s*+:\s*+" + _SCALAR + rb"\s*+,"
_ENVELOPE: Final = re.compile(rb"\{(?:" + _MEMBER + rb')*?\s*+"data"\s*+:\s*+(?=\[)', re.DOTALL)
_TOKEN: Final = re.compile(_STRING + rb'|["{}\[\]]', re.DOTALL)
_BARE: Final = re.compile(rb"[^,\]\s]++")

_decode_rows: Final = msgspec.json.Decoder(list[Row], float_hook=NumberText).decode


class CatalogueReader:
    """Reads the body of an answer to `services`; iterate it to the end, pausing at will.

    Each step takes about 64 KiB. A row that cannot be read is kept in `unreadable`; one key
    twice in a row is let pass, since panels do that.

    Raises, on making it or on iterating:
        errors.Refused, errors.RateLimited: the panel's refusal.
        errors.WebPage: it is HTML.
        errors.Malformed: it is no list of services, or breaks off.
    """

    def __init__(self, body: bytes) -> None:
        self.services: list[Service] = []
        self.unreadable: list[Unreadable] = []
        self._body = body
        self._rows: list[Json] = []
        self._at = -1
        self._head = _after_space(body, len(BOM) if body.startswith(BOM) else 0)
        if len(body) <= _SMALL:
            _raise_refusal(body)
        opened = _ENVELOPE.match(body, self._head)
        if opened is not None:
            self._at = opened.end()
        elif body.startswith(b"[", self._head):
            self._at = self._head
        else:
            self._rows = _rows_of(body)
        self._list_at = self._at

    def __iter__(self) -> Iterator[None]:
        return self.slices()

    def slices(self) -> Iterator[None]:
        """Decode the next 64 KiB at each step."""
        if self._at < 0:
            yield from self._take_parsed()
            return
        self._at = _after_space(self._body, self._at + 1)
        more = not self._body.startswith(b"]", self._at)
        while more:
            more = self._take_slice()
            yield
        self._check_envelope()

    def _take_parsed(self) -> Iterator[None]:
        for start in range(0, len(self._rows), _ROWS_AT_ONCE):
            for row in self._rows[start : start + _ROWS_AT_ONCE]:
                self._take_row(row, "")
            yield

    def _take_slice(self) -> bool:
        """Take the rows up to a boundary near the end of the slice; whether there are more."""
        limit = self._at + _SLICE
        end = _last_boundary(self._body, self._at, limit)
        if end is None:
            return self._take_singly(limit)
        try:
            rows = _decode_rows(b"[%b]" % self._body[self._at : end.start() + 1])
        except (ValueError, RecursionError):
            # A row that cannot be read, or a "},{" in a text: one by one it comes out which.
            return self._take_singly(limit)
        try:
            self.services += [service_of(row) for row in rows]
        except errors.Malformed:
            for row in rows:
                self._take_struct(row)
        self._at = end.end()
        return True

    def _take_singly(self, limit: int) -> bool:
        """Take rows one by one until the limit is passed; whether there are more."""
        while self._at < limit:
            end = _end_of_value(self._body, self._at)
            raw = self._body[self._at : end]
            try:
                self._take_struct(_decode_rows(b"[%b]" % raw)[0])
            except (ValueError, RecursionError):
                self._take_odd(raw)
            self._at = _after_space(self._body, end)
            if self._body.startswith(b"]", self._at):
                return False
            if not self._body.startswith(b",", self._at):
                raise errors.Malformed(_("the list of services breaks off"))
            self._at = _after_space(self._body, self._at + 1)
        return True

    def _take_odd(self, raw: bytes) -> None:
        """Take a row that the fast way refused, for what it holds or for good."""
        shown = untrusted.text(raw[:_SMALL].decode("utf-8", errors="replace"))
        try:
            self._take_row(parse(raw, unique_keys=False), shown)
        except errors.NotAnAnswer as error:
            self._leave(error.detail, shown)

    def _take_row(self, row: Json, shown: str) -> None:
        shown = shown or untrusted.text(str(row))
        if not isinstance(row, dict):
            self._leave(_("no object"), shown)
            return
        try:
            self.services.append(service(row))
        except errors.Malformed as error:
            self._leave(error.detail, shown)

    def _take_struct(self, row: Row) -> None:
        try:
            self.services.append(service_of(row))
        except errors.Malformed as error:
            self._leave(error.detail, untrusted.text(as_text(row)))

    def _leave(self, reason: str, shown: str) -> None:
        position = len(self.services) + len(self.unreadable)
        self.unreadable.append(Unreadable(position, reason, shown))

    def _check_envelope(self) -> None:
        """What stands around the list must be whole, and must not be a refusal."""
        body = self._body
        rest = body[self._at + 1 : self._at + 1 + _SLICE]
        around = parse(body[self._head : self._list_at] + b"[]" + rest, unique_keys=False)
        refused = refusal(around)
        if refused is not None:
            raise refused


async def catalogue_of(
    body: bytes, *, read_at: datetime, known: Catalogue | None = None
) -> Catalogue:
    """The catalogue in an answer, decoded in slices between which the loop goes on.

    Where the answer is the one that `known` was made of, to the byte, nothing is decoded.

    Raises:
        As `CatalogueReader`.
    """
    digest = await asyncio.to_thread(_digest, body)
    if known is not None and known.digest == digest:
        return known.read_again(read_at)
    reader = CatalogueReader(body)
    index = Indexing()
    for _step in reader.slices():
        index.add(reader.services[len(index.services) :])
        await asyncio.sleep(0)
    return index.finish(read_at=read_at, unreadable=reader.unreadable, digest=digest)


def _digest(body: bytes) -> str:
    return hashlib.blake2b(body, digest_size=16).hexdigest()


def _raise_refusal(body: bytes) -> None:
    """Raise the refusal that a short answer is; a list in it is read, and judged, later."""
    try:
        refused = refusal(parse(body, unique_keys=False))
    except errors.Malformed:
        return
    if refused is not None:
        raise refused


def _rows_of(body: bytes) -> list[Json]:
    """The rows of an answer that is short or of an odd form, read as a whole."""
    if len(body) > _LARGEST_ODD:
        raise errors.Malformed(_("no list of services"))
    answer = parse(body, unique_keys=False)
    inner = answer.get("data", answer) if isinstance(answer, dict) else answer
    # An empty catalogue is null, [] or {"data": "Empty Data"} (panel-api §3.7, §3.8).
    if inner is None or (inner is not answer and untrusted.fold(untrusted.text(inner)) == _EMPTY):
        return []
    if isinstance(inner, dict) and all(isinstance(row, dict) for row in inner.values()):
        return list(inner.values())  # PHP makes an object of a list with gaps
    if isinstance(inner, list):
        return inner
    raise errors.Malformed(_("no list of services"))


def _after_space(body: bytes, at: int) -> int:
    found = _SPACE.match(body, at)
    return found.end() if found else at


def _last_boundary(body: bytes, start: int, limit: int) -> re.Match[bytes] | None:
    """The last place before the limit where one row ends and the next begins."""
    brace = body.rfind(b"}", start, limit)
    while brace >= 0:
        found = _BETWEEN_ROWS.match(body, brace)
        if found is not None:
            return found
        brace = body.rfind(b"}", start, brace)
    return None


def _end_of_value(body: bytes, start: int) -> int:
    """Where the value that begins at `start` ends, be its inside right or wrong."""
    bare = None if body[start : start + 1] in {b"{", b"[", b'"'} else _BARE.match(body, start)
    if bare is not None:
        return bare.end()
    depth = 0
    for token in _TOKEN.finditer(body, start):
        first = token[0]
        if first == b'"':
            break  # a text that never ends
        depth += first in {b"{", b"["}
        depth -= first in {b"}", b"]"}
        if depth <= 0:
            return token.end()
    raise errors.Malformed(_("the list of services breaks off"))

"""Requests as parameters and answers as JSON, over ASGI."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, MutableMapping
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any, Final
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

_MOST_BYTES: Final = 1024 * 1024
_MOST_FIELDS: Final = 200


class BadRequest(Exception):
    """A request that is none; `status` is its HTTP code, the text the `error` of the answer."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status


class Gone(Exception):
    """The client hung up before its request was whole."""


async def read_params(scope: Scope, receive: Receive) -> dict[str, str]:
    """The fields of the query string and of the body, which wins.

    A body is taken as urlencoded whatever its label says, for many clients send none, but
    for multipart/form-data.

    Raises:
        BadRequest: it is too large, or no form.
        Gone: the client hung up.
    """
    body = await _read_body(receive)
    label = _header(scope, b"content-type")
    params = _fields(bytes(scope.get("query_string", b"")))
    if label.casefold().startswith("multipart/form-data"):
        return params | _parts(label, body)
    return params | _fields(body)


async def answer(send: Send, status: int, body: bytes, *, bodiless: bool = False) -> None:
    """Send one whole answer of JSON."""
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"cache-control", b"no-store"),
    ]
    if status == 405:  # noqa: PLR2004 - the only code that must name what is allowed
        headers.append((b"allow", b"GET, POST"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b"" if bodiless else body})


def encode(value: object) -> bytes:
    """JSON as panels send it: compact, ASCII with escapes."""
    return json.dumps(value, separators=(",", ":")).encode()


async def _read_body(receive: Receive) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Gone
        body += message.get("body", b"")
        if len(body) > _MOST_BYTES:
            raise BadRequest(413, "The request is larger than 1 MiB")
        if not message.get("more_body", False):
            return bytes(body)


def _header(scope: Scope, wanted: bytes) -> str:
    for name, value in scope.get("headers", ()):
        if name.lower() == wanted:
            return str(value.decode("latin-1"))
    return ""


def _fields(text: bytes) -> dict[str, str]:
    try:
        return dict(
            parse_qsl(
                text.decode("utf-8", "replace"),
                keep_blank_values=True,
                max_num_fields=_MOST_FIELDS,
                errors="replace",
            )
        )
    except ValueError:
        raise BadRequest(400, "The request has too many fields") from None


def _parts(label: str, body: bytes) -> dict[str, str]:
    head = b"Content-Type: " + label.encode("latin-1") + b"\r\n\r\n"
    form = BytesParser(policy=HTTP).parsebytes(head + body)
    if not form.is_multipart():
        raise BadRequest(400, "The request is not a form")
    fields: dict[str, str] = {}
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = content.decode("utf-8", "replace")
    return fields

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from smm_tui.demo import DemoPanel, create_panel

FORM = "application/x-www-form-urlencoded"
ASK = {"key": "k", "action": "balance"}
BALANCE = {"balance": "100.84292", "currency": "USD"}
PANEL = create_panel()


async def send(
    panel: DemoPanel,
    chunks: Iterable[bytes] = (b"",),
    *,
    method: str = "POST",
    path: str = "/api/v2",
    query: bytes = b"",
    label: str | None = FORM,
) -> tuple[int, dict[str, str], bytes]:
    """One request in these pieces: code, headers and body of the answer."""
    pieces = list(chunks)
    messages = [
        {"type": "http.request", "body": piece, "more_body": place + 1 < len(pieces)}
        for place, piece in enumerate(pieces)
    ]
    sent: list[Any] = []

    async def receive() -> Any:  # noqa: ANN401 - ASGI
        return messages.pop(0) if messages else {"type": "http.disconnect"}

    async def answer(message: Any) -> None:  # noqa: ANN401 - ASGI
        sent.append(message)

    headers = [(b"X-Other", b"1")] + ([(b"Content-Type", label.encode())] if label else [])
    scope = {"type": "http", "method": method, "path": path, "query_string": query}
    await panel(scope | {"headers": headers}, receive, answer)
    if not sent:
        return 0, {}, b""
    start, body = sent
    fields = {name.decode(): value.decode() for name, value in start["headers"]}
    return start["status"], fields, body["body"]


async def asked(*chunks: bytes, **how: Any) -> Any:  # noqa: ANN401 - JSON
    status, headers, body = await send(PANEL, chunks or (b"",), **how)
    assert status == 200
    assert headers["content-type"] == "application/json"
    assert headers["content-length"] == str(len(body))
    return json.loads(body)


@pytest.mark.parametrize("path", ["/api/v2", "/api/v2/", "/"])
async def test_paths(path: str) -> None:
    assert await asked(urlencode(ASK).encode(), path=path) == BALANCE


@pytest.mark.parametrize("label", [None, FORM, f"{FORM}; charset=UTF-8", "text/plain"])
async def test_a_form_by_any_label_in_any_pieces_and_order(label: str | None) -> None:
    assert await asked(b"action=bal", b"ance&", b"", b"key=k&other=1", label=label) == BALANCE


async def test_a_query_string_and_what_the_body_adds() -> None:
    assert await asked(method="GET", query=b"key=k&action=balance") == BALANCE
    assert await asked(b"action=balance", query=b"key=k&action=nonsense") == BALANCE


async def test_a_multipart_form() -> None:
    body = b"".join(
        b'--cut\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name, value)
        for name, value in ((b"key", b"k"), (b"action", b"balance"))
    )
    nameless = b"--cut\r\nContent-Disposition: form-data\r\n\r\nx\r\n--cut--\r\n"
    label = "multipart/form-data; boundary=cut"
    assert await asked(body + nameless, label=label) == BALANCE


async def test_text_in_utf_8() -> None:
    form = ASK | {"action": "status", "orders": "новый ❤️‍🔥"}
    answer = await asked(urlencode(form).encode())
    assert list(answer) == ["новый ❤️‍🔥"]
    assert list(await asked(b"key=k&action=status&orders=%ff\xff")) == ["\ufffd\ufffd"]


async def test_json_is_no_form_and_has_no_key() -> None:
    answer = await asked(json.dumps(ASK).encode(), label="application/json")
    assert answer == {"error": "Incorrect API key"}


@pytest.mark.parametrize(
    ("how", "code", "words"),
    [
        ({"path": "/api/v1"}, 404, "Not found; the API is at /api/v2"),
        ({"method": "PUT"}, 405, "Method not allowed; use POST"),
        ({"chunks": [b"a" * 600_000] * 2}, 413, "The request is larger than 1 MiB"),
        ({"chunks": [b"a&" * 300]}, 400, "The request has too many fields"),
        ({"label": "multipart/form-data"}, 400, "The request is not a form"),
    ],
)
async def test_what_is_no_request(how: dict[str, Any], code: int, words: str) -> None:
    status, headers, body = await send(PANEL, **how)
    assert (status, json.loads(body)) == (code, {"error": words})
    assert headers.get("allow") == ("GET, POST" if code == 405 else None)


async def test_a_body_of_one_mebibyte_is_taken() -> None:
    form = b"key=k&action=balance&x="
    assert await asked(form + b"x" * (1024 * 1024 - len(form))) == BALANCE


async def test_head_has_no_body() -> None:
    status, _, body = await send(PANEL, method="HEAD")
    assert (status, body) == (405, b"")


async def test_a_request_cut_short_does_nothing() -> None:
    panel = create_panel()
    sent: list[object] = []
    pieces: list[dict[str, object]] = [
        {"type": "http.request", "body": b"key=k&action=add", "more_body": True},
        {"type": "http.disconnect"},
    ]

    async def receive() -> Any:  # noqa: ANN401 - ASGI
        return pieces.pop(0)

    async def answer(message: Any) -> None:  # noqa: ANN401 - ASGI
        sent.append(message)

    await panel({"type": "http", "method": "POST", "path": "/"}, receive, answer)
    assert not sent
    assert not pieces


async def test_a_state_that_cannot_be_kept_is_named(tmp_path: Path) -> None:
    panel = create_panel(state=tmp_path / "panel.json")
    (tmp_path / "panel.json").write_text("something else")
    status, _, body = await send(panel, [urlencode(ASK).encode()])
    assert status == 503
    assert json.loads(body)["error"].startswith("The panel cannot keep its state")


async def test_the_lifespan_of_a_server() -> None:
    events = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]
    sent: list[str] = []

    async def receive() -> Any:  # noqa: ANN401 - ASGI
        return events.pop(0)

    async def answer(message: Any) -> None:  # noqa: ANN401 - ASGI
        sent.append(message["type"])

    await PANEL({"type": "lifespan"}, receive, answer)
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    with pytest.raises(ValueError, match="websocket"):
        await PANEL({"type": "websocket"}, receive, answer)

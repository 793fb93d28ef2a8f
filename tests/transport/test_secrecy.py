"""A key that the panel repeats is taken out of its answer, in whatever shape it comes."""

from __future__ import annotations

import base64
import html
import json
from urllib.parse import quote

import pytest

from smm_tui.settings import ApiKey
from smm_tui.transport.secrecy import REPLACEMENT, Secrecy

KEY = "aB3/x+9'\"<&\\=Z7qLm2"
SHAPES = {
    "as it is": KEY,
    "lower": KEY.lower(),
    "upper": KEY.upper(),
    "json": json.dumps(KEY)[1:-1],
    "json of PHP": json.dumps(KEY)[1:-1].replace("/", "\\/"),
    "url": quote(KEY, safe=""),
    "html": html.escape(KEY),
}
ESCAPED = {
    "json of every character": "".join(f"\\u{ord(char):04X}" for char in KEY),
    "some of JSON": KEY.replace("<", "\\u003c").replace("&", "\\u0026").replace("\\=", "\\\\="),
    "html of every character": "".join(f"&#{ord(char)};" for char in KEY),
    "hex html": "".join(f"&#x{ord(char):02x};" for char in KEY),
    "url of every character": "".join(f"%{ord(char):02x}" for char in KEY),
}
LARGE = b'"' + b"x" * 1_048_570 + b'"'


@pytest.mark.parametrize("shape", [*SHAPES.values(), *ESCAPED.values()], ids=[*SHAPES, *ESCAPED])
async def test_a_small_body_loses_every_shape(shape: str) -> None:
    body = f'{{"error": "no key {shape} \u00e9"}}'.encode()
    clean = f'{{"error": "no key {REPLACEMENT} \u00e9"}}'
    secrecy = Secrecy(ApiKey(KEY))
    assert (await secrecy.body(body)).decode() == clean
    assert secrecy.text(body.decode()) == clean


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("before", [0, 65_000, 1_048_560])
async def test_a_large_body_loses_what_programs_write(shape: str, before: int) -> None:
    key = shape.encode()
    body = LARGE[:before] + key + LARGE[before:] + key
    clean = await Secrecy(ApiKey(KEY)).body(body)
    assert clean == body.replace(key, REPLACEMENT.encode())


@pytest.mark.parametrize("before", range(4))
@pytest.mark.parametrize("after", range(4))
@pytest.mark.parametrize("rest", [b"", LARGE], ids=["small", "large"])
async def test_base64_of_a_longer_text_says_nothing_of_the_key(
    before: int, after: int, rest: bytes
) -> None:
    encoded = base64.b64encode(f"{'b' * before}{KEY}{'a' * after}".encode())
    clean = await Secrecy(ApiKey(KEY)).body(rest + encoded)
    assert REPLACEMENT.encode() in clean
    # What is left is of the text around, and at most a character of the key on either side.
    assert len(clean) - len(rest) <= len(encoded) - len(KEY)


@pytest.mark.parametrize("body", [b"", b"{}", LARGE, b"\xff\xfe no UTF-8"])
async def test_a_body_without_the_key_is_the_same_object(body: bytes) -> None:
    assert await Secrecy(ApiKey(KEY)).body(body) is body


async def test_bytes_that_are_no_text_stay_as_they_are() -> None:
    body = b"\xff" + KEY.encode() + b"\x9b\xc3"
    assert await Secrecy(ApiKey(KEY)).body(body) == b"\xff***\x9b\xc3"


async def test_a_key_too_short_to_protect_anything_spoils_no_answer() -> None:
    secrecy = Secrecy(ApiKey("demo"))
    assert await secrecy.body(b'"demo"') == b'"demo"'
    assert secrecy.text("demo") == "demo"


def test_it_does_not_show_the_key() -> None:
    secrecy = Secrecy(ApiKey(KEY))
    assert KEY not in repr(secrecy)
    assert not hasattr(secrecy, "__dict__")

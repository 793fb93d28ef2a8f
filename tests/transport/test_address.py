"""Which addresses a panel may have."""

from __future__ import annotations

import pytest

from smm_tui.errors import ConfigError
from tests.transport.conftest import settings, transport_to


@pytest.mark.parametrize(
    "url",
    [
        "https://panel.example/api/v2",
        "https://панель.рф/api/v2",
        "HTTPS://panel.example:8443/api/v2?x=1",
        "http://127.0.0.1:8000/api/v2",
        "http://127.9.9.9/",
        "http://[::1]:8000/api/v2",
        "http://localhost/api/v2",
    ],
)
async def test_https_anywhere_and_http_on_this_machine(url: str) -> None:
    await transport_to(settings(url)).close()


@pytest.mark.parametrize(
    ("url", "field"),
    [
        ("http://panel.example/api/v2", "url"),
        ("http://10.0.0.1/api/v2", "url"),
        ("http://localhost.example/", "url"),
        ("http://127.0.0.1.example/", "url"),
        ("http://127.0.0.1\\@panel.example/", "url"),
        ("http://127.0.0.1 .example/", "url"),
        ("ftp://127.0.0.1/", "url"),
        ("panel.example/api/v2", "url"),
        ("https:///api/v2", "url"),
        ("https://panel.example:port/", "url"),
        ("https://[::1/", "url"),
        ("", "url"),
        ("https://user:secret@panel.example/", "url"),
    ],
)
def test_other_addresses_are_refused(url: str, field: str) -> None:
    with pytest.raises(ConfigError, match=field) as caught:
        transport_to(settings(url))
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1080", "127.0.0.1:3128", "http://"])
def test_other_proxies_are_refused(proxy: str) -> None:
    with pytest.raises(ConfigError, match="proxy"):
        transport_to(settings("https://panel.example/", proxy=proxy))


def test_plain_http_never_goes_through_a_proxy() -> None:
    with pytest.raises(ConfigError, match="proxy"):
        transport_to(settings("http://127.0.0.1/", proxy="http://127.0.0.1:3128"))


@pytest.mark.parametrize("agent", ["a\r\nX: y", "caf\xe9", "tab\t"])
def test_a_user_agent_is_one_plain_line(agent: str) -> None:
    with pytest.raises(ConfigError, match="user_agent"):
        transport_to(settings("https://panel.example/", user_agent=agent))

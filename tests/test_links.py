"""Links that do not fit the platform of a service, and all that must not be doubted."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smm_tui.demo.catalogue import generate
from smm_tui.links import address, doubts, platforms
from smm_tui.models import Service, ServiceType
from smm_tui.ordering import quote
from smm_tui.vocabulary import service_type_of


def service(category: str, name: str = "", kind: ServiceType = ServiceType.DEFAULT) -> Service:
    return Service("7", name or category, category, kind, kind.value, Decimal(1), 1)


PROFILES = {
    "Instagram": "https://www.instagram.com/your.shop/",
    "Threads": "https://www.threads.net/@your.shop",
    "TikTok": "https://www.tiktok.com/@your.shop?lang=en",
    "YouTube": "https://youtube.com/@yourshop",
    "Telegram": "https://t.me/yourshop",
    "Facebook": "https://m.facebook.com/your.shop",
    "X/Twitter": "https://x.com/yourshop",
    "Spotify": "https://open.spotify.com/artist/0abc?si=1",
    "Twitch": "https://twitch.tv/yourshop",
    "VK": "https://vk.com/yourshop",
    "LinkedIn": "https://br.linkedin.com/in/yourshop",
    "Discord": "https://discord.gg/abc",
    "SoundCloud": "https://soundcloud.com/yourshop",
}
POSTS = {
    "Instagram": "https://www.instagram.com/reel/Cabc123/",
    "Threads": "https://www.threads.net/@your.shop/post/Cabc",
    "TikTok": "https://www.tiktok.com/@your.shop/video/7123",
    "YouTube": "https://www.youtube.com/watch?v=abc",
    "Telegram": "https://t.me/yourshop/15",
    "Facebook": "https://www.facebook.com/watch/?v=1",
    "X/Twitter": "https://twitter.com/yourshop/status/12345",
    "Spotify": "spotify:track:0abc",
    "Twitch": "https://www.twitch.tv/videos/1",
    "VK": "https://vk.com/wall-1_2",
    "LinkedIn": "https://www.linkedin.com/posts/yourshop_1",
    "Discord": "https://discord.com/channels/1/2/3",
    "SoundCloud": "https://on.soundcloud.com/abc",
}


@pytest.mark.parametrize("platform", PROFILES)
def test_the_usual_links_of_a_platform_are_not_doubted(platform: str) -> None:
    name = "X - Twitter" if platform == "X/Twitter" else platform
    followers = service(f"{name} Followers [Guaranteed]", "Followers | MQ 50K | R30")
    likes = service(f"{name} - Likes", f"{name} Likes [Refill: 30D] [Max: 10K] 💧")
    assert doubts(followers, PROFILES[platform]) == []
    assert doubts(likes, POSTS[platform]) == []
    assert doubts(followers, "@your.shop") == []
    assert doubts(followers, "yourshop") == []
    for other, link in POSTS.items():
        found = doubts(likes, link)
        assert bool(found) is (other != platform)
        assert other == platform or found == [
            f"This is a link to {other}; the service is for {platform}."
        ]


@pytest.mark.parametrize(
    ("category", "name", "link"),
    [
        ("Instagram Story Views", "", "your.shop"),
        ("Instagram Auto Likes", "Auto Likes [Latest 5 posts]", "@your.shop"),
        ("TikTok - Live Stream | Cheap", "TikTok LiveStream Views", "https://tiktok.com/@a/live"),
        ("Kick.com", "Kick LiveStream Views [180 Mins]", "yourshop"),
        ("Telegram Views", "Views [Last 20 Posts]", "@channel"),
        ("Instagram - Likes", "", "https://bit.ly/abc"),
        ("Instagram - Likes", "", "https://www.instagram.com/your.shop/p/Cabc/"),
        ("facebook.buff.like", "facebook.buff.like - Server 3", "100012345678901"),
        ("Instagram THREADS Likes", "Threads Likes", "https://www.instagram.com/p/Cabc/"),
        ("Youtube Social Shares", "Shares [From Reddit]", "https://youtu.be/abc"),
        ("Website Traffic [Targeted]", "Traffic from Instagram", "https://your.shop/"),
        ("SEO", "Backlinks for YouTube videos", "https://your.shop/a"),
        ("Google Reviews", "", "https://maps.app.goo.gl/abc"),
        ("Pinterest", "Pinterest Followers", "https://br.pinterest.com/yourshop"),
        ("Other", "", "anything at.all/here".replace(" ", "")),
        ("Twitter - Retweet/tweet", "Retweets", "https://x.com/i/status/123"),
        ("YouTube - Просмотры", "", "youtube.com/shorts/abc"),
        ("Facebook Group Members", "", "https://fb.com/groups/1"),
        ("Telegram Members", "", "https://t.me/+AbCdEf"),
        ("IG Likes [ Provider ]", "Likes", "instagram.com/p/C1"),
    ],
)
def test_what_may_well_be_meant_is_not_doubted(category: str, name: str, link: str) -> None:
    assert doubts(service(category, name), link) == []


@pytest.mark.parametrize(
    ("category", "name", "link", "said"),
    [
        ("Instagram - Likes", "", "@your.shop", "the link of a post, not a username"),
        ("Instagram - Likes", "", PROFILES["Instagram"], "of a post, not of a profile"),
        ("TikTok - Views", "", "https://tiktok.com/@a.b", "of a post, not of a profile"),
        ("Youtube Subscribers", "", POSTS["YouTube"], "of a profile, not of a post"),
        ("Instagram Followers", "", POSTS["Instagram"], "of a profile, not of a post"),
        ("Instagram Followers", "", "https://your.shop/", "does not lead to Instagram"),
        ("Best Sellers", "IG Followers [HQ]", "vk.com/a", "a link to VK; the service is for Insta"),
        ("𝗜𝗻𝘀𝘁𝗮𝗴𝗿𝗮𝗺 Likes", "", "https://tiktok.com/@a/video/1", "a link to TikTok"),
        ("Anything", "", "https://a.b/ https://c.d/", "There is a space in the link."),
        ("Anything", "", "https://a.bhttps://c.d/", "There are two links in one."),
        ("Anything", "", "https://a.b/\u200bc", "a character in the link that cannot be seen"),
        ("X - Followers", "", "https://instagram.com/a", "the service is for X/Twitter"),
        ("Instagram Likes", "", "tg://resolve?domain=a", "a link to Telegram"),
    ],
)
def test_what_is_plainly_odd_is_said(category: str, name: str, link: str, said: str) -> None:
    assert said in " ".join(doubts(service(category, name), link))


def test_a_subscription_is_told_by_its_username() -> None:
    auto = service("Instagram Auto Likes", "Likes", ServiceType.SUBSCRIPTIONS)
    entries = {"username": "https://tiktok.com/@a", "min": "1", "max": "2", "delay": "0"}
    (warning,) = [each for each in quote(auto, entries).warnings if each.field == "username"]
    assert warning.text.startswith("This is a link to TikTok")
    assert doubts(auto, "your.shop") == []


def test_the_demo_catalogue_raises_no_false_alarm() -> None:
    """Its names are made as panels make them: usual links of every platform pass."""
    for sold in generate(7):
        made = service(sold.category, sold.name, service_type_of(sold.type))
        for platform in platforms(made.category, made.name):
            if platform in PROFILES:
                usual = [doubts(made, link[platform]) for link in (PROFILES, POSTS)]
                assert [] in usual, (made.name, usual)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=80))
def test_any_text_at_all_is_read(category: str, name: str, link: str) -> None:
    assert len(doubts(service(category, f"Instagram {name}"), link)) <= 3


# Whether two links are the same, however they are written

HOSTS = st.from_regex(r"[a-z][a-z0-9-]{0,8}(\.[a-z]{2,5}){1,2}", fullmatch=True)
PATHS = st.from_regex(r"(/[A-Za-z0-9_.@~-]{1,8}){0,3}", fullmatch=True)
QUERIES = st.from_regex(r"(\?[A-Za-z0-9_=&-]{1,12})?", fullmatch=True)


@st.composite
def written(draw: st.DrawFn, host: str, path: str, query: str) -> str:
    """A link to this place, in one of the ways to write it."""
    scheme = draw(st.sampled_from(["", "http://", "https://", "HTTPS://", "Http://"]))
    prefix = draw(st.sampled_from(["", "www.", "WWW.", "m."]))
    letters = [draw(st.sampled_from([each, each.upper()])) for each in host]
    port = draw(st.sampled_from(["", *{"http": [":80"], "https": [":443"]}.get(scheme[:-3], [])]))
    rest = path + draw(st.sampled_from(["", "/"])) + query
    fragment = draw(st.sampled_from(["", "#", "#top", "#a/b?c"]))
    before, after = draw(st.sampled_from([("", ""), (" ", "\n"), ("\t", "\u00a0")]))
    return f"{before}{scheme}{prefix}{''.join(letters)}{port}{rest}{fragment}{after}"


@given(st.data(), HOSTS, PATHS, QUERIES)
def test_every_way_to_write_a_link_is_the_same_link(
    data: st.DataObject, host: str, path: str, query: str
) -> None:
    one, another = (data.draw(written(host, path, query)) for _ in range(2))
    assert address(one) == address(another)


@given(HOSTS, PATHS, QUERIES)
def test_host_path_and_query_are_kept_letter_by_letter(host: str, path: str, query: str) -> None:
    assert address(f"https://www.x.{host}{path}{query}") == f"x.{host}{path}{query}"


@given(st.text(max_size=40) | st.tuples(HOSTS, st.text(max_size=20)).map("".join))
def test_of_what_is_the_same_nothing_more_can_be_left_out(link: str) -> None:
    assert address(address(link)) == address(link)
    assert address(f" {link}\n") == address(link)


@pytest.mark.parametrize(
    ("one", "another"),
    [
        ("https://a.example/p/C1", "https://a.example/p/c1"),
        ("https://a.example/p", "https://b.example/p"),
        ("https://a.example:8080/p", "https://a.example/p"),
        ("https://a.example:8443/p", "https://a.example:443/p"),
        ("https://a.example/?v=1", "https://a.example/?v=2"),
        ("Alice", "alice"),
        ("#Summer", "#Winter"),
        ("spotify:track:1", "spotify:track:2"),
        ("a.example/p q", "a.example/p"),
    ],
)
def test_what_may_be_another_place_is_another_link(one: str, another: str) -> None:
    assert address(one) != address(another)


@pytest.mark.parametrize(
    ("link", "same"),
    [
        (" https://www.Instagram.com:443/p/C1/#top ", "instagram.com/p/C1"),
        ("HTTP://M.Facebook.com:80/?v=1", "facebook.com?v=1"),
        ("https://a.example/?", "a.example"),
        ("www.com/a", "www.com/a"),
        ("@alice", "@alice"),
        ("", ""),
    ],
)
def test_what_is_left_of_a_link(link: str, same: str) -> None:
    assert address(link) == same

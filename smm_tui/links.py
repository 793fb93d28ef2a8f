"""Whether a link fits the platform that a service is for: warnings, never more (pure).

A panel says nowhere where its links have to lead, so the words of category and name are all
there is to go by. What is not plainly odd is let pass: usernames, numbers, hashtags and links
to shorteners fit anything, and services that sell visits take any address.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Final

from smm_tui import untrusted
from smm_tui.i18n import _
from smm_tui.models import Service, ServiceType

_PLATFORMS: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        "Instagram": (r"\binstagram\b|\binsta\b|\big\b", "instagram.com instagr.am ig.me"),
        "Threads": (r"\bthreads\b", "threads.net threads.com"),
        "TikTok": (r"\btik ?tok\b", "tiktok.com"),
        "YouTube": (r"\byou ?tube\b|\byt\b", "youtube.com youtu.be youtube-nocookie.com"),
        "Telegram": (r"\btelegram\b", "t.me telegram.me telegram.org telegram.dog"),
        "Facebook": (r"\bfacebook\b|\bfb\b", "facebook.com fb.com fb.watch fb.me fb.gg"),
        "X/Twitter": (r"\btwitter\b|^\W*x\b(?! *\d)", "x.com twitter.com t.co"),
        "Spotify": (r"\bspotify\b", "spotify.com spotify.link"),
        "Twitch": (r"\btwitch\b", "twitch.tv"),
        "Kick": (r"\bkick\b", "kick.com"),
        "VK": (r"\bvk\b|\bvkontakte\b", "vk.com vk.ru vk.cc vk.me vkvideo.ru"),
        "OK": (r"\bok\.ru\b|\bodnoklassniki\b", "ok.ru"),
        "LinkedIn": (r"\blinked ?in\b", "linkedin.com lnkd.in"),
        "Discord": (r"\bdiscord\b", "discord.com discord.gg discordapp.com"),
        "Reddit": (r"\breddit\b", "reddit.com redd.it"),
        "Pinterest": (r"\bpinterest\b", "pinterest. pin.it"),
        "Snapchat": (r"\bsnapchat\b", "snapchat.com"),
        "SoundCloud": (r"\bsound ?cloud\b", "soundcloud.com snd.sc"),
        "Quora": (r"\bquora\b", "quora.com"),
        "WhatsApp": (r"\bwhats ?app\b", "whatsapp.com wa.me"),
        "Apple Music": (r"\bapple music\b|\bitunes\b", "apple.com apple.co"),
        "Deezer": (r"\bdeezer\b", "deezer.com deezer.page.link"),
        "Tidal": (r"\btidal\b", "tidal.com"),
        "Shazam": (r"\bshazam\b", "shazam.com"),
        "Mixcloud": (r"\bmixcloud\b", "mixcloud.com"),
        "Audiomack": (r"\baudiomack\b", "audiomack.com"),
        "Dailymotion": (r"\bdailymotion\b", "dailymotion.com dai.ly"),
        "Vimeo": (r"\bvimeo\b", "vimeo.com"),
        "Rumble": (r"\brumble\b", "rumble.com"),
        "Rutube": (r"\brutube\b", "rutube.ru"),
        "Trovo": (r"\btrovo\b", "trovo.live"),
        "Likee": (r"\blikee\b", "likee.video likee.com"),
        "Kwai": (r"\bkwai\b", "kwai.com kwai-video.com"),
        "Clubhouse": (r"\bclubhouse\b", "clubhouse.com joinclubhouse.com"),
        "Tumblr": (r"\btumblr\b", "tumblr.com"),
        "Shopee": (r"\bshopee\b", "shopee. shp.ee"),
        "Bluesky": (r"\bblue ?sky\b", "bsky.app"),
    }
)
"""Platform: the words that name it, and its domains; one that ends in a dot has many endings."""
_ANYWHERE: Final = re.compile(
    r"\b(?:traffic|web ?sites?|visitors?|back ?links?|seo|signals?|installs?|proxy|sell|uid"
    r"|press|nft|crypto|referr\w+)\b"
)
"""Words of services whose link may lead anywhere, or is none."""
_SHORT: Final = frozenset(
    ("bit.ly", "goo.gl", "tinyurl.com", "cutt.ly", "linktr.ee", "is.gd", "ow.ly", "rb.gy", "lnk.to")
)
_SCHEMES: Final = {"spotify": "Spotify", "tg": "Telegram"}

_OF_A_PROFILE: Final = re.compile(r"\b(?:followers?|subscribers?|seguidores)\b")
_OF_A_POST: Final = re.compile(
    r"\b(?:likes?|views?|comments?|retweets?|re?shares?|saves?|curtidas|plays|visualizacoes)\b"
)
_OF_EITHER: Final = re.compile(
    r"\b(?:followers?|subscribers?|members?|seguidores|friends?|stor(?:y|ies)|live\w*|stream\w*"
    r"|profiles?|auto\w*|channels?|pages?|mentions?|messages?|dm|monthly|listeners?|packages?"
    r"|latest|last|past|future|old|posts?|subscriptions?|growth|account\w*|user\w*|group\w*"
    r"|playlists?|podcasts?|artists?|albums?|all|every|spaces?|trends?|per|mix\w*|highlights?)\b"
)
"""Beside a word of a post, any of these may mean that the profile is asked for."""
_POSTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Instagram": r"/(?:[^/]+/)?(?:p|reels?|tv)/[^/]",
        "Threads": r"/(?:@[^/]+/)?(?:post|t)/[^/]",
        "TikTok": r"/@[^/]*/(?:video|photo)/\d",
        "YouTube": r"/(?:watch|shorts/|live/|embed/)",
        "X/Twitter": r"/[^/]+/status/\d",
    }
)
"""What the path of a post looks like."""
_PROFILES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "Instagram": r"/[\w.]+/?$",
        "Threads": r"/@[\w.]+/?$",
        "TikTok": r"/@[\w.]+/?$",
        "YouTube": r"/(?:@[^/]+|(?:channel|c|user)/[^/]+)/?$",
        "X/Twitter": r"/@?\w+/?$",
    }
)
_URL: Final = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+.-]*):(?://)?)?(?:[^/@\s]*@(?=[^/]*\.))?"
    r"(?P<host>[^/?#:\s]*)(?::\d+)?(?P<path>[^?#\s]*)",
    re.IGNORECASE,
)
_ADDRESS: Final = re.compile(
    r"(?:https?://)?(?:(?:www|m)\.)*(?P<host>[^/?#:\s]+\.[^/?#:\s]+)"
    r"(?::(?:80|443)(?![:\d])|(?P<port>:\d+))?"
    r"(?P<path>/[^?#\s]*)?(?P<query>\?[^#\s]*)?(?:#\S*)?",
    re.IGNORECASE,
)
_HANDLE: Final = re.compile(r"@?[a-z_][\w.]*", re.IGNORECASE)
_TWO_LINKS: Final = re.compile(r"https?://.+https?://", re.IGNORECASE)
_REDIRECTS: Final = re.compile(r"[?&=]|web\.archive\.org|translate\.goog", re.IGNORECASE)


def doubts(service: Service, link: str) -> list[str]:
    """What is odd about the link of an order, in the language of the reader."""
    found = []
    if any(unicodedata.category(char) == "Cf" for char in link):
        found.append(_("There is a character in the link that cannot be seen."))
    if re.search(r"\s", link):
        found.append(_("There is a space in the link."))
    if _TWO_LINKS.match(link) and not _REDIRECTS.search(link):
        found.append(_("There are two links in one."))
    if not found and (odd := _of_platform(service, link)):
        found.append(odd)
    return found


def address(link: str) -> str:
    """A link less what is only a way of writing it: two with the same lead to the same place.

    Scheme, `www.` or `m.`, the host's case, a usual port, a slash at the end, a fragment and
    blanks around it. What is no address of the web, such as a username, is the same only as
    it stands.
    """
    text = link.strip()
    parts = _ADDRESS.fullmatch(text)
    if parts is None:
        return text
    host, port = parts["host"].lower(), parts["port"] or ""
    path, query = (parts["path"] or "").rstrip("/"), parts["query"] or ""
    return host + port + path + ("" if query == "?" else query)


@lru_cache(maxsize=256)
def platforms(category: str, name: str) -> tuple[str, ...]:
    """The platforms that a service names; none where its links may lead anywhere."""
    words = [untrusted.fold(text).replace("_", " ") for text in (category, name)]
    if any(map(_ANYWHERE.search, words)):
        return ()
    return tuple(
        platform
        for platform, (pattern, _domains) in _PLATFORMS.items()
        if any(re.search(pattern, text) for text in words)
    )


def _of_platform(service: Service, link: str) -> str:
    named = platforms(service.category, service.name)
    if not named or not link:
        return ""
    host, path, found = _place(link)
    if found is None:
        if not host or host in _SHORT:
            return _of_handle(service, link) if not host else ""
        return _("The link does not lead to {platform}.").format(platform=", ".join(named))
    if found not in named:
        return _("This is a link to {found}; the service is for {platform}.").format(
            found=found, platform=", ".join(named)
        )
    return _of_path(service, found, path)


def _place(link: str) -> tuple[str, str, str | None]:
    """Host, path and platform of a link; no host where it is none."""
    parts = _URL.match(link)
    if parts is None:
        return "", "", None
    scheme, host = (parts["scheme"] or "").lower(), parts["host"].lower()
    if scheme in _SCHEMES:
        return scheme, "", _SCHEMES[scheme]
    platform = next(
        (name for name, (_words, domains) in _PLATFORMS.items() if _is_of(host, domains)), None
    )
    is_address = scheme in {"http", "https"} or host.startswith("www.") or parts["path"]
    if platform is None and not (is_address and "." in host):
        return "", "", None
    return host.removeprefix("www."), parts["path"], platform


def _is_of(host: str, domains: str) -> bool:
    return any(
        f".{host}".endswith(f".{domain}") if domain[-1] != "." else f".{domain}" in f".{host}."
        for domain in domains.split()
    )


@lru_cache(maxsize=256)
def _needs(name: str, category: str) -> str:
    """Whether a service plainly needs a `post` or a `profile`; "" where it cannot be told."""
    words = f"{untrusted.fold(category)} {untrusted.fold(name)}"
    post, profile = _OF_A_POST.search(words), _OF_A_PROFILE.search(words)
    if post and not _OF_EITHER.search(words):
        return "post"
    return "profile" if profile and not post else ""


def _of_handle(service: Service, link: str) -> str:
    needs = _needs(service.name, service.category)
    if needs != "post" or service.type is ServiceType.SUBSCRIPTIONS or not _HANDLE.fullmatch(link):
        return ""
    return _("This service seems to need the link of a post, not a username.")


def _of_path(service: Service, platform: str, path: str) -> str:
    needs = _needs(service.name, service.category)
    if needs == "post" and re.match(_PROFILES.get(platform, "(?!)"), path):
        return _("This service seems to need the link of a post, not of a profile.")
    if needs == "profile" and re.match(_POSTS.get(platform, "(?!)"), path):
        return _("This service seems to need the link of a profile, not of a post.")
    return ""

"""What the demo panel sells: one row per category, in the panel's own order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Shelf:
    """One category: what is in it and what it costs.

    `low` and `high` are rates: of 1000 units, or of one package.
    """

    category: str
    subjects: tuple[str, ...]
    low: str
    high: str
    types: tuple[str, ...] = ("Default",)
    speech: str = "en"


_COMMENTS = ("Custom Comments",)
_TRAFFIC = ("Web Traffic",)
_PACKAGES = ("Package",)

SHELVES: Final = (
    Shelf(
        "★ Best Sellers of the Week 🔥",
        ("Instagram Followers", "TikTok Views", "Telegram Members", "YouTube Watch Hours"),
        "0.0021",
        "3",
    ),
    Shelf("Instagram - Followers", ("Instagram Followers", "IG Followers"), "0.4", "9"),
    Shelf(
        "Instagram - Followers [Targeted] 🌍",
        ("🇺🇸 Instagram Followers USA", "🇩🇪 Instagram Followers Germany", "🇮🇳 India Followers"),
        "2",
        "28",
    ),
    Shelf("Instagram - Likes", ("Instagram Likes", "Instagram Power Likes"), "0.02", "3"),
    Shelf(
        "Instagram - Views &amp; Reels", ("Instagram Reel Views", "IG Video Views"), "0.0021", "1"
    ),
    Shelf("Instagram - Story", ("Instagram Story Views", "Story Poll Views"), "0.02", "2"),
    Shelf(
        "Instagram - Comments",
        ("Instagram Custom Comments", "Instagram Comments Female"),
        "3",
        "45",
        (*_COMMENTS, "Custom Comments", "Comment Likes", "Comment Replies"),
    ),
    Shelf(
        "Instagram - Mentions | Direct Message",
        ("Instagram Mentions", "Instagram DM"),
        "0.9",
        "12",
        (
            "Mentions",
            "Mentions with Hashtags",
            "Mentions Custom List",
            "Mentions Hashtag",
            "Mentions User Followers",
            "Mentions Media Likers",
        ),
    ),
    Shelf(
        "Instagram - Auto Likes [Subscription]",
        ("Instagram Auto Likes", "Instagram Auto Views"),
        "0.05",
        "4",
        ("Subscriptions",),
    ),
    Shelf("Instagram - Saves | Shares | Reach", ("Instagram Saves &amp; Shares",), "0.03", "2"),
    Shelf("Instagram - Live Video", ("Instagram Live Viewers 30 Minutes",), "1", "30"),
    Shelf("Instagram - Seguidores Brasil", ("Seguidores Instagram",), "0.8", "15", speech="pt"),
    Shelf("Instagram - Curtidas Brasil", ("Curtidas Instagram",), "0.1", "6", speech="pt"),
    Shelf("Instagram - متابعين عرب", ("متابعين انستقرام",), "1.2", "22", speech="ar"),
    Shelf("Instagram - Türk Takipçi", ("Instagram Takipçi",), "0.9", "12", speech="tr"),
    Shelf("Instagram - Türk Beğeni", ("Instagram Beğeni",), "0.1", "5", speech="tr"),
    Shelf("TikTok - Followers", ("TikTok Followers", "TikTok Followers Worldwide"), "0.9", "12"),
    Shelf("TikTok - Likes", ("TikTok Likes", "TikTok Likes + Views"), "0.05", "3"),
    Shelf("TikTok - Views", ("TikTok Views", "TikTok Video Views"), "0.0021", "0.3"),
    Shelf("TikTok - Live | Battle Points", ("TikTok Live Views", "TikTok PK Points"), "0.2", "25"),
    Shelf(
        "TikTok - Comments", ("TikTok Custom Comments",), "2", "30", (*_COMMENTS, "Comment Likes")
    ),
    Shelf("TikTok - Tăng Follow Việt", ("Tăng Follow TikTok",), "1", "14", speech="vi"),
    Shelf("TikTok - Seguidores", ("Seguidores TikTok 🇧🇷",), "1", "16", speech="pt"),
    Shelf("YouTube - Views", ("YouTube Views", "YouTube Native Ads Views"), "0.6", "6"),
    Shelf("YouTube - Subscribers", ("YouTube Subscribers",), "0.9", "40"),
    Shelf("YouTube - Likes / Shares", ("YouTube Likes", "YouTube Social Shares"), "0.1", "6"),
    Shelf("YouTube - Watch Time", ("YouTube 4000H Watch Time",), "12", "90"),
    Shelf(
        "YouTube - Comments",
        ("YouTube Custom Comments", "YouTube Comments USA"),
        "5",
        "60",
        (*_COMMENTS, "Comment Likes", "Comment Replies", "Custom Comments Package"),
    ),
    Shelf("YouTube - Live Stream 🔴", ("YouTube Live Viewers 60 Min",), "2", "45"),
    Shelf("YouTube - Просмотры", ("Просмотры YouTube",), "0.5", "5", speech="ru"),
    Shelf("Facebook - Page Likes | Followers", ("Facebook Page Followers",), "0.5", "12"),
    Shelf("Facebook - Post Likes &amp; Reactions", ("Facebook Reactions ❤️",), "0.1", "4"),
    Shelf("Facebook - Video Views", ("Facebook Video Views", "Facebook Reels Views"), "0.05", "3"),
    Shelf("Facebook - Group Members", ("Facebook Group Members",), "0.9", "9"),
    Shelf("Facebook - Tăng Like Việt Nam", ("Tăng Like Bài Viết",), "0.6", "10", speech="vi"),
    Shelf("Facebook - Theo Dõi", ("Theo Dõi Trang Cá Nhân",), "0.6", "11", speech="vi"),
    Shelf("X (Twitter) - Followers", ("X Followers", "Twitter NFT Followers"), "1", "30"),
    Shelf("X (Twitter) - Likes | Reposts", ("X Reposts", "X Likes USA"), "0.8", "18"),
    Shelf("X (Twitter) - Views | Impressions", ("X Tweet Views", "X Impressions"), "0.0021", "0.5"),
    Shelf("Polls | X - Telegram - Stories 🗳", ("Poll Votes",), "0.4", "8", ("Poll",)),
    Shelf("Telegram - Members", ("Telegram Channel Members", "Telegram Group Members"), "0.2", "6"),
    Shelf("Telegram - Premium Members ⭐", ("Telegram Premium Members 30 Days",), "6", "60"),
    Shelf(
        "Telegram - Post Views", ("Telegram Post Views", "Telegram Last 5 Posts"), "0.0021", "0.4"
    ),
    Shelf(
        "Telegram - Reactions", ("Telegram Reactions 👍 ❤️ 🔥 🎉", "Telegram Mix 👎 💩"), "0.01", "1"
    ),
    Shelf(
        "Telegram - Invites",
        ("Telegram Members from Your Groups",),
        "3",
        "25",
        ("Invites from Groups",),
    ),
    Shelf("Telegram - Подписчики", ("Подписчики Telegram",), "0.2", "7", speech="ru"),
    Shelf("VK - Друзья и подписчики", ("Подписчики VK",), "0.5", "6", speech="ru"),
    Shelf("Spotify - Plays", ("Spotify Plays", "Spotify Plays USA"), "0.2", "3"),
    Shelf("Spotify - Followers | Saves", ("Spotify Artist Followers", "Spotify Saves"), "0.4", "6"),
    Shelf("SoundCloud | Deezer | Audiomack", ("SoundCloud Plays", "Deezer Fans"), "0.05", "9"),
    Shelf("Twitch - Followers | Live", ("Twitch Followers", "Twitch Live Viewers"), "0.3", "40"),
    Shelf("Kick - Live", ("Kick Live Viewers", "Kick Followers"), "0.9", "35"),
    Shelf(
        "Discord - Members | Boosts",
        ("Discord Server Members", "Discord 14 Boosts 3 Months"),
        "2",
        "60",
        ("Default", "Package"),
    ),
    Shelf("Threads - Followers | Likes", ("Threads Followers", "Threads Likes"), "0.9", "12"),
    Shelf("Reddit - Upvotes | Members", ("Reddit Upvotes", "Reddit Members"), "8", "80"),
    Shelf("LinkedIn - Followers", ("LinkedIn Company Followers", "LinkedIn Likes"), "6", "70"),
    Shelf("Pinterest | Quora | Tumblr", ("Pinterest Followers", "Quora Upvotes"), "1", "40"),
    Shelf(
        "Google Reviews | Maps ⭐⭐⭐⭐⭐",
        ("Google Maps Review", "Trustpilot Review"),
        "1.5",
        "12",
        ("Custom Comments Package", "Package"),
    ),
    Shelf("App Store | Google Play", ("Android Installs", "iOS Rating"), "20", "180", _PACKAGES),
    Shelf(
        "🌐 Website Traffic [Choose Country]",
        ("🇺🇸 Traffic USA", "🇧🇷 Traffic Brazil", "🇻🇳 Traffic Vietnam", "🌍 Worldwide Traffic"),
        "0.08",
        "2",
        _TRAFFIC,
    ),
    Shelf("🌐 Website Traffic from Google", ("Organic Keyword Traffic",), "0.1", "3", _TRAFFIC),
    Shelf("SEO - Backlinks", ("PBN Backlinks DA50+", "Wiki Backlinks"), "9", "180", ("SEO",)),
)

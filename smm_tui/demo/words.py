"""How sellers talk: the phrases that names of services are put together from."""

# ruff: noqa: RUF001 - other scripts and look-alike letters are the point

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_BOLD_CAPITAL: Final = 0x1D5D4
_BOLD_SMALL: Final = 0x1D5EE


@dataclass(frozen=True, slots=True)
class Speech:
    """The phrases of one language; `{}` takes the figure."""

    refill: str
    lifetime: str
    no_refill: str
    max: str
    start: str
    speed: str
    instant: str
    qualities: tuple[str, ...]


def bold(text: str) -> str:
    """The text in mathematical bold letters, as sellers write what must not be missed."""
    return "".join(map(_bold_letter, text))


def _bold_letter(letter: str) -> str:
    if "A" <= letter <= "Z":
        return chr(_BOLD_CAPITAL + ord(letter) - ord("A"))
    if "a" <= letter <= "z":
        return chr(_BOLD_SMALL + ord(letter) - ord("a"))
    return letter


SPEECHES: Final[dict[str, Speech]] = {
    "en": Speech(
        refill="Refill: {}D",
        lifetime="Lifetime Guarantee",
        no_refill="No Refill",
        max="Max: {}",
        start="Start Time: {}H",
        speed="Speed: {}/Day",
        instant="Instant Start",
        qualities=(
            "Real",
            "HQ",
            "Old Accounts",
            "Mixed Quality",
            bold("No Drop"),
            "Low Drop",
            "Real &amp; Active",
            "Profile Pictures",
            bold("Non Drop") + " ♻️",
            "Bots",
            "New Source",
            "Organic",
            "15% Overflow",
        ),
    ),
    "pt": Speech(
        refill="Reposição: {} dias",
        lifetime="Reposição vitalícia",
        no_refill="Sem reposição",
        max="Máx: {}",
        start="Início: {}h",
        speed="Velocidade: {}/dia",
        instant="Início imediato",
        qualities=("Brasileiros reais", "Alta qualidade", "Mundiais", "Não cai", "Promoção ❤️‍🔥"),
    ),
    "vi": Speech(
        refill="Bảo hành {} ngày",
        lifetime="Bảo hành trọn đời",
        no_refill="Không bảo hành",
        max="Tối đa {}",
        start="Bắt đầu {} giờ",
        speed="Tốc độ {}/ngày",
        instant="Lên ngay",
        qualities=("Người Việt thật", "Giá rẻ", "Tài khoản cũ", "Ít tụt", "Chất lượng cao"),
    ),
    "ar": Speech(
        refill="ضمان {} يوم",
        lifetime="ضمان مدى الحياة",
        no_refill="بدون ضمان",
        max="الحد الأقصى {}",
        start="يبدأ خلال {} ساعة",
        speed="السرعة {} يوميا",
        instant="بدء فوري",
        qualities=("عرب حقيقيون", "جودة عالية", "بدون نقص", "خليجي"),
    ),
    "ru": Speech(
        refill="Гарантия {} дней",
        lifetime="Гарантия навсегда",
        no_refill="Без гарантии",
        max="Макс: {}",
        start="Запуск: {} ч",
        speed="Скорость: {} в сутки",
        instant="Мгновенный старт",
        qualities=("Живые", "Боты", "Без отписок", "Офферы", "СНГ", "Лучшая цена 🔥"),
    ),
    "tr": Speech(
        refill="{} Gün Telafili",
        lifetime="Ömür Boyu Garanti",
        no_refill="Telafisiz",
        max="Maks: {}",
        start="Başlangıç: {} saat",
        speed="Hız: Günlük {}",
        instant="Anlık Başlar",
        qualities=("Türk Gerçek", "Düşüş Yok", "Yabancı Karışık", "Şok Fiyat", "İlk Seçim"),
    ),
}

EMOJI: Final = (
    "🔥",
    "⚡️",
    "♻️",
    "⭐",
    "💧",
    "⛔",
    "🚀",
    "✅",
    "👑",
    "👩‍💻",
    "👨‍👩‍👧",
    "❤️‍🔥",
    "🏳️‍🌈",
    "💎",
    "🏆",
    "🎯",
    "🆕",
)

REMARK: Final = (
    " | PLEASE READ THE DESCRIPTION BEFORE YOU ORDER | 1 link = 1 order | no support for private "
    "profiles, wrong links or two sellers at once"
)

SPANS: Final = ("0-1", "0-6", "1-12", "0-24", "12-48")

NOTES: Final = (
    "Link: the full address of the profile or post.\nThe account must be public.",
    "⚠️ One order per link at a time, please.\n\nCancelled orders are refunded at once.",
    "Start: see the name\r\nQuality: mixed\r\nDrop: 0-5 %\r\n\r\nRefill with the button only.",
    "Count may rise in steps &amp; not evenly.",
    "✔️ Tested this week\n✔️ Works with private settings off\n\n\n✖️ No support for wrong links",
    "Exemplo de link: https://example.com/perfil\n➜ O perfil não pode ser privado.",
    "Не меняйте адрес страницы до конца заказа.",
)

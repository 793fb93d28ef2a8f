"""What a hostile panel writes into its fields, and who looks for what came through of it."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

ESC: Final = "\x1b"
CSI: Final = "\x9b"

# Every row and column beyond the screen, every colour that no theme has: what of it reaches
# the terminal is known for a panel's.
SEQUENCES: Final = (
    f"{ESC}]52;c;cHduZWQ=\x07",
    f"{ESC}]52;c;cHduZWQ={ESC}\\",
    f"{ESC}]0;owned\x07",
    f"{ESC}]8;;http://evil.example\x07click{ESC}]8;;\x07",
    f"{ESC}[2J{ESC}[77;177Hxx",
    f"{ESC}[?1049l{ESC}c",
    f"{ESC}[8;99;199t",
    f"{ESC}[5;53;48;5;201mblink",
    f"{ESC}(0lqk",
    f"{CSI}2J{CSI}77;177H",
    "\x9d52;c;cHduZWQ=\x9c",
    f'\x90q#0;2;0;0;0~-\x9c{ESC}P$q"p{ESC}\\',
    f"{ESC}_Gf=24;AAAA{ESC}\\",
    f"{ESC}^pm{ESC}\\",
    f"{ESC}[200~rm -rf{ESC}[201~",
)
CONTROLS: Final = (
    "a\x00b",
    "bell\x07\x07",
    "back\x08\x08\x08\x08over",
    "vertical\x0btab\x0cfeed",
    "line\rover\nnext\r\nthird",
    "del\x7fete\x85nel\x84ind",
    "tab\there\x0e\x0fshift",
    "sep\u2028line\u2029para",
)
FORMATS: Final = (
    "\u202egnp.exe\u202c",
    "\u2066iso\u2069\u200frtl\u061c",
    "soft\u00adhy\u2060word\ufeffbom\u180e",
    "\U000e0041\U000e0042tags\U000e007f",
    "\U0001f3f4\U000e0067\U000e0062\U000e007f",
    "\u206a\u206fdeprecated\ufff9anno\ufffb",
)
SURROGATES: Final = ("\ud800", "\udfff lone", "\ude00\ud83d swapped", "a\udc9b2J")
JOINERS: Final = (
    "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 family",
    "\u200d" * 300 + "x",
    "\U0001f600\u200d" * 200,
    "\ufe0f" * 200 + "\U0001f3fb" * 50,
    "1\ufe0f\u20e3 \u2122\ufe0f \U0001f1e9\U0001f1ea",
)
MARKS: Final = ("z" + "\u0301\u0489\u20dd" * 3_334, "\u0300" * 500, "\u0e49" * 300 + "\u0e01")
PRIVATE: Final = ("\ue000\uf8ff nerd", "\U000f0000\U0010fffd", "\ufffe\uffff\ufdd0 non", "\u0378")
MARKUP: Final = (
    "[/]",
    "[/foo]",
    "a [/foo] b",
    "[@click=app.quit]quit[/]",
    "[no refill] likes",
    "[#12] row",
    "[bold red]loud",
    "[link=http://evil.example]x[/link]",
    "[[[[ [ ]] [",
    "\\[/b] \\",
    "[$error]x[/$error]",
    ":smiley: {name} %s %(x)s {0}",
)
HTML: Final = (
    "&#27;[2J",
    "&#x1b;]52;c;cHduZWQ=&#7;",
    "&amp;#27;[2J",
    "&#155;2J",
    "&#xd800; &#0; &#x110000; &#99999999999999;",
    "<script>alert(1)</script><br><b>x</b>",
    "&lt;br&gt; &nbsp; &notanentity; &",
    "&#" + "9" * 5_000 + ";",
)
FORMULAS: Final = (
    "=cmd()",
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "\r=1",
    "\uff1d1",
    "\u200b=1+1",
    "\u00a0=1+1",
    "\x00=1+1",
    "'=1",
    '";=1',
    "&#61;1+1",
)
LONG: Final = ("W" * 200_000, "\u6f22" * 5_000, "a b " * 5_000, "\U0001f600" * 3_000)
WIDE: Final = (
    "\u6f22\u5b57 \uff57\uff49\uff44\uff45",
    "\ua9c5\ufdfd\U00012031",
    "\u0627\u0644\u0639\u0631\u0628\u064a\u0629 \u05e2\u05d1\u05e8\u05d9\u05ea",
    "\u0928\u092e\u0938\u094d\u0924\u0947 \u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35",
    "\u3164\u115f\u1160\uffa0 filler \u2800",
)

HOSTILE: Final = (
    *SEQUENCES,
    *CONTROLS,
    *FORMATS,
    *SURROGATES,
    *JOINERS,
    *MARKS,
    *PRIVATE,
    *MARKUP,
    *HTML,
    *FORMULAS,
    *LONG,
    *WIDE,
)
SHORT: Final = tuple(each for each in HOSTILE if len(each) <= 120)

_POOLS: Final = (range(0x110000), range(0x20, 0x7F), range(0xA0), range(0x2000, 0x2070))
_MARK: Final = range(0x300, 0x370)


def random_text(source: random.Random) -> str:
    """A random string: any code points, with whole hostile pieces among them."""
    parts: list[str] = []
    for _ in range(source.randint(0, 6)):
        match source.randrange(4):
            case 0:
                parts.append(source.choice(SHORT))
            case 1:
                parts.append("".join(chr(source.choice(_MARK)) for _ in range(source.randrange(9))))
            case _:
                pool = source.choice(_POOLS)
                count = source.randrange(12)
                parts.append("".join(chr(source.choice(pool)) for _ in range(count)))
    return "".join(parts)


def random_texts(seed: int, count: int) -> list[str]:
    """So many random strings."""
    source = random.Random(seed)
    return [random_text(source) for _ in range(count)]


_JOINING: Final = frozenset("\u200d\ufe0e\ufe0f")
_EMOJI: Final = re.compile(
    "[\u2190-\u2bff\U0001f000-\U0001faff\u00a9\u00ae\u203c\u2049\u2122"
    "\u2139\u3030\u303d\u3297\u32990-9#*]"
)
_MOST_MARKS: Final = 8


def wrong_in(text: str, *, lines: bool = False) -> str:
    """What of a text may not be shown, as words; "" where all is well.

    Made without the program's own rules: by category, and by what may stand beside what.
    """
    marks = 0
    before = ""
    for place, char in enumerate(text):
        if char == "\n" and lines:
            before = ""
            continue
        if char in _JOINING:
            nearby = text[max(0, place - 3) : place]
            if not _EMOJI.search(nearby):
                return f"a joiner or selector without an emoji at {place} of {text[:80]!r}"
            continue
        category = unicodedata.category(char)
        if category in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} or ord(char) & 0xFFFF >= 0xFFFE:
            return f"U+{ord(char):04X} ({category}) at {place} of {text[:80]!r}"
        marks = marks + 1 if category.startswith("M") else 0
        if marks > _MOST_MARKS or (marks and before in {"", " "}):
            return f"{marks} marks at {place} of {text[:80]!r}"
        before = char if not category.startswith("M") else before
    return ""


def wrong_in_all(texts: Sequence[str]) -> list[str]:
    """What is wrong in any of them."""
    return [wrong for text in texts if (wrong := wrong_in(text, lines=True))]

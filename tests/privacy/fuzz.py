"""Input by lot: what nobody would type and what somebody might, near every answer that there is.

The rule: everything comes from one seed, so a find can be had again. Half of it is close to something that the bot
understands, because that is where words could get through.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Final

from tests.privacy.canaries import MARK, phone

ODD: Final = (
    "\u200b\u200d\u202e\u2066\ufeff\u00ad\u0301\u20e3\ufe0f\U000e0041\ufdfa\u0130\u00df\u017f"
    "\uff11\u0663\u00b2\u2460\n\t\0\x1b\ud800"
)
"""Letters that are not seen, turn the line round, grow when they are folded, or are digits in disguise."""

TWINS: Final = str.maketrans("aceiopxyAEHKMOT1.", "асеіорхуАЕНКМОТ１。")
"""Letters of other alphabets that look the same."""

SIGNS: Final = "<>&\"'{}%$\\/:;!@#~+-_.,()[]*=?`|^"

COMMANDS: Final = (
    "edit",
    "lang",
    "language",
    "matters",
    "danger",
    "pause",
    "cover",
    "away",
    "resume",
    "stop",
    "back",
    "look",
)

Words = Sequence[str]


def typed(chance: random.Random, words: Words) -> Iterator[str]:
    """Texts without end. ``words`` are ids and labels of what can be answered."""
    while True:
        base = chance.choice(words) if chance.random() < 0.6 else _noise(chance)
        for _ in range(max(0, chance.randrange(5) - 1)):
            base = _bent(chance, base)
        yield base


def pressed(chance: random.Random, words: Words, at: int) -> Iterator[str]:
    """Data of buttons without end, some of it with the right number."""
    while True:
        name = chance.choice(words) if chance.random() < 0.5 else chance.choice((MARK, _noise(chance)))
        act = (
            "{}:{}"
            if chance.random() < 0.3
            else chance.choice(
                ("{}:{}", "{}!{}", "{}@{}", "{}~{}/w", "{}~{}/p", "{}+{}", "{}+begin/{}", "{}%{}", "{}{}")
            )
        )
        yield act.format(at if chance.random() < 0.8 else chance.randrange(10**10), name)


def _noise(chance: random.Random) -> str:
    match chance.randrange(7):
        case 0:
            return f"{MARK} {phone(chance.randrange(100))}"
        case 1:
            return "".join(chance.choice(SIGNS) for _ in range(chance.randrange(40)))
        case 2:
            return "".join(chr(chance.choice((chance.randrange(0x250), chance.randrange(0xD800)))) for _ in range(30))
        case 3:
            return f"/{chance.choice(COMMANDS)} {MARK}"
        case 4:
            return str(chance.randrange(10**6))
        case 5:
            return f"<b>{MARK}</b> {{card}} {{cards}} %s {{0.__class__}} &amp; \\n"
        case _:
            return MARK * chance.randrange(1, 60)


def _bent(chance: random.Random, text: str) -> str:
    """One change of the kind that fingers, keyboards and people with something in mind make."""
    at = chance.randrange(len(text) + 1)
    match chance.randrange(9):
        case 0:
            return text[:at] + chance.choice(ODD) + text[at:]
        case 1:
            return text.translate(TWINS)
        case 2:
            return text[:at] + text[at + 1 :]
        case 3:
            return text[:at] + chance.choice("abcdefghijklmnopqrstuvwxyz0123456789") + text[at:]
        case 4:
            return text.upper() if chance.random() < 0.5 else text.swapcase()
        case 5:
            return f"{text} {MARK}"
        case 6:
            return f"{chance.choice(COMMANDS)} {text}" if chance.random() < 0.5 else f"/{text}"
        case 7:
            return text[::-1]
        case _:
            return f" {text}{chance.choice(' .,!?)')}"

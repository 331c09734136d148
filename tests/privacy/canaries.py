"""Planted strings that no part of the program could make by itself, and the search that finds them in any disguise.

The rule: every canary holds ``MARK`` several times in a row (numbers hold ``DIGITS``), so that one search for a handful
of short patterns finds all of them, whole or in pieces of eight characters, in every encoding of ``patterns``. A
number at the end tells which canary it was.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from typing import Final, Literal, NamedTuple

Language = Literal["en", "es"]

MARK: Final = "qxzvjkwy"
"""Eight letters that stand together in no language. Repeated, each piece of eight holds one of ``PIECES``."""

PIECES: Final = ("qxzvj", "jkwyq")

AREA: Final = "734"
"""Numbers for telephones are 734-555-01xx: they can never ring, and nothing of ours begins like this."""

RECORD: Final = "91734"
"""Record numbers begin like this."""

LETTERS: Final = "abcdefghijklmnop"
"""The number of a canary is written with these, four bits each."""

Maker = Callable[[int], str]


class Canary(NamedTuple):
    """One planted string. ``kind`` and ``language`` say what it looks like."""

    number: int
    kind: str
    language: Language
    text: str


def tail(number: int) -> str:
    """Mark, number, mark: what every canary ends with."""
    written = "".join(LETTERS[number >> shift & 15] for shift in range(20, -4, -4))
    return f"{MARK}{MARK}{written}{MARK}"


NAMES: Final = {
    "en": ("Thaddeus Okonkwo", "wilhelmina ashgrove", "ROSALIND THORNBURY"),
    "es": ("Xiomara Peñalver", "wenceslao ibarrola", "EVANGELINA ÑÚÑEZ"),
}
DATES: Final = {
    "en": ("DOB 03/14/1987", "born March 14, 1987"),
    "es": ("nacida el 14 de marzo de 1987", "FN 14-03-1987"),
}
RECORDS: Final = {"en": ("MRN", "chart no."), "es": ("NHC", "expediente")}
STREETS: Final = {"en": ("12 Alder Street, Apt 4", "PO Box 77"), "es": ("Calle Olmo 12, 4.º B", "Apartado 77")}
MAILS: Final = {"en": "example.org", "es": "ejemplo.example.org"}


def _of(texts: tuple[str, ...], number: int) -> str:
    return texts[number % len(texts)]


def phone(number: int) -> str:
    """A number that can never ring, in one of the ways in which people write it."""
    last = f"{100 + number % 100:04}"
    return _of((f"({AREA}) 555-{last}", f"+1{AREA}555{last}", f"{AREA}-555-{last}", f"{AREA} 555 {last}"), number)


def makers(language: Language) -> dict[str, Maker]:
    """How a canary of each kind is made from its number."""
    return {
        "name": lambda n: f"{_of(NAMES[language], n)} {tail(n)}",
        "birth date": lambda n: f"{_of(DATES[language], n)} {tail(n)}",
        "phone": lambda n: f"{phone(n)} {tail(n)}",
        "record number": lambda n: f"{_of(RECORDS[language], n)} {RECORD}{n % 100_000:05} {tail(n)}",
        "address": lambda n: f"{_of(STREETS[language], n)}, {tail(n)}",
        "e-mail": lambda n: f"{tail(n)}@{MAILS[language]}",
        "nonce": tail,
        "nonce in capitals": lambda n: tail(n).upper(),
    }


KINDS: Final = tuple(makers("en"))


class Planter:
    """Makes canaries, each only once, and counts them by kind."""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.planted: Counter[tuple[str, str]] = Counter()
        self._makers: dict[Language, dict[str, Maker]] = {"en": makers("en"), "es": makers("es")}

    @property
    def total(self) -> int:
        """How many have been made."""
        return sum(self.planted.values())

    def canary(self, way: str, kind: str = "", language: Language = "en") -> str:
        """A new one of this kind, or of the kind whose turn it is, that is planted in this way."""
        number = next(self._numbers)
        chosen = kind or KINDS[number % len(KINDS)]
        self.planted[way, chosen] += 1
        return self._makers[language][chosen](number)

    def word(self, way: str) -> str:
        """One that is small letters only, as the data of a button or a code of a language would be."""
        return self.canary(way, "nonce")

    def digits(self, way: str) -> str:
        """A telephone's number alone."""
        self.planted[way, "phone"] += 1
        return phone(next(self._numbers))


def _wide(text: str, size: int) -> bytes:
    """In two or four bytes a letter, from the first letter to the last: the same in both orders of bytes."""
    return text.encode(f"utf-{size}-le").strip(b"\0")


def _hex(raws: tuple[bytes, ...]) -> tuple[bytes, ...]:
    return tuple(raw.hex().encode() for raw in raws)


def _base64(piece: bytes) -> Iterator[bytes]:
    """The part of its base64 that does not depend on what stands around it, for the three places it can begin at."""
    for before in range(3):
        coded = b64encode(b"\0" * before + piece + b"\0\0")
        first, last = -(-before * 8 // 6), (before + len(piece)) * 8 // 6
        yield coded[first + bool(before * 8 % 6 and before * 8 // 6 == first) : last]


@cache
def patterns() -> dict[str, tuple[bytes, ...]]:
    """What to look for, by the coding that it would be found in. All but base64 without regard to small and capital."""
    found: dict[str, tuple[bytes, ...]] = {}
    for piece in PIECES:
        raws = (piece.encode(), piece.upper().encode())
        each: dict[str, tuple[bytes, ...]] = {
            "plain": (raws[0],),
            "reversed": (raws[0][::-1],),
            "utf-16": (_wide(piece, 16),),
            "utf-32": (_wide(piece, 32),),
            "hex": tuple(raw.hex(sign).encode() for raw in raws for sign in (":", " ")) + _hex(raws),
            "url": tuple("".join(f"%{byte:02x}" for byte in raw).encode() for raw in raws),
            "escaped": tuple("".join(f"\\u{byte:04x}" for byte in raw).encode() for raw in raws),
        }
        for name, forms in each.items():
            found[name] = (*found.get(name, ()), *forms)
    numbers = (f"{AREA}{{}}555{{}}01".format(*[sign] * 2) for sign in ("", "-", " "))
    found["digits"] = (*(number.encode() for number in numbers), f"({AREA}) 555-01".encode(), *_whole_numbers())
    return found


def _whole_numbers() -> Iterator[bytes]:
    """What all those telephone numbers share when they are stored as whole numbers of eight bytes."""
    first, last = (int(f"{AREA}555{end}").to_bytes(8, "big") for end in ("0100", "0199"))
    shared = bytes(one for one, other in zip(first, last, strict=True) if one == other)
    yield shared[2:]
    yield shared[2:][::-1]


@cache
def exact() -> dict[str, tuple[bytes, ...]]:
    """What to look for as it is: base64 of small and of capital letters."""
    raw = [piece.encode() for piece in PIECES]
    return {"base64": tuple(form for piece in (*raw, *(one.upper() for one in raw)) for form in _base64(piece))}


def found_in(data: bytes) -> Counter[str]:
    """How often a canary, or a piece of one, stands in these bytes, by its coding. Empty where there is none."""
    folded = data.lower()
    hits = Counter({name: sum(folded.count(form) for form in forms) for name, forms in patterns().items()})
    hits += Counter({name: sum(data.count(form) for form in forms) for name, forms in exact().items()})
    return +hits


_NUMBER: Final = re.compile(f"{MARK}([{LETTERS}]{{6}}){MARK}".encode(), re.IGNORECASE)


def numbers_in(data: bytes) -> set[int]:
    """The numbers of canaries that stand whole and plain in these bytes."""
    found = (match[1].lower().decode() for match in _NUMBER.finditer(data))
    return {
        sum(LETTERS.index(one) << shift for one, shift in zip(each, range(20, -4, -4), strict=True)) for each in found
    }

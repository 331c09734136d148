"""The search itself: it finds each kind of canary in each disguise, and in pieces, and nothing where nothing is."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable
from urllib.parse import quote

import pytest

from bot.app import content_folder
from tests.privacy.canaries import KINDS, MARK, Language, Planter, found_in, numbers_in, phone

DISGUISES: dict[str, Callable[[str], bytes]] = {
    "plain": lambda text: text.encode(),
    "folded": lambda text: text.casefold().encode(),
    "capitals": lambda text: text.upper().encode(),
    "reversed": lambda text: text[::-1].encode(),
    "utf-16": lambda text: text.encode("utf-16"),
    "utf-16 the other way round": lambda text: text.encode("utf-16-be"),
    "utf-32": lambda text: text.encode("utf-32"),
    "hex": lambda text: text.encode().hex().encode(),
    "spaced hex": lambda text: text.encode().hex(" ").upper().encode(),
    "base64": lambda text: base64.b64encode(text.encode()),
    "base64, one on": lambda text: base64.b64encode(b"{" + text.encode()),
    "base64, two on": lambda text: base64.urlsafe_b64encode(b'{"' + text.encode()),
    "url": lambda text: quote(text).encode(),
    "url throughout": lambda text: "".join(f"%{byte:02X}" for byte in text.encode()).encode(),
    "json": lambda text: json.dumps({"text": text}).encode(),
    "escaped": lambda text: "".join(f"\\u{ord(letter):04x}" for letter in text).encode(),
    "repr": lambda text: repr(text.encode()).encode(),
}


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_found_in_every_disguise(kind: str, language: Language) -> None:
    """A canary in any coding, with other bytes around it, is seen."""
    planter = Planter()
    for name, disguise in DISGUISES.items():
        hidden = b"\x00\x17before " + disguise(planter.canary("test", kind, language)) + b" after\xff"
        assert found_in(hidden), name


def test_pieces_are_found() -> None:
    """Any eight letters in a row out of the marked part are enough."""
    text = MARK * 2
    for start in range(len(text) - 7):
        assert found_in(text[start : start + 8].encode()), start


@pytest.mark.parametrize("number", range(4))
def test_a_number_for_the_telephone_is_found(number: int) -> None:
    """As it is written, and stored as a whole number in either order."""
    written = phone(number)
    whole = int("".join(sign for sign in written if sign.isdigit())[-10:])
    assert found_in(written.encode())
    assert found_in(whole.to_bytes(8, "big"))
    assert found_in(whole.to_bytes(8, "little"))


def test_each_canary_says_which_it_is() -> None:
    """What was found whole leads back to where it was planted."""
    planter = Planter()
    texts = [planter.canary("test") for _ in range(200)]
    assert numbers_in("\n".join(texts).encode()) == set(range(1, 201))


def test_nothing_is_found_where_nothing_is() -> None:
    """Neither in chance bytes nor in all that the program has to say."""
    chance = random.Random(1)  # noqa: S311 - no secret
    assert not found_in(chance.randbytes(4_000_000))
    for path in content_folder().rglob("*.yaml"):
        assert not found_in(path.read_bytes()), path

"""What is remembered of one chat while somebody practises: numbers alone, and all of them gone some hours later.

A talk is its picks, so nothing that was said is in here. The chat's own number is: without it nobody could clear the
chat away when its time has come. The record is sealed where it rests.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

FORMAT: Final = 1
MOST_EXTRAS: Final = 1500
"""Messages of a chat that are remembered, to be deleted later."""


class Place(IntEnum):
    """What the card of a chat shows. The numbers are stored, so they stay as they are."""

    HOME = 1
    CASES = 2
    BRIEF = 3
    TURN = 4
    LOOKING = 5
    """Looking back; ``page`` is the card."""
    REST = 6
    ABOUT = 7
    ROOM = 8
    """In a room; what is shown follows from the room."""
    DRILL = 9
    FLOW = 10
    """In a real conversation with the patient of a case; ``page`` 1 looks back after its end."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """One chat. ``step`` counts what happened: a button answers one step. Times are seconds since 1970.

    ``card``: the message that is the card; ``sent``: when it was; ``heard``: the newest message that was taken.
    ``twin``: the picks of the other talk of a matched pair. ``room``: the number of its code, 0 for none.
    ``picture``: the message that is the trainer's picture. ``extras``: further messages to be deleted at the end.
    """

    chat: int
    card: int = 0
    sent: int = 0
    heard: int = 0
    step: int = 0
    place: Place = Place.HOME
    page: int = 0
    scenario: int = 0
    edition: int = 0
    seed: int = 0
    room: int = 0
    picture: int = 0
    picks: tuple[int, ...] = ()
    twin: tuple[int, ...] = ()
    extras: tuple[int, ...] = ()


class RecordError(ValueError):
    """These bytes are no record of ours."""


def encode(sitting: Sitting) -> bytes:
    """The record. Raises ``ValueError`` for a number below zero, which no chat of one person has."""
    one = sitting
    single = (one.chat, one.card, one.sent, one.heard, one.step, one.place, one.page, one.scenario, one.edition)
    lists = (one.picks, one.twin, one.extras[-MOST_EXTRAS:])
    counted = [number for part in lists for number in (len(part), *part)]
    return packed((FORMAT, *single, one.seed, one.room, one.picture, *counted))


def decode(record: bytes) -> Sitting:
    """The sitting of a record. Raises ``RecordError``."""
    numbers = unpacked(record)
    if len(numbers) < 16 or numbers[0] != FORMAT:
        raise RecordError("another format")
    chat, card, sent, heard, step, place, page, scenario, edition, seed, room, picture = numbers[1:13]
    rest, parts = numbers[13:], []
    for _ in range(3):
        if not rest or len(rest) <= rest[0]:
            raise RecordError("a list that is cut short")
        parts.append(rest[1 : rest[0] + 1])
        rest = rest[rest[0] + 1 :]
    if rest or place not in set(Place):
        raise RecordError("more than a record holds, or no place")
    where = (card, sent, heard, step, Place(place), page, scenario, edition, seed, room, picture)
    return Sitting(chat, *where, *parts)


def packed(numbers: Iterable[int]) -> bytes:
    """Whole numbers from 0, seven bits a byte, the highest bit where more bytes follow."""
    found = bytearray()
    for number in numbers:
        if number < 0:
            raise ValueError("a number below zero")
        left = number
        while left > 127:
            found.append(left & 127 | 128)
            left >>= 7
        found.append(left)
    return bytes(found)


def unpacked(record: bytes) -> tuple[int, ...]:
    """The numbers again. Raises ``RecordError`` where the last one is cut short."""
    found: list[int] = []
    number = shift = 0
    for byte in record:
        number |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            found.append(number)
            number = shift = 0
    if shift:
        raise RecordError("a number that is cut short")
    return tuple(found)

"""A class at rest: the room and whom to reach, as bytes; read back strictly, and equal to what was written.

Numbers only, and each as short as it can be: a first byte for the shape, then one after the other, seven bits a byte.
The numbers of chats are needed to deliver, lie sealed, and go with the room; 0 is a seat that wants to be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from bot.practice.class_standing import MISSED, MOST_SEATS, Pace, Phase, Room, Seat

SHAPE: Final = 1
MOST_PICKS: Final = 24
"""Turns that a scenario can have."""
MOST_LINES: Final = 4
MOST_EXTRA: Final = 512
LARGEST: Final = 2**63 - 1
LAST_SECOND: Final = 2**40


@dataclass(frozen=True, slots=True)
class AtRest:
    """``chats[n]`` is the channel's number for the seat ``n + 1``; ``extra`` are other numbers it needs."""

    room: Room
    trainer: int
    chats: tuple[int, ...] = ()
    extra: tuple[int, ...] = ()

    def seat_of(self, chat: int) -> int | None:
        """The seat of this chat, None where it has none."""
        return self.chats.index(chat) + 1 if chat and chat in self.chats else None


def encode(rest: AtRest) -> bytes:
    """The bytes of a class; with `MOST_SEATS` seats and `MOST_EXTRA` numbers still below 16 KiB.

    Raises ``ValueError`` for what no class can be.
    """
    _check(rest)
    return bytes([SHAPE]) + b"".join(map(_short, _numbers(rest)))


def decode(record: bytes) -> AtRest:
    """The class in these bytes. Raises ``ValueError`` when they are not as `encode` wrote them, and for no other."""
    numbers = _Numbers(record)
    rest = _read(numbers)
    if next(numbers, None) is not None:
        raise ValueError("more than a room")
    _check(rest)
    if encode(rest) != record:
        raise ValueError("not the shortest way to write a room")
    return rest


def _numbers(rest: AtRest) -> Iterator[int]:
    room = rest.room
    yield from (room.scenario, room.edition, room.seed, room.pace, room.opened, room.touched, room.phase, room.relay)
    yield from _counted([_up(pick) for pick in room.path])
    yield _folded(rest.trainer)
    yield len(room.seats)
    for seat, chat in zip(room.seats, rest.chats, strict=True):
        yield from (seat.present + 2 * seat.watching, _folded(chat))
        yield from _counted([_up(pick) for pick in seat.picks])
    yield from _counted([_folded(number) for number in rest.extra])


def _read(numbers: _Numbers) -> AtRest:
    scenario, edition, seed, pace, opened, touched, phase, relay = numbers.take(8)
    path = tuple(number - 1 for number in numbers.counted(MOST_PICKS))
    (trainer, seated) = numbers.take(2)
    if relay > 1 or seated > MOST_SEATS:
        raise ValueError("no room has this")
    seats: list[Seat] = []
    chats: list[int] = []
    for place in range(1, seated + 1):
        (flags, chat) = numbers.take(2)
        if flags > 3:
            raise ValueError("no seat is like this")
        picks = tuple(number - 1 for number in numbers.counted(MOST_PICKS))
        seats.append(Seat(place, picks, bool(flags & 1), bool(flags & 2)))
        chats.append(_unfolded(chat))
    extra = tuple(_unfolded(number) for number in numbers.counted(MOST_EXTRA))
    room = Room(scenario, edition, seed, Pace(pace), opened, touched, Phase(phase), path, tuple(seats), bool(relay))
    return AtRest(room, _unfolded(trainer), tuple(chats), extra)


def _check(rest: AtRest) -> None:
    """Refuse what no class can be. Raises ``ValueError``."""
    room = rest.room
    _within((room.scenario, room.edition), 0, 2**32 - 1)
    _within((room.seed,), 0, LARGEST)
    _within((room.opened, room.touched), 0, LAST_SECOND)
    _within(room.path, 0, MOST_LINES - 1)
    _within((rest.trainer, *rest.chats, *rest.extra), -LARGEST, LARGEST)
    _within((len(room.path), *(len(seat.picks) for seat in room.seats)), 0, MOST_PICKS)
    _within((len(rest.extra), len(room.seats)), 0, MOST_EXTRA)
    _within([pick for seat in room.seats for pick in seat.picks], MISSED, MOST_LINES - 1)
    if len(rest.chats) != len(room.seats) or len(room.seats) > MOST_SEATS:
        raise ValueError("no room has so many seats")
    if any(seat.number != place for place, seat in enumerate(room.seats, start=1)):
        raise ValueError("seats out of order")


def _within(numbers: Sequence[int], least: int, most: int) -> None:
    if not all(least <= number <= most for number in numbers):
        raise ValueError("a number of a room is out of range")


class _Numbers:
    """The numbers of a record, one after the other. Raises ``ValueError`` where there is none."""

    def __init__(self, record: bytes) -> None:
        if record[:1] != bytes([SHAPE]):
            raise ValueError("not a room of this shape")
        self._bytes = iter(record[1:])

    def __iter__(self) -> _Numbers:
        return self

    def __next__(self) -> int:
        number = shift = 0
        for byte in self._bytes:
            number |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return number
            if shift > 63:
                raise ValueError("a number that is too long")
        if shift:
            raise ValueError("half a number")
        raise StopIteration

    def take(self, count: int) -> tuple[int, ...]:
        """So many numbers."""
        found = tuple(number for _, number in zip(range(count), self, strict=False))
        if len(found) != count:
            raise ValueError("half a room")
        return found

    def counted(self, most: int) -> tuple[int, ...]:
        """As many numbers as the next one says."""
        (count,) = self.take(1)
        if count > most:
            raise ValueError("more than a room can have")
        return self.take(count)


def _counted(numbers: Sequence[int]) -> tuple[int, ...]:
    return (len(numbers), *numbers)


def _short(number: int) -> bytes:
    """Seven bits a byte, the lowest first; the last byte is below 128."""
    found = bytearray()
    while number > 127:
        found.append(128 | number & 127)
        number >>= 7
    return bytes([*found, number])


def _up(pick: int) -> int:
    """A pick, of which `MISSED` is the smallest, as a number from 0."""
    return pick + 1


def _folded(number: int) -> int:
    """A number with a sign as one without."""
    return 2 * number if number >= 0 else -2 * number - 1


def _unfolded(number: int) -> int:
    return number // 2 if number % 2 == 0 else -(number + 1) // 2

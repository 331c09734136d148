"""Keys, records and counts for the tests: made from small numbers, so that a failing test can be read."""

from __future__ import annotations

from storage.base import Tally, Timer

NOW = 1_800_000_000
LATER = NOW + 3600

TALLY = Tally(quarter=2027 * 4, flow=1, version=1, language=0, outcome=2, reason=0)


def key(number: int) -> bytes:
    """The key of session or person `number`; its bytes are spread, as those of a digest are."""
    return (number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % 2**128).to_bytes(16, "big")


def digest(number: int) -> bytes:
    """The digest of invitation `number`."""
    return b"\x5a" * 16 + key(number)


def record(number: int, size: int = 24) -> bytes:
    """A record of `size` bytes that says `number`, and can be found again in a file."""
    return (b"\xc0\xff\xee" + number.to_bytes(4, "big")).ljust(size, b"\xee")


def timer(number: int, due: int = NOW) -> Timer:
    """Timer `number` of some chat."""
    return Timer(kind=1, due=due, chat=5550100 + number, message=number)

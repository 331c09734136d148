"""What lies in the memory of another process, read from outside as its owner's superior would.

The rule: every mapping that can be written is read, whatever it is for; the search is the same as for files.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.privacy.canaries import found_in, numbers_in

CHUNK: Final = 16 * 2**20
_MAPPING: Final = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")
UNREADABLE: Final = ("[vvar]", "[vvar_vclock]", "[vsyscall]")


def regions(pid: int) -> Iterator[bytes]:
    """The bytes of every mapping that can be written, in pieces that overlap a little. Raises ``PermissionError``."""
    maps = Path(f"/proc/{pid}/maps").read_text(encoding="utf-8", errors="replace").splitlines()
    with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
        for line in maps:
            found = _MAPPING.match(line)
            if found is None or line.endswith(UNREADABLE):
                continue
            start, end = int(found[1], 16), int(found[2], 16)
            for at in range(start, end, CHUNK):
                try:
                    memory.seek(at)
                    yield memory.read(min(CHUNK + 256, end - at))
                except OSError:  # a guard page, or one that went meanwhile
                    continue


def left_in(pid: int) -> tuple[Counter[str], set[int], int]:
    """Pieces of canaries by their coding, the numbers of whole ones, and how many bytes were searched."""
    hits: Counter[str] = Counter()
    numbers: set[int] = set()
    size = 0
    for piece in regions(pid):
        hits += found_in(piece)
        numbers |= numbers_in(piece)
        size += len(piece)
    return hits, numbers, size

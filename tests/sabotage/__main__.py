"""`make sabotage`: break one control after the other in a copy, and show that the suite notices each time.

Ends with 1 when a breakage was not noticed, or when its tests fail without it.
"""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.sabotage.breaking import Breakage, PatchError, applied, breakages, copied, failed


def main() -> int:
    """Run them all, or those whose names are given."""
    parser = ArgumentParser(prog="python -m tests.sabotage", description=__doc__)
    parser.add_argument("names", nargs="*", help="only these")
    parser.add_argument("--jobs", type=int, default=2, help="how many at the same time")
    given = parser.parse_args()
    chosen = [one for one in breakages() if not given.names or one.name in given.names]
    begun = time.monotonic()
    if not _sound(chosen):
        return 1
    with ThreadPoolExecutor(given.jobs) as threads:
        results = []
        for one, result in zip(chosen, threads.map(_tried, chosen), strict=True):
            print(f"{result:<11} {one.proof:<6} {one.name:<32} {one.what}", flush=True)  # noqa: T201
            results.append(result)
    noticed = results.count("noticed")
    print(f"{noticed} of {len(chosen)} noticed, in {time.monotonic() - begun:.0f} s.")  # noqa: T201
    return 0 if noticed == len(chosen) else 1


def _sound(chosen: list[Breakage]) -> bool:
    """Do the tests pass where nothing is broken? Else their failing would say nothing."""
    tests = tuple(sorted({test for one in chosen for test in one.tests}))
    with TemporaryDirectory() as folder:
        sound = not failed(tests, copied(Path(folder)))
    print(f"{'noticed nothing' if sound else 'FAIL'}: {len(tests)} tests where nothing is broken")  # noqa: T201
    return sound


def _tried(breakage: Breakage) -> str:
    try:
        with TemporaryDirectory() as folder:
            copy = copied(Path(folder))
            applied(breakage, copy)
            return "noticed" if failed(breakage.tests, copy) else "NOT NOTICED"
    except PatchError as error:
        return f"BROKEN: {error}"


if __name__ == "__main__":
    sys.exit(main())

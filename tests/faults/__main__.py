"""`python -m tests.faults` (`make faults`): every kind of fault in its long form, and a table of what was survived.

`--scale 0.1` takes a tenth of everything, `--minutes 10` what is done by then, `--only F1,F2` some kinds alone, and
`--jobs 2` as many processes. The exit code is 1 when anything was lost, and then every loss is told in words. Power
cuts with settings that are known to lose have to show losses: if one shows none, that is told, and is 1 as well.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Final

from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.faults import calls, clocks, console, flips, full, keys, locks, power
from tests.faults.machine import TwoWorkers
from tests.faults.nursery import Nursery
from tests.faults.tally import Tally

Part = Callable[[], Tally]

PIECES: Final = 50
"""Parts that a kind is cut into, so that several processes have something to do until the end."""


def main() -> int:
    """Run what is asked for; the table on the standard output."""
    asked = _asked()
    wanted = set(asked.only.upper().split(",")) if asked.only else set()
    began = time.monotonic()
    tally = Tally()
    parts = [part for kind, part in _parts(asked.scale, asked.seed) if not wanted or kind in wanted]
    with ProcessPoolExecutor(asked.jobs) as pool:
        for number, found in enumerate(pool.map(_done, parts), start=1):
            tally.join(found)
            spent = time.monotonic() - began
            if number % 10 == 0:
                print(f"{number} of {len(parts)} parts, {spent:,.0f} s", file=sys.stderr)  # noqa: T201
            if asked.minutes and spent > 60 * asked.minutes:
                pool.shutdown(wait=False, cancel_futures=True)
                print(f"time is over after {number} of {len(parts)} parts")  # noqa: T201
                break
    print("\n".join([*tally.lines(), *tally.words[:50]]))  # noqa: T201
    return 1 if tally.words else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description="Faults injected, survived, lost.")
    parser.add_argument("--scale", type=float, default=1.0, help="how much of the long form")
    parser.add_argument("--only", default="", help="kinds alone, such as F1,F2")
    parser.add_argument("--minutes", type=float, default=0, help="tell what was done by then; 0: all of it")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    parser.add_argument("--seed", type=int, default=0, help="0: another one each time")
    return parser.parse_args()


def _done(part: Part) -> Tally:
    return part()


def _parts(scale: float, seed: int) -> Iterator[tuple[str, Part]]:
    """Every kind with its share of work; each part has a seed of its own."""
    seed = seed or random.SystemRandom().randint(1, 10**6)
    print(f"seed {seed}", file=sys.stderr)  # noqa: T201
    if scale >= 1:
        yield "F6", partial(locks.run, 1, patience=2.0, longest=30.0, seed=seed)
    yield "F8", clocks.run_zones
    yield "F13", keys.run
    if calls.may_trace():
        yield from (("F2", partial(found_out, weak)) for weak in power.WEAK)
    for one in range(PIECES):
        here = seed * PIECES + one
        if calls.may_trace():
            yield "F1", partial(struck, (one, PIECES), scale, here)
            yield "F2", partial(cut, round(4_000 * scale), here)
        yield "F4", partial(machine, round(20 * scale), here)
        if full.may_mount():
            yield "F5", partial(full.run, max(1, round(10 * scale)), seed=here)
        yield "F6", partial(locks.run, max(1, round(4 * scale)), seed=here)
        yield "F8", partial(clocks.run, round(40 * scale), seed=here)
        yield "F11", partial(flips.run, None if scale >= 1 else round(1_040 * scale), seed=here, share=(one, PIECES))


def struck(share: tuple[int, int], scale: float, seed: int) -> Tally:
    """Every call, every way, as far as it is ours to do; and short writes."""
    with Nursery() as nursery:
        tally = calls.run(nursery, share=share, part=min(scale, 1.0), short=round(20 * scale), seed=seed)
        tally.join(console.run(nursery, round(20 * scale), seed=seed))
        return tally


def cut(number: int, seed: int) -> Tally:
    """Images of what the shipped store wrote."""
    with Nursery() as nursery:
        return power.run(nursery, number, seed=seed)


def found_out(weak: str) -> Tally:
    """Images of what weak settings wrote: they have to be bad now and then."""
    tally = Tally()
    with Nursery() as nursery:
        found = power.run(nursery, 10_000, weak, enough=1)
    tally.add(f"F2 of these: {weak} found out", [] if found.words else ["no image was bad: the harness is blind"])
    return tally


def machine(number: int, seed: int) -> Tally:
    """Hypothesis, on the runtime with two workers; each transition counts."""
    random.seed(seed)
    TwoWorkers.taken = 0
    wrong: list[str] = []
    try:
        run_state_machine_as_test(
            TwoWorkers,
            settings=settings(
                max_examples=max(number, 1),
                stateful_step_count=50,
                deadline=None,
                database=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
    except AssertionError as error:
        wrong = [str(error).partition("\n")[0]]
    tally = Tally()
    tally.add("F4 any order of events", wrong, f"seed {seed}", TwoWorkers.taken)
    return tally


if __name__ == "__main__":
    sys.exit(main())

"""How the proofs grow: conversations of more and more questions, walked whole and judged by every rule.

Run by hand: ``python -m benchmarks.check``. Sessions and steps are exact; seconds are this machine's, best of three.
A flow is walked once, and once more for each group of facts that its outcome tells together: ``walks`` grows with its
topics. ``sessions a walk and card`` tells whether one walk grows with the cards, ``us a step`` whether time does.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

from bot.check import run_checks
from bot.check.lens import lenses
from bot.check.samples.small import card, library_with
from bot.engine.compile import CompiledFlow
from bot.engine.facts import Always, Judged, Not, Result, Rule
from bot.engine.spec import Choice, Flow, OutcomeSpec, Part, State, Way
from bot.engine.versions import locked
from bot.library import library, read_lock

SIZES = (3, 6, 12, 24)
ROUNDS = 3


def asking(topics: int) -> Flow:
    """A conversation with this many topics: each is asked about, a yes is met and checked, and the end counts them."""
    names = tuple(f"topic{number}" for number in range(topics))
    some = Judged(Rule(names, 1), (Result.RAISED,))
    cards: list[State] = [card("a.begin", "yes > a.topic0 | grants private", "no > a.end", tags="privacy_gate")]
    for number, name in enumerate(names):
        onward = f"a.topic{number + 1}" if number + 1 < topics else "a.branch"
        cards.append(
            card(
                f"a.{name}",
                f"yes > a.heard{number} | records {name}=yes",
                f"no > {onward} | records {name}=no",
                f"skip > {onward} | records {name}=open",
                tags="sensitive_q",
                intensity=2,
            )
        )
        cards.append(card(f"a.heard{number}", f"done > {onward}", tags="validate danger_check"))
    ways = (Way("a.many", some), Way("a.end", Not(some)))
    cards.append(State("a.branch", (Choice("done", ways),)))
    cards += [card("a.many", "done > a.end"), card("a.end", tags="end open_door")]
    outcome = OutcomeSpec((("topics_came_up", some), ("none_raised", Always())), names)
    return Flow(f"asks{topics}", 1, "a.begin", (Part("a", tuple(cards)),), outcome)


def best(run: Callable[[], object]) -> float:
    """Seconds of the fastest of some runs."""
    found = []
    for _ in range(ROUNDS):
        gc.collect()
        before = time.perf_counter()
        run()
        found.append(time.perf_counter() - before)
    return min(found)


def main() -> None:
    """Print both tables."""
    print("topics  cards  walks  sessions    steps  sessions a walk and card  seconds  us a step")
    for topics in SIZES:
        lib = library_with(asking(topics))
        flow: CompiledFlow = lib.flows[f"asks{topics}"]
        lock = locked(lib)
        report = run_checks(lib, lock)
        sessions, steps = report.walked[flow.id]
        seconds = best(lambda lib=lib, lock=lock: run_checks(lib, lock))  # type: ignore[misc]
        cards, walks = len(flow.cards), 1 + len(lenses(flow))
        print(
            f"{topics:>6}{cards:>7}{walks:>7}{sessions:>10}{steps:>9}{sessions / walks / cards:>26.1f}"
            f"{seconds:>9.2f}{1e6 * seconds / steps:>11.0f}"
        )
    print()
    for jobs in (1, 2):
        seconds = best(lambda jobs=jobs: run_checks(library(), read_lock(), jobs=jobs))  # type: ignore[misc]
        print(f"what ships, {jobs} process{'es' if jobs > 1 else ''}: {seconds:.1f} s")


if __name__ == "__main__":
    main()

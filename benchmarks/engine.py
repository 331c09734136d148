"""What a step with its view costs above a bare trigger, as ratios of one run: `python -m benchmarks.engine`.

The limit is one trigger on the shared machine with a cursor of its own and the facts handed to it, for the very answers
of a whole conversation. Rounds are interleaved, so that a busy minute of the machine falls on all of them alike; each
ratio is the median over the rounds of that round's own ratio. Not a test: nothing fails by time.
"""

from __future__ import annotations

import gc
import logging
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from bot.engine import events as ev
from bot.engine.compile import Cursor
from bot.engine.record import codec
from bot.engine.session import Session, Step
from bot.engine.step import step
from bot.engine.trail import facts_of
from bot.engine.versions import locked
from bot.library import library

ROUNDS = 41
TIMES = 40
GOAL = 2.0

TALK = tuple("yes adult yes yes yes no yes skip skip no shelter none together done done yes neutral done visit".split())
"""A conversation in which something comes up: nineteen answers, some of them on cards with guards."""

BARE, ANSWER = "a bare trigger", "an answer"

LIBRARY = library()
FLOW = LIBRARY.flows["adult_brief"]
CODEC = codec(locked(LIBRARY), LIBRARY)
Work = Callable[[], object]


def sessions() -> list[tuple[Session, str]]:
    """Every session of the conversation, with the answer given on it."""
    found = []
    session, view = step(LIBRARY, None, ev.Begin(FLOW.id))
    for answer in TALK:
        assert session is not None
        assert answer in view.choices, (view.state, answer, view.choices)
        found.append((session, answer))
        session, view = step(LIBRARY, session, ev.Answer(answer, view.revision))
    return found


def works() -> dict[str, Work]:
    """What is measured; each does its thing once for every session of the conversation."""
    talk = sessions()
    triggers = [
        (FLOW.machine.events[answer].trigger, session.at, facts_of(FLOW, (*session.trail, Step(session.at, answer))))
        for session, answer in talk
    ]
    answers: list[tuple[Session, ev.Event]] = [(one, ev.Answer(answer, one.revision)) for one, answer in talk]
    records = [CODEC.encode(session) for session, _ in talk]

    def bare() -> None:
        for trigger, at, facts in triggers:
            trigger(Cursor(at), facts=facts)

    def stepping(pairs: list[tuple[Session, ev.Event]]) -> Work:
        return lambda: [step(LIBRARY, session, event) for session, event in pairs]

    calls: dict[str, ev.Event] = {"looking again": ev.Look(), "back": ev.Back(), "cover": ev.Cover()}
    return {
        BARE: bare,
        ANSWER: stepping(answers),
        **{name: stepping([(session, event) for session, _ in talk]) for name, event in calls.items()},
        "a record written": lambda: [CODEC.encode(session) for session, _ in talk],
        "a record read": lambda: [CODEC.decode(record) for record in records],
    }


@contextmanager
def quiet() -> Iterator[None]:
    """No garbage is looked for meanwhile, and the library's logger is off, as in the program."""
    logger = logging.getLogger("transitions.core")
    before, logger.disabled = logger.disabled, True
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        logger.disabled = before


def timed(work: Work) -> float:
    """Seconds for some repetitions, by the processor's clock for this process."""
    begun = time.process_time_ns()
    for _ in range(TIMES):
        work()
    return (time.process_time_ns() - begun) / 1e9


def main() -> None:
    """Measure, and print a table of ratios."""
    measured = works()
    rounds: dict[str, list[float]] = {name: [] for name in measured}
    with quiet():
        for _ in range(ROUNDS):
            for name, work in measured.items():
                rounds[name].append(timed(work))
    print(f"{'':<18} {'ratio':>6} {'µs':>7}   median of {ROUNDS} interleaved rounds")
    for name, mine in rounds.items():
        ratio = statistics.median(one / bare for one, bare in zip(mine, rounds[BARE], strict=True))
        micro = min(mine) / TIMES / len(TALK) * 1e6
        print(f"{name:<18} {ratio:>6.2f} {micro:>7.1f}{f'   goal {GOAL:.1f}' if name == ANSWER else ''}")


if __name__ == "__main__":
    main()

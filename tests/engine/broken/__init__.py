"""A small flow for every reason not to run, each sound but for that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.check.samples.small import END, card, small
from bot.engine.facts import Always, Is, Not
from bot.engine.session import LONGEST_TRAIL
from bot.engine.spec import Choice, Flow, Gate, OutcomeSpec, Part, State, Way


@dataclass(frozen=True)
class Refused:
    """A flow that must not be compiled, and the place where the issue is told."""

    flow: Flow
    place: str


SOUND = small(card("a.begin", "yes > a.end", "no > a.end"))


def _one(state: State, *more: State) -> Flow:
    """A flow of one part with these cards and the usual end."""
    return replace(SOUND, start=state.id, parts=(Part("a", (state, *more, END)),))


def _guarded(*ways: Way) -> Flow:
    """One question whose answer is recorded, and a card that branches on it."""
    first = card("a.begin", "yes > a.branch | records work=yes", "no > a.branch | records work=no")
    branch = State("a.branch", (Choice("done", ways),))
    return _one(first, branch, card("a.other", "done > a.end"))


def _chain(length: int) -> tuple[State, ...]:
    names = [*(f"a.card{number}" for number in range(length)), "a.end"]
    return tuple(card(one, f"done > {after}") for one, after in pairwise(names))


YES, NO = Is("work", ("yes",)), Is("work", ("no",))

BRANCHING = _guarded(Way("a.end", YES), Way("a.other", Not(YES)))

REFUSED: Mapping[str, Refused] = {
    "state-name": Refused(_one(card("a.begin", "done > b.next"), card("b.next", "done > a.end")), "b.next"),
    "state-twice": Refused(_one(card("a.begin", "done > a.end"), card("a.begin", "done > a.end")), "a.begin"),
    "choice-name": Refused(_one(card("a.begin", "Yes > a.end")), "a.begin"),
    "choice-reserved": Refused(_one(card("a.begin", "yes > a.end", "back > a.end")), "a.begin"),
    "choice-twice": Refused(_one(card("a.begin", "yes > a.end", "yes > a.end")), "a.begin"),
    "start-unknown": Refused(replace(SOUND, start="a.nowhere"), "small"),
    "target-unknown": Refused(_one(card("a.begin", "yes > a.nowhere", "no > a.end")), "a.begin"),
    "exit-undeclared": Refused(_one(card("a.begin", "yes > @out", "no > a.end")), "a.begin"),
    "exit-unjoined": Refused(
        replace(SOUND, parts=(Part("a", (card("a.begin", "yes > @out", "no > a.end"), END), frozenset({"out"})),)),
        "a.begin",
    ),
    "join-unknown": Refused(replace(SOUND, joins={"a@out": "a.end"}), "small"),
    "unreachable": Refused(_one(card("a.begin", "done > a.end"), card("a.lost", "done > a.end")), "a.lost"),
    "no-end": Refused(
        _one(card("a.begin", "yes > a.end", "no > a.round"), card("a.round", "done > a.round")), "a.round"
    ),
    "cycle": Refused(
        _one(card("a.begin", "yes > a.next"), card("a.next", "again > a.begin", "done > a.end")), "a.begin"
    ),
    "too-long": Refused(_one(*_chain(LONGEST_TRAIL // 2 + 1)), "small"),
    "guard-overlap": Refused(_guarded(Way("a.end", YES), Way("a.other", Is("work", ("yes", "no", "")))), "a.branch"),
    "guard-gap": Refused(_guarded(Way("a.end", YES), Way("a.other", NO)), "a.branch"),
    "guard-unknown-fact": Refused(
        _guarded(Way("a.end", Is("money", ("yes",))), Way("a.other", Not(Is("money", ("yes",))))), "a.branch"
    ),
    "no-choice": Refused(
        _one(
            card("a.begin", "yes > a.next | records work=yes", "no > a.next | records work=no"),
            State("a.next", (Choice("done", "a.end", when=YES), Choice("other", "a.end", when=NO))),
        ),
        "a.next",
    ),
    "law-unknown": Refused(replace(SOUND, gates=(Gate("nothing", frozenset({"end"})),)), "small"),
    "outcome-unknown-fact": Refused(
        replace(SOUND, outcome=OutcomeSpec((("raised", Is("work", ("yes",))), ("over", Always())))), "small"
    ),
    "outcome-gap": Refused(replace(BRANCHING, outcome=OutcomeSpec((("raised", YES),))), "small"),
}
"""By the code of the issue."""

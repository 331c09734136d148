"""Conditions of a conversation in words, so that a reviewer meets no fact by its name where a sentence will do.

A fact is told by what was answered: the labels of the answers that record it. A rule over topics is told as what came
up. What has no words goes by the engine's own text, so nothing is ever left out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.engine.compile import CompiledFlow
from bot.engine.facts import UNSET, Always, Both, Either, Guard, Is, Judged, Not, Result

Label = Callable[[str, str], str]
"""The label of an answer: (state, choice id)."""


@dataclass(frozen=True, slots=True)
class Conditions:
    """The words for conditions of one flow: ``answers`` are labels by (fact, value), ``topics`` all of its topics."""

    answers: Mapping[tuple[str, str], tuple[str, ...]]
    topics: frozenset[str]

    def said(self, guard: Guard) -> str:
        """The condition after the word "if"."""
        return self._said(guard, whether=True)

    def _said(self, guard: Guard, *, whether: bool) -> str:
        match guard:
            case Always():
                return "nothing else holds" if whether else "never"
            case Not(inner):
                return self._said(inner, whether=not whether)
            case Both(guards) | Either(guards):
                word = " and " if isinstance(guard, Both) is whether else " or "
                return word.join(dict.fromkeys(self._said(one, whether=whether) for one in guards))
            case Is(fact, values):
                return self._answered(fact, values, whether=whether)
            case Judged():
                return self._judged(guard, whether=whether)
            case _:
                return guard.text if whether else f"not ({guard.text})"

    def _answered(self, fact: str, values: tuple[str, ...], *, whether: bool) -> str:
        if fact in self.topics:
            said = {"yes": "came up", "no": "did not come up", "open": "stayed open", UNSET: "was not asked"}
            told = f"{named(fact)} {' or '.join(said.get(value, value) for value in values)}"
            return told if whether else f"not so that {told}"
        labels = list(
            dict.fromkeys(
                label for value in values if value != UNSET for label in self.answers.get((fact, value), (value,))
            )
        )
        told = " or ".join(f"“{label}”" for label in labels)
        if UNSET in values:
            if not labels:
                return f"{'no' if whether else 'an'} answer was given that tells the {named(fact)}"
            return f"{told} was answered, or nothing" if whether else f"something else than {told} was answered"
        return f"{told} was answered" if whether else f"{told} was not answered"

    def _judged(self, guard: Judged, *, whether: bool) -> str:
        every = frozenset(guard.rule.topics) == self.topics
        which = "" if every else f" of {', '.join(map(named, guard.rule.topics))}"
        one = guard.rule.least == 1
        some = "something" if one else f"at least {guard.rule.least}"
        none = "nothing" if one else f"fewer than {guard.rule.least}"
        results = frozenset(guard.results if whether else set(Result) - set(guard.results))
        said = {
            frozenset({Result.RAISED}): f"{some}{which} came up",
            frozenset({Result.NOT_RAISED}): f"{none}{which} came up, and nothing was left open",
            frozenset({Result.UNDETERMINED}): f"{none}{which} came up, and something was left open",
            frozenset({Result.NOT_RAISED, Result.UNDETERMINED}): f"{none}{which} came up",
            frozenset({Result.RAISED, Result.UNDETERMINED}): f"{some}{which} came up, or something was left open",
            frozenset({Result.RAISED, Result.NOT_RAISED}): f"{some}{which} came up, or nothing was left open",
        }
        return said.get(results, guard.text if whether else f"not ({guard.text})")


def conditions(flow: CompiledFlow, label: Label) -> Conditions:
    """The words for the conditions of a flow."""
    answers: dict[tuple[str, str], dict[str, None]] = {}
    for state, card in flow.cards.items():
        for choice in card.choices.values():
            for record in choice.records:
                answers.setdefault(record, {})[label(state, choice.id)] = None
    return Conditions({record: tuple(labels) for record, labels in answers.items()}, frozenset(flow.outcome.topics))


def named(name: str) -> str:
    """An id as words."""
    return name.replace("_", " ")

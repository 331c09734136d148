"""What a flow is once it is compiled: targets resolved, joins read, progress guessed, one lean machine."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.check.samples.small import END, card, small
from bot.engine.compile import compiled, joined
from bot.engine.facts import Is, Not
from bot.engine.spec import Choice, Flow, OutcomeSpec, Part, State, Way
from bot.library import library

YES = Is("work", ("yes",))


def _two_parts() -> Flow:
    """A part that leaves by two exits, one of them by a guard, joined by guards again."""
    first = Part(
        "a",
        (
            card("a.begin", "yes > a.ask | records carry=yes", "no > a.ask | records carry=no"),
            State(
                "a.ask",
                (
                    Choice("yes", "@out", (("work", "yes"),)),
                    Choice(
                        "no",
                        (Way("@out", Is("carry", ("yes",))), Way("@gone", Not(Is("carry", ("yes",))))),
                        (("work", "no"),),
                    ),
                ),
            ),
            END,
        ),
        frozenset({"out", "gone"}),
    )
    second = Part("b", (card("b.some", "done > a.end"), card("b.none", "done > a.end")))
    joins: dict[str, str | tuple[Way, ...]] = {
        "a@out": (Way("b.some", YES), Way("b.none", Not(YES))),
        "a@gone": "a.end",
    }
    return Flow("small", 1, "a.begin", (first, second), small(card("a.begin", "yes > a.end")).outcome, joins)


def test_an_exit_leads_where_the_flow_joins_it() -> None:
    """Guards on both sides of a join add up."""
    edges = {
        (edge.answer, edge.dest, tuple(guard.text for guard in edge.guards))
        for edge in compiled(_two_parts()).edges("a.ask")
    }
    assert edges == {
        ("yes", "b.some", ("work is yes",)),
        ("yes", "b.none", ("not (work is yes)",)),
        ("no", "b.some", ("(carry is yes) and (work is yes)",)),
        ("no", "b.none", ("(carry is yes) and (not (work is yes))",)),
        ("no", "a.end", ("not (carry is yes)",)),
    }


def test_a_part_is_not_changed_by_its_flow() -> None:
    """The same part joins in many flows."""
    flow = _two_parts()
    before = flow.parts[0].states
    assert joined(flow)["a.ask"] is not before[1]
    assert flow.parts[0].states == before


def test_what_a_card_knows_of_its_future() -> None:
    """Cards that can still come, facts that a guard may still read, and about how many cards are left."""
    cards = compiled(_two_parts()).cards
    assert cards["a.ask"].reach == {"a.ask", "b.some", "b.none", "a.end"}
    assert cards["a.begin"].live == {"work", "carry"}
    assert cards["b.some"].live == frozenset()
    assert (cards["a.ask"].guarded, cards["b.some"].guarded) == (True, False)
    assert (cards["a.end"].more, cards["b.some"].more) == (0, 1)
    assert cards["a.begin"].more > cards["a.ask"].more


@pytest.mark.parametrize("flow", sorted(library().flows))
def test_the_shipped_machines_are_lean(flow: str) -> None:
    """One transition for each way, no model, no automatic transitions, no queue."""
    shipped = library().flows[flow]
    ways = sum(len(choice.ways) for card in shipped.cards.values() for choice in card.choices.values())
    assert len(shipped.machine.get_transitions()) == ways
    assert shipped.machine.models == []
    assert set(shipped.machine.states) == set(shipped.cards)


@pytest.mark.parametrize("flow", sorted(library().flows))
def test_progress_only_shrinks_at_the_end(flow: str) -> None:
    """Nothing is left at an end, something on every other card, and never more than the longest way."""
    for card_ in library().flows[flow].cards.values():
        assert (card_.more == 0) is card_.state.final
        assert card_.more <= len(library().flows[flow].cards)


def test_an_outcome_reads_only_what_is_recorded() -> None:
    """The spec of the outcome is carried over as it was declared."""
    outcome = OutcomeSpec((("raised", YES), ("over", Not(YES))), steps=(("call", YES),))
    flow = _two_parts()
    with pytest.raises(ValueError, match="outcome-gap"):
        compiled(replace(flow, outcome=outcome))

"""Learning cards for staff: what it is, what people get wrong, signs with their guards, numbers with their year.

The facts, their sources and their guards are data (content/facts.yaml); this file only says which stand on which card.
Signs are for the worker's eyes, never decide who is told or asked, and never stand without a guard (ORD-22, NEV-22).
"""

from __future__ import annotations

from bot.engine.facts import Always
from bot.engine.spec import Choice, Flow, OnlyFrom, OutcomeSpec, Part, State

SECTIONS: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...] = (
    (
        "meaning",
        (
            ("three-parts", "border", "only-foreign"),
            ("sex-us", "labor-us", "labor-child-us"),
            ("value", "palermo"),
            ("everyone-told", "not-for-a-yes"),
        ),
    ),
    (
        "myths",
        (
            ("only-sex", "only-women", "strangers"),
            ("they-would-say", "paid", "child-chose"),
            ("one-sign", "asking-hurts"),
            ("hotline-report", "must-leave", "labor-violation"),
        ),
    ),
    (
        "signs",
        (
            ("no-single-sign", "not-everyone", "for-you-only", "other-reasons", "never-from-group"),
            ("speaks-for-them", "story", "fear", "where-am-i", "no-paper"),
            ("injuries", "late-care", "marks", "mood", "repeat-infections"),
            ("work-injury", "work-terms", "work-home", "work-places"),
            ("sex-control", "older-partner", "forced-crime-signs"),
            ("papers", "debt", "threats"),
            ("running-away", "sudden-things", "young-history", "child-work"),
            ("phone", "online", "benefits", "basic-needs", "relative"),
        ),
    ),
    (
        "numbers",
        (
            ("seen-in-care", "seen-173", "not-asked"),
            ("ed-adults", "hunch", "homeless-youth"),
            ("world", "private-sector", "children"),
            ("labor-overlooked", "forced-crime", "migrant-workers"),
            ("hotline-2020", "hotline-2021", "codes-rare"),
            ("native-services", "lgbtq-youth", "young-high-risk"),
            ("nurse-practitioners", "no-training", "where-seen"),
            ("seen-los-angeles", "rich-countries", "regions"),
            ("profits", "uk-contact"),
        ),
    ),
)

_FINISH = Choice("done", "learn.end")


def _cards() -> tuple[State, ...]:
    """One card after the other; the last of a section leads to the next section, so that reading on is one tap."""
    names = [(section, number, facts) for section, cards in SECTIONS for number, facts in enumerate(cards, 1)]
    states = []
    for index, (section, number, facts) in enumerate(names):
        after = f"learn.{names[index + 1][0]}_{names[index + 1][1]}" if index + 1 < len(names) else "learn.end"
        on = (Choice("next", after), _FINISH) if index + 1 < len(names) else (_FINISH,)
        states.append(State(f"learn.{section}_{number}", on, frozenset({"learn"}), (f"learn.{section}",), facts=facts))
    return tuple(states)


def _ways() -> tuple[OnlyFrom, ...]:
    """Each card follows the one before it, and the first of a section the menu too."""
    names = [f"learn.{section}_{number}" for section, cards in SECTIONS for number in range(1, len(cards) + 1)]
    firsts = {f"learn.{section}_1" for section, _ in SECTIONS}
    before = dict(zip(names[1:], names, strict=False))
    return (
        *(
            OnlyFrom(
                name,
                frozenset({before[name]} if name in before else ()) | ({"learn.menu"} if name in firsts else set()),
            )
            for name in names
        ),
        OnlyFrom("learn.end", frozenset({"learn.menu", *names})),
    )


LEARN = Flow(
    "learn",
    version=1,
    start="learn.menu",
    audience="staff",
    parts=(
        Part(
            "learn",
            (
                State(
                    "learn.menu",
                    (*(Choice(section, f"learn.{section}_1") for section, _ in SECTIONS), _FINISH),
                    frozenset({"learn"}),
                ),
                *_cards(),
                State("learn.end", tags=frozenset({"end"})),
            ),
        ),
    ),
    only_from=_ways(),
    outcome=OutcomeSpec(results=(("read", Always()),)),
)

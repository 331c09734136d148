"""Someone of 11 to 17 after a visit with high risk: few facts, no detail, and the lead takes over (MUST-06, 07).

Off until the site names its lead for child protection. One yes is enough: nothing more is asked, whatever else might
come up, because detail is for people trained to ask children. The result suggests seeing them again; it is no score.
"""

from __future__ import annotations

from bot.engine.facts import Always, Is, Judged, Result, Rule
from bot.engine.spec import Choice, Flow, Gate, Needs, OnlyFrom, OutcomeSpec, Part, State, Tone
from bot.flows.asking import PERMISSION
from bot.flows.child import CHILD
from bot.flows.closing import CLOSING, LATER
from bot.flows.footing import AGE, CHOICE, DUTY, LIMITS, PURPOSE
from bot.flows.needs import GATES, LATER_STEP, NOT_TODAY
from bot.flows.opening import OPENING
from bot.flows.young import YOUNG

TOPICS = ("staying", "gifts", "pushed")
CAME_UP = Judged(Rule(TOPICS), (Result.RAISED,))


def _question(topic: str, intensity: int, tags: set[str], then: str) -> State:
    def answer(choice: str, to: str, value: str) -> Choice:
        return Choice(choice, to, records=((topic, value),))

    return State(
        f"adolescent.{topic}",
        tags=frozenset({"sensitive_q", *tags}),
        tone=Tone.ASK,
        intensity=intensity,
        choices=(
            answer("yes", "adolescent.heard", "yes"),
            answer("no", then, "no"),
            answer("unsure", then, "open"),
            answer("skip", then, "open"),
            answer("stop", "young.offer", "open"),
        ),
    )


ADOLESCENT_PART = Part(
    "adolescent",
    exits=frozenset({"under_11"}),
    states=(
        State(
            "adolescent.age",
            tags=frozenset({"age_gate"}),
            site_notes=("child_lead", "law_child"),
            choices=(
                Choice("yes", "adolescent.limits", grants=frozenset({AGE, DUTY})),
                Choice("unsure", "adolescent.limits", grants=frozenset({AGE, DUTY})),
                Choice("under_11", "@under_11", grants=frozenset({AGE, DUTY})),
            ),
        ),
        State(
            "adolescent.limits",
            tags=frozenset({"limits", "purpose", "choice"}),
            site_notes=("child_lead", "duty"),
            choices=(
                Choice("yes", "adolescent.educate", grants=frozenset({LIMITS, PURPOSE, CHOICE})),
                Choice("no", "young.offer", records=(("talk", "declined"),), grants=frozenset({LIMITS})),
            ),
        ),
        State(
            "adolescent.educate",
            tags=frozenset({"educate", "comfort", "permission", "offer"}),
            choices=(
                Choice("yes", "adolescent.staying", grants=frozenset({PERMISSION, "comfort"})),
                Choice("no", "young.offer", records=(("talk", "declined"),)),
            ),
        ),
        _question("staying", 2, {"freedom"}, "adolescent.gifts"),
        _question("gifts", 3, {"debt", "sex"}, "adolescent.pushed"),
        _question("pushed", 4, {"labor", "forced_criminality", "sex"}, "young.offer"),
        State(
            "adolescent.heard",
            tags=frozenset({"validate", "danger_check"}),
            tone=Tone.ASK,
            choices=tuple(
                Choice(answer, "young.lead", records=(("return", value),) if value else ())
                for answer, value in (("yes", ""), ("no", "unsafe"), ("unsure", "unsafe"), ("skip", ""))
            ),
        ),
    ),
)

ADOLESCENT = Flow(
    "adolescent",
    version=1,
    start="opening.begin",
    requires=frozenset({"child_protection_lead"}),
    parts=(OPENING, ADOLESCENT_PART, CHILD, YOUNG, CLOSING, LATER),
    joins={
        "opening@private": "adolescent.age",
        "opening@later": "later.another_day",
        "adolescent@under_11": "child.comfort",
        "child@carry": "closing.door",
        "young@carry": "closing.carry",
        "closing@carried": "closing.reach",
        "closing@empty": "closing.reach",
    },
    gates=(
        *GATES,
        *(Gate(name, frozenset({"sensitive_q"})) for name in (LIMITS, PURPOSE, CHOICE, PERMISSION, "comfort")),
        Gate(LIMITS, frozenset({"options"})),
    ),
    needs=(Needs("closing.end", frozenset({"open_door"})),),
    only_from=(OnlyFrom("adolescent.heard", frozenset(f"adolescent.{topic}" for topic in TOPICS)),),
    outcome=OutcomeSpec(
        results=(
            NOT_TODAY,
            ("child_pathway", Is("age", ("under_11",))),
            ("assessment_suggested", CAME_UP),
            ("declined", Is("talk", ("declined",))),
            ("none_raised", Judged(Rule(TOPICS), (Result.NOT_RAISED,))),
            ("not_completed", Always()),
        ),
        topics=TOPICS,
        steps=(
            ("child_lead", CAME_UP),
            ("child_lead_first", Is("age", ("under_11",))),
            LATER_STEP,
            ("safety_first", Is("return", ("unsafe",))),
            ("number_kept", Is("carry", ("yes", "memorise"))),
            ("reach_visit", Is("reach", ("visit",))),
            ("reach_phone", Is("reach", ("phone",))),
        ),
        reason="reason",
    ),
)

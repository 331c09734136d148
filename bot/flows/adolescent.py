"""Someone of 11 to 17 after a visit with high risk: few facts, no detail, and the lead takes over (MUST-06, 07).

Off until the site names its lead for child protection. One yes is enough: nothing more is asked, whatever else might
come up, because detail is for people trained to ask children. The result suggests seeing them again; it is no score.
"""

from __future__ import annotations

from bot.engine.facts import Always, Either, Guard, Is, Judged, Not, Result, Rule
from bot.engine.spec import Choice, Flow, Gate, Needs, OutcomeSpec, Part, State, Tone, Way
from bot.flows.asking import COMFORT, PERMISSION
from bot.flows.child import CHILD, WORRIED, YOUNG_AGE
from bot.flows.closing import CLOSING, LATER
from bot.flows.document import DOCUMENT_LATER_STEP, DOCUMENT_STEP, WRITING
from bot.flows.footing import AGE, CHOICE, DUTY, LIMITS, PURPOSE
from bot.flows.needs import GATES, LATER_STEP, NOT_TODAY, REACH_STEPS
from bot.flows.opening import OPENING
from bot.flows.ways import YOUNG_ENDS, only_from
from bot.flows.young import YOUNG, YOUNG_AFTER

TOPICS = ("staying", "gifts", "pushed")
CAME_UP = Judged(Rule(TOPICS), (Result.RAISED,))
CONCERN = Either((CAME_UP, Is("talk", ("help",))))
_KNOWN = frozenset({AGE, DUTY})


def _question(topic: str, intensity: int, tags: set[str], then: str) -> State:
    """One bare fact. A yes ends the questions."""

    def answer(choice: str, to: str, value: str) -> Choice:
        return Choice(choice, to, records=((topic, value),))

    return State(
        f"adolescent.{topic}",
        tags=frozenset({"sensitive_q", "minimal_facts", *tags}),
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
            tags=frozenset({"age_young"}),
            site_notes=("law_child",),
            choices=(
                Choice("teen", "adolescent.limits", records=(YOUNG_AGE,), grants=_KNOWN),
                Choice("unsure", "adolescent.limits", records=(YOUNG_AGE,), grants=_KNOWN),
                Choice("under_11", "@under_11", records=(YOUNG_AGE, ("band", "under_11")), grants=_KNOWN),
            ),
        ),
        State(
            "adolescent.limits",
            tags=frozenset({"limits", "purpose", "choice", "report_local"}),
            site_notes=("child_lead", "duty"),
            choices=(
                Choice("yes", "adolescent.educate", grants=frozenset({LIMITS, PURPOSE, CHOICE})),
                Choice("no", "young.offer", records=(("talk", "declined"),)),
            ),
        ),
        State(
            "adolescent.educate",
            tags=frozenset({"educate", "permission", "offer"}),
            choices=(
                Choice("yes", "adolescent.comfort", grants=frozenset({PERMISSION})),
                Choice("no", "young.offer", records=(("talk", "declined"),)),
                Choice("info", "young.offer", records=(("talk", "informed"),)),
                Choice("help", "young.offer", records=(("talk", "help"),)),
            ),
        ),
        State(
            "adolescent.comfort",
            tags=frozenset({"comfort"}),
            words=("asking.comfort",),
            choices=(
                Choice("yes", "adolescent.staying", grants=frozenset({COMFORT})),
                Choice("other", "adolescent.colleague", grants=frozenset({COMFORT})),
                Choice("no", "young.offer", records=(("talk", "informed"),)),
            ),
        ),
        State(
            "adolescent.colleague",
            tags=frozenset({"comfort"}),
            words=("asking.colleague",),
            choices=(Choice("done", "adolescent.staying"),),
        ),
        _question("staying", 2, {"freedom"}, "adolescent.gifts"),
        _question("gifts", 3, {"debt", "sex"}, "adolescent.pushed"),
        _question("pushed", 4, {"labor", "forced_criminality"}, "young.offer"),
        State(
            "adolescent.heard",
            tags=frozenset({"validate", "danger_check", "for_young"}),
            tone=Tone.ASK,
            choices=(
                Choice("yes", "young.lead"),
                Choice("no", "young.lead", records=(("return", "unsafe"),)),
                Choice("unsure", "young.lead", records=(("return", "unsafe"),)),
                Choice("skip", "young.lead"),
                Choice("help", "young.offer"),
            ),
        ),
    ),
)

PARTS = (OPENING, ADOLESCENT_PART, CHILD, YOUNG, YOUNG_AFTER, WRITING, CLOSING, LATER)
_ASKED = tuple(f"adolescent.{topic}" for topic in TOPICS)

OWN_WAYS = {
    "adolescent.age": frozenset({"opening.begin", "opening.alone", "opening.companion", "opening.remote_signal"}),
    "adolescent.limits": frozenset({"adolescent.age"}),
    "adolescent.educate": frozenset({"adolescent.limits"}),
    "adolescent.comfort": frozenset({"adolescent.educate"}),
    "adolescent.colleague": frozenset({"adolescent.comfort"}),
    "adolescent.staying": frozenset({"adolescent.comfort", "adolescent.colleague"}),
    "adolescent.gifts": frozenset({"adolescent.staying"}),
    "adolescent.pushed": frozenset({"adolescent.gifts"}),
    "adolescent.heard": frozenset(_ASKED),
    "young.offer": frozenset(
        {"adolescent.limits", "adolescent.educate", "adolescent.comfort", "adolescent.heard", *_ASKED}
    ),
    "young.lead": frozenset({"adolescent.heard", "young.offer", "young.listen"}),
    "child.comfort": frozenset({"adolescent.age"}),
    "young.plan": YOUNG_ENDS,
    "young.record": frozenset({"young.plan"}),
    "document.codes": frozenset({"young.record"}),
    "document.card": frozenset({"young.record", "document.codes"}),
    "closing.carry": frozenset({"young.plan", "document.card"}),
    "closing.reach": frozenset({"closing.carry"}),
    "closing.door": frozenset({"closing.carry", "closing.reach", "child.later", "child.stay"}),
    "closing.door_number": frozenset({"closing.carry", "closing.reach"}),
}


def after(concern: Guard) -> dict[str, tuple[Way, ...]]:
    """Where safety leads: the record and a way to be reached belong to a concern, the open door to everybody."""
    calm = Not(concern)
    return {
        "young@planned": (Way("young.record", concern), Way("closing.carry", calm)),
        "closing@carried": (Way("closing.reach", concern), Way("closing.door_number", calm)),
        "closing@empty": (Way("closing.reach", concern), Way("closing.door", calm)),
    }


ADOLESCENT = Flow(
    "adolescent",
    version=1,
    start="opening.begin",
    requires=frozenset({"child_protection_lead"}),
    parts=PARTS,
    joins={
        "opening@private": "adolescent.age",
        "opening@later": "later.another_day",
        "adolescent@under_11": "child.comfort",
        "child@cared_for": "closing.door",
        "young@carry": "young.plan",
        **after(CONCERN),
        "document@written": "closing.carry",
    },
    gates=(
        *GATES,
        *(Gate(name, frozenset({"sensitive_q"})) for name in (LIMITS, PURPOSE, CHOICE, PERMISSION, COMFORT)),
        Gate(LIMITS, frozenset({"doc_talk"})),
    ),
    needs=(
        Needs("closing.end", frozenset({"open_door"})),
        Needs("document.card", frozenset({"doc_talk"})),
    ),
    only_from=only_from(PARTS, OWN_WAYS),
    outcome=OutcomeSpec(
        results=(
            NOT_TODAY,
            ("child_pathway", Is("band", ("under_11",))),
            ("assessment_suggested", CAME_UP),
            ("help_wanted", Is("talk", ("help",))),
            ("declined", Is("talk", ("declined",))),
            ("offered", Is("talk", ("informed",))),
            ("none_raised", Judged(Rule(TOPICS), (Result.NOT_RAISED,))),
            ("not_completed", Always()),
        ),
        topics=TOPICS,
        steps=(
            ("child_lead", WORRIED),
            ("child_lead_first", Is("lead", ("told",))),
            LATER_STEP,
            ("safety_first", Is("return", ("unsafe",))),
            ("number_kept", Is("carry", ("yes", "memorise"))),
            ("safety_talked", Is("plan", ("done",))),
            DOCUMENT_STEP,
            DOCUMENT_LATER_STEP,
            *REACH_STEPS,
        ),
        reason="reason",
    ),
)

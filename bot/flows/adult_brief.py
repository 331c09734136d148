"""Four topics with an adult, work and pressure alike, and then what would help (practice.md B.7, B.8).

Own wording on topics that public sources name; no instrument is copied, no score is kept, no number of answers means
anything by itself. Intensity rises along the way (ORD-14). What comes up is met with a believing line and a danger
check before anything else is asked (ORD-15, MUST-09); not safe means that the questions end and safety comes first.
"""

from __future__ import annotations

from bot.engine.facts import Always, Either, Is, Judged, Not, Result, Rule
from bot.engine.spec import Choice, Flow, Gate, Needs, OnlyFrom, OutcomeSpec, Part, Section, State, Tone, Way
from bot.flows.closing import CLOSING, DECLINED, LATER
from bot.flows.document import DOCUMENT, DOCUMENT_LATER_STEP, DOCUMENT_STEP
from bot.flows.footing import CHOICE, FOOTING, LIMITS, PURPOSE
from bot.flows.needs import (
    CHILD_PATHWAY,
    CHILD_STEP,
    CONSENT,
    GATES,
    LATER_STEP,
    LIGHT,
    NEEDS,
    NOT_TODAY,
    STEPS,
    WANTS_NOTHING_IN_HAND,
)
from bot.flows.opening import OPENING
from bot.flows.safety import ACT, PLAN
from bot.flows.young import YOUNG

PERMISSION, COMFORT = "permission", "comfort"
TOPICS = ("work", "freedom", "papers", "pressure")

CAME_UP = Judged(Rule(TOPICS), (Result.RAISED,))
ASKED_FOR_HELP = Is("talk", ("help",))
CONCERN = Either((CAME_UP, ASKED_FOR_HELP))
"""Something came up, or help was asked for: needs, records and a way to be reached are talked through."""

_AFTER = (Way("needs.first", CAME_UP), Way("needs.light", Not(CAME_UP)))


def _topic(topic: str, intensity: int, tags: set[str], then: str | tuple[Way, ...]) -> tuple[State, State]:
    """A question, and the card that believes and checks for danger when it comes up."""
    on = (Choice("no", then, records=((topic, "no"),)), Choice("unsure", then, records=((topic, "open"),)))
    question = State(
        f"adult_brief.{topic}",
        tags=frozenset({"sensitive_q", *tags}),
        tone=Tone.ASK,
        intensity=intensity,
        choices=(
            Choice("yes", f"adult_brief.{topic}_heard", records=((topic, "yes"),)),
            *on,
            Choice("skip", then, records=((topic, "open"),)),
            Choice("stop", _AFTER, records=((topic, "open"),)),
        ),
    )
    heard = State(
        f"adult_brief.{topic}_heard",
        tags=frozenset({"validate", "danger_check"}),
        words=("adult_brief.heard",),
        tone=Tone.ASK,
        choices=(
            Choice("yes", then),
            Choice("no", "@unsafe", records=(("return", "unsafe"),)),
            Choice("unsure", "@unsafe", records=(("return", "unsafe"),)),
            Choice("skip", then),
            Choice("help", "needs.first"),
            Choice("stop", "needs.first"),
        ),
    )
    return question, heard


ASKING = Part(
    "adult_brief",
    exits=frozenset({"declined", "informed", "unsafe"}),
    states=(
        State(
            "adult_brief.educate",
            tags=frozenset({"educate", "permission", "offer"}),
            words=("offer.educate", "adult_brief.permission"),
            choices=(
                Choice("yes", "adult_brief.comfort", grants=frozenset({PERMISSION})),
                Choice("no", "@declined", records=(("talk", "declined"),)),
                Choice("info", "@informed", records=(("talk", "informed"),)),
                Choice("help", "needs.first", records=(("talk", "help"),)),
            ),
        ),
        State(
            "adult_brief.comfort",
            tags=frozenset({"comfort"}),
            choices=(
                Choice("yes", "adult_brief.work", grants=frozenset({COMFORT})),
                Choice("other", "adult_brief.colleague", grants=frozenset({COMFORT})),
                Choice("no", "@informed", records=(("talk", "informed"),)),
            ),
        ),
        State("adult_brief.colleague", tags=frozenset({"comfort"}), choices=(Choice("done", "adult_brief.work"),)),
        *_topic("work", 2, {"labor"}, "adult_brief.freedom"),
        *_topic("freedom", 2, {"labor", "freedom"}, "adult_brief.papers"),
        *_topic("papers", 3, {"documents", "debt"}, "adult_brief.pressure"),
        *_topic("pressure", 4, {"sex", "forced_criminality"}, _AFTER),
    ),
)

_ASKED = frozenset({"sensitive_q"})

ADULT_BRIEF = Flow(
    "adult_brief",
    version=1,
    start="opening.begin",
    parts=(OPENING, FOOTING, YOUNG, ASKING, NEEDS, LIGHT, ACT, PLAN, DOCUMENT, CLOSING, DECLINED, LATER),
    joins={
        "opening@private": "footing.age",
        "opening@later": "later.another_day",
        "footing@ready": "adult_brief.educate",
        "footing@declined": "declined.offer",
        "footing@young": "young.offer",
        "young@carry": "closing.carry",
        "adult_brief@declined": "declined.offer",
        "adult_brief@informed": "closing.carry",
        "adult_brief@unsafe": "planning.act",
        "planning@acted": "needs.first",
        "needs@plan": "planning.plan",
        "needs@number": "closing.carry",
        "needs@nothing": "closing.door",
        "declined@plan": "planning.plan",
        "planning@planned": (
            Way("document.talk", WANTS_NOTHING_IN_HAND),
            Way("closing.carry", Not(WANTS_NOTHING_IN_HAND)),
        ),
        "closing@carried": (Way("document.talk", CONCERN), Way("closing.door_number", Not(CONCERN))),
        "closing@empty": (Way("document.talk", CONCERN), Way("closing.door", Not(CONCERN))),
        "document@written": "closing.reach",
    },
    gates=(
        *GATES,
        Gate(LIMITS, _ASKED | {"options", "doc_talk"}),
        Gate(PURPOSE, _ASKED),
        Gate(CHOICE, _ASKED),
        Gate(PERMISSION, _ASKED),
        Gate(COMFORT, _ASKED),
        Gate(CONSENT, frozenset({"handoff"})),
    ),
    sections=(
        Section(
            "adult_brief.work", frozenset(f"adult_brief.{topic}{end}" for topic in TOPICS for end in ("", "_heard"))
        ),
    ),
    needs=(
        Needs("closing.end", frozenset({"open_door"})),
        Needs("document.card", frozenset({"doc_talk"})),
        Needs("planning.act", frozenset({"validate"})),
    ),
    only_from=(
        OnlyFrom("planning.act", frozenset(f"adult_brief.{topic}_heard" for topic in TOPICS)),
        OnlyFrom("needs.light", frozenset(f"adult_brief.{topic}" for topic in TOPICS)),
    ),
    outcome=OutcomeSpec(
        results=(
            NOT_TODAY,
            CHILD_PATHWAY,
            ("help_wanted", ASKED_FOR_HELP),
            ("declined", Is("talk", ("declined",))),
            ("offered", Is("talk", ("informed",))),
            ("topics_came_up", CAME_UP),
            ("none_raised", Judged(Rule(TOPICS), (Result.NOT_RAISED,))),
            ("not_completed", Always()),
        ),
        topics=TOPICS,
        needs=("need_1", "need_2"),
        steps=(
            CHILD_STEP,
            LATER_STEP,
            ("safety_first", Is("return", ("unsafe",))),
            *STEPS,
            DOCUMENT_STEP,
            DOCUMENT_LATER_STEP,
            ("reach_visit", Is("reach", ("visit",))),
            ("reach_phone", Is("reach", ("phone",))),
        ),
        reason="reason",
    ),
)

"""Safety: what to do now, from anywhere, and the talk about staying safe (MUST-05, 11, 12, 21; practice.md D).

``SAFETY_FLOW`` opens on top of any other conversation at one tap. Its first card already shows whom to call; nobody is
told to confront, follow or free anyone. ``ACT`` and ``PLAN`` are the parts that other conversations join in.
"""

from __future__ import annotations

from bot.engine.facts import Always, Is, Not
from bot.engine.spec import Choice, Flow, OutcomeSpec, Part, State, Tone
from bot.flows.ways import only_from

_DONE = Choice("done", "safety.end")
_STOP = Choice("stop", "safety.end")
"""The same word as on a question: said here, it ends the questions of the conversation below (decision 0018)."""

ASIDE = Part(
    "safety",
    states=(
        State(
            "safety.now",
            tags=frozenset({"danger"}),
            tone=Tone.EMERGENCY,
            contacts=("emergency", "hotline"),
            site_notes=("security",),
            choices=(
                Choice("check", "safety.check"),
                Choice("self_harm", "safety.self_harm", records=(("safety", "self_harm"),)),
                Choice("companion", "safety.companion", records=(("safety", "companion"),)),
                Choice("rest", "safety.pause"),
                _DONE,
            ),
        ),
        State(
            "safety.check",
            tags=frozenset({"danger_check"}),
            contacts=("emergency",),
            site_notes=("security",),
            choices=(
                Choice("yes", "safety.secure", records=(("safety", "act_now"),)),
                Choice("unsure", "safety.secure", records=(("safety", "act_now"),)),
                Choice("self_harm", "safety.self_harm", records=(("safety", "self_harm"),)),
                Choice("no", "safety.end", records=(("safety", "none"),)),
            ),
        ),
        State(
            "safety.secure",
            tags=frozenset({"danger"}),
            tone=Tone.EMERGENCY,
            contacts=("emergency",),
            site_notes=("security", "supervisor"),
            choices=(Choice("self_harm", "safety.self_harm", records=(("safety", "both"),)), _DONE),
        ),
        State(
            "safety.self_harm",
            tags=frozenset({"self_harm"}),
            tone=Tone.EMERGENCY,
            contacts=("crisis", "emergency"),
            site_notes=("security", "social_work"),
            choices=(_STOP, _DONE),
        ),
        State(
            "safety.companion",
            tags=frozenset({"companion"}),
            site_notes=("security",),
            choices=(_DONE,),
        ),
        State(
            "safety.pause",
            tags=frozenset({"pause"}),
            choices=(
                Choice("self_harm", "safety.self_harm", records=(("safety", "self_harm"),)),
                Choice("angry", "safety.anger"),
                _STOP,
                _DONE,
            ),
        ),
        State("safety.anger", tags=frozenset({"pause"}), choices=(_STOP, _DONE)),
        State("safety.end", tags=frozenset({"open_door", "end"})),
    ),
)

SAFETY_FLOW = Flow(
    "safety",
    version=1,
    start="safety.now",
    parts=(ASIDE,),
    only_from=only_from((ASIDE,), {}),
    outcome=OutcomeSpec(
        results=(
            ("act_now", Is("safety", ("act_now", "both"))),
            ("self_harm_protocol", Is("safety", ("self_harm",))),
            ("companion_stayed", Is("safety", ("companion",))),
            ("no_danger_now", Always()),
        ),
        steps=(
            ("security", Is("safety", ("act_now", "companion", "both"))),
            ("suicide_protocol", Is("safety", ("self_harm", "both"))),
            ("debrief", Not(Is("safety", ("", "none")))),
        ),
    ),
)

ACT = Part(
    "planning",
    exits=frozenset({"acted"}),
    states=(
        State(
            "planning.act",
            tags=frozenset({"danger_check", "danger"}),
            tone=Tone.EMERGENCY,
            contacts=("emergency", "hotline"),
            site_notes=("security", "social_work"),
            choices=(Choice("done", "@acted"),),
        ),
    ),
)

PLAN = Part(
    "planning",
    exits=frozenset({"planned"}),
    states=(
        State(
            "planning.plan",
            tags=frozenset({"safety_plan"}),
            contacts=("hotline",),
            site_notes=("social_work",),
            choices=(
                Choice("done", "@planned", records=(("plan", "done"),)),
                Choice("skip", "@planned", records=(("plan", "skip"),)),
            ),
        ),
    ),
)

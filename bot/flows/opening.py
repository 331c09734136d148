"""Before any word on the topic: care first, a shared language, alone together (ORD-01, 02, 05, 08; MUST-12).

One card asks all three, and leads to a card of its own only for the first that is still open. By phone or video the
first two cards ask whether it is a safe time and whether the patient is alone (MUST-13). Where privacy never
works out the right end is not to ask: usual care, a note for another day, and a reason that can be counted.
"""

from __future__ import annotations

from bot.engine.spec import Choice, Part, State

CARE, ACCESS, PRIVATE = "care_first", "access", "private"

OPENING = Part(
    "opening",
    exits=frozenset({"private", "later"}),
    states=(
        State(
            "opening.begin",
            tags=frozenset({"care_first", "access_gate", "privacy_gate"}),
            choices=(
                Choice("yes", "@private", grants=frozenset({CARE, ACCESS, PRIVATE})),
                Choice("urgent", "opening.care"),
                Choice("interpreter", "opening.language", grants=frozenset({CARE})),
                Choice("companion", "opening.alone", grants=frozenset({CARE, ACCESS})),
                Choice("remote", "opening.remote"),
            ),
        ),
        State(
            "opening.care",
            tags=frozenset({"care_first"}),
            contacts=("emergency",),
            choices=(
                Choice("done", "opening.language", grants=frozenset({CARE})),
                Choice("no", "@later", records=(("reason", "care"),)),
            ),
        ),
        State(
            "opening.language",
            tags=frozenset({"access_gate"}),
            site_notes=("interpreter_line",),
            choices=(
                Choice("yes", "opening.alone", grants=frozenset({ACCESS})),
                Choice("interpreter", "opening.interpreter"),
                Choice("no", "@later", records=(("reason", "language"),)),
            ),
        ),
        State(
            "opening.interpreter",
            tags=frozenset({"access_gate", "interp_brief"}),
            choices=(
                Choice("done", "opening.alone", grants=frozenset({ACCESS})),
                Choice("no", "opening.interpreter_tied"),
            ),
        ),
        State(
            "opening.interpreter_tied",
            tags=frozenset({"access_gate", "interp_tied"}),
            site_notes=("interpreter_line",),
            choices=(
                Choice("done", "opening.alone", grants=frozenset({ACCESS})),
                Choice("no", "@later", records=(("reason", "language"),)),
            ),
        ),
        State(
            "opening.alone",
            tags=frozenset({"privacy_gate"}),
            choices=(
                Choice("yes", "@private", grants=frozenset({PRIVATE})),
                Choice("companion", "opening.companion"),
                Choice("no", "@later", records=(("reason", "privacy"),)),
            ),
        ),
        State(
            "opening.companion",
            tags=frozenset({"privacy_gate", "companion"}),
            site_notes=("security",),
            choices=(
                Choice("yes", "@private", grants=frozenset({PRIVATE})),
                Choice("no", "@later", records=(("reason", "companion"),)),
            ),
        ),
        State(
            "opening.remote",
            tags=frozenset({"telehealth", "access_gate"}),
            choices=(
                Choice("yes", "opening.remote_alone", grants=frozenset({ACCESS})),
                Choice("no", "@later", records=(("reason", "privacy"),)),
            ),
        ),
        State(
            "opening.remote_alone",
            tags=frozenset({"telehealth", "privacy_gate"}),
            choices=(
                Choice("yes", "opening.remote_signal", grants=frozenset({PRIVATE})),
                Choice("companion", "opening.remote_companion"),
                Choice("unsure", "@later", records=(("reason", "privacy"),)),
            ),
        ),
        State(
            "opening.remote_companion",
            tags=frozenset({"telehealth", "privacy_gate", "companion"}),
            site_notes=("security",),
            choices=(
                Choice("yes", "opening.remote_signal", grants=frozenset({PRIVATE})),
                Choice("no", "@later", records=(("reason", "companion"),)),
            ),
        ),
        State(
            "opening.remote_signal",
            tags=frozenset({"telehealth", "care_first"}),
            contacts=("emergency",),
            choices=(
                Choice("done", "@private", grants=frozenset({CARE})),
                Choice("no", "@later", records=(("reason", "care"),)),
            ),
        ),
    ),
)

"""Each situation that practice names, and each kind of person, has its talk: none can be dropped without a word.

A row names its talk, a card that the talk has to reach, and words that this card has to show. No value is left
without its own words: what a program cannot show at all, docs/competencies.md says to whoever reads.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import pytest

from bot.adapters.console.talk import read
from bot.present.screen import Screen
from tests.talks.test_talks import HERE, hold


class Row(NamedTuple):
    """Where to read it: a talk, a card of it, and words on that card."""

    talk: str
    card: str
    words: str


RESPONSES = {
    "immediate danger": Row("adult_concern_immediate_danger", "safety.secure", "Tell security"),
    "companion will not leave": Row(
        "adult_concern_companion_will_not_leave", "opening.companion", "Do not insist or argue"
    ),
    "declines": Row("adult_concern_declines", "declined.offer", "One offer, no second push"),
    "accepts": Row("adult_concern_accepts", "needs.handoff", "I will stay while you talk"),
    "minor or unsure": Row("adult_concern_age_unsure", "footing.young", "Some things I cannot keep to myself"),
    "concern without disclosure": Row("adult_concern_without_disclosure", "needs.light", "Same offer for everyone"),
    "labor only": Row("work_rights_labor_only", "needs.handoff", "US Department of Labor"),
    "dependent or older adult": Row(
        "adult_concern_dependent_or_older", "footing.dependent", "take it that the patient can decide"
    ),
    "telehealth": Row("adult_brief_telehealth", "opening.remote_signal", "say you will call the clinic back"),
    "telehealth, later cards": Row("adult_brief_telehealth", "closing.carry", "Safe to write down"),
    "telehealth, danger": Row("adult_brief_telehealth_danger", "safety.secure", "Stay on the line"),
    "telehealth, not alone": Row("adult_brief_telehealth_not_alone", "opening.remote_companion", "Do not insist"),
    "language barrier": Row("needs_language_barrier", "opening.interpreter", "every word, nothing added"),
    "suicidality": Row("adult_brief_suicidality", "safety.self_harm", "Start your suicide-risk protocol"),
    "distress": Row("adult_concern_distress", "safety.pause", "Feel your feet on the floor"),
    "safe discharge": Row("needs_safe_discharge", "planning.plan", "Where could you go if things get worse"),
    "discreet information": Row("offer_discreet_information", "closing.door_number", "no name of a service"),
    "follow-up": Row("document_follow_up", "closing.reach", "No details in a message"),
    "exam option": Row("needs_exam_option", "needs.exam", "You say yes or no to each one"),
    "exam option, one step at a time": Row("needs_exam_option", "needs.exam_care", "May I explain that"),
    "exam option, not today": Row("needs_exam_not_today", "needs.exam_after", "It is up to you"),
    "minor who wants to run": Row("adolescent_runs", "young.leaving", "Leave the door free"),
    "suicidality, and no question after it": Row(
        "adult_brief_suicidality", "needs.light", "Thank you for taking this time"
    ),
}
"""What to do in each situation."""

EXPRESSED = {
    "form": {
        "labor in a home": Row("work_rights_labor_in_a_home", "work_rights.leaving", "stop you"),
        "labor on a site": Row("work_rights_labor_on_a_site", "work_rights.debt", "a ride or your rent"),
        "sex, adult": Row("adult_concern_sex_adult", "adult_concern.pressure_heard", "What they made you do"),
        "sex, minor": Row("adolescent_sex_minor", "adolescent.gifts", "asked for pictures or favors"),
        "forced criminality": Row("young_adult_forced_criminality", "young_adult.trade", "sell drugs"),
        "benefits trafficking": Row("adult_concern_dependent_or_older", "adult_concern.papers", "benefits, a pension"),
        "benefits of someone who depends on a carer": Row(
            "adult_concern_benefits_taken", "adult_concern.papers", "a bank account"
        ),
        "labor dispute": Row("work_rights_labor_dispute", "closing.end", "work_dispute"),
        "partner violence": Row("adult_concern_partner_violence", "needs.handoff", "Domestic Violence"),
        "consensual adult sex work": Row("adult_concern_sex_work_by_choice", "closing.end", "none_raised"),
    },
    "controller": {
        "employer": Row("work_rights_labor_in_a_home", "work_rights.papers", "Does a boss"),
        "partner": Row("adult_concern_partner_violence", "adult_concern.debt", "a partner"),
        "relative": Row("adolescent_pleads_not_to_report", "adolescent.pushed", "It can be family"),
        "carer": Row("adult_concern_benefits_taken", "footing.dependent", "The carer leaves too"),
        "gang": Row("adult_brief_gang", "adult_brief.pressure", "a person or a group"),
        "none present": Row("adult_brief_wants_help_now", "opening.begin", "alone together"),
    },
    "stance": {
        "wants help now": Row("adult_brief_wants_help_now", "closing.end", "help_wanted"),
        "ambivalent": Row("adult_brief_ambivalent", "closing.end", "not_completed"),
        "declines": Row("adult_concern_declines", "closing.end", "declined"),
        "angry": Row("adult_brief_angry", "safety.anger", "It is not about you"),
        "silent": Row("adult_brief_silent", "adult_brief.pressure", "Skip this one"),
        "pleads not to report": Row(
            "adolescent_pleads_not_to_report", "young.pleads", "I am not able to keep this to myself"
        ),
    },
    "person": {
        "man": Row("adult_brief_man", "asking.educate", "happens to men and boys"),
        "woman": Row("adult_brief_nothing_raised", "asking.educate", "I tell everyone this"),
        "non-binary": Row("adult_brief_non_binary", "asking.comfort", "the name and the words they use"),
        "under 11": Row("child_under_11", "child.comfort", "Ask nothing"),
        "under 11, no worry": Row("child_no_worry", "child.later", "Nothing worries you today"),
        "14": Row("adolescent_sex_minor", "adolescent.limits", "The younger they are, the fewer words"),
        "17": Row("adolescent_seventeen", "adolescent.limits", "What someone of 16 or 17 may agree to"),
        "30": Row("adult_concern_accepts", "footing.age", "18 or over"),
        "70": Row("adult_concern_dependent_or_older", "opening.alone", "hearing and sight first"),
        "citizen": Row("adult_brief_nothing_raised", "asking.educate", "a job, a home or a person"),
        "non-citizen": Row("adult_brief_newcomer", "footing.limits", "Never ask about status"),
        "American Indian or Alaska Native": Row("adult_brief_tribal", "needs.handoff", "StrongHearts"),
        "Deaf": Row("adult_brief_deaf", "opening.language", "sign interpreter"),
        "intellectual disability": Row("adult_brief_disability", "opening.alone", "The carer leaves too"),
        "limited literacy": Row("adult_brief_limited_literacy", "closing.carry", "a rhythm or a picture"),
        "using substances": Row("adult_brief_substances", "asking.comfort", "Treat pain and withdrawal first"),
        "of faith": Row("adult_brief_faith", "adult_brief.papers_heard", "A promise or an oath"),
    },
    "setting": {
        "emergency department": Row("adult_brief_emergency_department", "opening.care", "Treat what is urgent"),
        "clinic": Row("adult_brief_declined", "opening.begin", "Before you ask"),
        "telehealth": Row("adult_brief_telehealth", "opening.remote", "Someone may hear you both"),
        "dental": Row("adult_brief_dental", "opening.begin", "In an open bay the next chair hears every word"),
        "behavioral health": Row("adult_brief_behavioral_health", "opening.begin", "In a shared unit"),
        "rural": Row("adult_brief_rural", "needs.handoff", "further away, or by phone"),
    },
    "event": {
        "privacy lost midway": Row("adult_concern_privacy_lost", "adult_concern.housing", "Hand hygiene"),
        "interpreter connected": Row("needs_interpreter_connected", "opening.interpreter_tied", "give no reason"),
        "interpreter replaced": Row("needs_interpreter_replaced", "opening.interpreter_tied", "Another one is here"),
        "suicidal statement": Row("adult_brief_suicidality", "safety.self_harm", "Do not leave them alone"),
        "dissociation": Row("adult_concern_distress", "safety.pause", "I am here with you"),
        "staff shift change": Row("young_adult_shift_change", "asking.colleague", "nothing is asked twice"),
    },
}
"""Who it may be, and what may happen."""

MATRIX = (
    *("labor in a home", "labor on a site", "sex, adult", "sex, minor", "forced criminality", "benefits trafficking"),
    *("labor dispute", "partner violence", "consensual adult sex work"),
    *("employer", "partner", "relative", "gang", "carer", "none present"),
    *("wants help now", "ambivalent", "declines", "angry", "silent", "pleads not to report"),
    *("man", "woman", "non-binary", "14", "17", "30", "70", "citizen", "non-citizen"),
    *("american indian or alaska native", "deaf", "intellectual disability", "limited literacy", "using substances"),
    *("emergency department", "clinic", "dental", "behavioral health", "telehealth", "rural"),
    *("privacy lost midway", "interpreter connected", "suicidal statement", "dissociation", "staff shift change"),
)
"""The values of practice.md B.9, in its order."""

AXES = {
    "form": 10,
    "controller": 6,
    "stance": 6,
    "person": 17,
    "setting": 6,
    "event": 6,
}
"""How many values of each kind have their talk: a row that goes is missed."""

STAFF = ("learn_signs_with_guards", "readiness_gaps", "readiness_in_place")
"""Talks for staff, without a patient."""

FURTHER = (
    "adolescent_another_person",
    "adult_concern_housing_and_secrecy",
    "learn_every_card",
    "work_rights_threatened_and_pushed",
    "young_adult_leaving_and_secrecy",
)
"""Talks that come to cards to which no row does (tests/test_talks_cover.py)."""

ALL = {**RESPONSES, **{f"{axis}: {value}": row for axis, rows in EXPRESSED.items() for value, row in rows.items()}}


@cache
def screens(talk: str, park: bool) -> tuple[Screen, ...]:
    """The screens of a talk."""
    return tuple(hold(read((HERE / f"{talk}.talk").read_text(encoding="utf-8")), park=park)[1])


def printed(screen: Screen) -> str:
    """Everything that stands on a screen, and the id of how it ended."""
    outcome = screen.view.outcome.result if screen.view.outcome else ""
    buttons = [button.label for button in screen.choices]
    contacts = [f"{one.name} {one.operator}" for one in screen.contacts]
    return "\n".join(
        (screen.title, *screen.say, screen.note, screen.why, *buttons, *contacts, *screen.site_lines, outcome)
    )


@pytest.mark.parametrize("named", ALL)
def test_row_has_its_talk(named: str, park: bool) -> None:
    """The talk comes to the card that answers the situation, with the words that matter there."""
    row = ALL[named]
    there = [printed(one) for one in screens(row.talk, park) if one.view.state == row.card]
    assert there, f"{row.talk} does not come to {row.card}"
    assert any(row.words in text for text in there), there


def test_no_row_is_lost() -> None:
    """Every situation, some of them in several talks, and as many values of each kind as were written down."""
    assert len(RESPONSES) == 23
    assert {axis: len(rows) for axis, rows in EXPRESSED.items()} == AXES


def test_every_talk_is_in_a_table() -> None:
    """A talk of the newer conversations belongs to a row, so that its name leads somewhere."""
    named = {row.talk for row in ALL.values()} | {*STAFF, *FURTHER}
    newer = ("adult_concern", "work_rights", "young_adult", "adolescent", "child", "learn", "readiness")
    assert {path.stem for path in HERE.glob("*.talk") if path.stem.startswith(newer)} <= named
    assert all((HERE / f"{stem}.talk").exists() for stem in named)


def test_each_value_of_the_matrix_is_here() -> None:
    """The values that trainers play, as practice names them: each is a row above, none waits for its words."""
    values = {name.casefold() for rows in EXPRESSED.values() for name in rows}
    for value in MATRIX:
        assert value in values, value

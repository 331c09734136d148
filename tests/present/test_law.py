"""Rules of law: where each holds, how far it may be told today, and what a file of rules may not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.present import fields, law, places
from bot.present.folder import files
from bot.present.law import CARDS, Laws, Standing
from bot.present.lawlines import law_line, law_lines
from bot.present.screen import Presenter
from tests.present import refused, samples
from tests.present.samples import TODAY

CONTENT = Path(__file__).parents[2] / "content"

RULE = """\
us-al-child-report:
  place: US-AL
  subject: child-report
  trigger: A suspicion
  age: under 19
  what: Report at once.
  sources: [one]
  source_read_on: 2026-11-22
  expires_on: 2027-05-22
  cards: [law_child, law_adult]
"""


def broken(before: str, after: str) -> str:
    """The sample rule with one thing wrong."""
    assert before in RULE
    return RULE.replace(before, after)


BROKEN = [
    ("law-shape", "- a\n- b\n", "- a"),
    ("law-id", broken("us-al-child-report:", "child-report:"), "child-report:"),
    ("law-place", broken("place: US-AL", "place: US-AL-1").replace("us-al-", "us-al-1-"), "place:"),
    ("law-subject", broken("subject: child-report", "subject: parking"), "subject:"),
    ("law-no-source", broken("sources: [one]", "sources: []"), "sources:"),
    ("law-wordy", broken("Report at once.", "Report at once. " * 20), "what:"),
    ("law-dates", broken("2027-05-22", "2026-11-22"), "expires_on:"),
    ("law-too-far", broken("2027-05-22", "2027-05-25"), "expires_on:"),
    ("law-review-half", RULE + "  reviewed_on: 2026-11-23\n", "reviewed_on:"),
    ("law-review-half", RULE + "  reviewed_by_role: legal office\n", "us-al-child-report:"),
    (
        "law-review-open",
        RULE + "  unverified: yes\n  reviewed_on: 2026-11-23\n  reviewed_by_role: legal office\n",
        "unverified:",
    ),
    ("law-card", broken("under 19", "under 18").replace("law_child, ", ""), "cards:"),
    ("law-nearer", RULE + "  general: yes\n", "us-al-child-report:"),
    ("law-nearer", RULE + "  nearer: [AL]\n", "nearer:"),
    ("law-age-unseen", broken("[law_child, law_adult]", "[law_child]"), "cards:"),
    ("field-missing", broken("  trigger: A suspicion\n", ""), "us-al-child-report:"),
    ("field-unknown", RULE + "  mood: good\n", "mood:"),
    ("field-wrong", broken("age: under 19", "age: young"), "age:"),
]


@pytest.mark.parametrize(("code", "text", "marker"), BROKEN)
def test_broken_rule_is_refused(code: str, text: str, marker: str) -> None:
    """Each kind of mistake in a rule is named at its line, and nothing else is."""
    assert refused.codes(lambda: law.parse(text)) == [(code, refused.line_of(text, marker))]


def test_rule_in_two_files_is_refused(tmp_path: Path) -> None:
    """The same id in two files is told, and the file that has it the second time is named."""
    one, two = tmp_path / "law.yaml", tmp_path / "law_us_states.yaml"
    one.write_text(RULE, encoding="utf-8")
    two.write_text(RULE, encoding="utf-8")
    assert [(i.code, i.file) for i in refused.issues(lambda: law.read(one, two))] == [("law-twice", str(two))]


def test_every_code_has_a_broken_sample() -> None:
    """A mistake that no sample shows would be a promise that nobody keeps."""
    assert {code for code, _, _ in BROKEN} | {"law-twice"} == law.CODES.keys() | fields.CODES.keys()


def test_all_issues_come_at_once() -> None:
    """Two broken rules give the issues of both."""
    text = RULE.replace("under 19", "young") + RULE.replace("us-al-child-report", "us-ak-x").replace(
        "AL", "AK"
    ).replace("[one]", "[]")
    assert [code for code, _ in refused.codes(lambda: law.parse(text))] == ["field-wrong", "law-no-source"]


def laws_with(**changed: object) -> Laws:
    """The sample rule alone, with some of its fields changed."""
    (rule,) = law.parse(RULE).entries
    return Laws((rule.model_copy(update=changed),))


def test_day_by_day_a_rule_runs_out() -> None:
    """On its last day a rule is told, on the day after it is not told as current."""
    (told,) = laws_with().law_for("US", "AL", "child-report", date(2027, 5, 22))
    assert told.standing is Standing.UNREVIEWED
    (told,) = laws_with().law_for("US", "AL", "child-report", date(2027, 5, 23))
    assert told.standing is Standing.PAST
    assert told.ask == "child_lead"


def test_review_and_doubt_are_told_apart() -> None:
    """A reviewed rule, an unreviewed one and an open one have three standings."""
    reviewed = laws_with(reviewed_on=TODAY, reviewed_by_role="legal office")
    for laws, standing in (
        (reviewed, Standing.REVIEWED),
        (laws_with(), Standing.UNREVIEWED),
        (laws_with(unverified=True), Standing.CHECK),
    ):
        assert [one.standing for one in laws.law_for("US", "AL", "child-report", TODAY)] == [standing]


def at_site(laws: Laws, state: str = "AL", today: date = TODAY) -> Presenter:
    """A presenter of the sample words at a site in a state."""
    words = samples.words(samples.LIVE, today)
    return replace(words, laws=laws, site=replace(words.site, state=state))


def test_rule_past_its_date_gives_its_case_and_whom_to_ask() -> None:
    """The sentence of an old rule is not on the card: only the case, and the lead to ask."""
    words = at_site(laws_with(), today=date(2027, 6, 1))
    assert law_lines("law_child", "en", words) == ("Past its date: A suspicion. Ask Child lead, 4430.",)


def test_rule_says_how_far_it_was_reviewed() -> None:
    """A worker sees with each rule whether anybody qualified has read the law."""
    assert law_lines("law_child", "en", at_site(laws_with())) == ("Report at once. Not reviewed.",)
    reviewed = laws_with(reviewed_on=date(2026, 11, 23), reviewed_by_role="the legal office")
    said = ("Report at once. Reviewed by the legal office, 2026-11-23.",)
    assert law_lines("law_child", "en", at_site(reviewed)) == said
    said = ("Check locally: Report at once. Ask Child lead, 4430.",)
    assert law_lines("law_child", "en", at_site(laws_with(unverified=True))) == said


def test_other_notes_show_no_rules() -> None:
    """A note of the site is no note of the law."""
    assert law_lines("security", "en", at_site(laws_with())) == ()


def test_nearer_rule_stands_before_a_general_one() -> None:
    """Where a state has its own rule on a subject, the general one of the country is not read out as well."""
    general = broken("us-al-", "us-").replace("US-AL", "US").replace("under 19", "under 18")
    general += "  general: yes\n  nearer: [AL]\n"
    both = law.parse(general + RULE)
    assert [one.law.id for one in both.place_lines("US", "AL", "law_child", TODAY)] == ["us-al-child-report"]
    assert [one.law.id for one in both.place_lines("US", "AK", "law_child", TODAY)] == ["us-child-report"]
    kept = law.parse(general.replace("  general: yes\n  nearer: [AL]\n", "") + RULE)
    found = [one.law.id for one in kept.law_for("US", "AL", "child-report", TODAY)]
    assert found == ["us-al-child-report", "us-child-report"]


@pytest.fixture(scope="module")
def shipped() -> Laws:
    """The rules as they are shipped."""
    return law.read(*files(CONTENT, "law"))


@pytest.mark.parametrize("state", places.US_STATES)
def test_every_state_has_its_rule_on_children(shipped: Laws, state: str) -> None:
    """In every state and the District of Columbia the card under 18 shows the state's own rule, with its standing."""
    lines = shipped.place_lines("US", state, "law_child", TODAY)
    assert lines[0].law.id == f"us-{state.casefold()}-child-report"
    assert "us-child-report" not in [one.law.id for one in lines]
    assert Standing.PAST not in [one.standing for one in lines]
    late = shipped.place_lines("US", state, "law_child", TODAY + timedelta(days=400))
    assert {one.standing for one in late} == {Standing.PAST}


@pytest.mark.parametrize("at", [("US", ""), ("US", "CA"), *(("GB", nation) for nation in ("", "ENG", "NIR", "SCT"))])
@pytest.mark.parametrize("card", CARDS)
def test_every_card_of_a_known_country_has_a_rule(shipped: Laws, at: tuple[str, str], card: law.Card) -> None:
    """No card that promises the law of the place stays empty."""
    assert shipped.place_lines(*at, card, TODAY)


def test_alabama_counts_to_nineteen_on_the_card_for_adults(shipped: Laws) -> None:
    """A worker who taps 18 or over in Alabama reads that a child is anyone under 19; in Georgia nobody does."""
    lines = shipped.place_lines("US", "AL", "law_adult", TODAY)
    assert lines[0].law.under == 19
    assert "under 19" in lines[0].law.what
    assert all(one.law.under == 0 for one in shipped.place_lines("US", "GA", "law_adult", TODAY))


def test_what_nobody_reviewed_says_so(shipped: Laws) -> None:
    """A rule is told as reviewed only with the day and the role of a review, and none outlives six months."""
    for one in shipped.entries:
        assert (one.standing(TODAY) is Standing.REVIEWED) == bool(one.reviewed_on and one.reviewed_by_role)
        assert one.expires_on - (one.reviewed_on or one.source_read_on) <= timedelta(days=183)


def test_old_sources_are_told_as_something_to_check(shipped: Laws) -> None:
    """Lists of 2002 to 2014 are never told as today's law."""
    old = [one for one in shipped.entries if {"injury-laws-2014", "houry-2002", "aspe-oh"} & set(one.sources)]
    assert len(old) > 8
    assert all(one.standing(TODAY) is Standing.CHECK for one in old)


def test_adult_is_never_sent_to_the_police_by_a_rule(shipped: Laws) -> None:
    """No rule on the card for adults tells a worker to call the police or the immigration service (NEV-17)."""
    nations = [("GB", nation) for nation in ("", *places.PARTS["GB"])]
    for country, state in [("US", ""), *(("US", state) for state in places.US_STATES), *nations]:
        told = shipped.place_lines(country, state, "law_adult", TODAY)
        assert not any(word in one.law.what.casefold() for one in told for word in ("police", "immigration", "must"))


def test_line_is_told_from_its_standing_alone() -> None:
    """A rule that is open and past its date is past its date."""
    (told,) = laws_with(unverified=True).law_for("US", "AL", "child-report", date(2028, 1, 1))
    assert told.standing is Standing.PAST
    assert law_line(told, "en", at_site(laws_with())).startswith("Past its date: A suspicion.")

"""Learning cards: a number keeps its year, people and source, a sign its guards; every source is registered."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.present import facts, fields, sources
from bot.present.facts import GROUPS, Facts
from bot.present.issues import ContentIssue
from bot.present.learning import cards
from tests.present import refused

CONTENT = Path(__file__).parents[2] / "content"

CARDS = """\
what:
  kind: definition
  text: Value is anything given for a sex act.
  sources: [one]
  told_by: 1
border:
  kind: myth
  said: It means a border.
  text: Nobody has to cross a border.
  sources: [one]
  told_by: 1
seen:
  kind: fact
  text: 12 percent had seen a doctor.
  year: "2021"
  population: 100 people, one town
  caveat: One town.
  sources: [one]
  told_by: 1
alone:
  kind: guard
  text: No sign decides.
  sources: [one]
  told_by: 1
papers:
  kind: indicator
  group: control
  text: They do not hold their own ID.
  sources: [one]
  told_by: 1
  guards: [alone]
"""


def broken(before: str, after: str) -> str:
    """The sample cards with one thing wrong."""
    assert before in CARDS
    return CARDS.replace(before, after, 1)


BROKEN = [
    ("fact-shape", "words", "words"),
    ("fact-id", broken("what:", "What_it_is:"), "What_it_is:"),
    ("fact-no-source", broken("[one]", "[]"), "sources: []"),
    ("fact-count", broken("[one]", "[one, one]"), "told_by: 1"),
    ("fact-count", broken("  told_by: 1\n", ""), "what:"),
    ("fact-plain", broken("  caveat: One town.\n", ""), "seen:"),
    ("fact-wordy", broken("sex act.", "sex act. " * 30), "text: Value"),
    ("number-bare", broken('  year: "2021"\n', ""), "text: 12"),
    ("number-bare", broken("  population: 100 people, one town\n", ""), "text: 12"),
    ("number-bare", broken("Value is anything given", "Half of it is given"), "text: Half"),
    ("number-bare", broken("It means a border.", "One in five crosses a border."), "text: Nobody"),
    ("number-bare", broken("12 percent had", "Many had").replace('  year: "2021"\n', ""), "text: Many"),
    ("myth-unsaid", broken("  said: It means a border.\n", ""), "border:"),
    ("myth-unsaid", broken("text: Value", "said: It does.\n  text: Value"), "said: It does"),
    ("group-unknown", broken("group: control", "group: nationality"), "group:"),
    ("group-unknown", broken("  group: control\n", ""), "papers:"),
    ("group-unknown", broken("text: Value", "group: sex\n  text: Value"), "group: sex"),
    ("guard-missing", broken("text: Value", "guards: [alone]\n  text: Value"), "guards: [alone]"),
    ("guard-unknown", broken("[alone]", "[alone, other]"), "guards:"),
    ("field-missing", broken("kind: definition", "group: sex"), "what:"),
    ("field-unknown", broken("text: Value", "score: high\n  text: Value"), "score:"),
    ("field-wrong", broken("kind: definition", "kind: rumour"), "kind: rumour"),
]

REGISTER = """\
one:
  title: A page
  publisher: example.org
  url: https://example.org/page
  date: "2026"
  read_on: 2026-11-22
  note: [M, E]
"""

BROKEN_REGISTER = [
    ("source-shape", "- one", "- one"),
    ("source-key", REGISTER.replace("one:", "Source_1:"), "Source_1:"),
    ("source-url", REGISTER.replace("https://example.org/page", "example.org"), "url:"),
    ("field-missing", REGISTER.replace("  publisher: example.org\n", ""), "one:"),
    ("field-unknown", REGISTER + "  stars: many\n", "stars:"),
    ("field-wrong", REGISTER.replace("[M, E]", "[X]"), "note:"),
]


@pytest.mark.parametrize(("code", "text", "marker"), BROKEN)
def test_broken_card_is_refused(code: str, text: str, marker: str) -> None:
    """Each kind of mistake in a card is named at its line."""
    assert (code, refused.line_of(text, marker)) in refused.codes(lambda: facts.parse(text))
    assert {found for found, _ in refused.codes(lambda: facts.parse(text))} <= {code, "group-unknown"}


def test_sign_without_guard_is_refused() -> None:
    """A sign that names no guard is refused, and so is the guard that nothing names any more."""
    text = broken("  guards: [alone]\n", "")
    assert {code for code, _ in refused.codes(lambda: facts.parse(text))} == {"guard-missing", "guard-unused"}


def test_every_code_has_a_broken_sample() -> None:
    """A mistake that no sample shows would be a promise that nobody keeps."""
    assert {code for code, _, _ in BROKEN} | {"guard-unused"} == facts.CODES.keys() | fields.CODES.keys()
    shown = {code for code, _, _ in BROKEN_REGISTER} | {"source-unknown", "source-unused"}
    assert shown == sources.CODES.keys() | fields.CODES.keys()


@pytest.mark.parametrize(
    ("text", "is_number"),
    [
        ("Under 18, none is needed.", False),
        ("People of 18 and over.", False),
        ("Aged 12 to 17.", False),
        ("A third party takes part.", False),
        ("The one in control is a relative.", False),
        ("19 were asked.", True),
        ("Two thirds said so.", True),
        ("One in five.", True),
        ("Half of them.", True),
        ("Millions of people.", True),
        ("Twice as many.", True),
    ],
)
def test_numbers_are_seen_in_digits_and_in_words(text: str, is_number: bool) -> None:
    """An age is no statistic; a share in words is one."""
    assert facts.numbered(text) is is_number


@pytest.mark.parametrize(("code", "text", "marker"), BROKEN_REGISTER)
def test_broken_source_is_refused(code: str, text: str, marker: str) -> None:
    """Each kind of mistake in the register is named at its line, and nothing else is."""
    assert refused.codes(lambda: sources.parse(text)) == [(code, refused.line_of(text, marker))]


def test_sources_and_their_use_have_to_match() -> None:
    """A key that no source has is told where it is used; a source that nothing uses is told, too."""
    where = ContentIssue("source-unknown", "facts.yaml", 3, "x")
    found = sources.unmatched(sources.parse(REGISTER), [("two", where)], "sources.yaml")
    assert [(issue.code, issue.file) for issue in found] == [
        ("source-unknown", "facts.yaml"),
        ("source-unused", "sources.yaml"),
    ]
    assert sources.unmatched(sources.parse(REGISTER), [("one", where)], "sources.yaml") == []


@pytest.fixture(scope="module")
def shipped() -> Facts:
    """The cards as they are shipped."""
    return facts.read(CONTENT / "facts.yaml")


def test_every_kind_and_group_has_cards(shipped: Facts) -> None:
    """A trainer finds definitions, myths, facts and signs, with signs for each group."""
    assert {one.kind for one in shipped.entries} == {"definition", "myth", "fact", "indicator", "guard"}
    assert all(shipped.of("indicator", group) for group in GROUPS)


def test_no_sign_comes_without_its_guards(shipped: Facts) -> None:
    """Whichever signs are shown, the card that no single sign decides is with them."""
    for sign in shipped.of("indicator"):
        guards = {one.id for one in shipped.guards_of(sign)}
        assert {"no-single-sign", "not-everyone", "for-you-only", "other-reasons"} <= guards
    assert len(shipped.guards_of(*shipped.of("indicator"))) == len(shipped.of("guard"))


def test_signs_of_labor_are_as_many_as_signs_of_sex(shipped: Facts) -> None:
    """Work and forced crime are as visible as sex (MUST-08)."""
    assert len(shipped.of("indicator", "work")) >= len(shipped.of("indicator", "sex"))
    assert shipped.of("indicator", "crime")


def test_every_number_has_its_year_people_and_source(shipped: Facts) -> None:
    """No card tells a number that a worker could not trace (CAP-1d)."""
    told = [one for one in shipped.entries if facts.numbered(f"{one.text} {one.said}")]
    assert len(told) > 20
    assert all(one.year and one.population and one.sources for one in told)


def test_card_is_told_whole(shipped: Facts) -> None:
    """A card carries what people say, the people of its number, its caveat, its guards and its sources."""
    register = sources.read(CONTENT / "sources.yaml")
    (world, *_) = [one for one in cards(shipped, register, "fact") if one.id == "world"]
    assert world.about == "the world, on any one day, 2021"
    assert world.caveat.startswith("An estimate.")
    assert any(line.startswith("International Labour Organization: ") for line in world.sources)
    signs = cards(shipped, register, "indicator", "work")
    assert signs
    assert all(len(one.guards) >= 4 and one.sources for one in signs)
    assert all(one.said and one.text for one in cards(shipped, register, "myth"))

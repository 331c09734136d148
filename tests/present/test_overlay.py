"""Another country in the same conversations: what lies over the source words, and what may not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.app import read_parts
from bot.engine import events as ev
from bot.engine.step import step
from bot.library import library
from bot.present import catalog, fields, freshness, lexicon, lint, overlay, wordfile
from bot.present.catalog import Catalog
from bot.present.screen import Screen, screen
from tests.present import refused, samples
from tests.present.samples import TODAY

CONTENT = Path(__file__).parents[2] / "content"

COUNTRY = """\
country: GB
name: An example
emergency: "112"
spelling: {work: werk}
sources: [one]
source_read_on: 2026-11-22
expires_on: 2027-05-22
words:
  talk:
    work:
      say: Only with your yes.
      note: Ask here first.
"""


def broken(before: str, after: str) -> str:
    """The sample country with one thing wrong."""
    assert before in COUNTRY
    return COUNTRY.replace(before, after, 1)


BROKEN = [
    ("overlay-shape", "- GB\n", "- GB"),
    ("overlay-country", broken("country: GB", "country: FR"), "country:"),
    ("overlay-no-source", broken("sources: [one]", "sources: []"), "sources:"),
    ("overlay-no-words", COUNTRY[: COUNTRY.index("words:")], "country:"),
    ("overlay-spelling", broken("{work: werk}", "{work: Werk 1}"), "spelling:"),
    ("overlay-dates", broken("2027-05-22", "2027-12-22"), "expires_on:"),
    ("overlay-dates", broken("2027-05-22", "2026-11-22"), "expires_on:"),
    ("overlay-review", broken("words:", "reviewed_on: 2026-11-23\nwords:"), "reviewed_on:"),
    ("field-missing", broken("name: An example\n", ""), "country:"),
    ("field-unknown", broken("name:", "anthem: long\nname:"), "anthem:"),
    ("field-wrong", broken('"112"', '"+1"'), "emergency:"),
    ("word-unknown", broken("note: Ask", "notes: Ask"), "notes:"),
    ("word-empty", broken("Ask here first.", '""'), "note:"),
    ("placeholder-unknown", broken("Ask here", "Ask {name}"), "note:"),
]


@pytest.mark.parametrize(("code", "text", "marker"), BROKEN)
def test_broken_country_is_refused(code: str, text: str, marker: str) -> None:
    """Each kind of mistake in a country's file is named at its line, words included."""
    found = refused.codes(lambda: overlay.parse(text))
    assert found == [(code, refused.line_of(text, marker) if code != "field-missing" else 1)]


@pytest.mark.parametrize(
    ("code", "text", "marker"),
    [
        ("overlay-unknown", broken("    work:", "    wokr:"), "say:"),
        ("overlay-same", broken("Ask here first.", "A nod is enough."), "note:"),
    ],
)
def test_words_over_nothing_are_refused(code: str, text: str, marker: str) -> None:
    """Words under a key that no card has would be said nowhere, and words that change nothing mislead."""
    spoken = catalog.parse(samples.WORDS)
    found = refused.codes(lambda: overlay.applied(spoken, overlay.parse(text)))
    assert (code, refused.line_of(text, marker)) in found
    assert {one for one, _ in found} == {code}


def test_every_code_has_a_broken_sample() -> None:
    """A mistake that no sample shows would be a promise that nobody keeps."""
    shown = {code for code, _, _ in BROKEN} | {"overlay-unknown", "overlay-same"}
    assert shown >= overlay.CODES.keys() | fields.CODES.keys()
    assert shown <= overlay.CODES.keys() | fields.CODES.keys() | wordfile.CODES.keys()


def test_words_of_the_country_replace_and_the_rest_stays() -> None:
    """A card says the country's words where it has them, in its spelling, and the source's elsewhere."""
    spoken = catalog.parse(samples.WORDS)
    there = overlay.applied(spoken, overlay.parse(COUNTRY))
    assert there.lines("talk.work.say") == ("Only with your yes.",)
    assert there.text("talk.work.title") == "Werk"
    assert there.text("talk.hello.say") == "We see everyone alone."
    assert spoken.text("talk.work.title") == "Work"
    assert there.entries["en"].keys() == spoken.entries["en"].keys()


def test_translation_of_replaced_words_is_not_said() -> None:
    """A patient never hears another country's limits in a translation, whichever of the two was read first."""
    plain, over = catalog.parse(samples.WORDS), overlay.parse(COUNTRY)
    country_last = overlay.applied(freshness.spoken(plain, samples.made()), over)
    country_first = freshness.spoken(overlay.applied(plain, over), samples.made())
    for there in (country_last, country_first):
        assert there.lines("talk.work.say", "es") == ("Only with your yes.",)
        assert there.text("talk.hello.title", "es") == "Antes de preguntar"


@pytest.fixture(scope="module")
def source() -> Catalog:
    """The source words as they are shipped."""
    return catalog.read(CONTENT / "prompts.yaml")


COUNTRIES = sorted((CONTENT / "countries").glob("*.yaml"))


@pytest.mark.parametrize("path", COUNTRIES, ids=lambda path: path.stem)
def test_shipped_country_keeps_the_rules_of_practice(source: Catalog, path: Path) -> None:
    """A country's words lie over existing keys, leave no card without words, and lint finds nothing new in them."""
    words = lexicon.read(CONTENT / "lexicon.yaml")
    over = overlay.read(path)
    there = overlay.applied(source, over)
    assert catalog.issues(there, library()) == catalog.issues(source, library())
    before = {(one.key, one.code) for one in lint.lint(source, words)}
    after = [one for one in lint.lint(there, words) if one.code != "measure-missing"]
    assert [one for one in after if (one.key, one.code) not in before or one.key in over.words] == []


def british(*answers: str) -> Screen:
    """The card that these answers lead to at the demonstration site of the United Kingdom."""
    noon = int((TODAY - date(1970, 1, 1)).total_seconds()) + 43_200
    parts = read_parts(CONTENT / "sites" / "demonstration-gb.yaml", clock=lambda: noon)
    session, view = step(parts.library, None, ev.Begin("adult_brief"))
    for answer in answers:
        assert answer in view.choices
        session, view = step(parts.library, session, ev.Answer(answer))
    return screen(view, parts.presenter)


def test_adult_in_britain_hears_that_a_referral_needs_a_yes() -> None:
    """The limits before any question say at a British site that more help starts with the patient's yes."""
    shown = british("yes", "adult")
    assert shown.view.state == "footing.limits"
    assert "yes first" in " ".join(shown.say)
    assert "Home Office" in shown.note


def test_child_in_britain_hears_that_it_is_passed_on_without_consent() -> None:
    """Under 18 the words say before anything else that a referral does not wait for consent."""
    shown = british("yes", "under_18")
    assert shown.view.state == "footing.young"
    assert "even if you ask me not to" in " ".join(shown.say)
    assert any(line.startswith("Safeguarding lead") for line in shown.site_lines)
    assert all(not line.id.startswith("us-") for line in shown.contacts)


def test_danger_in_britain_names_the_british_number() -> None:
    """One tap to danger leads to 999, and to no other country's number."""
    noon = int((TODAY - date(1970, 1, 1)).total_seconds()) + 43_200
    parts = read_parts(CONTENT / "sites" / "demonstration-gb.yaml", clock=lambda: noon)
    session, _ = step(parts.library, None, ev.Begin("adult_brief"))
    _, view = step(parts.library, session, ev.Danger())
    shown = screen(view, parts.presenter)
    assert shown.contacts[0].reach == ("Call 999",)
    assert all(line.id.startswith("gb-") for line in shown.contacts)

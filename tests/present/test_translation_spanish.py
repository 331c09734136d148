"""Spanish as it ships: every card of every conversation, for the worker and for the patient, switched in mid-card."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import mean

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine import events as ev
from bot.engine.session import Session
from bot.engine.step import step
from bot.flows import FLOWS
from bot.library import library_of
from bot.present import (
    almanac,
    catalog,
    contacts,
    facts,
    freshness,
    lexicon,
    lint,
    measures,
    site,
    sources,
    translation,
    waivers,
)
from bot.present.freshness import BEARABLE, source_of
from bot.present.learning import by_id
from bot.present.phrases import phrases_of
from bot.present.screen import Screen, presenter, screen
from bot.present.understand import understand
from tests.present.samples import TODAY

CONTENT = Path(__file__).parents[2] / "content"
LIBRARY = library_of(FLOWS, ("en", "es"))
SOURCE = catalog.read(CONTENT / "prompts.yaml")
DATA = phrases_of(almanac.read(CONTENT))
SPANISH = translation.read(CONTENT / "translations" / "es.yaml")
SPOKEN = freshness.spoken(SOURCE, SPANISH)
HERE = replace(site.read(CONTENT / "sites" / "demonstration.yaml", TODAY), languages=("en", "es"))
PRESENTER = presenter(LIBRARY, SPOKEN, HERE, contacts.read(CONTENT / "contacts.yaml"), TODAY)
LEXICON = lexicon.read(CONTENT / "lexicon.yaml")
WAIVERS = waivers.read(CONTENT / "waivers.yaml")
SAID = {key: " ".join(entry.lines) for key, entry in SPOKEN.entries["es"].items() if key.endswith(".say")}

FAMILIAR = re.compile(r"\b(tú|tu|tus|ti|contigo|eres|estás|puedes|quieres|tienes|dime|cuéntame)\b", re.IGNORECASE)
"""Words by which one says "you" to a child or a friend."""


def test_spanish_can_start() -> None:
    """Nothing about safety, consent or the limits of secrecy is missing, outdated or broken."""
    assert [str(issue) for issue in freshness.refusals(SPOKEN, SPANISH, LIBRARY)] == []


def test_what_is_guarded_is_known() -> None:
    """Danger, privacy, limits, consent, what is safe to carry, the cover and the interrupts: none may be in English."""
    keys = set(freshness.guarded(SOURCE, LIBRARY))
    assert keys >= {
        "safety.now.note",
        "safety.self_harm.say",
        "planning.act.note",
        "opening.alone.say",
        "opening.companion.say",
        "footing.limits.say",
        "footing.young.say",
        "asking.permission.say",
        "asking.check.say",
        "needs.consent.say",
        "closing.carry.say",
        "young.lead.say",
        "lifecycle.covered.note",
        "interrupt.danger",
        "choice.no",
        "choice.skip",
        "ui.banner_draft",
        "ui.untranslated",
    }
    assert not keys & {"adult_brief.work.say", "document.codes.note", "result.offered", "ui.chat_about"}


def test_spanish_fits_its_source() -> None:
    """Beyond words that wait for a translator, nothing is wrong: no key too many, no name lost, no step renumbered."""
    found = freshness.translation_findings(SOURCE, SPANISH, LIBRARY, DATA)
    assert [one.sentence for one in found if one.code not in BEARABLE] == []


def test_spanish_keeps_the_rules_of_practice() -> None:
    """The lists of words and the measures that were made for Spanish find nothing in it."""
    assert [f"{one.line}: {one.sentence}" for one in WAIVERS.left(lint.lint(SPOKEN, LEXICON, "es"))] == []


@pytest.mark.parametrize(
    ("key", "words", "code"),
    [
        ("offer.educate.say", "¿Es usted víctima de trata?", "NEV-01"),
        ("offer.educate.say", "Tiene que decirme la verdad.", "NEV-06"),
        ("footing.limits.say", "Todo queda entre nosotros.", "NEV-04"),
        ("adult_brief.papers.say", "¿Alguien le quitó sus papeles?", "NEV-12"),
        ("adult_brief.work.say", "¿Por qué no se fue?", "NEV-05"),
        ("asking.check.say", "Aquí está a salvo.", "NEV-03"),
        ("needs.first.say", "Le hacemos una evaluación de trauma.", "NEV-28"),
        ("safety.now.note", "Enfrente al acompañante.", "NEV-18"),
        ("result.offered", "Tamizaje positivo", "NEV-16"),
        ("safety.now.title", "Víctima en riesgo", "LOCK"),
        ("offer.ask.say", "Hable con su esposo.", "NEV-21"),
        (
            "offer.ask.say",
            "La institucionalidad correspondiente determinará confidencialmente procedimientos.",
            "say-grade",
        ),
        ("offer.ask.note", "¡Cuidado!", "loud"),
    ],
)
def test_spanish_that_breaks_a_rule_is_caught(key: str, words: str, code: str) -> None:
    """What must never be said in English is not said in Spanish either."""
    entries = {**SPOKEN.entries["es"], key: replace(SPOKEN.entries["es"][key], lines=(words,))}
    broken = replace(SPOKEN, entries={**SPOKEN.entries, "es": entries})
    assert code in {one.code for one in lint.lint(broken, LEXICON, "es") if one.key == key}


def test_patients_are_addressed_with_respect() -> None:
    """Everyone is "usted", but for a child of under eleven, to whom it would sound like a scolding."""
    assert {key.split(".")[0] for key, text in SAID.items() if FAMILIAR.search(text)} <= {"child"}


def test_spanish_is_as_easy_as_english() -> None:
    """What is said is very easy on the scale that was made for health texts in Spanish, taken together."""
    assert mean(map(measures.szigriszt_pazos, SAID.values())) > 80
    assert mean(map(measures.fernandez_huerta, SAID.values())) > 80


def test_both_languages_can_be_followed_line_by_line() -> None:
    """An interpreter who reads one column and hears the other is never a line off."""
    for key, entry in SPOKEN.entries["es"].items():
        if key.endswith((".say", ".note")):
            assert len(entry.lines) == len(SPOKEN.entries["en"][key].lines), key


def opened(flow: str, *events: ev.Event, begin: tuple[str, str] = ("en", "en")) -> Screen:
    """The screen after these events."""
    session: Session | None = None
    session, view = step(LIBRARY, session, ev.Begin(flow, *begin))
    for event in events:
        session, view = step(LIBRARY, session, event)
    return screen(view, PRESENTER)


def test_languages_are_switched_in_mid_card_and_by_themselves() -> None:
    """The patient turns out to speak Spanish, then the worker wants it too: the card stays the same one."""
    events: list[ev.Event] = [ev.Answer("companion")]
    shown = [opened("adult_brief", *events)]
    for typed in ("/lang es patient", "/lang es worker", "/lang en patient", "/lang en"):
        events.append(understand(typed, shown[-1]))
        shown.append(opened("adult_brief", *events))
    assert {one.view.state for one in shown} == {"opening.alone"}
    assert [one.title for one in shown] == ["Make it private"] * 2 + ["Un momento a solas"] * 2 + ["Make it private"]
    said = [(one.say[0], "".join(one.say_patient[:1])) for one in shown]
    english, spanish = "We see every patient alone for a few minutes.", "Vemos a cada paciente a solas unos minutos."
    assert said == [(english, ""), (english, spanish), (spanish, ""), (spanish, english), (english, "")]
    assert [("Español" in one.banner) for one in shown] == [False, True, True, True, False]


def test_answers_are_understood_in_either_language_on_either_screen() -> None:
    """A worker who reads Spanish types "yes", or "si" without its accent, or the label: all mean the same answer."""
    for begin in (("en", "en"), ("es", "es")):
        shown = opened("adult_brief", ev.Answer("yes"), ev.Answer("adult"), ev.Answer("yes"), begin=begin)
        revision = shown.view.revision
        assert shown.view.state == "asking.educate"
        for typed in ("They said yes", "Dijo que sí", "dijo que si", "DIJO QUE SÍ."):
            assert understand(typed, shown) == ev.Answer("yes", revision), typed
        for typed in ("Peligro", "danger", "/peligro", "/danger"):
            assert understand(typed, shown) == ev.Danger(), typed
        assert understand("Entró alguien", shown) == understand("entro alguien", shown) == ev.Cover()
        assert understand("Atrás", shown) == understand("back", shown) == ev.Back(revision)
        assert understand("Dijo que quizás", shown) == ev.Unknown()


MOVES = st.lists(
    st.integers(0, 12) | st.sampled_from([ev.Danger(), ev.Pause(), ev.Away(), ev.Resume(), ev.Back()]), max_size=40
)


@given(st.sampled_from(sorted(LIBRARY.flows)), MOVES)
def test_every_screen_on_a_walk_is_in_spanish(flow: str, moves: list[int | ev.Event]) -> None:
    """Walk any conversation: no word of a card is left in English, and each answer can be typed in both languages."""
    session, view = step(LIBRARY, None, ev.Begin(flow, "es", "es"))
    for move in moves:
        if isinstance(move, int) and not view.choices:
            continue
        event = ev.Answer(view.choices[move % len(view.choices)]) if isinstance(move, int) else move
        session, view = step(LIBRARY, session, event)
        shown = screen(view, PRESENTER)
        other = screen(replace(view, language="en", patient_language="en"), PRESENTER)
        lacking = {key for key in SOURCE.entries["en"] if not SPOKEN.has(key, "es")}
        if not lacking:
            assert SPOKEN.text("ui.untranslated", "es") not in shown.notices
        assert len(shown.say) == len(other.say)
        for button, twin in zip(shown.choices, other.choices, strict=True):
            for typed in (button.label, twin.label, str(button.number)):
                assert understand(typed, shown) == ev.Answer(button.id, view.revision), typed
                assert understand(typed, other) == ev.Answer(button.id, view.revision), typed


def test_learning_cards_are_in_spanish() -> None:
    """What staff learn is told in their language: facts, what people say, who was counted and when, and the guards."""
    taught = replace(
        PRESENTER, learning=by_id(facts.read(CONTENT / "facts.yaml"), sources.read(CONTENT / "sources.yaml"))
    )
    _, view = step(LIBRARY, None, ev.Begin("learn", "es", "es"))
    cards = {card for one in LIBRARY.flows["learn"].cards.values() for card in one.state.facts}
    spanish = screen(replace(view, facts=tuple(sorted(cards))), taught)
    english = screen(replace(view, facts=tuple(sorted(cards)), language="en", patient_language="en"), taught)
    assert len(spanish.facts) == len(cards) > 50
    assert SPOKEN.text("ui.untranslated", "es") not in spanish.notices
    for said, other in zip(spanish.facts, english.facts, strict=True):
        assert said.text != other.text
        assert [bool(text) for text in (said.said, said.about, said.caveat)] == [
            bool(text) for text in (other.said, other.about, other.caveat)
        ]
        assert said.about[-4:] == other.about[-4:]
        assert (len(said.guards), said.sources) == (len(other.guards), other.sources)
    assert {card.about for card in spanish.facts if card.id == "seen-173"} == {
        "173 sobrevivientes, Estados Unidos, " + next(c.about for c in english.facts if c.id == "seen-173")[-4:]
    }


def test_lines_are_not_the_english_ones() -> None:
    """Nothing of three words or more was left as it was."""
    english = source_of(SOURCE, DATA)
    same = [key for key, entry in SPANISH.entries.items() if entry.lines == english[key].lines]
    assert [key for key in same if len(SPOKEN.text(key, "es").split()) > 2] == []


def test_file_is_in_the_order_of_its_source() -> None:
    """Side by side the two files run in step."""
    order = {key: number for number, key in enumerate(source_of(SOURCE, DATA))}
    places = [order[key] for key in SPANISH.entries if key in order]
    assert all(one < other for one, other in pairwise(places))

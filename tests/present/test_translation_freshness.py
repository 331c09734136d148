"""A source that changes under a translation: what is said instead, what is told, and what does not start at all."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine import events as ev
from bot.present import catalog, freshness
from bot.present.catalog import Catalog
from bot.present.issues import ContentError
from bot.present.screen import Presenter, Screen, presenter
from bot.present.translation import Head, Translated, Translation
from bot.present.understand import understand
from bot.present.wordfile import each_of, fingerprint, phrase_key
from tests.present.samples import LIBRARY, LIVE, TODAY, WORDS, held, made, said, words

SOURCE = catalog.parse(WORDS)
SERVICES = words().contacts.entries
DATA = [text for one in SERVICES for text in (one.hours, one.languages, one.what_happens, one.confidentiality)]
"""What the sample contacts say."""


def whole() -> Translation:
    """A translation that has every word: each is the English one with a mark."""
    entries = {
        key: Translated(tuple(f"{line} (es)" for line in entry.lines), fingerprint(entry.lines), number)
        for number, (key, entry) in enumerate(SOURCE.entries["en"].items(), start=1)
    }
    said = {phrase_key(text): Translated((f"{text} (es)",), phrase_key(text)[-8:]) for text in DATA}
    return Translation("es.yaml", Head(language="es", name="Español"), entries | said)


def changed(key: str, *lines: str, of: str | None = None) -> Translation:
    """The whole translation with other words under a key; no lines: without them."""
    there = whole()
    entries = dict(there.entries)
    before = entries.pop(key, None)
    if lines:
        made_of = of or (before.of if before else fingerprint(("nothing",)))
        entries[key] = Translated(lines, made_of, 7)
    return replace(there, entries=entries)


def codes(translation: Translation, source: Catalog = SOURCE) -> list[tuple[str, str]]:
    """Codes and keys of what is found."""
    return [(one.code, one.key) for one in freshness.translation_findings(source, translation, LIBRARY)]


FOUND = [
    ("translation-missing", "talk.hello.title", ()),
    ("translation-outdated", "talk.hello.title", ("Antes de preguntar",)),
    ("translation-unknown", "talk.goodbye.title", ("Adiós",)),
    ("translation-name-lost", "ui.card", ("Tarjeta {card}",)),
    ("translation-digits", "talk.hello.title", ("Antes de las 3 preguntas",)),
    ("translation-lines", "talk.work.say", ("¿Le preocupa algo de su trabajo? Puede pasar.",)),
    ("translation-refused", "safety.now.title", ()),
    ("translation-refused", "safety.now.note", ("1. Quédese.", "2. Llame.")),
    ("translation-refused", "ui.reach_phone", ("Llame",)),
]
"""What is found, and the key and words that show it; outdated where the code or the place says so."""


@pytest.mark.parametrize(("code", "key", "lines"), FOUND)
def test_hole_is_told(code: str, key: str, lines: tuple[str, ...]) -> None:
    """Each way in which a translation can leave its source has its name, at its key, and is the only thing told."""
    stale = code == "translation-outdated" or key == "safety.now.note"
    assert codes(changed(key, *lines, of="00000000" if stale else None)) == [(code, key)]


def test_steps_keep_their_numbers() -> None:
    """Whoever says "do step 2" over the phone means the same step in both languages."""
    numbered = catalog.parse(WORDS.replace("note: A nod is enough.", "note: 1. A nod is enough."))
    of = fingerprint(("1. A nod is enough.",))
    for text, found in (("Basta.", ["translation-steps"]), ("2. Basta.", ["translation-steps"]), ("1. Basta.", [])):
        assert [code for code, _ in codes(changed("talk.work.note", text, of=of), numbered)] == found


def test_lines_ask_where_their_source_asks() -> None:
    """Two lines of which one asks cannot change places."""
    asking = catalog.parse(WORDS.replace("note: A nod is enough.", "note: [A nod is enough., Is it safe?]"))
    of = fingerprint(("A nod is enough.", "Is it safe?"))
    for lines, found in ((("¿Es seguro?", "Basta."), ["translation-asks"]), (("Basta.", "¿Es seguro?"), [])):
        assert [code for code, _ in codes(changed("talk.work.note", *lines, of=of), asking)] == found


def test_lines_stand_as_in_their_source() -> None:
    """Two lines that have changed places are found, in the translation and in the source; new words are only old."""
    lines, key = ("A nod is enough.", "Say it slowly."), "talk.work.note"
    turned, reworded = (lines[1], lines[0]), (lines[0], "Say it calmly.")
    made_of = replace(whole().entries[key], lines=("Basta.", "Despacio."), of=fingerprint(lines))
    for entry, source, found in (
        (replace(made_of, each=each_of(lines)), lines, []),
        (replace(made_of, each=each_of(turned)), lines, ["translation-order"]),
        (replace(made_of, each=each_of(lines)), turned, ["translation-outdated", "translation-order"]),
        (replace(made_of, each=each_of(lines)), lines[:1], ["translation-outdated", "translation-lines"]),
        (replace(made_of, each=each_of(lines)), reworded, ["translation-outdated"]),
    ):
        now = catalog.parse(WORDS.replace("note: A nod is enough.", f"note: [{', '.join(source)}]"))
        there = replace(whole(), entries={**whole().entries, key: entry})
        parted = [code for code, _ in freshness.parted(key, source, entry)]
        assert [code for code, _ in codes(there, now)] + (parted if source != lines else []) == found


def test_sentences_of_data_are_judged_when_they_are_given() -> None:
    """The hours of a service are translated by themselves: missing, no longer there, or with other figures."""
    always, nights = phrase_key("24 hours, every day"), phrase_key("Nights from 8 to 6")
    entries = {key: one for key, one in whole().entries.items() if not key.startswith("phrase.")}
    entries[always] = Translated(("Las 24 horas",), always[-8:])
    entries[nights] = Translated(("De 9 a 6",), nights[-8:], 9)
    there = replace(whole(), entries=entries)

    def told(*data: str) -> list[tuple[str, str]]:
        found = freshness.translation_findings(SOURCE, there, LIBRARY, data)
        return [(one.code, one.key) for one in found]

    assert told() == []
    assert told("24 hours, every day", "Nights from 8 to 6") == [("translation-digits", nights)]
    assert told("24 hours, every day") == [("translation-unused", nights)]
    closed = phrase_key("Closed on Sunday")
    assert told("24 hours, every day", "Closed on Sunday") == [
        ("translation-missing", closed),
        ("translation-unused", nights),
    ]
    spoken = freshness.spoken(SOURCE, there)
    assert spoken.phrase("24 hours, every day", "es") == "Las 24 horas"
    assert spoken.phrase("24 hours, every day", "en") == "24 hours, every day"
    assert spoken.phrase("Closed on Sunday", "es") == "Closed on Sunday"


def test_two_answers_of_a_card_never_sound_alike() -> None:
    """A typed answer must not be taken for its neighbour, in either language."""
    assert codes(changed("choice.no", "Yes (es)")) == [("translation-label", "choice.no")]
    assert codes(changed("talk.hello.choices.no", "we are alone")) == [("translation-label", "talk.hello.choices.no")]


def test_review_of_other_words_is_told() -> None:
    """A signature that no longer fits its words is found, with the fingerprint of the words as they are."""
    there = whole()
    signed = {"reviewed_by_role": "translator", "reviewed_on": TODAY, "reviewed_words": there.words}
    fine = replace(there, head=there.head.model_copy(update=signed))
    assert codes(fine) == []
    entries = {**there.entries, "talk.hello.title": Translated(("Antes",), there.entries["talk.hello.title"].of)}
    late = freshness.translation_findings(SOURCE, replace(fine, entries=entries), LIBRARY)
    assert [one.code for one in late] == ["translation-review-old"]
    assert replace(fine, entries=entries).words in late[0].sentence


def test_every_code_is_shown() -> None:
    """No finding goes untested."""
    shown = {code for code, _, _ in FOUND}
    assert (
        shown
        | {
            "translation-steps",
            "translation-asks",
            "translation-order",
            "translation-label",
            "translation-unused",
            "translation-review-old",
        }
        == freshness.CODES.keys()
    )


def test_whole_translation_has_nothing_to_tell() -> None:
    """What the broken samples are made from is sound."""
    assert codes(whole()) == []
    assert freshness.refusals(freshness.spoken(SOURCE, whole()), whole(), LIBRARY) == ()


def test_finding_tells_how_to_mend_it() -> None:
    """An outdated entry is told with the words of today and the fingerprint to write beside them."""
    text = WORDS.replace("title: Before you ask", "title: Before anything else")
    source = catalog.parse(text)
    (found,) = freshness.translation_findings(source, whole(), LIBRARY)
    assert (found.code, found.line) == ("translation-outdated", 1)
    assert "'Before anything else'" in found.sentence
    assert fingerprint(("Before anything else",)) in found.sentence


def test_all_reasons_come_at_once() -> None:
    """A language that cannot start names every word that keeps it from it."""
    there = replace(whole(), entries={})
    catalogue = freshness.spoken(SOURCE, there)
    keys = freshness.guarded(SOURCE, LIBRARY)
    wrong = freshness.refusals(catalogue, there, LIBRARY)
    assert len(wrong) == len(keys) > 20
    assert {"safety.now.note", "lifecycle.covered.title", "interrupt.danger", "choice.yes"} <= set(keys)
    assert "talk.hello.title" not in keys


def test_country_that_replaces_a_guarded_word_stops_the_language() -> None:
    """The limits of one country are never said in the translation of another's: the language does not start there."""
    there = whole()
    catalogue = freshness.spoken(SOURCE, there)
    without = {key: entry for key, entry in catalogue.entries["es"].items() if key != "safety.now.note"}
    replaced = replace(catalogue, entries={**catalogue.entries, "es": without})
    (found,) = freshness.refusals(replaced, there, LIBRARY)
    assert found.code == "translation-outdated"
    assert "country" in found.sentence


def test_every_language_that_is_asked_for_is_read(tmp_path: Path) -> None:
    """Two broken files are told in one go, and one that is not there is told, too."""
    (tmp_path / "es.yaml").write_text("talk: {}\n", encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        freshness.read_all(tmp_path, ["es", "fr"])
    assert {issue.code for issue in caught.value.issues} == {"translation-head", "unreadable"}


def spoken(translation: Translation) -> Presenter:
    """The sample site, which offers both languages, with this translation."""
    return replace(words(LIVE), catalog=freshness.spoken(SOURCE, translation))


def opened(translation: Translation, *events: ev.Event, begin: ev.Begin | None = None) -> Screen:
    """The screen after these events, begun in Spanish."""
    return held(spoken(translation), begin or ev.Begin("talk", "es", "es"), *events)[1]


def test_outdated_words_are_said_in_english_with_a_notice() -> None:
    """A card with one outdated line says that line in English, the rest in Spanish, and that it does."""
    shown = opened(changed("talk.hello.title", "Antes", of="00000000"))
    assert (shown.title, shown.say) == ("Before you ask", ("We see everyone alone. (es)",))
    assert shown.notices == ("Not all in your language yet. (es)",)
    assert opened(whole()).notices == ()


@pytest.mark.parametrize("key", ["talk.hello.say", "talk.hello.choices.yes", "interrupt.away", "talk.hello.title"])
def test_any_part_of_a_card_that_lacks_is_noticed(key: str) -> None:
    """Words, answers and interrupts alike: nothing turns English unnoticed."""
    assert opened(changed(key)).notices == ("Not all in your language yet. (es)",)


def test_contact_that_is_told_in_english_is_noticed() -> None:
    """The hours of a service are not translated: they stand there in English, and the card says that not all is."""
    shown = opened(changed(phrase_key("Many")), *said("yes", "yes"))
    line = next(one for one in shown.contacts if one.id == "us-line")
    assert (line.hours, line.languages) == ("Always (es)", "Many")
    assert shown.notices == ("Not all in your language yet. (es)",)
    assert opened(whole(), *said("yes", "yes")).notices == ()


@pytest.mark.parametrize("key", ["result.came_up", "topic.work", "need.shelter", "step.call_again"])
def test_ending_that_lacks_a_word_is_noticed(key: str) -> None:
    """The outcome is read last and kept in mind: it is told, too, when a part of it is in English."""
    shown = opened(changed(key), *said("yes", "yes", "shelter"))
    assert shown.told is not None
    assert shown.notices == ("Not all in your language yet. (es)",)


def test_notice_itself_is_looked_at() -> None:
    """A notice in English on a Spanish card says why it is in English."""
    shown = opened(changed("notice.unknown"), ev.Unknown())
    assert shown.notices == ("That matched no answer.", "Not all in your language yet. (es)")


def test_label_on_the_screen_stands_before_one_of_another_language() -> None:
    """Should two languages ever name two answers alike, what can be read on the screen is what was meant."""
    crossed = changed("talk.hello.choices.no", "We are alone")
    english = opened(crossed, begin=ev.Begin("talk", "en", "en"))
    assert understand("We are alone", english) == ev.Answer("yes", english.view.revision)
    spanish = opened(crossed)
    assert understand("We are alone", spanish) == ev.Answer("no", spanish.view.revision)


def test_draft_is_called_a_draft_wherever_it_is_heard() -> None:
    """The worker reads English and the patient hears a draft: the card says so, unless it was reviewed."""
    assert opened(whole()).banner == "Español: a draft (es)"
    heard = opened(whole(), begin=ev.Begin("talk", "en", "es"))
    assert (heard.banner, heard.say_patient) == ("Español: a draft", ("We see everyone alone. (es)",))
    assert opened(whole(), begin=ev.Begin("talk", "en", "en")).banner == ""
    there = whole()
    signed = {"reviewed_by_role": "translator", "reviewed_on": TODAY, "reviewed_words": there.words}
    assert opened(replace(there, head=there.head.model_copy(update=signed))).banner == ""


def test_covered_card_in_spanish_shows_nothing_else() -> None:
    """Somebody walked in: not even the word that this is a draft stands on the cover."""
    shown = opened(whole(), ev.Cover())
    assert (shown.title, shown.banner, shown.notices) == ("Hand hygiene (es)", "", ())


def test_draft_and_demonstration_stand_side_by_side() -> None:
    """A demonstration in a draft language says both."""
    site = words().site
    both = replace(site, languages=("en", "es"))
    presented = presenter(LIBRARY, freshness.spoken(SOURCE, made()), both, words().contacts, TODAY)
    assert held(presented, ev.Begin("talk", "en", "es"))[1].banner == "Demonstration Español: a draft"

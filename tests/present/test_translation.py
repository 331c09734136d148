"""A translation as a file: what it must say of itself and of each text, and that writing it changes nothing."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.present import almanac, catalog, translation
from bot.present.catalog import SOURCE_LANGUAGE
from bot.present.freshness import source_of
from bot.present.phrases import phrases_of
from bot.present.translation import Head, Translated, Translation
from bot.present.translation_file import written
from bot.present.wordfile import each_of, fingerprint
from tests.present import refused
from tests.present.samples import WORDS

SHIPPED = Path(__file__).parents[2] / "content" / "translations"

HEAD = "translation: {language: es, name: Español}\n"
ENTRY = "talk:\n  hello:\n    title: {text: Antes, of: 0a1b2c3d}\n"
SIGNED = "translation:\n  language: es\n  name: Español\n"

BROKEN = [
    ("translation-head", ENTRY, 1),
    ("translation-head", "just words\n", 1),
    ("translation-language", HEAD.replace(": es", ": fr") + ENTRY, 1),
    ("translation-review", SIGNED + "  reviewed_on: 2026-11-01\n" + ENTRY, 4),
    ("translation-review", SIGNED + "  reviewed_by_role: medical translator\n" + ENTRY, 1),
    ("translation-entry", HEAD + "talk:\n  hello:\n    title: Antes\n", 4),
    ("translation-entry", HEAD + "talk:\n  hello:\n    title: {text: Antes}\n", 4),
    ("translation-entry", HEAD + "talk:\n  hello:\n    title: {text: Antes, of: 0a1b2c3d, by: me}\n", 4),
    ("translation-entry", HEAD + "choice:\n  yes: Sí\n", 3),
    ("translation-fingerprint", HEAD + "talk:\n  hello:\n    title:\n      text: Antes\n      of: 0A1B2C3D\n", 6),
    ("translation-fingerprint", HEAD + "talk:\n  hello:\n    title:\n      text: Antes\n      of: [0a1b2c3d]\n", 6),
    ("translation-fingerprint", HEAD + "talk:\n  hello:\n    say: {text: [0a1b2c3d: Uno, Dos], of: 0a1b2c3d}\n", 4),
    ("translation-fingerprint", HEAD + "talk:\n  hello:\n    say: {text: [{uno: Uno}], of: 0a1b2c3d}\n", 4),
    ("translation-fingerprint", HEAD + "phrase:\n  p00000000: {text: Siempre, of: 0a1b2c3d}\n", 3),
    ("field-missing", "translation: {language: es}\n" + ENTRY, 1),
    ("field-unknown", "translation: {language: es, name: Español, by: Ann}\n" + ENTRY, 1),
    ("field-wrong", "translation: {language: Spanish, name: Español}\n" + ENTRY, 1),
    ("word-empty", HEAD + 'talk:\n  hello:\n    title: {text: " ", of: 0a1b2c3d}\n', 4),
    ("word-shape", HEAD + "talk:\n  hello:\n    title: {text: [Antes, Después], of: 0a1b2c3d}\n", 4),
    ("word-unknown", HEAD + "talk:\n  hello:\n    titulo: {text: Antes, of: 0a1b2c3d}\n", 4),
    ("placeholder-unknown", HEAD + 'ui:\n  card: {text: "Tarjeta {tarjeta}", of: 0a1b2c3d}\n', 3),
    ("placeholder-brace", HEAD + 'ui:\n  card: {text: "Tarjeta {card!r}", of: 0a1b2c3d}\n', 3),
    ("key-twice", HEAD + "choice:\n  yes: {text: Sí, of: 0a1b2c3d}\n  yes: {text: Si, of: 0a1b2c3d}\n", 4),
]
"""A sample for each thing that a translation is refused for: the code, the file, the line."""


@pytest.mark.parametrize(("code", "text", "line"), BROKEN)
def test_broken_translation_is_refused(code: str, text: str, line: int) -> None:
    """A translator who makes a slip is told which one, and on which line."""
    assert refused.codes(lambda: translation.parse(text)) == [(code, line)]


def test_every_code_has_a_broken_sample() -> None:
    """No refusal of a translation goes untested."""
    assert translation.CODES.keys() <= {code for code, _, _ in BROKEN}


def test_all_slips_of_a_translation_come_at_once() -> None:
    """Ten slips are told in one go, not one after the other."""
    text = (
        HEAD.replace("es,", "fr,")
        + "talk:\n  hello:\n    title: Antes\n    say: {text: Hola, of: x}\nchoice:\n  yes: Sí\n"
    )
    said = refused.codes(lambda: translation.parse(text))
    assert [code for code, _ in said] == [
        "translation-language",
        "translation-entry",
        "translation-fingerprint",
        "translation-entry",
    ]


def test_language_of_the_source_is_no_translation() -> None:
    """A file named en.yaml would speak over the source: it is refused."""
    text = HEAD.replace("es,", "en,") + ENTRY
    assert refused.codes(lambda: translation.parse(text, "en.yaml")) == [("translation-language", 1)]


def test_fingerprint_moves_with_any_change_of_the_source() -> None:
    """A comma, a word, a line more: each makes another fingerprint, and the same words the same one."""
    lines = ("We see everyone alone.", "It is the same for all.")
    others = [lines[:1], lines[::-1], ("We see everyone, alone.", lines[1]), (" ".join(lines),)]
    assert len({fingerprint(lines), *map(fingerprint, others)}) == 5
    assert fingerprint(lines) == fingerprint(list(lines))


def test_lines_stand_beside_their_source_lines() -> None:
    """Two lines that change places take their fingerprints along; who leaves them out gets them from the program."""
    key, english = "talk.hello.say", ("We see everyone alone.", "It is the same for all.")
    plain = HEAD + f"talk:\n  hello:\n    say: {{text: [A solas., Igual.], of: {fingerprint(english)}}}\n"
    source = {key: catalog.parse("a:\n  b:\n    say: [One., Two.]\n").entries["en"]["a.b.say"]}
    source = {key: replace(source[key], lines=english)}
    text = written(translation.parse(plain), source)
    assert translation.parse(plain).entries[key].each == ()
    assert translation.parse(text).entries[key].each == each_of(english)
    lines = [line for line in text.splitlines() if line.strip().startswith("- ")]
    turned = text.replace("\n".join(lines), "\n".join(reversed(lines)))
    moved = translation.parse(turned).entries[key]
    assert (moved.lines, moved.each) == (("Igual.", "A solas."), each_of(reversed(english)))
    assert written(translation.parse(turned), source) == turned


def test_review_holds_for_the_words_that_were_reviewed() -> None:
    """A signature under a text is none under another: one changed word makes it a draft again."""
    made = translation.parse(HEAD + ENTRY)
    assert not made.reviewed
    signed = {"reviewed_by_role": "translator", "reviewed_on": date(2026, 11, 1), "reviewed_words": made.words}
    head = made.head.model_copy(update=signed)
    assert Translation(made.file, head, made.entries).reviewed
    changed = {"talk.hello.title": Translated(("Antes de todo",), "0a1b2c3d")}
    assert not Translation(made.file, head, changed).reviewed


@pytest.mark.parametrize("path", sorted(SHIPPED.glob("*.yaml")), ids=lambda path: path.stem)
def test_shipped_translation_is_as_the_program_writes_it(path: Path) -> None:
    """Read and written again it is the same to the byte, so a change in it is all that one sees."""
    source = source_of(catalog.read(SHIPPED.parent / "prompts.yaml"), phrases_of(almanac.read(SHIPPED.parent)))
    assert written(translation.read(path), source) == path.read_text(encoding="utf-8")
    several = [entry for entry in translation.read(path).entries.values() if len(entry.lines) > 1]
    assert several
    assert all(len(entry.each) == len(entry.lines) for entry in several)


SOURCE = catalog.parse(WORDS).entries[SOURCE_LANGUAGE]
KEYS = sorted(SOURCE)
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters="{}"), min_size=1)
SENTENCES = st.lists(TEXTS, min_size=1, max_size=6).map(" ".join)


@given(st.dictionaries(st.sampled_from(KEYS), SENTENCES), st.data())
def test_any_words_survive_the_file(said: dict[str, str], data: st.DataObject) -> None:
    """Whatever a translator writes comes back as it was written: colons, quotes, dashes, yes and 0123."""
    entries = {key: Translated((text,), fingerprint((key,))) for key, text in said.items()}
    made = Translation("es.yaml", Head(language="es", name="Español"), entries)
    text = written(made, SOURCE)
    back = translation.parse(text)
    plain = {key: (tuple(strict_form(line) for line in one.lines), one.of) for key, one in entries.items()}
    assert {key: (one.lines, one.of) for key, one in back.entries.items()} == plain
    assert written(translation.parse(written(back, SOURCE)), SOURCE) == written(back, SOURCE)


def strict_form(line: str) -> str:
    """A line as the reader has it: composed characters, nothing around it."""
    return unicodedata.normalize("NFC", line).strip()


def test_every_section_of_the_source_can_be_translated() -> None:
    """Tables and cards alike are written in the shape in which they are read."""
    source = catalog.parse(WORDS).entries[SOURCE_LANGUAGE]
    entries = {key: Translated(entry.lines, fingerprint(entry.lines)) for key, entry in source.items()}
    text = written(Translation("es.yaml", Head(language="es", name="Español"), entries), source)
    assert {key: one.lines for key, one in translation.parse(text).entries.items()} == {
        key: entry.lines for key, entry in source.items()
    }
    assert {key.partition(".")[0] for key in source} <= {line.rstrip(":") for line in text.splitlines()}

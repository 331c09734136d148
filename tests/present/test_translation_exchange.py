"""A translation that travels: what goes out comes back the same, and what comes back wrong is refused whole."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.present import catalog, exchange
from bot.present.catalog import Catalog
from bot.present.exchange import Row
from bot.present.translation import Head, Translated, Translation
from bot.present.wordfile import fingerprint
from tests.present import refused
from tests.present.samples import WORDS, made

SOURCE = catalog.parse(WORDS)
NEWER = catalog.parse(WORDS.replace("title: Before you ask", "title: Before anything else"))
TITLE = "talk.hello.title"


def sent(source: Catalog = SOURCE, there: Translation | None = None) -> dict[str, Row]:
    """The rows that go out, by key."""
    return {row.key: row for row in exchange.rows(source.entries["en"], there or made())}


def back(*rows: Row, source: Catalog = SOURCE) -> Translation:
    """The translation after these rows have come back."""
    return exchange.merged(source.entries["en"], made(), rows, "es.csv")


def test_row_shows_both_languages_and_where_they_stand() -> None:
    """A translator sees the English of today, the translation as it is, and whether it still fits."""
    rows = sent()
    assert rows[TITLE] == Row(TITLE, "Before you ask", "Antes de preguntar", fingerprint(["Before you ask"]), "fresh")
    assert (rows["talk.end.title"].translation, rows["talk.end.title"].status) == ("", "missing")
    assert rows["talk.work.say"].english.count("\n") == 1
    later = sent(NEWER)[TITLE]
    assert (later.english, later.status) == ("Before anything else", "outdated")
    assert later.of == fingerprint(["Before anything else"])
    assert list(rows) == list(SOURCE.entries["en"])


@pytest.mark.parametrize("source", [SOURCE, NEWER], ids=["fresh", "outdated"])
def test_untouched_rows_change_nothing(source: Catalog) -> None:
    """Sent out and taken in as it was, a translation is what it was, outdated entries included."""
    after = back(*sent(source).values(), source=source).entries
    assert {key: (one.lines, one.of) for key, one in after.items()} == {
        key: (one.lines, one.of) for key, one in made().entries.items()
    }


def test_new_words_are_made_from_the_english_of_their_row() -> None:
    """A text that was missing, and one that was outdated, are fresh when they come back translated."""
    fresh = replace(sent(NEWER)[TITLE], translation="Antes que nada", status="outdated")
    after = back(fresh, replace(sent()["talk.end.title"], translation="Terminado"), source=NEWER)
    assert after.entries[TITLE] == Translated(("Antes que nada",), fingerprint(["Before anything else"]))
    assert sent(NEWER, after)[TITLE].status == "fresh"
    assert sent(NEWER, after)["talk.end.title"].status == "fresh"


def test_translator_can_say_that_old_words_still_fit() -> None:
    """A comma moved in English: the status says fresh, and the same Spanish words stand for the new source."""
    row = replace(sent(NEWER)[TITLE], status="fresh")
    assert back(row, source=NEWER).entries[TITLE].of == fingerprint(["Before anything else"])


def test_words_that_changed_meanwhile_come_back_outdated() -> None:
    """The translator worked from last week's English: the entry says so, and is not taken for a fresh one."""
    row = replace(sent(SOURCE)[TITLE], translation="Antes de todo")
    after = back(row, source=NEWER)
    assert after.entries[TITLE].of == fingerprint(["Before you ask"])
    assert sent(NEWER, after)[TITLE].status == "outdated"


BROKEN = [
    ("row-unknown", [replace(sent()[TITLE], key="talk.hello.titel")]),
    ("row-twice", [sent()[TITLE], sent()[TITLE]]),
    ("row-english", [replace(sent()[TITLE], english="Before you ask anything")]),
    ("row-english", [replace(sent()[TITLE], of="00000000")]),
    ("row-status", [replace(sent()[TITLE], status="done")]),
    ("row-emptied", [replace(sent()[TITLE], translation=" ")]),
    ("row-blank", [replace(sent()["talk.work.say"], translation="¿Le preocupa algo?\n\nPuede pasar.")]),
    ("row-hidden", [replace(sent()[TITLE], translation="Antes\N{ZERO WIDTH SPACE} de preguntar")]),
    ("row-name", [replace(sent()["ui.card"], translation="Tarjeta {card} de {total} {cartas}")]),
    ("row-name", [replace(sent()["ui.card"], translation="Tarjeta {card} de {total} {}")]),
    ("translation-name-lost", [replace(sent()["ui.card"], translation="Tarjeta {card}")]),
    ("translation-lines", [replace(sent()["talk.work.say"], translation="¿Le preocupa algo del trabajo?")]),
    ("translation-steps", [replace(sent()["safety.now.note"], translation="1. Quédese.\nLlame.")]),
]
"""Rows that are refused, by the code that they are refused with."""


@pytest.mark.parametrize(("code", "rows"), BROKEN)
def test_broken_row_is_refused(code: str, rows: list[Row]) -> None:
    """Whatever a spreadsheet or a slip can do to a row is told, with the row's line."""
    numbered = [replace(row, line=number) for number, row in enumerate(rows, start=2)]
    found = refused.issues(lambda: back(*numbered))
    assert {(issue.code, issue.file) for issue in found} >= {(code, "es.csv")}
    assert {issue.line for issue in found} <= {row.line for row in numbered}


def test_every_code_has_a_broken_row() -> None:
    """No refusal of a row goes untested."""
    assert exchange.CODES.keys() <= {code for code, _ in BROKEN}


def test_one_broken_row_keeps_the_others_out_too() -> None:
    """All or nothing: a file half taken in would have to be sorted out by hand. Every reason is told."""
    rows = [
        replace(sent()["talk.end.title"], translation="Terminado"),
        *(row for _, rows in BROKEN[:3] for row in rows),
    ]
    assert len(refused.issues(lambda: back(*rows))) >= 3
    assert "talk.end.title" not in made().entries


KEYS = st.sampled_from(sorted(SOURCE.entries["en"]))
CELLS = st.text(max_size=60) | st.sampled_from(["{card}", "{total}", "1. a\n2. b", " \n ", "fresh", "outdated"])


@given(st.lists(st.builds(Row, KEYS | CELLS, CELLS, CELLS, CELLS, CELLS), max_size=6))
def test_any_rows_are_taken_in_or_refused(rows: list[Row]) -> None:
    """Nothing that can stand in a table makes an error: it is taken in, or refused with reasons."""
    refused.issues(lambda: back(*rows))


@given(KEYS, st.lists(st.text(st.characters(codec="utf-8", categories=("L", "N", "Po")), min_size=1), min_size=1))
def test_words_that_are_taken_in_go_out_the_same(key: str, lines: list[str]) -> None:
    """What was accepted once is accepted for ever: a row taken in and sent out is the same row."""
    row = replace(sent()[key], translation="\n".join(lines))
    if refused.issues(lambda: back(row)):
        return
    again = sent(SOURCE, back(row))[key]
    assert (again.translation, again.status) == (
        "\n".join(line.strip() for line in row.translation.split("\n")),
        "fresh",
    )


def test_new_language_begins_with_empty_rows() -> None:
    """A language nobody has begun goes out with every text to be done."""
    nothing = Translation("fr.yaml", Head(language="fr", name="Français"), {})
    assert {row.status for row in exchange.rows(SOURCE.entries["en"], nothing)} == {"missing"}

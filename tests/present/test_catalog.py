"""The catalogue: every card has its words, every word has its card, and nothing is filled in but what is allowed."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine import step
from bot.engine.compile import compiled
from bot.engine.show import Library
from bot.engine.spec import Choice, Part, State
from bot.present import catalog, coverage, fill, freshness, wordfile
from tests.present import refused
from tests.present.samples import LIBRARY, SAFETY, TALK, WORDS, made

ENGINE = Path(step.__file__).parent

SHAPES = [
    ("word-name", "talk:\n  Hello: {title: A}\n", 2),
    ("word-unknown", "talk:\n  hello:\n    titel: A\n", 3),
    ("word-shape", "talk:\n  hello:\n    title: [A, B]\n", 3),
    ("word-shape", "talk:\n  hello: only words\n", 2),
    ("word-shape", "choice:\n  yes: {label: Yes}\n", 2),
    ("word-shape", "just words\n", 1),
    ("word-empty", 'talk:\n  hello:\n    title: "  "\n', 3),
    ("word-empty", "talk:\n  hello:\n    say: []\n", 3),
    ("placeholder-unknown", "ui:\n  card: Card {card} of {totl}\n", 2),
    ("placeholder-unknown", "talk:\n  hello:\n    say:\n      - Hello\n      - Hello {name}\n", 3),
    ("placeholder-brace", 'notice:\n  unknown: "Type {0}"\n', 2),
    ("placeholder-brace", 'notice:\n  unknown: "{card.__class__}"\n', 2),
    ("placeholder-brace", 'ui:\n  card: "{card!r} {total:>9}"\n', 2),
]
"""A sample for each code of the shape of a file of words."""


def swapped(old: str, new: str) -> str:
    """The sample words with one piece changed."""
    assert old in WORDS
    return WORDS.replace(old, new, 1)


COVERAGE = [
    ("word-missing", swapped("title: Before you ask", "why: Before"), "talk.hello", "why: Before"),
    ("word-missing", swapped("choice: {yes: Yes, no: No,", "choice: {yes: Yes,"), "no of talk.work", "title: Work"),
    ("word-missing", swapped("    note: Let them point.\n", ""), "the card talk.help", "title: What would help"),
    ("word-missing", swapped("  stale: An earlier card.\n", ""), "notice stale", "already_open"),
    ("word-missing", swapped("  cover: Someone walked in\n", ""), "interrupt cover", "danger: Danger"),
    ("word-missing", swapped("topic: {work: Work}\n", ""), "topic work", ""),
    ("word-missing", swapped("step: {call_again: Call again.}\n", ""), "step call_again", ""),
    ("word-missing", swapped("{came_up: Topics that came up, ", "{"), "result came_up", "result:"),
    ("word-missing", swapped("  idle: {title: Ready when you are}\n", ""), "lifecycle.idle", "covered:"),
    ("word-missing", swapped('not_set: "{label}:', 'not_known: "'), "ui.not_set", "card: Card"),
    ("word-unused", swapped("  thanks:", "  nobody: {title: Gone}\n  thanks:"), "talk.nobody.title", "nobody:"),
    ("word-unused", swapped("choice: {yes: Yes", "choice: {maybe: Maybe, yes: Yes"), "choice.maybe", "choice:"),
    ("label-twice", swapped("no: Not alone", "no: we are alone"), "no and yes", "choices: {yes: We are alone"),
    ("label-twice", swapped("no: Not alone", "no: Yes"), "no and yes", "choices: {yes: We are alone"),
]
"""Words that do not cover the library: the code, the words, what the sentence names, how its line begins."""


@pytest.mark.parametrize(("code", "text", "line"), SHAPES)
def test_broken_shape_is_refused(code: str, text: str, line: int) -> None:
    """A file of words that has the wrong shape is told where and why."""
    assert refused.codes(lambda: catalog.parse(text)) == [(code, line)]


def test_every_shape_code_has_a_broken_sample() -> None:
    """No code of a file of words goes untested."""
    assert {code for code, _, _ in SHAPES} == wordfile.CODES.keys()


def test_sample_words_cover_the_sample_library() -> None:
    """The samples that the broken ones are made from are whole."""
    assert catalog.issues(catalog.parse(WORDS), LIBRARY, ui=()) == ()


@pytest.mark.parametrize(("code", "text", "named", "begins"), COVERAGE)
def test_words_that_do_not_cover_are_told(code: str, text: str, named: str, begins: str) -> None:
    """What a card lacks, and what no card shows, is named with the nearest line of the file, 0 where there is none."""
    found = [issue for issue in catalog.issues(catalog.parse(text), LIBRARY) if named in issue.sentence]
    assert [(issue.code, issue.file) for issue in found] == [(code, "prompts.yaml")]
    there = text.splitlines()[found[0].line - 1].strip() if found[0].line else ""
    assert there.startswith(begins)
    assert bool(there) is bool(begins)


def asking(state: State) -> Library:
    """The sample library with one more card at the end of its first conversation."""
    parts = (Part("more", (State("more.first", (Choice("yes", state.id),)), state)),)
    flow = replace(TALK, id="more", start="more.first", parts=parts, outcome=SAFETY.outcome)
    return Library({"more": compiled(flow), "safety": compiled(SAFETY)})


@pytest.mark.parametrize(
    ("code", "state", "named"),
    [
        ("category-unknown", State("more.end", contacts=("helpdesk",)), "helpdesk"),
        ("site-note-unknown", State("more.end", site_notes=("bursar",)), "bursar"),
    ],
)
def test_card_that_asks_for_the_unknown_is_told(code: str, state: State, named: str) -> None:
    """A card that wants contacts or a note that nobody could give is found before it is shown."""
    words = WORDS + "more:\n  first: {title: First, note: One.}\n  end: {title: Last, note: Two.}\n"
    found = [issue for issue in catalog.issues(catalog.parse(words), asking(state)) if issue.code == code]
    assert [named in issue.sentence for issue in found] == [True]
    assert words.splitlines()[found[0].line - 1].strip().startswith("end:")


def test_every_coverage_code_has_a_broken_sample() -> None:
    """No code of coverage goes untested."""
    assert {code for code, *_ in COVERAGE} | {"category-unknown", "site-note-unknown"} == coverage.CODES.keys()


def test_further_ui_words_belong_to_an_adapter() -> None:
    """A word of the frame that this layer does not know is judged only when the adapters have said what they use."""
    text = swapped("ui:\n", "ui:\n  prompt: Your answer\n")
    assert catalog.issues(catalog.parse(text), LIBRARY) == ()
    assert catalog.issues(catalog.parse(text), LIBRARY, ui=["ui.prompt"]) == ()
    unused = catalog.issues(catalog.parse(text), LIBRARY, ui=[])
    assert [issue.code for issue in unused] == ["word-unused"]
    missing = catalog.issues(catalog.parse(WORDS), LIBRARY, ui=["ui.prompt"])
    assert [issue.sentence for issue in missing] == ["There are no words for ui.prompt."]


def test_all_issues_of_a_library_come_at_once() -> None:
    """Many holes are told in one go, sorted by line."""
    text = (
        swapped("topic: {work: Work}\n", "")
        .replace("title: Finished", "why: Finished")
        .replace("  stale: ", "  stall: ")
    )
    found = catalog.issues(catalog.parse(text), LIBRARY)
    assert {issue.code for issue in found} == {"word-missing", "word-unused"}
    assert len(found) == 4
    assert [issue.line for issue in found] == sorted(issue.line for issue in found)


def test_list_of_notices_is_the_engines() -> None:
    """The catalogue asks for the notices that the engine can give, no more and no fewer."""
    source = "".join(path.read_text(encoding="utf-8") for path in ENGINE.glob("*.py"))
    assert set(re.findall(r'Notice\(\s*"([a-z_]+)"', source)) == set(coverage.NOTICES)


def test_keys_are_found_with_their_lines() -> None:
    """A key gives its words, line by line, and the line where they stand."""
    words = catalog.parse(WORDS)
    assert words.text("talk.hello.title") == "Before you ask"
    assert words.lines("talk.work.say")[1] == "You can pass on this."
    assert words.line_of("talk.hello.title") == 3
    assert words.has("choice.yes")


def test_missing_key_reads_as_no_words() -> None:
    """A conversation never stops for a missing word."""
    words = catalog.parse(WORDS)
    assert (words.text("no.such.key"), words.lines("no.such.key"), words.line_of("no.such.key")) == ("", (), 0)
    assert not words.has("no.such.key")
    assert words.text("talk.hello.title", "xx") == "Before you ask"


def test_translation_stands_beside_its_source() -> None:
    """A second language is used where it has words; elsewhere the source speaks."""
    words = freshness.spoken(catalog.parse(WORDS), made())
    assert words.languages == ("en", "es")
    assert words.text("talk.hello.title", "es") == "Antes de preguntar"
    assert words.text("ui.card", "es", card=2, total=7) == "Tarjeta 2 de unas 7"
    assert words.text("talk.end.title", "es") == "Finished"
    assert words.has("talk.end.title")
    assert not words.has("talk.end.title", "es")


def test_filling_is_by_name_and_nothing_else() -> None:
    """A value is put in as it is: braces inside it, and attributes, stay letters."""
    assert fill.filled("Card {card} of {total}", {"card": 1, "total": "{card}"}) == "Card 1 of {card}"
    assert fill.filled("{card.__class__} {0} {}", {"card": 1}) == "{card.__class__} {0} {}"
    assert fill.filled("{missing}.", {}) == "."


def test_file_is_read_from_its_path(tmp_path: Path) -> None:
    """The one function that touches a file gives what the text gives, and names the file in an issue."""
    path = tmp_path / "prompts.yaml"
    path.write_text(WORDS, encoding="utf-8")
    assert catalog.read(path).entries == catalog.parse(WORDS).entries
    path.write_text("talk: {}\nchoice: words\n", encoding="utf-8")
    assert [(issue.file, issue.line) for issue in refused.issues(lambda: catalog.read(path))] == [(str(path), 2)]

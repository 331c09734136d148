"""The words against the rules of practice: a broken sample for each rule is caught, and its good neighbour passes."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import get_args

import pytest

from bot.present import catalog, lexicon, lint, strict
from tests.present import refused

CONTENT = Path(__file__).parents[2] / "content"

LEXICON = lexicon.read(CONTENT / "lexicon.yaml")

SAY = "talk.hello.say"
NOTE = "talk.hello.note"
TITLE = "talk.hello.title"
LABEL = "talk.hello.choices.yes"
RECORD = "document.card.note"

PAIRS = [
    ("NEV-01", SAY, "Are you a victim of this?", "Has this been part of your life?"),
    ("NEV-02", SAY, "We can rescue you from there.", "We can try to help with that."),
    ("NEV-02", SAY, "I promise you a place to stay.", "We can look for a place to stay."),
    ("NEV-03", SAY, "You are safe now with us.", "Is it safe for you to go back today?"),
    ("NEV-04", SAY, "This stays between us, of course.", "This stays in your care team, with a few limits."),
    ("NEV-05", SAY, "Why did you not leave that place?", "What would help you right now?"),
    ("NEV-06", SAY, "You should call this number today.", "You could call this number, or not."),
    ("NEV-06", SAY, "You have to tell me more now.", "Do you have to ask before you leave?"),
    ("NEV-07", SAY, "Trust me, it will be fine.", "I will say what happens next."),
    ("NEV-08", SAY, "I know how you feel about it.", "Thank you for telling me that."),
    ("NEV-09", SAY, "Poor you, that is hard to hear.", "It was not your fault at all."),
    ("NEV-10", SAY, "Do you work as a prostitute?", "Have you had to do things for money?"),
    ("NEV-10", NOTE, "Ask who the pimp is.", "Ask who takes the money."),
    ("NEV-11", NOTE, "Write that the patient refused.", "Write that the patient declined."),
    ("NEV-11", RECORD, "Write that the patient admits to it.", "Write that the patient says so."),
    ("NEV-12", SAY, "Do you have a green card with you?", "Do you keep your own ID with you?"),
    ("NEV-15", SAY, "Please answer this one before you go.", "You can pass on this one, too."),
    ("NEV-16", "result.done", "Positive today", "Topics that came up"),
    ("NEV-16", "step.next", "Score it and file it.", "Book another visit."),
    ("NEV-16", TITLE, "High risk", "Almost done"),
    ("NEV-16", NOTE, "Two red flags are enough.", "One sign alone says little."),
    ("NEV-18", NOTE, "Confront the companion first.", "Never confront anyone."),
    ("NEV-19", NOTE, "Ask a relative to interpret.", "Ask a trained interpreter."),
    ("NEV-21", SAY, "Can he wait outside for a bit?", "Can your friend wait outside for a bit?"),
    ("NEV-23", SAY, "I can only help if you talk to me.", "Your care stays the same, whatever you say."),
    ("NEV-24", "step.next", "It failed, so try again.", "Try again another day."),
    ("NEV-26", SAY, "I am a counselor, so ask me.", "I can find someone to talk with."),
    ("NEV-27", NOTE, "The clinic is off limits to agents.", "The law differs: offer legal advice."),
    ("NEV-28", SAY, "Did they exploit you?", "Has anyone kept your pay from you?"),
    (
        "NEV-29",
        SAY,
        "Do you have to work at night and give away your pay?",
        "Does someone keep your ID, phone or pay from you?",
    ),
    ("NEV-29", SAY, "Do you owe for the job, or do they hit you?", "Do you owe for the job, a ride or your rent?"),
    ("LOCK", TITLE, "Human trafficking", "Before you ask"),
    ("LOCK", LABEL, "Call the hotline", "Call together"),
    ("LOCK", "interrupt.stop", "Stop the abuse talk", "Close and forget"),
    ("LOCK", "ui.chat_short", "Cards on abuse.", "Cards for one team."),
    ("LOCK", "ui.left_forgotten", "The abuse talk is closed.", "Closed. Nothing of it was kept."),
    ("LOCK", "ui.card", "Abuse {card} of {total}", "Card {card} of about {total}"),
    (
        "say-length",
        SAY,
        "We see all of you one by one here for a bit at the start.",
        "We see all of you one by one for a bit at the end.",
    ),
    (
        "say-grade",
        SAY,
        "Confidentiality provisions necessitate preliminary clarification.",
        "I will tell you first what I can keep.",
    ),
    ("say-quote", SAY, 'Some say "it is only work" to me.', "Some say it is only work."),
    ("title-length", TITLE, "Before you ask them any thing", "Before you ask anything, read"),
    ("label-length", LABEL, "We are all alone here by now", "We are alone here by now"),
    ("note-length", NOTE, "Sit. Wait. Listen.", "Sit. Wait and listen."),
    ("note-length", NOTE, "word " * 21, "word " * 20),
    ("note-length", "talk.hello.why", "One. Two. Three.", "One. Two."),
    ("loud", NOTE, "Stay with them!", "Stay with them."),
    ("loud", TITLE, "Act now \N{WARNING SIGN}", "Act now"),
    ("loud", SAY, "It is fine \N{SLIGHTLY SMILING FACE}", "It is fine."),
]
"""Rule, key, words that break it, words next to them that do not."""


def spoken(key: str, words: str) -> catalog.Catalog:
    """A catalogue with these words under this key."""
    lines: list[str] = []
    for depth, part in enumerate(key.split(".")):
        lines.append(f"{'  ' * depth}{part}:")
    quoted = words.strip().replace("'", "''")
    return catalog.parse("\n".join(lines) + f" '{quoted}'\n")


def findings(key: str, words: str) -> list[tuple[str, str, int]]:
    """Code, key and line of everything that is found in these words."""
    return [(one.code, one.key, one.line) for one in lint.lint(spoken(key, words), LEXICON)]


@pytest.mark.parametrize(("rule", "key", "broken", "good"), PAIRS)
def test_rule_catches_and_lets_pass(rule: str, key: str, broken: str, good: str) -> None:
    """The broken words are caught by this rule and no other, on their line; the good ones by none."""
    assert findings(key, broken) == [(rule, key, len(key.split(".")))]
    assert findings(key, good) == []


def test_every_rule_has_a_pair() -> None:
    """No rule of the lexicon and no measure goes untested."""
    rules = {ban.rule for ban in LEXICON.bans}
    assert {rule for rule, *_ in PAIRS} == rules | lint.CODES.keys() - {"measure-missing"}


def test_every_list_of_the_lexicon_can_be_hit() -> None:
    """Each word of each list is found by its own list in a text that holds it."""
    document = strict.read(CONTENT / "lexicon.yaml").value
    assert isinstance(document, dict)
    for ban, entry in zip(LEXICON.bans, document.values(), strict=True):
        assert isinstance(entry, dict)
        for word in entry["words"]:
            text = f"Now {str(word).replace('*', 'ing').upper()}, then?"
            assert list(ban.hits(text)), word
        for phrase in entry.get("unless", []):
            assert not list(ban.hits(f"Now {phrase}, then.")), phrase


@pytest.mark.parametrize("ban", LEXICON.bans, ids=lambda ban: ban.name)
def test_every_list_tells_its_sample_from_its_neighbour(ban: lexicon.Ban) -> None:
    """In English and in Spanish: the broken sample breaks the list's own rule, and the good one no rule at all."""
    keys = {"patient": SAY, "worker": NOTE, "document": RECORD, "outcome": "result.done", "lock": TITLE}
    readers: tuple[lexicon.Reader, ...] = get_args(lexicon.Reader)
    for reader in (one for one in readers if one in ban.readers):
        if "document" in ban.readers or reader != "worker" or "patient" not in ban.readers:
            hit = {other.rule for other, _ in LEXICON.hits(reader, ban.broken, ban.language)}
            assert ban.rule in hit, reader
        assert not [other.rule for other, _ in LEXICON.hits(reader, ban.good, ban.language)], reader
    assert {*keys} >= ban.readers


def test_a_question_is_looked_at_and_its_neighbour_is_not() -> None:
    """Two ideas are too many in a question; a statement may hold them."""
    assert [ban.rule for ban, _ in LEXICON.hits("patient", "Some work and rest. Is that so?")] == []
    assert [ban.rule for ban, _ in LEXICON.hits("patient", "That is fine. Do you work and rest?")] == ["NEV-29"]


@pytest.mark.parametrize(
    "words",
    [
        "You do not need to say more. There is no hurry.",
        "They shouldered it. She-oak trees. Whyte. Mustard.",
        "Thank you for trusting me with this.",
    ],
)
def test_words_inside_other_words_are_no_hits(words: str) -> None:
    """Only whole words count, and a phrase may excuse what it holds."""
    hits = [word for _, word in LEXICON.hits("patient", words.replace("She-oak", "Oak"))]
    assert hits == []


def test_curly_apostrophe_is_an_apostrophe() -> None:
    """A promise typed with a finer sign is the same promise."""
    assert [ban.rule for ban, _ in LEXICON.hits("patient", "You’re safe.")] == ["NEV-03"]


def test_locked_phone_shows_forty_characters() -> None:
    """What stands beyond what a locked phone shows is judged by the worker's rules alone."""
    title = "A card with a title that takes up the place, then abuse"
    assert [code for code, *_ in findings(TITLE, title)] == ["title-length"]
    assert [code for code, *_ in findings(TITLE, "Abuse")] == ["LOCK"]


def test_numbered_steps_are_one_sentence_each() -> None:
    """The number of a step is no sentence, and a code with a point in it is no end of one."""
    assert lint.sentences("1. Stay with them. Call security.") == ("Stay with them.", "Call security.")
    assert lint.sentences("Families T74.5 and Z04.81 exist.") == ("Families T74.5 and Z04.81 exist.",)


@pytest.mark.parametrize(
    ("key", "readers"),
    [
        ("talk.hello.say", ("patient",)),
        ("lifecycle.stopped.say", ("patient",)),
        ("talk.hello.title", ("worker", "lock")),
        ("talk.hello.choices.say", ("worker", "lock")),
        ("choice.yes", ("worker", "lock")),
        ("interrupt.stop", ("worker", "lock")),
        ("ui.card", ("worker", "lock")),
        ("ui.called", ("worker",)),
        ("notice.stale", ("worker",)),
        ("talk.hello.note", ("worker",)),
        ("result.offered", ("outcome",)),
        ("topic.work", ("outcome",)),
        ("document.card.note", ("worker", "document")),
        ("document.talk.say", ("patient", "document")),
        ("ui.chat_about", ("worker", "lock")),
    ],
)
def test_each_text_has_its_readers(key: str, readers: tuple[str, ...]) -> None:
    """Who meets a text decides which rules it keeps."""
    assert lint.readers_of(key) == readers


def test_findings_come_all_at_once_by_line() -> None:
    """One run names everything that is wrong, in the order of the file."""
    text = "talk:\n  hello:\n    title: Abuse!\n    say: Why must you?\n    note: 'Three. Short. Ones.'\n"
    found = lint.lint(catalog.parse(text), LEXICON)
    assert [(one.line, one.code) for one in found] == [
        (3, "LOCK"),
        (3, "loud"),
        (4, "NEV-05"),
        (4, "NEV-06"),
        (5, "note-length"),
    ]
    assert all(re.search(r"[a-z]", one.sentence) and one.key in one.sentence for one in found)


def test_missing_measure_is_one_clear_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the library for school grades is not installed, everything else is still judged."""
    monkeypatch.setitem(sys.modules, "textstat", None)
    found = lint.lint(spoken(SAY, "Why does your employer keep the passport?"), LEXICON)
    assert [(one.code, one.line) for one in found] == [("measure-missing", 0), ("NEV-05", 3)]
    assert "textstat" in found[0].sentence


def test_grade_rises_with_hard_words() -> None:
    """The measure tells easy speech from officialese."""
    easy = lint.grade("We see all of you alone for a bit. It is the same for all.")
    hard = lint.grade("Institutional confidentiality obligations supersede individual preferences.")
    assert easy < lint.SAY_GRADE < hard


SAMPLE = "  broken: a\n  good: b\n"

LISTS = [
    ("lexicon-shape", "- a\n", 1),
    ("lexicon-word", "a:\n  rule: NEV-01\n  readers: [patient]\n  words: [Victim]\n  advice: No.\n" + SAMPLE, 4),
    ("lexicon-word", "a:\n  rule: NEV-01\n  readers: [patient]\n  words: ['*']\n  advice: No.\n" + SAMPLE, 4),
    ("lexicon-word", "a:\n  rule: NEV-01\n  readers: [patient]\n  words: [a.b]\n  advice: No.\n" + SAMPLE, 4),
    (
        "lexicon-word",
        "a:\n  rule: NEV-01\n  readers: [patient]\n  words: [a]\n  unless: [A]\n  advice: No.\n" + SAMPLE,
        5,
    ),
    ("field-wrong", "a:\n  rule: NEVER\n  readers: [patient]\n  words: [a]\n  advice: No.\n" + SAMPLE, 2),
    ("field-wrong", "a:\n  rule: LOCK\n  readers: nobody\n  words: [a]\n  advice: No.\n" + SAMPLE, 3),
    ("field-missing", "a:\n  rule: LOCK\n  readers: [lock]\n  advice: No.\n" + SAMPLE, 1),
    ("field-missing", "a:\n  rule: LOCK\n  readers: [lock]\n  words: [a]\n  advice: No.\n  good: b\n", 1),
    (
        "lexicon-sample",
        "a:\n  rule: LOCK\n  readers: [lock]\n  words: [a]\n  advice: No.\n  broken: b\n  good: c\n",
        6,
    ),
    (
        "lexicon-sample",
        "a:\n  rule: LOCK\n  readers: [lock]\n  words: [a]\n  advice: No.\n  broken: a\n  good: an a\n",
        7,
    ),
]
"""A sample for each code of the lexicon's reader."""


@pytest.mark.parametrize(("code", "text", "line"), LISTS)
def test_broken_lexicon_is_refused(code: str, text: str, line: int) -> None:
    """A list that could match anything or nothing is told with its line."""
    assert refused.codes(lambda: lexicon.parse(text)) == [(code, line)]


def test_every_lexicon_code_has_a_broken_sample() -> None:
    """No code of the lexicon's reader goes untested."""
    assert lexicon.CODES.keys() <= {code for code, _, _ in LISTS}

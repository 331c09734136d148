"""Broken samples of rules that are not about a path: sentences that are too hard, contacts that tell too little."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from bot.check.content import Content, Spoken
from bot.check.rule import Subject, Verdict
from bot.check.rules import data, following, topics, worded
from bot.check.samples.small import card, library_with, small, subject_of
from bot.present import catalog, required
from bot.present.contacts import Channels, Contact
from bot.present.facts import Fact, Facts

ASKS: Final = "sensitive_q labor"


@dataclass(frozen=True)
class Sentence:
    """Words under a key that the lint finds, and words next to them that it does not."""

    code: str
    key: str
    broken: str
    good: str


SENTENCES: Final[Mapping[str, tuple[Sentence, ...]]] = {
    "PATH-2": (
        Sentence(
            "say-grade",
            "talk.hello.say",
            "Confidentiality provisions necessitate preliminary clarification.",
            "I will tell you first what I can keep.",
        ),
        Sentence(
            "say-length",
            "talk.hello.say",
            "We see all of you one by one here for a bit at the start.",
            "We see all of you one by one for a bit at the end.",
        ),
    ),
    "NEV-25": (Sentence("loud", "talk.hello.note", "Stay with them!", "Stay with them."),),
    "WORD-2": (
        Sentence("title-length", "talk.hello.title", "Before you ask them any thing", "Before you ask anything, read"),
        Sentence("note-length", "talk.hello.note", "Sit. Wait. Listen.", "Sit. Wait and listen."),
    ),
    "WORD-1": (Sentence("LOCK", "talk.hello.title", "Human trafficking", "Before you ask"),),
}
"""By rule: what its measures find. Rules with lists have a sample in each list (content/lexicon.yaml)."""


@dataclass(frozen=True)
class Held:
    """A sample that is data and no path: ``what`` it is, and how the rule judges it."""

    what: str
    judged: Callable[[], Verdict]


def _content(words: str = "", **more: object) -> Content:
    said = {"en": Spoken(catalog.parse(words))} if words else {}
    return replace(Content(said), **more)  # type: ignore[arg-type]  # fields of Content by name


def _subject(content: Content, *cards: object, **outcome: object) -> Subject:
    subject = subject_of(library_with(small(*cards, **outcome)), "small")  # type: ignore[arg-type]  # as in small
    return replace(subject, content=content)


def _bare_contact() -> Verdict:
    bare = Contact(
        id="some_line",
        name="Some line",
        country="US",
        categories=("hotline",),
        channels=Channels(),
        hours="all day",
        languages="English",
        what_happens="Somebody answers.",
        confidentiality="It keeps what you say.",
        expires_on=date(2027, 1, 1),
    )
    content = _content(contacts={"hotline": (bare,)})
    return data.must_20.judge(_subject(content, card("a.begin", "done > a.end", contacts="hotline")))


def _bare_sign() -> Verdict:
    sign = Fact(id="tattoo", kind="indicator", text="A tattoo.")
    shown = replace(card("a.begin", "done > a.end", tags="learn"), facts=("tattoo",))
    return data.nev_22.judge(_subject(_content(facts=Facts((sign,))), shown))


def _lost_fact() -> Verdict:
    facts = Facts((Fact(id="told", kind="definition", text="One."), Fact(id="lost", kind="definition", text="Two.")))
    shown = replace(card("a.begin", "done > a.end", tags="learn"), facts=("told",))
    return following.way_22.judge(_subject(_content(facts=facts), shown))


def _many_lines() -> Verdict:
    lines = "".join(f"      - Line {number}.\n" for number in range(5))
    content = _content(f"a:\n  begin:\n    say:\n{lines}")
    return worded.path_5.judge(_subject(content, card("a.begin", "done > a.end")))


_COUNTED: Final = {"bot.practice.play": ("bot.practice.kept",), "bot.practice.kept": ("bot.report.counting",)}


def _unsaid_topic() -> Verdict:
    asks = "a:\n  work:\n    say: Do you like it here?\n"
    about = {tag: f"about_{tag}" for tag in topics.TOPICS}
    lists = "".join(
        f"{name}: {{rule: TAG-14, tag: {tag}, parts: [say], any: [{tag}], broken: no, good: {tag}}}\n"
        for tag, name in about.items()
    )
    subject = _subject(_content(asks, required=required.parse(lists)), card("a.work", "yes > a.end", tags=ASKS))
    return topics.tag_14.judge(subject)


HELD: Final[Mapping[str, Held]] = {
    "MUST-20": Held("A contact without its operator and without a day on which it was checked.", _bare_contact),
    "NEV-22": Held("A sign that is taught without any guard.", _bare_sign),
    "NEV-30": Held("A program that counts what it practises.", lambda: data.judged(_COUNTED)),
    "WAY-22": Held("Something to be taught that no card tells.", _lost_fact),
    "TAG-14": Held("A question about work that says nothing of it.", _unsaid_topic),
    "PATH-5": Held("A card that makes five points in one step.", _many_lines),
}
"""By rule: samples of data."""

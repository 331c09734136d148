"""Two minutes to keep what was learned: one cue and what it does not prove, one sentence to say, one saying to judge.

A drill is drawn by two numbers, a seed and how many drills came before, so that it is the same on every machine. Each
kind is gone through whole, in an order of its own, before anything of it comes again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Literal, TypeVar

from bot.practice.cards import Block, Card, Shelf
from bot.practice.scenario import Line, Scenario
from bot.present.facts import Fact, Facts

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Said:
    """Two lines of one moment of a case: one that keeps its rule, and one that breaks it."""

    scene: str
    kept: Line
    broken: Line


@dataclass(frozen=True, slots=True)
class Deck:
    """What drills are drawn from; ``cases`` is how many cases take turns, of which one is here."""

    cues: tuple[tuple[Fact, tuple[Fact, ...]], ...]
    said: tuple[Said, ...]
    sayings: tuple[Fact, ...]
    cases: int


@dataclass(frozen=True, slots=True)
class Question:
    """Two answers, of which one is right, and what is told afterwards."""

    card: Card
    right: int
    told: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill: a cue to read, and two questions."""

    cue: Card
    questions: tuple[Question, Question]


def case_of(names: Sequence[str], seed: int, done: int) -> str:
    """The case whose turn it is after so many. Raises ``ValueError`` where there is none."""
    if not names:
        raise ValueError("a drill needs cases")
    return _nth(names, seed, done, "case")


def deck(facts: Facts, case: Scenario, cases: int) -> Deck:
    """All that can be drawn while it is this case's turn. Raises ``ValueError`` where a kind has nothing."""
    cues = tuple((sign, facts.guards_of(sign)) for sign in facts.of("indicator"))
    found = Deck(cues, tuple(_said(case)), facts.of("myth"), cases)
    if not (found.cues and found.said and found.sayings):
        raise ValueError("a drill needs cues, cases and sayings")
    return found


def drill(cards: Deck, seed: int, done: int, shelf: Shelf) -> Drill:
    """The drill that comes after so many."""
    sign, guards = _nth(cards.cues, seed, done, "cue")
    said = _nth(cards.said, seed, done // cards.cases, "said")
    saying = _nth(cards.sayings, seed, done, "saying")
    words = shelf.words
    blocks = (Block(words("drill_cue"), (sign.text,)), Block(words("drill_guards"), tuple(one.text for one in guards)))
    cue = Card(words("banner"), words("drill_header"), "", blocks, typed=words("typed_on"))
    return Drill(cue, (_which(said, seed, done, shelf), _so(saying, seed, done, shelf)))


def _said(case: Scenario) -> Iterable[Said]:
    """One moment of a turn: its kindest line in words, and each spoken line of it that breaks a rule."""
    for turn in case.turns:
        kept = [one for one in turn.lines if one.kind == "say" and one.keeps == "yes"]
        broken = [one for one in turn.lines if one.kind == "say" and one.keeps == "no"]
        if kept and broken:
            best = max(kept, key=lambda one: one.votes)
            yield Said(turn.scene, best, min(broken, key=lambda one: one.votes))


def _which(said: Said, seed: int, done: int, shelf: Shelf) -> Question:
    """Which of two lines would you say?"""
    words, right = shelf.words, _bit(seed, done, "which")
    lines = (said.kept, said.broken) if right == 0 else (said.broken, said.kept)
    asked = (Block(words("now"), (said.scene,)), Block("", (words("drill_which"),)))
    choices = tuple(f"{words('say')}: “{line.text}”" for line in lines)
    source = shelf.sources.get(said.kept.source, said.kept.source)
    told = (
        Block(words("kept", rule=said.kept.rule), (f"“{said.kept.text}”", said.kept.because)),
        Block(words("broken", rule=said.broken.rule), (f"“{said.broken.text}”", said.broken.because)),
        Block(words("source"), (source,)),
    )
    return Question(_card(words("drill_header"), asked, choices, shelf), right, told)


def _so(saying: Fact, seed: int, done: int, shelf: Shelf) -> Question:
    """Is it so? What people say, or what is so in fact."""
    words, is_so = shelf.words, _bit(seed, done, "so") == 0
    shown = saying.text if is_so else saying.said
    asked = (Block(words("drill_saying"), (shown,)), Block("", (words("drill_so"),)))
    told = (Block(words("drill_truth"), (saying.text,)),)
    choices = (words("drill_yes"), words("drill_no"))
    return Question(_card(words("drill_header"), asked, choices, shelf), 0 if is_so else 1, told)


def _card(header: str, blocks: tuple[Block, ...], choices: tuple[str, ...], shelf: Shelf) -> Card:
    return Card(shelf.words("banner"), header, "", blocks, choices, shelf.words("typed_drill"))


def _nth(those: Sequence[T], seed: int, done: int, kind: Literal["cue", "case", "said", "saying"]) -> T:
    """The entry that comes up after so many: all of them in one order, then all in another."""
    again, place = divmod(done, len(those))
    return sorted(enumerate(those), key=lambda one: _drawn(seed, again, f"{kind}/{one[0]}"))[place][1]


def _bit(seed: int, done: int, kind: str) -> int:
    return _drawn(seed, done, kind)[0] & 1


def _drawn(seed: int, number: int, kind: str) -> bytes:
    return blake2b(f"drill/{seed}/{number}/{kind}".encode(), digest_size=8).digest()

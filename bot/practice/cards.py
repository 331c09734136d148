"""A practice talk as cards, the same wherever they are shown: each begins with the words that say it is practice.

No card shows numbers of the mood before the end, nor the name of a manner at any time: what is practised is listening
to a patient, not steering a gauge.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.practice.debrief import Choice, Debrief, Difference
from bot.practice.play import Beat, Played
from bot.practice.scenario import MOODS, Line, Mood, Scenario
from bot.practice.shuffling import order
from bot.practice.words import Words


@dataclass(frozen=True, slots=True)
class Block:
    """Lines under an optional label."""

    label: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """One card. ``banner`` is on every card; ``choices`` are the lines in the order in which they are shown."""

    banner: str
    header: str
    title: str
    blocks: tuple[Block, ...]
    choices: tuple[str, ...] = ()
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What cards are made with: words, sentences of the rules by their ids, titles of the sources by their keys."""

    words: Words
    rules: Mapping[str, str]
    sources: Mapping[str, str]


def brief(scenario: Scenario, seed: int, words: Words) -> Card:
    """What somebody knows before the first turn."""
    said = words("minutes", minutes=scenario.minutes, turns=len(scenario.turns), seed=seed)
    seen = Block(words("sees_first"), (scenario.sees_first,))
    blocks = (Block("", (scenario.brief,)), seen, Block("", (said,)), Block("", _about(scenario, words)))
    return Card(words("banner"), words("brief_header"), scenario.title, blocks)


def turn(scenario: Scenario, played: Played, seed: int, words: Words) -> Card:
    """The turn that comes next, after what the last line brought. Raises ``ValueError`` at the end of a talk."""
    if played.turn is None:
        raise ValueError("the talk has ended")
    shown = order(seed, scenario.index(played.turn.id), len(played.turn.lines))
    blocks = [*_brought(played.beats[-1:], words), Block(words("now"), (played.scene,))]
    choices = tuple(_choosable(played.turn.lines[place], words) for place in shown)
    header = words("turn_header", number=len(played.beats) + 1)
    return Card(words("banner"), header, "", tuple(blocks), choices, words("typed_turn"))


def debriefed(told: Debrief, shelf: Shelf) -> tuple[Card, ...]:
    """All cards after the end: how it came out, what mattered, each turn, and the panel by competency."""
    return (_ending(told, shelf), *(_chosen(one, told, shelf) for one in told.choices), _credit(told, shelf.words))


def rest(words: Words) -> tuple[Card, ...]:
    """Ninety seconds for whoever has just held a hard talk: a few calm cards, and nobody to answer."""
    return tuple(
        Card(
            words("banner"), words("rest_header"), "", (Block("", (words(f"rest_{number}"),)),), typed=words("typed_on")
        )
        for number in range(1, 5)
    )


def compared(scenario: Scenario, found: Sequence[Difference], words: Words) -> Card:
    """Where the decisions with two patients differed."""
    axis = words(scenario.pair.differs) if scenario.pair else ""
    lines = [_apart(one, words) for one in found] or [words("twin_same")]
    blocks = (
        Block("", (words("twin_differs", axis=axis),)),
        Block(words("twin"), tuple(lines)),
        Block("", (words("twin_ask"),)),
    )
    return Card(words("banner"), words("twin_header"), "", blocks)


def _about(scenario: Scenario, words: Words) -> tuple[str, ...]:
    """What a reader should know of the case: whether anybody reviewed it."""
    role = scenario.written.reviewed_by_role
    return (words("reviewed", role=role) if role else words("unreviewed"),)


def _choosable(line: Line, words: Words) -> str:
    return f"{words('say')}: “{line.text}”" if line.kind == "say" else f"{words('do')}: {line.text}"


def _brought(beats: Sequence[Beat], words: Words) -> Iterator[Block]:
    """What the patient did after a line."""
    for beat in beats:
        if beat.answer is None:
            yield Block(words("they"), (words("cut"),))
        else:
            seen, says = beat.answer.seen, beat.answer.says  # first what is said: what is seen is often about it
            yield Block(words("they"), (f"“{says}”", seen) if says else (seen, words("silence")))


def _ending(told: Debrief, shelf: Shelf) -> Card:
    words = shelf.words
    last = _brought([choice.beat for choice in told.choices[-1:]], words)
    came = [Block("", (told.ending.text,))] if told.ending else []
    blocks = (*last, *came, *_otherwise(told, words))
    return Card(words("banner"), words("ending_header"), told.ending.title if told.ending else "", blocks)


def _otherwise(told: Debrief, words: Words) -> Iterator[Block]:
    if told.ending is None:
        return
    if one := told.mattered:
        ending = f"{one.ending.title}. {one.ending.text}"
        filled = {"number": one.number, "said": one.said.text, "instead": one.instead.text, "ending": ending}
        yield Block(words("mattered"), (words("mattered_said", **filled),))
    else:
        yield Block(words("mattered"), (words("mattered_none"),))
    if (one := told.better) and one != told.mattered:
        ending = f"{one.ending.title}. {one.ending.text}"
        yield Block(
            words("better"), (words("better_said", number=one.number, instead=one.instead.text, ending=ending),)
        )
    elif not told.better:
        yield Block(words("better"), (words("better_none"),))


def _chosen(one: Choice, told: Debrief, shelf: Shelf) -> Card:
    """One turn looked at again."""
    words, line = shelf.words, one.beat.line
    judged = {"yes": "kept", "no": "broken", "debated": "debated"}[line.keeps]
    lines = [line.because]
    if sentence := shelf.rules.get(line.rule):
        lines.insert(0, sentence)
    if line.also:
        lines.append(words("also", rules=", ".join(line.also)))
    thought = [Block(words("thought"), (one.beat.answer.thought,))] if one.beat.answer else []
    blocks = (
        Block(words("chose"), (_choosable(line, words),)),
        Block(words(judged, rule=line.rule), tuple(lines)),
        Block(words("source"), (shelf.sources.get(line.source, line.source),)),
        *thought,
        Block("", (_moved(one.beat.mood_before, one.beat.mood_after, words),)),
        Block(words("panel"), (_panel(one, told.scenario.panel.people, words),)),
    )
    return Card(words("banner"), words("choice_header", number=one.number), "", blocks)


def _moved(before: Mood, after: Mood, words: Words) -> str:
    parts = {
        name: words("moved_same", value=now) if was == now else words("moved_from", before=was, after=now)
        for name, was, now in zip(MOODS, before, after, strict=True)
    }
    return words("moved", **parts)


def _panel(one: Choice, people: int, words: Words) -> str:
    votes = one.beat.line.votes
    if votes == one.most.votes:
        return words("panel_most", votes=votes, people=people)
    return words("panel_other", votes=votes, people=people, most=one.most.votes, line=one.most.text)


def _credit(told: Debrief, words: Words) -> Card:
    lines = tuple(
        words("credit_line", name=words(name), got=_tenths(credit.got), turns=credit.turns)
        for name, credit in told.credits.items()
    )
    asked = words("estimated") if told.estimated else words("panel_asked", people=told.scenario.panel.people)
    blocks = (Block(words("credit"), lines), Block("", (words("no_total"), asked, *_about(told.scenario, words))))
    return Card(words("banner"), words("credit_header"), "", blocks, typed=words("typed_end"))


def _tenths(value: Fraction) -> str:
    """A fraction to one decimal, without it where it is whole."""
    return f"{float(value):.1f}".removesuffix(".0")


def _apart(one: Difference, words: Words) -> str:
    turn_name = one.turn.replace("_", " ")
    if one.first and one.second:
        return words("twin_turn", turn=turn_name, first=one.first.text, second=one.second.text)
    line = one.first or one.second
    return words("twin_only", turn=turn_name, line=line.text if line else "")

"""What a talk can teach, found by playing it again with one line changed: no opinion is in here but the panel's.

Nothing is added up to one number. A turn counts as far as the panel chose the same line, and such fractions are kept
apart by competency: that of the line which most of the panel chose, since it is what the turn asks for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from bot.practice.play import Beat, Played, replay
from bot.practice.scenario import Competency, Ending, Line, Mood, Scenario, Turn


@dataclass(frozen=True, slots=True)
class Choice:
    """One turn as it went: the line that was chosen, what the panel chose, and how far they agree."""

    number: int
    beat: Beat
    most: Line
    credit: Fraction

    @property
    def spread(self) -> tuple[tuple[Line, int], ...]:
        """Each line with its votes, the most first."""
        return tuple(sorted(((line, line.votes) for line in self.beat.turn.lines), key=lambda one: -one[1]))


@dataclass(frozen=True, slots=True)
class Otherwise:
    """How it would have come out with one line changed. ``picks`` are those of the other talk."""

    number: int
    said: Line
    instead: Line
    ending: Ending
    mood: Mood
    worth: int
    trust: int
    picks: tuple[int, ...]

    @property
    def size(self) -> tuple[int, int]:
        """How much it would have changed, whichever way."""
        return abs(self.worth), abs(self.trust)


@dataclass(frozen=True, slots=True)
class Credit:
    """What was chosen as the panel did, in the turns of one competency: at most one a turn."""

    got: Fraction
    turns: int


@dataclass(frozen=True, slots=True)
class Debrief:
    """What can be told of a talk. ``mattered`` is the turn that mattered most, ``better`` the one where a line that
    breaks no rule would have helped most; None where there is none, or where the talk has not ended.
    """

    scenario: Scenario
    ending: Ending | None
    mood: Mood
    choices: tuple[Choice, ...]
    mattered: Otherwise | None
    better: Otherwise | None
    credits: Mapping[Competency, Credit]

    @property
    def estimated(self) -> bool:
        """Has nobody but the authors said what a panel would choose?"""
        return self.scenario.panel.source == "authors"

    @property
    def sources(self) -> tuple[str, ...]:
        """Keys of the sources of what was chosen, each once."""
        return tuple(dict.fromkeys(choice.beat.line.source for choice in self.choices))


@dataclass(frozen=True, slots=True)
class Difference:
    """A turn that came up in one talk of a matched pair and went otherwise, or not at all, in the other."""

    turn: str
    first: Line | None
    second: Line | None


def debrief(scenario: Scenario, picks: Sequence[int]) -> Debrief:
    """What can be told of this talk. Raises ``ValueError`` for picks that cannot be played."""
    played = replay(scenario, picks)
    choices = tuple(_choice(number, beat) for number, beat in enumerate(played.beats, start=1))
    others = list(_others(scenario, tuple(picks), played)) if played.ending else []
    mattered = max(others, key=lambda one: (one.size, one.worth, -one.number), default=None)
    # A line that breaks a rule is never held up, even where it would have come out well.
    sound = (one for one in others if one.instead.keeps != "no")
    better = max(sound, key=lambda one: (one.worth, one.trust, -one.number), default=None)
    return Debrief(
        scenario,
        played.ending,
        played.mood,
        choices,
        mattered if mattered and any(mattered.size) else None,
        better if better and (better.worth, better.trust) > (0, 0) else None,
        _credits(choices),
    )


def differences(
    first: tuple[Scenario, Sequence[int]], second: tuple[Scenario, Sequence[int]]
) -> tuple[Difference, ...]:
    """Where two talks of a matched pair went apart, turn by turn in the order of the first scenario.

    Lines are the same when they have the same id in the turn of the same id. Raises ``ValueError`` for other picks.
    """
    one, other = ({beat.turn.id: beat.line for beat in replay(*talk).beats} for talk in (first, second))
    turns = dict.fromkeys((*(turn.id for turn in first[0].turns), *other))
    pairs = ((turn, one.get(turn), other.get(turn)) for turn in turns)
    return tuple(Difference(turn, a, b) for turn, a, b in pairs if (a and a.id) != (b and b.id))


def favourite(turn: Turn) -> int:
    """The place of the line that most of the panel chose; the first of several."""
    return max(range(len(turn.lines)), key=lambda place: turn.lines[place].votes)


def _choice(number: int, beat: Beat) -> Choice:
    most = beat.turn.lines[favourite(beat.turn)]
    return Choice(number, beat, most, Fraction(beat.line.votes, max(most.votes, 1)))


def _others(scenario: Scenario, picks: tuple[int, ...], played: Played) -> Iterator[Otherwise]:
    """The talk with each one line changed."""
    chosen = {beat.turn.id: pick for beat, pick in zip(played.beats, picks, strict=True)}
    worth = played.ending.worth if played.ending else 0
    for place, beat in enumerate(played.beats):
        for pick, line in enumerate(beat.turn.lines):
            if pick == picks[place]:
                continue
            other = _ended(scenario, (*picks[:place], pick), chosen)
            then = replay(scenario, other)
            if then.ending is not None:
                change = then.ending.worth - worth, then.mood.trust - played.mood.trust
                yield Otherwise(place + 1, beat.line, line, then.ending, then.mood, *change, other)


def _ended(scenario: Scenario, picks: tuple[int, ...], chosen: Mapping[str, int]) -> tuple[int, ...]:
    """Picks to an ending: those of the talk where its turns come up again, else what most of the panel chose."""
    while (turn := replay(scenario, picks).turn) is not None:
        picks = (*picks, chosen.get(turn.id, favourite(turn)))
    return picks


def _credits(choices: Sequence[Choice]) -> Mapping[Competency, Credit]:
    found: dict[Competency, Credit] = {}
    for choice in choices:
        before = found.get(choice.most.competency, Credit(Fraction(0), 0))
        found[choice.most.competency] = Credit(before.got + choice.credit, before.turns + 1)
    return found

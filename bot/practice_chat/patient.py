"""The trainer as the patient: a hidden card to play from, made of the case itself, and what the trainee sees meanwhile.

The card tells, turn by turn, what this patient does when somebody is careful and when somebody is not, and what is
thought. What the two write to each other is in neither.
"""

from __future__ import annotations

from bot.practice.cards import Block
from bot.practice.cards import Card as Told
from bot.practice.class_standing import Phase
from bot.practice.debrief import favourite
from bot.practice.room_record import AtRest
from bot.practice.scenario import MOODS, Line, Scenario
from bot.practice_chat.data import Act, Verb
from bot.practice_chat.faces import Face, Offer
from bot.practice_chat.library import Library
from bot.practice_chat.shelter import spelled
from bot.practice_chat.sitting import Sitting

TEN = 10


def trainer(sitting: Sitting, rest: AtRest, case: Scenario, library: Library) -> Face:
    """The hidden card: who this is, and then a page for each turn."""
    words, page = library.words, min(sitting.page, len(case.turns))
    blocks = _who(rest, case, library) if page == 0 else _turn(case, page - 1, library)
    onwards = [Offer(words("button_previous"), Act(Verb.PAGE, page - 1))] if page else []
    if page < len(case.turns):
        label = words("button_next", number=page + 2, of=len(case.turns) + 1)
        onwards.append(Offer(label, Act(Verb.PAGE, page + 1)))
    place = rest.room.turn * TEN + rest.room.phase
    begin = [Offer(words("button_opens"), Act(Verb.OPENS, place))] if rest.room.phase is Phase.LOBBY else []
    rows = (tuple(begin), tuple(onwards), (Offer(words("button_ends"), Act(Verb.ENDS, place)),))
    told = Told(library.banner, words("patient_header"), case.title, tuple(blocks))
    return Face(told, tuple(filter(None, rows)))


def trainee(case: Scenario, library: Library) -> Face:
    """What the other one of the two sees."""
    words = library.words
    seen = Block(library.shelf.words("sees_first"), (case.sees_first,))
    blocks = (Block("", (case.brief,)), seen, Block("", (words("patient_write"), words("patient_kept"))))
    told = Told(library.banner, words("room_header"), case.title, blocks)
    return Face(told, ((Offer(words("button_leaves"), Act(Verb.LEAVES)),),))


def _who(rest: AtRest, case: Scenario, library: Library) -> list[Block]:
    words = library.words
    lobby = rest.room.phase is Phase.LOBBY
    code = spelled(rest.extra[0]) if rest.extra else ""
    here = "patient_alone" if not any(seat.present for seat in rest.room.seats) else "patient_two"
    mood = ", ".join(f"{name} {value}" for name, value in zip(MOODS, case.start, strict=True))
    standing = Block(words("room_code", code=code), (words(here, code=code),)) if lobby else Block("", (words(here),))
    if not lobby:
        standing = Block("", (words("patient_write_back"),)) if here == "patient_two" else standing
    return [
        standing,
        Block(words("patient_you"), (case.brief, case.sees_first)),
        Block(words("patient_mood"), (words("patient_moods", mood=mood),)),
        Block(words("patient_first"), (case.turns[0].scene,)),
    ]


def _turn(case: Scenario, place: int, library: Library) -> list[Block]:
    turn = case.turns[place]
    best = favourite(turn)
    worst = min(range(len(turn.lines)), key=lambda at: (turn.lines[at].moves.trust, turn.lines[at].votes))
    words = library.words
    return [
        Block(words("patient_turn", number=place + 1, of=len(case.turns)), (turn.scene,)),
        _answered(turn.lines[best], "patient_careful", library),
        _answered(turn.lines[worst], "patient_careless", library),
    ]


def _answered(line: Line, name: str, library: Library) -> Block:
    """What this patient does after a line, in the mood that most talks have there: the last answer always holds."""
    answer = line.answers[-1]
    says = f"“{answer.says}”" if answer.says else library.shelf.words("silence")
    said = library.words(name, line=line.text)
    thought = library.words("patient_thinks", thought=answer.thought) if answer.thought else ""
    return Block(said, tuple(filter(None, (says, answer.seen, thought))))

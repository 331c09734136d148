"""Two minutes as cards: what they are, one cue, two questions with what is told after each, and the end.

``page`` of a sitting is how far somebody is, ``picks`` are the two answers, ``seed`` and ``edition`` draw the drill.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.practice import drills
from bot.practice.cards import Block
from bot.practice.cards import Card as Told
from bot.practice.drills import Drill, Question
from bot.practice.scenario import number
from bot.practice_chat.data import Act, Verb
from bot.practice_chat.faces import Face, Offer
from bot.practice_chat.library import Library
from bot.practice_chat.sitting import Place, Sitting
from bot.practice_chat.text import labelled

INTRODUCED, CUE, FIRST, FIRST_TOLD, SECOND, DONE = range(6)
QUESTIONS: Final = {FIRST: 0, SECOND: 1}
ANSWERS: Final = 10
"""Buttons from this number on are answers."""


def drilled(sitting: Sitting, act: Act) -> Sitting:
    """After a button: one card on, or an answer. Total."""
    answer = act.number - ANSWERS
    if sitting.place is not Place.DRILL or sitting.page == DONE:
        return sitting
    if sitting.page in QUESTIONS:
        return replace(sitting, page=sitting.page + 1, picks=(*sitting.picks, answer)) if answer in (0, 1) else sitting
    return replace(sitting, page=act.number) if act.number == sitting.page + 1 else sitting


def knew(sitting: Sitting, library: Library) -> bool:
    """Were both answers right?"""
    found = _drawn(sitting, library)
    return [one.right for one in found.questions] == list(sitting.picks)


def drill_face(sitting: Sitting, library: Library, due: str | None) -> Face:
    """The card of a drill. ``due``: the day of the next one for somebody who is reminded, None for anybody else."""
    words, page = library.words, sitting.page
    home = Offer(words("button_home"), Act(Verb.HOME))
    if page == INTRODUCED:
        return _introduced(library, due, home)
    found = _drawn(sitting, library)
    if page == CUE:
        return Face(replace(found.cue, typed=""), ((_on(library, FIRST), home),), words("typed_buttons"))
    if page in QUESTIONS:
        return _asked(found.questions[QUESTIONS[page]], home, library)
    question = found.questions[0 if page == FIRST_TOLD else 1]
    said = library.shelf.words("drill_known" if sitting.picks[-1:] == (question.right,) else "drill_other")
    told = Told(library.banner, library.shelf.words("drill_header"), said, question.told)
    if page == FIRST_TOLD:
        return Face(told, ((_on(library, SECOND), home),), words("typed_buttons"))
    end = Block("", (words("drill_next", day=due) if due else words("drill_once"),))
    rows = ((home, Offer(words("button_drills"), Act(Verb.DRILLS, 1))),) if due is None else ((home,),)
    return Face(replace(told, blocks=(*told.blocks, end)), rows, words("typed_buttons"))


def _introduced(library: Library, due: str | None, home: Offer) -> Face:
    words = library.words
    lines = (words("drill_said"), words("drill_next", day=due) if due else words("drill_remind"))
    told = Told(library.banner, library.shelf.words("drill_header"), "", (Block("", lines),))
    label, on = ("button_drills", 1) if due is None else ("button_no_drills", 0)
    remind = Offer(words(label), Act(Verb.DRILLS, on))
    return Face(told, ((_on(library, CUE, "button_begin"), remind), (home,)), words("typed_buttons"))


def _asked(question: Question, home: Offer, library: Library) -> Face:
    card = question.card
    short = labelled(card.choices)
    offers = tuple(
        Offer(line if short else str(place + 1), Act(Verb.DRILL, ANSWERS + place), line)
        for place, line in enumerate(card.choices)
    )
    return Face(replace(card, typed=""), (offers, (home,)), library.words("typed_buttons"))


def _on(library: Library, page: int, name: str = "button_on") -> Offer:
    return Offer(library.words(name), Act(Verb.DRILL, page))


def _drawn(sitting: Sitting, library: Library) -> Drill:
    """The drill of these numbers, from the case whose turn it is."""
    names = sorted(case.id for case in library.cases.values())
    case = library.cases[number(drills.case_of(names, sitting.seed, sitting.edition))]
    cards = drills.deck(library.facts, case, len(names))
    return drills.drill(cards, sitting.seed, sitting.edition, library.shelf)

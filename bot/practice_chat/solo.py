"""One person alone with a case: what an act does to where they stand. Total, and nothing but numbers.

An act that is not offered where somebody stands changes nothing: buttons come from clients that anybody can change.
"""

from __future__ import annotations

from dataclasses import replace

from bot.practice.play import Played, replay
from bot.practice.scenario import Scenario, edition, number
from bot.practice.shuffling import order
from bot.practice_chat.data import Act, Verb
from bot.practice_chat.library import REST, Library
from bot.practice_chat.sitting import Place, Sitting

IN_CASE = (Place.BRIEF, Place.TURN, Place.LOOKING, Place.FLOW)


def case_of(sitting: Sitting, library: Library) -> Scenario | None:
    """The case that somebody is in, None outside of one, or where it has been changed since."""
    if sitting.place is Place.FLOW:
        return library.in_flow(sitting.scenario, sitting.edition)
    return library.case(sitting.scenario, sitting.edition) if sitting.place in IN_CASE else None


def played(sitting: Sitting, case: Scenario) -> Played:
    """Where the talk stands."""
    return replay(case, sitting.picks)


def taken(sitting: Sitting, act: Act, library: Library, seed: int) -> Sitting:
    """Where somebody stands after an act. ``seed`` orders the lines of a case that begins now."""
    match act.verb:
        case Verb.HOME | Verb.CASES | Verb.ABOUT:
            places = {Verb.HOME: Place.HOME, Verb.CASES: Place.CASES, Verb.ABOUT: Place.ABOUT}
            return _outside(sitting, places[act.verb])
        case Verb.REST:
            return replace(_outside(sitting, Place.REST), page=min(act.number, len(REST) - 1))
        case Verb.OPEN:
            return _opened(sitting, library.cases.get(act.number), seed)
        case _:
            pass
    case = case_of(sitting, library)
    if case is None:
        return sitting
    within = _in_flow if sitting.place is Place.FLOW else _within
    return within(sitting, act, case, library, seed)


def _within(sitting: Sitting, act: Act, case: Scenario, library: Library, seed: int) -> Sitting:
    """The same, inside a case."""
    match act.verb:
        case Verb.BEGIN if sitting.place is Place.BRIEF:
            return _standing(replace(sitting, picks=()), case)
        case Verb.FLOW if sitting.place is Place.BRIEF and (leads := library.flow_edition(case)) is not None:
            return replace(sitting, place=Place.FLOW, edition=leads, picks=())
        case Verb.PICK if sitting.place is Place.TURN:
            return _picked(sitting, act.number, case)
        case Verb.BACK if sitting.place is not Place.BRIEF and 1 <= act.number <= len(sitting.picks):
            return _standing(replace(sitting, picks=sitting.picks[: act.number - 1]), case)
        case Verb.AGAIN:
            return replace(_opened(sitting, case, seed), twin=sitting.twin)
        case Verb.PAGE if sitting.place is Place.LOOKING:
            return replace(sitting, page=act.number)
        case Verb.TWIN if sitting.place is Place.LOOKING and case.pair:
            twin = library.cases.get(number(case.pair.twin))
            return replace(_opened(sitting, twin, seed), twin=sitting.picks) if twin else sitting
        case _:
            return sitting


def _in_flow(sitting: Sitting, act: Act, case: Scenario, library: Library, _seed: int) -> Sitting:
    """The same, in a real conversation with the patient."""
    held = library.held(case, sitting.picks)
    match act.verb:
        case Verb.PICK if act.number in held.picks:
            return replace(sitting, picks=(*sitting.picks, act.number))
        case Verb.BACK if 1 <= act.number <= len(sitting.picks):
            return replace(sitting, page=0, picks=sitting.picks[: act.number - 1])
        case Verb.AGAIN:
            return replace(sitting, page=0, picks=())
        case Verb.PAGE if held.heard:
            return replace(sitting, page=min(act.number, 1))
        case _:
            return sitting


def _picked(sitting: Sitting, shown: int, case: Scenario) -> Sitting:
    """After the line at this place, as it was shown."""
    turn = played(sitting, case).turn
    if turn is None or not 0 <= shown < len(turn.lines):
        return sitting
    line = order(sitting.seed, case.index(turn.id), len(turn.lines))[shown]
    return _standing(replace(sitting, picks=(*sitting.picks, line)), case)


def _standing(sitting: Sitting, case: Scenario) -> Sitting:
    """In the turn that comes next, or looking back after the end."""
    ended = played(sitting, case).ending is not None
    return replace(sitting, place=Place.LOOKING if ended else Place.TURN, page=0)


def _opened(sitting: Sitting, case: Scenario | None, seed: int) -> Sitting:
    if case is None:
        return sitting
    fresh = _outside(sitting, Place.BRIEF)
    return replace(fresh, scenario=number(case.id), edition=edition(case), seed=seed)


def _outside(sitting: Sitting, place: Place) -> Sitting:
    """Out of any case, which is forgotten."""
    return replace(sitting, place=place, page=0, scenario=0, edition=0, seed=0, picks=(), twin=())

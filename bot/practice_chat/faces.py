"""What stands in the chat for where somebody stands: the card, and the acts that it offers, in rows.

A row of offers is a row of buttons, and each of them can be typed as well: its number, or its first words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.adapters.telegram.card import Card, Key
from bot.practice import cards
from bot.practice.cards import Block
from bot.practice.cards import Card as Told
from bot.practice.debrief import Debrief, debrief, differences
from bot.practice.scenario import Scenario, number
from bot.practice.typing_in import understood
from bot.practice_chat import text
from bot.practice_chat.data import Act, Verb, button
from bot.practice_chat.library import REST, Library
from bot.practice_chat.sitting import Place, Sitting
from bot.practice_chat.solo import case_of, played

IN_A_ROW: Final = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """Something that can be done: what its button says, what it means, and what can be typed for it instead."""

    label: str
    act: Act
    typed: str = ""


Rows = tuple[tuple[Offer, ...], ...]


@dataclass(frozen=True, slots=True)
class Face:
    """A card and what it offers. ``hint``: what can be typed."""

    told: Told
    rows: Rows
    hint: str = ""

    @property
    def offers(self) -> tuple[Offer, ...]:
        """All of them, in the order of their numbers."""
        return tuple(offer for row in self.rows for offer in row)

    def card(self, step: int, notice: str = "") -> Card:
        """The message at this step."""
        rows = tuple(
            tuple(Key(one.label, button(step, one.act.verb, one.act.number)) for one in row) for row in self.rows
        )
        return text.message(self.told, rows, notice, self.hint)


def face(sitting: Sitting, library: Library) -> Face:
    """What is shown where somebody stands, alone."""
    case = case_of(sitting, library)
    if case is not None:
        return _IN_CASE[sitting.place](sitting, case, library)
    return _OUTSIDE.get(sitting.place, _home)(sitting, library)


def meant(words: str | None, shown: Face, turns: int) -> Act | None:
    """What typed words mean where this is shown. ``turns``: how many there are to go back to."""
    offers = shown.offers
    if named := [one for one in offers if words is not None and one.label == words.strip()]:
        return named[0].act  # a button that says 2 is meant by 2, wherever it stands
    asked = understood(words, [one.typed or one.label for one in offers])
    match asked.kind:
        case "pick":
            return offers[asked.number].act
        case "back":
            return Act(Verb.BACK, asked.number or turns)
        case "again":
            return Act(Verb.AGAIN)
        case "stop":
            return Act(Verb.HOME)
        case "look":
            return Act(Verb.LOOK)
        case _:
            return None


def paired(offers: Sequence[Offer], wide: int = 2) -> Rows:
    """Offers in rows of so many."""
    return tuple(tuple(offers[start : start + wide]) for start in range(0, len(offers), wide))


def _home(_sitting: Sitting, library: Library) -> Face:
    words = library.words
    told = library.card("home_header", "home_title", Block("", (words("home_said"), words("home_class"))))
    offers = [_offer(library, "button_cases", Verb.CASES), _offer(library, "button_rest", Verb.REST)]
    return Face(told, (*paired(offers), (_offer(library, "button_about", Verb.ABOUT),)), words("typed_buttons"))


def _cases(_sitting: Sitting, library: Library) -> Face:
    words = library.words
    lines = [
        words("cases_line", number=place, title=one.title, minutes=one.minutes)
        for place, one in enumerate(library.cases.values(), start=1)
    ]
    told = library.card("cases_header", "cases_title", Block("", tuple(lines or [words("cases_none")])))
    offers = [
        Offer(str(place), Act(Verb.OPEN, key), one.title)
        for place, (key, one) in enumerate(library.cases.items(), start=1)
    ]
    return Face(told, (*paired(offers, IN_A_ROW), (_start(library),)), words("cases_typed"))


def _about(_sitting: Sitting, library: Library) -> Face:
    words = library.words
    told = library.card("about_header", "about_title", Block("", (words("about_said"), words("about_leave"))))
    return Face(told, ((_start(library),),), words("typed_buttons"))


def _rest(sitting: Sitting, library: Library) -> Face:
    words, page = library.shelf.words, sitting.page
    told = Told(library.banner, words("rest_header"), "", (Block("", (words(REST[page]),)),))
    onwards = (_offer(library, "button_onwards", Verb.REST, page + 1),) if page + 1 < len(REST) else ()
    return Face(told, ((*onwards, _start(library)),), library.words("typed_buttons"))


def _brief(sitting: Sitting, case: Scenario, library: Library) -> Face:
    told = cards.brief(case, sitting.seed, library.shelf.words)
    row = (_offer(library, "button_begin", Verb.BEGIN), _offer(library, "button_cases", Verb.CASES))
    flow = ((_offer(library, "button_flow", Verb.FLOW),),) if library.flow_edition(case) is not None else ()
    return Face(told, (row, *flow), library.words("typed_buttons"))


def _turn(sitting: Sitting, case: Scenario, library: Library) -> Face:
    told = cards.turn(case, played(sitting, case), sitting.seed, library.shelf.words)
    short = text.labelled(told.choices)
    lines = [
        Offer(line if short else str(place + 1), Act(Verb.PICK, place), line) for place, line in enumerate(told.choices)
    ]
    back = [_offer(library, "button_undo", Verb.BACK, len(sitting.picks))] if sitting.picks else []
    rows = (*paired(lines, 1 if short else IN_A_ROW), (*back, _offer(library, "button_stop", Verb.HOME)))
    return Face(told, rows, library.words("typed_turn"))


def _flow(sitting: Sitting, case: Scenario, library: Library) -> Face:
    """A card of the real conversation; after its end what was said, beside what was tapped."""
    words = library.words
    held = library.held(case, sitting.picks)
    back = [_offer(library, "button_card_back", Verb.BACK, len(sitting.picks))] if sitting.picks else []
    end = [_offer(library, "button_again", Verb.AGAIN), _offer(library, "button_cases", Verb.CASES)]
    if held.heard is not None and sitting.page:
        row = (_offer(library, "button_previous", Verb.PAGE), _offer(library, "button_rest", Verb.REST))
        return Face(held.heard, (row, tuple(end)), words("typed_flow"))
    if held.heard is not None:
        heard = _offer(library, "button_heard", Verb.PAGE, 1)
        return Face(held.told, ((heard,), tuple(back), tuple(end)), words("typed_flow"))
    short = text.labelled(held.told.choices)
    lines = [
        Offer(one.label if short else str(place), Act(Verb.PICK, one.pick), one.label)
        for place, one in enumerate(held.choices, start=1)
    ]
    asides = [Offer(one.label, Act(Verb.PICK, one.pick)) for one in held.asides]
    rows = (
        *paired(lines, 1 if short else IN_A_ROW),
        *paired(asides),
        (*back, _offer(library, "button_stop", Verb.HOME)),
    )
    return Face(held.told, rows, words("typed_flow"))


def looking(sitting: Sitting, case: Scenario, library: Library) -> tuple[Debrief, tuple[Told, ...]]:
    """What can be told of a talk, as cards; the last one compares the twins, where both have been played."""
    told = debrief(case, sitting.picks)
    found = cards.debriefed(told, library.shelf)
    first = library.cases.get(number(case.pair.twin)) if case.pair and sitting.twin else None
    if first is None:
        return told, found
    apart = differences((first, sitting.twin), (case, sitting.picks))
    return told, (*found, cards.compared(first, apart, library.shelf.words))


def _looking(sitting: Sitting, case: Scenario, library: Library) -> Face:
    words = library.words
    told, pages = looking(sitting, case, library)
    page = min(sitting.page, len(pages) - 1)
    onwards = []
    if page + 1 < len(pages):
        label = words("button_next", number=page + 2, of=len(pages))
        onwards.append(Offer(label, Act(Verb.PAGE, page + 1)))
    if page:
        onwards.append(_offer(library, "button_previous", Verb.PAGE, page - 1))
    again = []
    if page == 0 and told.mattered:
        again.append(_numbered(library, "button_mattered", told.mattered.number))
    if 1 <= page <= len(sitting.picks):
        again.append(_numbered(library, "button_back", page))
    last = page + 1 == len(pages)
    end = [_offer(library, "button_again", Verb.AGAIN), _offer(library, "button_cases", Verb.CASES)]
    if last and case.pair and not sitting.twin and number(case.pair.twin) in library.cases:
        again.append(_offer(library, "button_twin", Verb.TWIN))
    if last:
        end.append(_offer(library, "button_rest", Verb.REST))
        end += [_offer(library, "button_page", Verb.PAPER, 1), _offer(library, "button_record", Verb.PAPER, 2)]
    rows = (tuple(onwards), *((one,) for one in again), *paired(end))
    return Face(pages[page], tuple(filter(None, rows)), words("typed_looking"))


def _numbered(library: Library, name: str, turn: int) -> Offer:
    return Offer(library.words(name, number=turn), Act(Verb.BACK, turn))


def _offer(library: Library, name: str, verb: Verb, numbered: int = 0) -> Offer:
    return Offer(library.words(name), Act(verb, numbered))


def _start(library: Library) -> Offer:
    return _offer(library, "button_home", Verb.HOME)


_OUTSIDE: Final[Mapping[Place, Callable[[Sitting, Library], Face]]] = {
    Place.HOME: _home,
    Place.CASES: _cases,
    Place.ABOUT: _about,
    Place.REST: _rest,
}
_IN_CASE: Final[Mapping[Place, Callable[[Sitting, Scenario, Library], Face]]] = {
    Place.BRIEF: _brief,
    Place.TURN: _turn,
    Place.LOOKING: _looking,
    Place.FLOW: _flow,
}

"""Learning cards as they are read: texts with sources, numbers with their year and people, signs with guards."""

from __future__ import annotations

import re
from functools import cache

import pytest

from bot.app import content_folder, with_facts
from bot.check.walk import walk
from bot.engine.session import Session
from bot.engine.show import show
from bot.library import library
from bot.present import facts, sources
from bot.present.facts import Fact
from bot.present.screen import Screen, screen
from tests.console.samples import parts

CARDS = tuple(name for name, card in library().flows["learn"].cards.items() if card.state.facts)
NUMBER = re.compile(r"[0-9]|\b(half|third|quarter|twice|million|billion|percent|per cent)\b", re.IGNORECASE)
AGES = re.compile(
    r"\b(under|over|aged?|turns?) [0-9]{1,2}( to [0-9]{1,2})?\b|\b[0-9]{1,2} (or|and) over\b", re.IGNORECASE
)


@cache
def told() -> dict[str, Fact]:
    """What the file of facts says, by id."""
    return {one.id: one for one in facts.read(content_folder() / "facts.yaml").entries}


@cache
def shown(card: str) -> Screen:
    """A learning card as the console shows it."""
    lib = parts().library
    return screen(show(lib, Session("learn", lib.flows["learn"].version, card)), with_facts(parts()).presenter)


def test_there_are_cards_to_learn_from() -> None:
    """Four sections, and no card of them is empty."""
    assert len(CARDS) >= 20
    assert {card.partition(".")[2].rpartition("_")[0] for card in CARDS} == {"meaning", "myths", "signs", "numbers"}


@pytest.mark.parametrize("card", CARDS)
def test_each_text_has_its_source(card: str) -> None:
    """All facts of a card are on the screen, in their order, with publisher and title of every source."""
    register = sources.read(content_folder() / "sources.yaml")
    one = shown(card)
    assert tuple(fact.id for fact in one.facts) == library().flows["learn"].cards[card].state.facts
    for fact in one.facts:
        assert fact.text == told()[fact.id].text
        assert fact.sources == tuple(
            f"{register[key].publisher}: {register[key].title}" for key in told()[fact.id].sources
        )
        assert fact.sources


@pytest.mark.parametrize("card", CARDS)
def test_each_number_has_its_year_and_people(card: str) -> None:
    """A number, an age apart, is never shown without whom it was counted among and when."""
    for fact in shown(card).facts:
        if fact.kind == "fact" or NUMBER.search(AGES.sub("", fact.text + fact.said)):
            assert told()[fact.id].population in fact.about
            assert re.search(r"\b(19|20)[0-9]{2}\b", fact.about), fact.id


@pytest.mark.parametrize("card", CARDS)
def test_signs_come_with_their_guards(card: str) -> None:
    """Each sign shows all its guards, and every card of signs says whose eyes it is for."""
    for fact in shown(card).facts:
        wanted = {told()[guard].text for guard in told()[fact.id].guards}
        assert set(fact.guards) == wanted
        assert (fact.kind == "indicator") == bool(wanted)
        if fact.kind == "indicator":
            assert "For your eyes only" in shown(card).note


def test_every_fact_can_be_read() -> None:
    """Nothing in the file is without a card, and guards that stand beside signs are also told by themselves."""
    on_cards = {fact.id for card in CARDS for fact in shown(card).facts}
    beside = {guard for one in told().values() for guard in one.guards}
    assert told().keys() - on_cards - beside == set()


def test_signs_stay_with_the_learning_cards() -> None:
    """No conversation with a patient shows a fact or a sign on any card (CAP-2e)."""
    for name, flow in library().flows.items():
        if name != "learn":
            assert not any(card.state.facts for card in flow.cards.values())


def test_myths_tell_what_people_say() -> None:
    """A myth stands beside what is so, and never alone."""
    myths = [fact for card in CARDS for fact in shown(card).facts if fact.kind == "myth"]
    assert len(myths) >= 8
    assert all(fact.said and fact.text and fact.said != fact.text for fact in myths)


def test_reading_keeps_nothing() -> None:
    """The only end is that cards were read: no topic, no need, no step."""
    ends = {node.view.outcome for node in walk(library(), "learn", parts().codec).graph.ends()}
    assert {(one.result, one.topics, one.needs, one.next_steps) for one in ends if one} == {("read", (), (), ())}

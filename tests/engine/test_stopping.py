"""A stop that is said on a safety card ends the questions below it, and nothing else that closes one does."""

from __future__ import annotations

import pytest

from bot.engine import events as ev
from bot.engine.session import Mode
from bot.library import library
from tests.engine.talks import Talk, begun

ASKED = ("yes", "adult", "yes", "yes", "yes", "no")


def asked(park: bool) -> Talk:
    """At the second question of the short conversation."""
    talk = begun(library(), "adult_brief", park=park).tap(*ASKED)
    assert "sensitive_q" in talk.view.tags
    return talk


@pytest.mark.parametrize("path", [("self_harm", "stop"), ("check", "self_harm", "stop"), ("rest", "angry", "stop")])
def test_a_stop_leads_to_the_open_offer(path: tuple[str, ...], park: bool) -> None:
    """Handed over, angry or worn out: what comes next is an offer and no question, in one step."""
    talk = asked(park)
    before = talk.kept
    talk.do(ev.Danger()).tap(*path)
    assert talk.view.state == "needs.light"
    assert talk.kept.trail == (*before.trail, ("adult_brief.freedom", "stop"))
    assert talk.kept.revision == before.revision + len(path) + 1


def test_going_on_is_their_wish(park: bool) -> None:
    """Who wishes to go on is back at the very question; nobody is brought there by a stop."""
    talk = asked(park)
    before = talk.view.state
    assert talk.do(ev.Danger()).tap("self_harm", "done").view.state == before
    assert talk.notices == ("back_where_we_were",)


def test_a_stop_undone_asks_again(park: bool) -> None:
    """Back from the offer is the question: the stop was an answer like any other."""
    talk = asked(park)
    before = talk.view.state
    assert talk.do(ev.Pause()).tap("stop").do(ev.Back()).view.state == before


def test_a_card_that_takes_no_stop_stays(park: bool) -> None:
    """Where nothing is asked, a stop on a safety card only closes it."""
    talk = begun(library(), "adult_brief", park=park)
    assert talk.do(ev.Pause()).tap("stop").view.state == "opening.begin"
    assert talk.notices == ("back_where_we_were",)


def test_a_stop_from_under_a_cover_stays_covered(park: bool) -> None:
    """It counts at once, and nothing is shown until they are alone again: then the offer, and not the question."""
    talk = asked(park).do(ev.Cover(), ev.Danger()).tap("self_harm", "stop")
    assert (talk.view.mode, talk.view.tags) == (Mode.COVERED, frozenset())
    assert talk.do(ev.Resume()).view.state == "needs.light"


def test_a_stop_after_a_change_keeps_its_place(park: bool) -> None:
    """In the middle of a changed answer a stop is the new answer, and what no longer fits is told."""
    talk = asked(park).tap("no", "no").do(ev.Edit("adult_brief.work"), ev.Pause()).tap("stop")
    assert talk.view.state == "needs.light"
    assert talk.dropped == ("adult_brief.freedom", "adult_brief.papers")

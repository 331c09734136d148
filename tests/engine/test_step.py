"""Conversations with the engine: late presses, going back, editing, safety cards, covers and ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.engine import events as ev
from bot.engine.session import Mode
from bot.engine.step import step
from bot.library import library
from tests.engine.talks import Talk, begun

TO_WORK = ("yes", "adult", "yes", "yes", "yes")
"""From the first card of the conversation that asks to its first question."""


@pytest.fixture
def brief(park: bool) -> Talk:
    """The conversation that asks, at its first question."""
    return begun(library(), "adult_brief", park=park).tap(*TO_WORK)


def test_a_talk_begins_once(brief: Talk) -> None:
    """Beginning again in the middle changes nothing; an unknown conversation is not begun."""
    before = brief.kept
    assert brief.do(ev.Begin("offer")).kept == before
    assert brief.notices == ("already_open",)
    session, view = step(library(), None, ev.Begin("nothing_of_the_kind"))
    assert (session, view.mode, [one.id for one in view.notices]) == (None, Mode.IDLE, ["flow_unknown"])


def test_nothing_to_answer_before_a_beginning() -> None:
    """Without a session every event is met with a kind word."""
    for event in (ev.Answer("yes"), ev.Back(), ev.Danger(), ev.Language("en"), ev.Stop(), ev.Unknown()):
        session, view = step(library(), None, event)
        assert session is None
        assert view.notices


def test_a_press_on_an_older_card_changes_nothing(brief: Talk) -> None:
    """A double tap, or a button further up in the chat, is told and ignored."""
    older = brief.view.revision
    brief.tap("no")
    now = brief.kept
    assert brief.do(ev.Answer("yes", older)).kept == now
    assert brief.notices == ("stale",)
    assert brief.do(ev.Back(older)).kept == now
    assert brief.notices == ("stale",)
    assert brief.do(ev.Answer("yes")).answers[-2:] == ("no", "yes"), "typed words answer the card on the screen"


def test_danger_is_never_stale(brief: Talk) -> None:
    """Safety events carry no revision: the oldest button on the screen still works."""
    assert brief.do(ev.Danger()).view.mode is Mode.DANGER


def test_a_late_resume_does_not_uncover_a_newer_cover(brief: Talk) -> None:
    """Covered, resumed, covered again: the first button, pressed late, shows nothing."""
    first = brief.do(ev.Cover()).view.revision
    brief.do(ev.Answer("resume", first), ev.Cover(), ev.Answer("resume", first))
    assert (brief.view.mode, brief.notices) == (Mode.COVERED, ("stale",))
    assert brief.do(ev.Answer("resume", brief.view.revision)).view.state == "adult_brief.work"


def test_back_undoes_one_answer_at_a_time(brief: Talk) -> None:
    """To the very first card, where there is nothing before."""
    for answers in range(len(TO_WORK), 0, -1):
        assert brief.answers == TO_WORK[:answers]
        brief.do(ev.Back(brief.view.revision))
    assert brief.view.state == "opening.begin"
    assert brief.do(ev.Back()).notices == ("nothing_before",)


def test_the_same_answer_after_an_edit_restores_everything(brief: Talk) -> None:
    """Editing the first question and saying the same again leads back to the third."""
    brief.tap("no", "skip")
    before = brief.kept
    brief.do(ev.Edit("adult_brief.work"))
    assert (brief.view.state, brief.notices) == ("adult_brief.work", ("edit",))
    brief.tap("no")
    assert replace(brief.kept, revision=before.revision) == before


def test_back_after_an_edit_restores_everything(brief: Talk) -> None:
    """Looking at an earlier card and leaving it again loses nothing."""
    brief.tap("no", "skip")
    before = brief.kept
    brief.do(ev.Edit("footing.age"), ev.Back())
    assert replace(brief.kept, revision=before.revision) == before


def test_a_new_card_is_shown_before_the_answers_that_wait(brief: Talk) -> None:
    """A no becomes a yes: the believing line comes first, then the later answers stand again."""
    brief.tap("no", "skip", "unsure").do(ev.Edit("adult_brief.work")).tap("yes")
    assert brief.view.state == "adult_brief.work_heard"
    assert [done.state for done in brief.kept.redo] == ["adult_brief.freedom", "adult_brief.papers"]
    brief.tap("yes")
    assert brief.view.state == "adult_brief.pressure"
    assert (brief.answers[-4:], brief.kept.redo) == (("yes", "yes", "skip", "unsure"), ())


def test_answers_that_no_longer_fit_are_named(brief: Talk) -> None:
    """An adult becomes under 18: no question has been asked then, and the worker is told which answers are gone."""
    brief.tap("no", "skip").do(ev.Edit("footing.age")).tap("under_18")
    assert brief.view.state == "footing.young"
    assert brief.dropped == (
        "footing.limits",
        "asking.educate",
        "asking.comfort",
        "adult_brief.work",
        "adult_brief.freedom",
    )
    assert brief.answers == ("yes", "under_18")


def test_a_card_that_was_not_answered_cannot_be_edited(brief: Talk) -> None:
    """Neither the card on the screen nor one that has not come."""
    before = brief.kept
    for state in ("adult_brief.work", "closing.end", "no.such_card"):
        assert brief.do(ev.Edit(state)).kept == before
        assert brief.notices == ("not_answered_yet",)


def test_an_edit_never_ends_a_talk_by_itself(park: bool) -> None:
    """Answers that wait are given again up to the last card, which the worker has to tap."""
    talk = begun(library(), "offer", park=park).tap("yes", "no", "yes")
    assert talk.view.state == "closing.door_number"
    talk.do(ev.Edit("opening.begin")).tap("yes")
    assert (talk.view.state, talk.view.mode) == ("closing.door_number", Mode.RUNNING)


def test_a_safety_card_lies_on_top(brief: Talk) -> None:
    """Danger, two cards deep, and back to the very same question, by the last card, by back, or by resume."""
    before = brief.tap("skip").kept
    for closing in ((ev.Answer("no"),), (ev.Back(), ev.Back()), (ev.Resume(),)):
        brief.do(ev.Danger()).tap("check").do(*closing)
        assert replace(brief.kept, revision=before.revision) == before
        assert brief.notices == ("back_where_we_were",)


def test_a_cover_over_a_safety_card(brief: Talk) -> None:
    """Somebody walks in on the safety card; after the cover it is there again, where it was."""
    brief.do(ev.Danger()).tap("check")
    assert brief.do(ev.Cover()).view.words == ("lifecycle.covered",)
    assert brief.do(ev.Resume()).view.state == "safety.check"


def test_a_safety_card_under_a_cover_closes_to_the_cover(brief: Talk) -> None:
    """Danger while covered helps at once, and does not show the question afterwards without a resume (ORD-02)."""
    for closing in ((ev.Back(),), (ev.Resume(),), (ev.Answer("done"),), (ev.Answer("rest"), ev.Answer("done"))):
        brief.do(ev.Cover(), ev.Danger(), *closing)
        assert (brief.view.mode, brief.view.words) == (Mode.COVERED, ("lifecycle.covered",))
        assert brief.do(ev.Resume()).view.state == "adult_brief.work"
    brief.do(ev.Away(), ev.Danger(), ev.Cover(), ev.Resume())
    assert brief.view.state == "safety.now"
    assert brief.do(ev.Resume()).view.state == "adult_brief.work", "the resume in between was the confirmation"


def test_while_covered_nothing_can_be_answered(brief: Talk) -> None:
    """Answers, back, edit and pause wait until the worker is there again."""
    for hide in (ev.Cover(), ev.Away()):
        hidden = brief.do(hide).kept
        for event in (ev.Answer("yes"), ev.Back(), ev.Edit("footing.age"), ev.Pause(), ev.Matter("cost")):
            assert brief.do(event).kept == hidden
            assert brief.notices
        brief.do(ev.Resume())
        assert brief.notices == ("only_if_alone",)


@pytest.mark.parametrize(("event", "result"), [(ev.Stop(), "stopped"), (ev.Expire(), "expired")])
def test_an_end_by_force_forgets_everything(brief: Talk, event: ev.Event, result: str) -> None:
    """No answer, no place and no safety card are left; the door stays open."""
    brief.tap("yes").do(ev.Danger(), event)
    left = brief.kept
    assert (left.mode, left.trail, left.redo, left.aside, left.matters) == (Mode.ENDED, (), (), None, ())
    assert left.at == "opening.begin"
    assert brief.view.outcome is not None
    assert (brief.view.outcome.result, "open_door" in brief.view.tags) == (result, True)


def test_after_an_end_a_new_talk_can_begin(brief: Talk) -> None:
    """Under the same key, with a newer revision, so that old buttons stay stale."""
    before = brief.view.revision
    brief.do(ev.Stop()).do(ev.Answer("yes"))
    assert brief.notices == ("not_now",)
    brief.do(ev.Begin("offer"))
    assert (brief.view.flow, brief.view.state, brief.answers) == ("offer", "opening.begin", ())
    assert brief.view.revision > before


def test_the_last_card_tells_the_outcome_and_forgets(park: bool) -> None:
    """The view of the end has everything, the session that is left has nothing."""
    talk = begun(library(), "offer", park=park).tap("yes", "no", "memorise", "done")
    assert talk.view.outcome is not None
    assert (talk.view.outcome.result, talk.view.outcome.next_steps) == ("offered", ("number_kept",))
    assert (talk.kept.mode, talk.kept.trail) == (Mode.ENDED, ())


def test_languages_switch_in_the_middle(park: bool) -> None:
    """The worker's and the patient's apart; an unknown one is refused."""
    two = replace(library(), languages=("en", "es"))
    talk = begun(two, "offer", park=park).tap("yes")
    talk.do(ev.Language("es", "patient"))
    assert (talk.view.language, talk.view.patient_language, talk.view.state) == ("en", "es", "offer.educate")
    talk.do(ev.Language("es", "worker"))
    assert (talk.view.language, talk.view.patient_language) == ("es", "es")
    before = talk.kept
    assert talk.do(ev.Language("zz")).kept == before
    assert talk.notices == ("language_unknown",)


def test_what_matters_is_beside_the_answers(park: bool) -> None:
    """It can be said and unsaid, and changes nothing else."""
    some = replace(library(), matters=("cost", "faith"))
    talk = begun(some, "offer", park=park).tap("yes")
    assert talk.do(ev.Matter("faith"), ev.Matter("cost")).view.matters == ("cost", "faith")
    assert talk.do(ev.Matter("faith")).kept.matters == ("cost",)
    assert talk.do(ev.Matter("nothing_of_the_kind")).notices == ("matter_unknown",)
    assert talk.do(ev.Cover()).view.matters == ()


def test_a_session_is_never_changed_in_place(brief: Talk) -> None:
    """A step returns a new session and leaves the old one alone."""
    before = brief.kept
    copy = replace(before)
    for event in (ev.Answer("yes"), ev.Back(), ev.Danger(), ev.Cover(), ev.Stop(), ev.Edit("footing.age")):
        step(library(), before, event)
    assert before == copy

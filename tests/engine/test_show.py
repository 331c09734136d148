"""What a view shows: the patient's own order, three values, and nothing where nothing may be seen."""

from __future__ import annotations

from bot.check.samples.small import said
from bot.engine import events as ev
from bot.engine.session import Mode
from bot.engine.show import outcome_of
from bot.engine.spec import OutcomeSpec
from bot.library import library
from tests.engine.talks import begun

NEEDS = ("yes", "adult", "yes")


def test_contacts_follow_the_patients_order(park: bool) -> None:
    """The needs they named come first, as they named them, then what the card always shows."""
    talk = begun(library(), "needs", park=park).tap(*NEEDS, "work", "shelter", "legal", "together")
    assert talk.view.state == "needs.handoff"
    assert talk.view.contacts[:3] == ("work", "shelter", "legal")
    assert set(talk.view.contacts[3:]) == set(library().flows["needs"].cards["needs.handoff"].state.contacts)


def test_a_need_is_not_offered_twice(park: bool) -> None:
    """What was chosen first is no choice any more; nothing stays one."""
    talk = begun(library(), "needs", park=park).tap(*NEEDS, "legal")
    assert "legal" not in talk.view.choices
    assert "none" in talk.view.choices
    before = talk.kept
    assert talk.do(ev.Answer("legal")).kept == before
    assert talk.notices == ("not_offered",)
    talk = talk.tap("shelter")
    assert not {"legal", "shelter"} & {*talk.view.choices}


def test_the_outcome_tells_three_values() -> None:
    """What came up, what stayed open, and of a plain no nothing at all."""
    spec = OutcomeSpec(
        (("over", said("work", "yes", "no", "open", "")),), topics=("work", "freedom", "papers", "pressure")
    )
    told = outcome_of(spec, {"work": "yes", "freedom": "no", "papers": "open"})
    assert (told.topics, told.open_topics) == (("work",), ("papers",))


def test_needs_are_told_once() -> None:
    """The same need from two cards is one; none is not a need."""
    spec = OutcomeSpec((("over", said("x", "")),), needs=("need_1", "need_2", "need_3"))
    assert outcome_of(spec, {"need_1": "legal", "need_2": "none", "need_3": "legal"}).needs == ("legal",)


def test_the_first_result_that_holds_is_told() -> None:
    """In the order in which the flow declares them, and every step that holds."""
    spec = OutcomeSpec(
        (("declined", said("talk", "no")), ("over", said("talk", "no", ""))),
        steps=(("call", said("talk", "no")), ("wait", said("talk", "")), ("rest", said("talk", "no", ""))),
    )
    assert outcome_of(spec, {"talk": "no"}).result == "declined"
    assert outcome_of(spec, {}).result == "over"
    assert outcome_of(spec, {"talk": "no"}).next_steps == ("call", "rest")


def test_a_hidden_card_shows_nothing(park: bool) -> None:
    """No tag, no contact, no progress and no edit: only its place, for the program, and the way back."""
    talk = begun(library(), "adult_brief", park=park).tap("yes", "adult", "yes", "yes", "yes")
    for hide, mode in ((ev.Cover(), Mode.COVERED), (ev.Away(), Mode.AWAY)):
        view = talk.do(hide).view
        assert (view.mode, view.words, view.choices) == (mode, (f"lifecycle.{mode.value}",), ("resume",))
        assert (view.tags, view.contacts, view.site_notes, view.edits) == (frozenset(), (), (), ())
        assert (view.progress, view.outcome) == (None, None)
        talk.do(ev.Resume())


def test_the_first_card_has_nothing_before_it(park: bool) -> None:
    """Back and edit are offered as soon as there is something to go back to."""
    talk = begun(library(), "offer", park=park)
    assert {"back", "edit"}.isdisjoint(talk.view.interrupts)
    talk.tap("yes")
    assert {"back", "edit"} <= {*talk.view.interrupts}
    assert talk.view.edits == ("opening.begin",)
    talk.do(ev.Edit("opening.begin"))
    assert "back" in talk.view.interrupts, "an edit can be undone on the first card too"


def test_progress_counts_cards(park: bool) -> None:
    """The number of this card, and about how many are left, which only the worker's answers change."""
    talk = begun(library(), "offer", park=park)
    assert talk.view.progress is not None
    assert talk.view.progress.card == 1
    talk.tap("yes", "no")
    assert talk.view.progress is not None
    assert (talk.view.progress.card, talk.view.progress.more) == (
        3,
        library().flows["offer"].cards["closing.carry"].more,
    )

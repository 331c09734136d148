"""A pack for people under 18: three bare facts, none after a yes; more only where licence and lead want it in full."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.check.rule import Status, Subject
from bot.check.rules.safety import must_07
from bot.engine import events as ev
from bot.engine.record import codec
from bot.engine.show import Library
from bot.engine.step import step
from bot.engine.versions import locked
from bot.engine.view import View
from bot.flows.adolescent import ADOLESCENT
from bot.flows.safety import SAFETY_FLOW
from bot.library import library_of
from bot.packs import loading, proving
from bot.packs.loading import Pack
from tests.packs import world
from tests.packs.broken import PACK, in_full, young

OPENING = ("yes", "teen", "yes")
AGREED = ("yes", "yes", "yes")


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """Two of the example's questions, for people of 12 to 17."""
    folder = world.pack(tmp_path_factory.mktemp("young"))
    young(folder)
    return world.loaded(folder)


@pytest.fixture(scope="module")
def library(pack: Pack) -> Library:
    """What ships, and the pack."""
    return world.shelf().holding([pack]).library


def hold(library: Library, *answers: str) -> View:
    """The last card after these answers."""
    session, view = step(library, None, ev.Begin("pack_lantern"))
    for answer in answers:
        assert answer in view.choices, f"{view.state} does not take {answer}: {view.choices}"
        session, view = step(library, session, ev.Answer(answer))
    return view


def test_every_rule_is_proved_for_it(pack: Pack) -> None:
    """The rules for the young hold in a pack as in the conversation that ships."""
    assert proving.broken(pack, world.shelf()) == []
    assert pack.flow.source.requires == {"child_protection_lead"}


def test_yes_ends_the_questions(library: Library) -> None:
    """After one yes there is belief, a check, and the lead: no second question, whatever the instrument has left."""
    assert hold(library, *OPENING, *AGREED).state == "pack_lantern.lantern_days"
    assert hold(library, *OPENING, *AGREED, "no").state == "pack_lantern.lantern_chest"
    heard = hold(library, *OPENING, *AGREED, "yes")
    assert heard.tags >= {"validate", "danger_check"}
    for answer in set(heard.choices) - {"help"}:
        assert "report_explain" in hold(library, *OPENING, *AGREED, "yes", answer).tags


def test_for_whom_it_was_not_made_nothing_is_asked(library: Library) -> None:
    """Somebody else under 18 is offered help; a child under 11 is in the pathway for children."""
    assert hold(library, *OPENING).state == "pack_lantern.fit"
    assert hold(library, *OPENING, "no").state == "young.offer"
    ended = hold(library, *OPENING, "no", "none", "skip", "no", "done").outcome
    assert ended is not None
    assert (ended.result, ended.topics) == ("offered", ())
    assert hold(library, "yes", "under_11").state == "child.comfort"


def test_its_result_is_a_next_step_with_the_lead(library: Library) -> None:
    """What comes up is told as what comes next, and the lead for child protection is always among it."""
    outcome = None
    answers = [*OPENING, *AGREED, "yes", "yes"]
    rest = {"young.lead": "done", "young.plan": "skip", "young.record": "neutral", "document.card": "done"}
    rest |= {"closing.carry": "no", "closing.reach": "none", "closing.door": "done"}
    while outcome is None:
        view = hold(library, *answers)
        outcome = view.outcome
        if outcome is None:
            answers.append(rest[view.state])
    assert outcome.result == "lantern_met"
    assert "child_lead" in outcome.next_steps


def test_without_the_lead_it_is_refused(tmp_path: Path) -> None:
    """Nobody under 18 is asked at a place that has not said who takes over."""
    path = world.pack(tmp_path)
    young(path)
    world.changed(path, PACK, "requires: [child_protection_lead]", "requires: []")
    assert "child-lead-missing" in world.codes(path)
    assert loading.judge(path, world.shelf())[0] is not None


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """All of the example's questions, for people of 12 to 17, until two came up."""
    folder = world.pack(tmp_path_factory.mktemp("full"))
    in_full(folder)
    return world.loaded(folder)


@pytest.fixture(scope="module")
def whole(full: Pack) -> Library:
    """What ships, and the pack that is asked in full."""
    return world.shelf().holding([full]).library


def test_every_rule_is_proved_for_one_in_full(full: Pack) -> None:
    """Belief and a danger check after each yes, six questions at most, and none once its rule is met: proved."""
    assert proving.broken(full, world.shelf()) == []


def test_one_in_full_goes_on_until_its_rule_is_met(whole: Library) -> None:
    """A first yes is believed and the next question may come; the second brings in the lead, and so does danger."""
    assert hold(whole, *OPENING, *AGREED, "yes").tags >= {"validate", "danger_check"}
    assert "sensitive_q" in hold(whole, *OPENING, *AGREED, "yes", "yes").tags
    assert hold(whole, *OPENING, *AGREED, "yes", "yes", "yes", "yes").state == "young.lead"
    for unsafe in ("no", "unsure"):
        assert hold(whole, *OPENING, *AGREED, "yes", unsafe).state == "young.lead"
    assert hold(whole, *OPENING, *AGREED, "no", "no", "no", "no", "yes").state == "adolescent.heard"


def test_a_rule_holds_for_packs_alone(full: Pack) -> None:
    """Our own conversation for the young cannot give itself leave to ask in full."""
    ours = replace(ADOLESCENT, in_full=full.flow.source.in_full)
    lib = library_of((ours, SAFETY_FLOW))
    subject = Subject(lib, lib.flows["adolescent"], codec(locked(lib), lib))
    assert must_07.judge(subject).said == "Only a pack that was signed off so may be asked in full."


@pytest.mark.parametrize("least", [1, 3])
def test_a_question_after_its_rule_is_met_is_found(full: Pack, least: int) -> None:
    """MUST-07 counts by itself: a graph that stops after two breaks a rule of one, and holds under one of three."""
    source = full.flow.source
    assert source.in_full is not None
    other = replace(source, in_full=replace(source.in_full, least=least))
    lib = library_of((other, SAFETY_FLOW))
    verdict = must_07.judge(Subject(lib, lib.flows[source.id], codec(locked(lib), lib)))
    assert verdict.status is (Status.BROKEN if least == 1 else Status.PROVED)

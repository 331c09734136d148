"""A pack for people under 18: three bare facts at most, none after a yes, and the lead for child protection near."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.engine import events as ev
from bot.engine.show import Library
from bot.engine.step import step
from bot.engine.view import View
from bot.packs import loading, proving
from bot.packs.loading import Pack
from tests.packs import world
from tests.packs.broken import PACK, young

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

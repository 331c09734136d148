"""A conversation with a pack: the same cards around it, its own questions, and its rule in three values at the end."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import product
from pathlib import Path

import pytest

from bot.engine import events as ev
from bot.engine.record import codec
from bot.engine.session import Session
from bot.engine.show import Library
from bot.engine.step import step
from bot.engine.versions import locked
from bot.engine.view import View
from bot.packs.loading import Pack
from tests.packs import world

ITEMS = ("days", "shore", "chest", "cargo", "cabin")
COUNTED = ITEMS[:4]
OPENING = ("yes", "adult", "yes")
AGREED = ("yes", "yes", "yes")


@cache
def _pack(folder: Path) -> Pack:
    return world.loaded(world.pack(folder))


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    """The example, signed off and sealed."""
    return _pack(tmp_path_factory.mktemp("packs"))


@pytest.fixture(scope="module")
def library(pack: Pack) -> Library:
    """What ships, and the pack."""
    return world.shelf().holding([pack]).library


def hold(library: Library, answers: Iterator[str] | tuple[str, ...], *, park: bool = False) -> View:
    """The last card after these answers."""
    session: Session | None
    session, view = step(library, None, ev.Begin("pack_lantern"))
    parked = codec(locked(library), library)
    for answer in answers:
        if park and session is not None:
            session = parked.decode(parked.encode(session))
        assert answer in view.choices, f"{view.state} does not take {answer}: {view.choices}"
        session, view = step(library, session, ev.Answer(answer))
    return view


def along(library: Library, given: tuple[str, ...], *, park: bool = False) -> View:
    """The end after these answers to the questions: each yes is heard, the rest is declined."""
    said: list[str] = []
    for answer in given:
        said += [answer, "yes"] if answer == "yes" else [answer]
        if answer == "stop":
            break
    view = hold(library, (*OPENING, *AGREED, *said), park=park)
    rest = {"needs.first": "none", "needs.light": "none", "planning.plan": "skip", "closing.carry": "no"}
    rest |= {"document.talk": "nothing", "document.card": "done", "closing.reach": "none", "closing.door": "done"}
    while view.outcome is None:
        said.append(rest[view.state])
        view = hold(library, (*OPENING, *AGREED, *said), park=park)
    return view


def second_opinion(given: tuple[str, ...]) -> str:
    """At least two of the four that count, in three values, worked out from what was tapped."""
    counted = list(given[:4]) + ["stop"] * (4 - len(given))
    if "stop" in counted:
        counted = counted[: counted.index("stop")] + ["stop"] * (4 - counted.index("stop"))
    yes, no = counted.count("yes"), counted.count("no")
    if yes >= 2:
        return "lantern_met"
    return "lantern_not_met" if 4 - no < 2 else "lantern_open"


def test_questions_come_after_the_same_cards_as_everywhere(library: Library) -> None:
    """Alone, age and limits first; then whose words these are; then education, permission, comfort, first question."""
    view = hold(library, OPENING)
    assert view.state == "pack_lantern.fit"
    assert view.choices == ("yes", "no")
    assert hold(library, (*OPENING, "yes")).tags >= {"educate", "permission"}
    view = hold(library, (*OPENING, *AGREED))
    assert view.state == "pack_lantern.lantern_days"
    assert view.choices == ("yes", "no", "unsure", "skip", "stop")
    assert {"danger", "pause", "cover", "stop"} <= {*view.interrupts}


def test_yes_is_met_with_belief_before_the_next_question(library: Library) -> None:
    """After a yes comes a card that believes and asks whether it is safe to go back."""
    view = hold(library, (*OPENING, *AGREED, "yes"))
    assert view.tags >= {"validate", "danger_check"}
    assert hold(library, (*OPENING, *AGREED, "yes", "no")).state == "planning.act"


def test_patient_for_whom_it_was_not_made_is_asked_nothing_of_it(library: Library) -> None:
    """The instrument's questions stay with its people; all others are told what everybody is told, and offered help."""
    assert hold(library, (*OPENING, "no")).state == "offer.educate"
    ended = hold(library, (*OPENING, "no", "no", "no", "done"))
    assert ended.outcome is not None
    assert (ended.outcome.result, ended.outcome.topics) == ("offered", ())
    wants = hold(library, (*OPENING, "no", "yes"))
    assert wants.tags >= {"options", "offer"}
    told = hold(library, (*OPENING, "no", "yes", "none", "done")).outcome
    assert told is not None
    assert told.result == "accepted"


def test_under_18_no_question_of_an_adult_pack_is_asked(library: Library) -> None:
    """The age gate of every conversation stands before a pack, too."""
    for age in ("under_18", "unsure"):
        assert hold(library, ("yes", age)).state == "footing.young"


@pytest.mark.parametrize(
    "given",
    [
        ("no", "no", "no", "no", "no"),
        ("yes", "no", "no", "no", "no"),
        ("yes", "yes", "no", "no", "no"),
        ("no", "no", "no", "no", "yes"),
        ("no", "no", "no", "skip", "no"),
        ("no", "no", "skip", "unsure", "no"),
        ("yes", "no", "no", "skip", "yes"),
        ("skip", "skip", "skip", "skip", "skip"),
        ("no", "stop"),
        ("yes", "yes", "stop"),
        ("stop",),
    ],
    ids=" ".join,
)
def test_rule_is_told_in_three_values(given: tuple[str, ...], library: Library, park: bool) -> None:
    """Two of four is a next step; a skipped question leaves it open; own words are never counted."""
    outcome = along(library, given, park=park).outcome
    assert outcome is not None
    assert outcome.result == second_opinion(given)
    assert outcome.topics == tuple(
        f"lantern_{item}" for item, answer in zip(ITEMS, given, strict=False) if answer == "yes"
    )


@pytest.mark.long
def test_rule_agrees_with_a_second_opinion_on_every_way_through(library: Library) -> None:
    """Every combination of answers to all five questions."""
    for given in product(("yes", "no", "skip"), repeat=5):
        outcome = along(library, given).outcome
        assert outcome is not None
        assert outcome.result == second_opinion(given), given


def test_version_moves_with_the_graph(tmp_path: Path, pack: Pack) -> None:
    """A pack whose questions differ is another version, without anybody having to think of it."""
    other = world.loaded(world.pack(tmp_path, ("items.yaml", "    intensity: 4", "    intensity: 3")))
    words = world.loaded(world.pack(tmp_path, ("items.yaml", "A nod is enough.", "A nod will do."), name="words"))
    assert other.flow.version != pack.flow.version
    assert words.flow.version == pack.flow.version
    assert 0 < pack.flow.version < 2**16

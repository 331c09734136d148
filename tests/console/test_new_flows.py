"""The newer conversations in the real program: what matters, off without a lead, the telephone, an interpreter."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.adapters.console.talk import Talk, Writer, read, spelled
from bot.engine import events as ev
from bot.library import MATTERS
from tests.console.program import Piped, Seated, Shown, run
from tests.console.samples import screens

LED = Path(__file__).parents[1] / "talks" / "sites" / "led.yaml"


def tapped(console: Piped, *answers: str) -> Shown:
    """Answer card after card; the last screen."""
    for answer in answers:
        console.answer(answer)
    return console.shown


def test_matters_are_listed_and_marked() -> None:
    """The word alone lists all eleven with their names; one that was chosen has a star."""
    with Seated() as console:
        said = console.type("/matters")
        assert all(f"/matters {matter}" in said for matter in MATTERS)
        assert "Tribal or Native services" in said
        assert "*" not in said
        console.type("/matters tribal")
        assert "Tribal or Native services *" in console.type("matters")


def test_what_matters_is_typed_and_taken_back() -> None:
    """By id or by number; the same word again takes it back, and a word of one's own is not kept."""
    with Piped("--flow", "adult_brief") as console:
        assert console.shown["matters"] == []
        assert console.answer("/matters tribal")["matters"] == ["tribal"]
        assert console.answer(f"/matters {MATTERS.index('faith') + 1}")["matters"] == ["tribal", "faith"]
        assert "No interpreter from the same congregation." in console.shown["note"]
        assert console.answer("/matters tribal")["matters"] == ["faith"]
        refused = console.answer("/matters her cousin")
        assert (refused["matters"], refused["state"]) == (["faith"], "opening.begin")
        assert refused["notices"]
        assert "cousin" not in str(refused)


def test_tribal_services_come_first_when_wanted() -> None:
    """On the way to a call together, the first number is that of the service that was wanted."""
    with Piped("--flow", "needs") as console:
        console.answer("/matters tribal")
        shown = tapped(console, "yes", "adult", "yes", "talk", "none", "together")
        assert shown["state"] == "needs.handoff"
        assert shown["contacts"][0]["name"] == "StrongHearts Native Helpline"


def test_what_matters_can_be_written_in_a_talk(tmp_path: Path) -> None:
    """A run with it can be written down and read again; both stops keep their own names."""
    file = tmp_path / "run.talk"
    with Piped("--flow", "adult_brief", "--repro", file) as console:
        tapped(console, "/matters older", "/matters nothing", "yes", "adult", "yes", "yes", "yes", "stop", "/stop")
        console.close()
    text = file.read_text(encoding="utf-8")
    assert list(map(spelled, read(text).events))[:3] == ["/matters older", "/matters ?", "yes"]
    assert "> /matters older    # Older" in text
    assert "> stop    # Stop the questions" in text
    assert "> /stop    # Close and forget" in text


def test_a_talk_names_its_site() -> None:
    """The site stands in the second line and is read from there."""
    writer = Writer(ev.Begin("adolescent"), "led")
    writer.shown(screens()[0])
    writer.answered(ev.Matter("deaf"), screens()[0])
    assert writer.text().startswith("flow: adolescent\nsite: led\n")
    assert read(writer.text()) == Talk(ev.Begin("adolescent"), (ev.Matter("deaf"),), "led")


def test_young_people_are_asked_nothing_without_a_lead() -> None:
    """Off at the demonstration site: one sentence that says what is lacking, and no card."""
    ran = run("console", "--flow", "adolescent", given=b"yes\n")
    assert (ran.returncode, ran.stdout) == (2, b"")
    assert ran.stderr.decode().splitlines() == ["adolescent is off until the site file names: child_protection_lead."]


def test_with_a_lead_one_yes_ends_the_questions() -> None:
    """On where the site names the lead, who is on the card before anything is asked, and again after a yes."""
    with Piped("--flow", "adolescent", "--site", LED) as console:
        assert console.answer("yes")["state"] == "adolescent.age"
        assert "Child-protection lead: 4400" in console.answer("teen")["site"]
        assert tapped(console, "yes", "yes", "yes")["state"] == "adolescent.staying"
        assert console.answer("yes")["state"] == "adolescent.heard"
        led = console.answer("skip")
        assert led["state"] == "young.lead"
        assert "Child-protection lead: 4400" in led["site"]
        states = [shown["state"] for shown in console.walk(lambda shown: shown["choices"][0]["id"])]
        assert not {"adolescent.gifts", "adolescent.pushed"} & set(states)
        assert console.shown["outcome"]["result"] == "assessment_suggested"


@pytest.mark.parametrize("age", ["under_11", "unsure"])
def test_young_children_are_asked_nothing(age: str) -> None:
    """No card of this conversation is a question about what happened, whatever is tapped."""
    with Piped("--flow", "child") as console:
        met = [tapped(console, "yes", age), *console.walk(lambda shown: shown["choices"][0]["id"])]
        assert not any("sensitive_q" in shown["tags"] for shown in met)
        assert "child_lead" in console.shown["outcome"]["next_steps"]


def test_by_phone_two_clear_answers_come_first() -> None:
    """A good time, alone, and a way to stop that was agreed: before any of it nothing on the topic is said."""
    with Piped("--flow", "adult_brief") as console:
        met = [console.answer("remote"), console.answer("yes"), console.answer("yes")]
        assert [shown["state"] for shown in met] == ["opening.remote", "opening.remote_alone", "opening.remote_signal"]
        assert not any({"educate", "sensitive_q", "limits"} & {*shown["tags"]} for shown in met)
        assert "send no links" in met[0]["note"]
        assert console.answer("done")["state"] == "footing.age"


@pytest.mark.parametrize("way", [("no",), ("yes", "unsure"), ("yes", "companion", "no")])
def test_by_phone_a_maybe_is_a_no(way: tuple[str, ...]) -> None:
    """No reply, not sure, or somebody there: another day, and nobody learns what it was about."""
    with Piped("--flow", "adult_concern") as console:
        assert tapped(console, "remote", *way)["state"] == "later.another_day"
        console.walk(lambda shown: shown["choices"][0]["id"])
        assert console.shown["outcome"]["result"] == "not_today"
        assert console.shown["outcome"]["next_steps"] == ["another_visit"]


def test_an_interpreter_with_ties_is_let_go_kindly() -> None:
    """A short break and no reason; with another one the talk goes on, without one it waits for another day."""
    with Piped("--flow", "work_rights", "--site", LED) as console:
        tied = tapped(console, "interpreter", "interpreter", "no")
        assert tied["state"] == "opening.interpreter_tied"
        assert "give no reason" in tied["note"]
        assert "Interpreter desk: 4402" in tied["site"]
        assert not {"educate", "sensitive_q"} & {*tied["tags"]}
        assert console.answer("done")["state"] == "opening.alone"
        console.answer("/back")
        assert console.answer("no")["state"] == "later.another_day"


def test_readiness_ends_in_gaps_and_steps() -> None:
    """For each no and each not sure one next step, in the order of the questions, and none for a yes."""
    with Piped("--flow", "readiness") as console:
        tapped(console, "yes", "no", "yes", "yes", "yes", "yes", "unsure", "yes", "yes", "yes", "yes")
        outcome = console.shown["outcome"]
        assert (outcome["topics"], outcome["open_topics"]) == (["contacts"], ["interpreters"])
        assert outcome["next_steps"] == ["gap_contacts", "gap_interpreters"]

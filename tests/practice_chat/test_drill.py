"""Two minutes now and then: only for whoever asks for it, at growing pauses, and ended by a word."""

from __future__ import annotations

from tests.practice_chat.school import School
from tests.telegram.standin import Person


async def drilled(school: School, who: Person) -> None:
    """A whole drill, its first line each time."""
    await school.taps(who, "Begin", "Next")
    await school.says(who, "1")
    await school.taps(who, "Next")
    await school.says(who, "2")


async def test_one_drill_that_keeps_nothing(school: School) -> None:
    """A cue, two questions with what is told after each; nobody who did not ask is reminded."""
    who = await school.someone(command="/drill")
    await school.taps(who, "Begin")
    assert "What it does not prove" in who.card().text
    await school.taps(who, "Next")
    assert "Which would you say?" in who.card().text
    await school.taps(who, "2")
    assert "That is it." in who.card().text or "Not this time." in who.card().text
    await school.taps(who, "Next", "It is so")
    assert "Nothing of it is kept" in who.card().text
    await school.later(hours=9)
    assert who.sees() == []
    await school.later(hours=24 * 130)
    assert who.sees() == []


async def test_reminders_come_after_growing_pauses_and_end(school: School) -> None:
    """Who asked is reminded after a day, and is forgotten after three reminders that nobody followed."""
    who = await school.someone(command="/drill")
    await school.taps(who, "Remind me")
    await drilled(school, who)
    assert "You are reminded on" in who.card().text
    seen = 0
    for _ in range(40):
        await school.later(hours=24)
        seen = len([one for one in who.sees() if "Two minutes are ready" in one.text])
    assert seen == 3
    assert len(who.sees()) == 3


async def test_no_more_reminders(school: School) -> None:
    """One button ends them, and so does the wish to be forgotten."""
    for way in ("button", "/forget"):
        who = await school.someone(700_000_001 + len(way), "/drill")
        await school.taps(who, "Remind me")
        if way == "button":
            await school.taps(who, "No more")
        else:
            await school.says(who, way)
        before = len(who.sees())
        await school.later(hours=24 * 2)
        assert len(who.sees()) <= before
        assert not [one for one in who.sees() if "ready" in one.text]


async def test_papers_tell_nothing_of_what_was_chosen(school: School) -> None:
    """After the end, a page and a record can be had; no line that was chosen, and no number of the chat, is in them."""
    who = await school.someone(command="/practice")
    await school.taps(who, "1", "Begin")
    lines = []
    while "1" in who.card().labels:
        lines.append(who.card().text.split("\n1. ")[1].split("\n")[0].partition(": ")[2].strip("“”"))
        await school.taps(who, "1")
    while any(label.startswith("Next") for label in who.card().labels):
        await school.taps(who, "Next")
    await school.taps(who, "A page", "A record")
    files = school.world.chats.files
    assert set(files) == {"practice-page.html", "practice-record.json"}
    told = b"".join(files.values()).decode()
    assert not [line for line in lines if line in told]
    assert str(who.id) not in told

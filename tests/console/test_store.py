"""With --store a conversation outlives the program; a store in trouble never takes the conversation along."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import time
from pathlib import Path

import pytest

from bot.app import CONSOLE_CHANNEL, key_of
from storage.sqlite import SqliteStore
from tests.console.program import Piped, run
from tests.console.test_pipes import quiet
from tests.storage.opening import shared_ring


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """Where a store file will be."""
    return tmp_path / "store.sqlite"


def test_a_killed_conversation_goes_on(store: Path) -> None:
    """Killed without warning after any answer: the next start is covered, says where we were, and nothing is lost."""
    states: list[str] = []
    for _ in range(3):
        with Piped("--store", store) as console:
            if states:
                assert console.shown["mode"] == "away"
                assert console.shown["state"] == states[-1]
                assert console.shown["say"] == ""
                assert console.answer("resume")["state"] == states[-1]
            states.append(console.answer(quiet(console.shown))["state"])
            console.process.kill()
    with Piped("--store", store) as console:
        console.answer("resume")
        assert console.shown["edits"][0] == "opening.begin"
        assert len(console.shown["edits"]) == len(states)
        assert console.walk(quiet)[-1]["outcome"]["result"] == "none_raised"


def test_what_comes_back_says_no_answer(store: Path) -> None:
    """The first screen after a break names the place at most: no word of an answer is on it."""
    run("console", "--store", store, given=b"yes\nadult\nyes\nyes\n")
    shown = run("console", "--store", store).stdout.decode()
    assert "Parked" in shown
    assert not any(word in shown for word in ("18 or over", "fine with them", "They said yes", "adult"))


def test_a_covered_conversation_stays_covered(store: Path) -> None:
    """Who covered the screen and left finds the cover, not a hint that something is parked."""
    run("console", "--store", store, given=b"yes\n/cover\n")
    with Piped("--store", store) as console:
        assert console.shown["mode"] == "covered"


def test_an_open_safety_card_comes_back(store: Path) -> None:
    """A safety card that was open when the program died is behind the way back."""
    with Piped("--store", store) as console:
        console.answer("/danger")
        console.process.kill()
    with Piped("--store", store) as console:
        assert console.shown["mode"] == "away"
        assert console.answer("/resume")["state"] == "safety.now"


async def aged(path: Path) -> None:
    """Let the time of the conversation in a store file be over."""
    store = SqliteStore(path, shared_ring())
    key = key_of(CONSOLE_CHANNEL)
    stored = await store.load(key)
    assert stored is not None
    over = int(time.time()) - 1
    assert await store.commit(
        key, expected=stored.revision, revision=stored.revision + 1, record=stored.record, expires=over
    )
    await store.close()


def test_an_old_conversation_is_forgotten(store: Path) -> None:
    """Past the site's time nothing comes back: a new conversation begins, and the row has gone."""
    run("console", "--store", store, given=b"yes\n")
    asyncio.run(aged(store))
    with Piped("--store", store) as console:
        assert (console.shown["mode"], console.shown["progress"]["card"]) == ("running", 1)


def test_a_record_that_cannot_be_read_is_forgotten(store: Path) -> None:
    """A damaged record is no reason not to start, and no reason for a traceback."""
    run("console", "--store", store, given=b"yes\n")
    with sqlite3.connect(store) as rows:
        rows.execute("UPDATE sessions SET body = zeroblob(length(body))")
    rows.close()
    ran = run("console", "--store", store)
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert b"Card 1 of about" in ran.stdout


def test_the_file_holds_numbers_only(store: Path) -> None:
    """No id, no word and no name of a language is in the file while a conversation is open."""
    run("console", "--store", store, given=b"yes\nadult\nher name is Jane Roe\n")
    held = store.read_bytes()
    for word in (b"opening", b"adult", b"brief", b"Jane", b"yes\n"):
        assert word not in held


def broken(store: Path, how: str) -> None:
    """Make the path something that is no store of ours."""
    if how == "not ours":
        store.write_text("shopping list\n", encoding="utf-8")
    elif how == "other database":
        with sqlite3.connect(store) as other:
            other.execute("CREATE TABLE patients (name TEXT)")
        other.close()
    elif how == "newer":
        run("console", "--store", store, given=b"/stop\n")
        with sqlite3.connect(store) as rows:
            rows.execute("PRAGMA user_version = 99")
        rows.close()
    elif how == "folder":
        store.mkdir()


@pytest.mark.parametrize("how", ["not ours", "other database", "newer", "folder", "no folder"])
def test_a_store_that_cannot_be_opened_is_one_sentence(store: Path, how: str) -> None:
    """Nothing starts half-way: one sentence, exit code 2, no screen, and the file as it was."""
    if how == "no folder":
        store = store.parent / "gone" / "store.sqlite"
    broken(store, how)
    before = store.read_bytes() if store.is_file() else b""
    ran = run("console", "--store", store, given=b"yes\n")
    assert (ran.returncode, ran.stdout) == (2, b"")
    said = ran.stderr.decode()
    assert said.count("\n") == 1
    assert said.endswith(".\n")
    assert (store.read_bytes() if store.is_file() else b"") == before


def test_a_store_that_goes_away_leaves_the_conversation(store: Path) -> None:
    """The file is deleted under us: the screen says that nothing is saved, and goes on to the end."""
    with Piped("--store", store) as console:
        console.answer("yes")
        store.unlink()
        shown = console.answer("adult")
        assert shown["progress"]["card"] == 3
        assert any("not saved" in notice and "deleted" in notice for notice in shown["notices"])
        screens = console.walk(quiet)
        assert screens[-1]["outcome"]["result"] == "none_raised"
        assert console.close()[0] in (0, 1)


def test_a_lock_that_passes_costs_nothing(store: Path) -> None:
    """Another program holds the file for a while: we go on, say so, and are saved again afterwards."""
    with Piped("--store", store) as console:
        console.answer("yes")
        other = sqlite3.connect(store, isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        shown = console.answer("adult")
        assert any("not saved" in notice for notice in shown["notices"])
        other.execute("ROLLBACK")
        other.close()
        shown = console.answer(quiet(shown))
        assert shown["notices"] == []
        place = shown["state"]
        console.process.kill()
    with Piped("--store", store) as console:
        assert console.shown["state"] == place


def test_a_disk_that_takes_nothing_more(store: Path) -> None:
    """Nothing can be written for a while: the conversation goes on, says so each time, and is saved again later."""
    with Piped("--store", store) as console:
        pid, whole = console.process.pid, (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
        console.answer("yes")
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, whole[1]))
        for line in ("adult", "yes"):
            shown = console.answer(line)
            assert any("not saved" in notice for notice in shown["notices"])
        resource.prlimit(pid, resource.RLIMIT_FSIZE, whole)
        shown = console.answer(quiet(shown))
        assert shown["notices"] == []
        console.process.kill()
    with Piped("--store", store) as console:
        assert console.shown["state"] == shown["state"]


def test_a_limit_on_the_file_is_said(store: Path, tmp_path: Path) -> None:
    """No room for the store at the start: a sentence and exit code 2."""

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))

    # Coverage, where it measures this process too, has a file of its own that must not be cut short.
    calm = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    ran = run("console", "--store", store, preexec_fn=small, env=calm)
    assert ran.returncode == 2
    assert ran.stderr.decode().count("\n") == 1


def test_two_consoles_on_one_store(store: Path) -> None:
    """Two windows on the same conversation: an answer to a card that has moved on is refused, and nothing is lost."""
    with Piped("--store", store) as one:
        one.answer("yes")
        with Piped("--store", store) as two:
            assert two.shown["mode"] == "away"
            two.answer("resume")
            moved = two.answer("adult")
            late = one.answer("under_18")
            assert late["state"] == moved["state"]
            assert late["revision"] == moved["revision"]
            assert late["notices"]


def test_nobody_else_can_read_the_file(store: Path) -> None:
    """The store belongs to whoever runs the program."""
    run("console", "--store", store, given=b"yes\n")
    assert store.stat().st_mode & 0o077 == 0
    assert store.stat().st_uid == os.getuid()

"""However somebody leaves, the program ends quietly, and what was promised about keeping is kept."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
from pathlib import Path

import pytest

from bot.app import CONSOLE_CHANNEL, key_of
from bot.engine.session import Mode
from storage.sqlite import SqliteStore
from tests.console.program import PATIENCE, ROOT, Piped, Seated, command, run
from tests.console.samples import parts
from tests.storage.opening import shared_ring


def left_behind(folder: Path) -> list[str]:
    """Names of the files in a folder that hold anything: SQLite keeps its journal's name, and nothing in it."""
    return sorted(path.name for path in folder.iterdir() if path.stat().st_size)


async def resting(path: Path) -> tuple[Mode, str]:
    """Mode and place of the session that rests in a store file of the console."""
    store = SqliteStore(path, shared_ring())
    stored = await store.load(key_of(CONSOLE_CHANNEL))
    await store.close()
    assert stored is not None
    session = parts().codec.decode(stored.record)
    return session.mode, session.at


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_is_a_way_to_leave(number: signal.Signals, tmp_path: Path) -> None:
    """Ctrl-C, a polite kill and a closed window end at once, without a traceback, and what is open is parked."""
    store = ("--store", tmp_path / "store.sqlite")
    with Piped(*store) as console:
        place = console.answer("yes")["state"]
        assert console.kill(number) == (0, "")
    assert left_behind(tmp_path) == ["store.sqlite"]
    assert asyncio.run(resting(tmp_path / "store.sqlite")) == (Mode.AWAY, place)
    with Piped(*store) as console:
        assert (console.shown["mode"], console.shown["state"]) == ("away", place)


def test_ctrl_c_in_a_terminal_leaves_a_clean_screen() -> None:
    """What stood on the screen is wiped, with what has scrolled away, and the shell gets its line back."""
    with Seated() as console:
        card = console.type("yes")
        assert "Card 2 of about" in card
        console.press("\x03")
        assert console.ended() == 0
        assert console.screen.strip() == "Closed. Nothing of it was kept."


def test_the_end_of_input_in_a_terminal() -> None:
    """Ctrl-D on an empty line is the end, as everywhere."""
    with Seated() as console:
        console.press("\x04")
        assert console.ended() == 0
        assert "Traceback" not in console.all


def test_a_reader_that_goes_away(tmp_path: Path) -> None:
    """A closed pipe ends the program without a word, and what was answered is parked."""
    store = tmp_path / "store.sqlite"
    process = subprocess.Popen(
        command("console", "--store", store),
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    process.stdin.write(b"yes\n" * 3)
    process.stdin.close()
    assert process.stderr is not None
    with process.stderr as said:
        assert said.read() == b""
    assert process.wait(PATIENCE) == 0
    with Piped("--store", store) as console:
        assert console.shown["mode"] == "away"


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_stream_that_was_never_there(closed: str, tmp_path: Path) -> None:
    """Without an input, an output or a place for errors the program still ends well, and writes into no wrong file."""
    store = tmp_path / "store.sqlite"
    run("console", "--store", store, given=b"yes\n")
    before = store.read_bytes()[:16]
    ran = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *command("console", "--json", "--store", store)],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert store.read_bytes()[:16] == before


def test_a_full_output_is_no_traceback() -> None:
    """An output that cannot be written to is left like one that nobody reads."""
    with Path("/dev/full").open("wb") as full:
        ran = subprocess.run(
            command("console", "--script", os.devnull),
            cwd=ROOT,
            stdout=full,
            stderr=subprocess.PIPE,
            check=False,
            timeout=PATIENCE,
        )
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_list_whose_reader_goes_away() -> None:
    """The other commands end as quietly."""
    process = subprocess.Popen(
        command("graph", "adult_brief"), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as said:
        assert said.read() == b""
    process.wait(PATIENCE)


def test_the_end_wipes_the_store(tmp_path: Path) -> None:
    """After a stop there is no row, no journal, and not one byte of the record in the file."""
    store = tmp_path / "store.sqlite"
    with Piped("--store", store) as console:
        empty = store.stat().st_size
        console.answer("yes")
        console.answer("adult")
        console.answer("/stop")
        assert console.close() == (0, "")
    assert left_behind(tmp_path) == ["store.sqlite"]
    assert store.stat().st_size == empty
    with Piped("--store", store) as console:
        assert (console.shown["mode"], console.shown["progress"]["card"]) == ("running", 1)

"""A session of a pack is numbers like any other, can be read after a restart, and is never taken for something else."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bot.engine import events as ev
from bot.engine.errors import RecordError
from bot.engine.record import Codec, codec
from bot.engine.session import Session
from bot.engine.step import step
from bot.engine.versions import Lock, locked
from bot.library import library, read_lock
from bot.packs.joining import lock_of
from bot.packs.loading import Pack
from bot.packs.numbers import FIRST_FLOW, FIRST_STATE, Numbers, NumbersError, beside, kept
from tests.console.program import ROOT, Piped
from tests.packs import world

WAY = ("yes", "adult", "yes", "yes", "yes", "yes", "yes", "yes", "no")


def _shipped() -> Lock:
    return locked(library(), read_lock())


def _codec(pack: Pack, store: Path | None = None) -> Codec:
    return codec(lock_of(_shipped(), [pack], store), world.shelf().holding([pack]).library)


def _talked(pack: Pack) -> Session:
    lib = world.shelf().holding([pack]).library
    session, _ = step(lib, None, ev.Begin(pack.id))
    for answer in WAY:
        session, _ = step(lib, session, ev.Answer(answer))
    assert session is not None
    return session


def test_numbers_of_packs_are_out_of_reach_of_the_shipped_ones() -> None:
    """What ships can grow a long way before it comes near the numbers of packs."""
    lock = _shipped()
    assert len(lock.flow_numbers) < FIRST_FLOW // 2
    assert len(lock.states) < FIRST_STATE // 2


def test_session_of_a_pack_comes_back_as_it_was(tmp_path: Path) -> None:
    """Stored and read by another start of the program, in a file of its own or in memory."""
    pack = world.loaded(world.pack(tmp_path))
    session = _talked(pack)
    for store in (None, tmp_path / "kept.sqlite"):
        record = _codec(pack, store).encode(session)
        assert _codec(pack, store).decode(record) == session
    assert beside(tmp_path / "kept.sqlite").read_text().startswith("flow pack_lantern\ncard pack_lantern.")


def test_record_outlives_a_newer_program(tmp_path: Path) -> None:
    """Cards that ship later take other numbers, so an old record of a pack still says what it said."""
    pack = world.loaded(world.pack(tmp_path))
    store, session = tmp_path / "kept.sqlite", _talked(pack)
    record = _codec(pack, store).encode(session)
    shipped = _shipped()
    newer = Lock(
        shipped.flows,
        (*shipped.flow_numbers, "later_flow"),
        (*shipped.states, *(f"later.card_{n}" for n in range(200))),
        (*shipped.answers, "later"),
        shipped.languages,
        shipped.matters,
    )
    lib = world.shelf().holding([pack]).library
    assert codec(lock_of(newer, [pack], store), lib).decode(record) == session


def test_numbers_are_only_ever_added(tmp_path: Path) -> None:
    """A pack that comes second, and one that comes back, leave every number where it was."""
    one = world.loaded(world.pack(tmp_path))
    other = world.loaded(
        world.pack(tmp_path, ("pack.yaml", "id: pack_lantern", "id: pack_harbor"), name="other"),
    )
    store = beside(tmp_path / "kept.sqlite")
    first = kept(store, [one.flow], _shipped())
    both = kept(store, [other.flow, one.flow], _shipped())
    back = kept(store, [other.flow], _shipped())
    assert both.flows == (*first.flows, "pack_harbor")
    assert both.states[: len(first.states)] == first.states
    assert back == both == kept(store, [], _shipped())


def test_line_that_a_crash_cut_short_is_left_out(tmp_path: Path) -> None:
    """A power cut in the middle of a name costs nothing: that number had not been used."""
    pack = world.loaded(world.pack(tmp_path))
    store = beside(tmp_path / "kept.sqlite")
    whole = kept(store, [pack.flow], _shipped())
    text = store.read_bytes()
    for cut in (1, 9, len(text) - 1):
        store.write_bytes(text[:-cut])
        assert kept(store, [pack.flow], _shipped()) == whole
        assert store.read_bytes() == text


@pytest.mark.parametrize(
    "text", ["flow pack_lantern\nflow pack_lantern\n", "card ../../x\n", "flow\n", "\x00\n", "hello\n"]
)
def test_list_that_was_changed_by_hand_is_refused(text: str, tmp_path: Path) -> None:
    """Rather no start than records that are read by the wrong names."""
    store = beside(tmp_path / "kept.sqlite")
    store.write_text(text, encoding="utf-8")
    with pytest.raises(NumbersError, match="changed by hand"):
        kept(store, [], _shipped())


def test_list_that_is_a_link_is_refused(tmp_path: Path) -> None:
    """Nothing is written through a link that somebody laid beside the store."""
    store = beside(tmp_path / "kept.sqlite")
    (tmp_path / "elsewhere").write_text("", encoding="utf-8")
    store.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(NumbersError):
        kept(store, [], _shipped())


def test_more_packs_than_numbers_are_refused() -> None:
    """The list of a store is long, and ends: then it is said, and nothing is written over."""
    full = Numbers(flows=tuple(f"pack_a{n}" for n in range(128)))
    with pytest.raises(NumbersError, match="more packs"):
        full.holding([library().flows["offer"]], _shipped())


def test_without_the_pack_its_record_is_no_session(tmp_path: Path) -> None:
    """Where the pack has been switched off, what was stored with it is forgotten kindly and never misread."""
    pack = world.loaded(world.pack(tmp_path))
    record = _codec(pack).encode(_talked(pack))
    with pytest.raises(RecordError):
        codec(_shipped(), library()).decode(record)


_ADDS = """
import sys
from pathlib import Path
from bot.engine.spec import Choice, Flow, OutcomeSpec, Part, State
from bot.engine.compile import compiled
from bot.engine.facts import Always
from bot.engine.versions import Lock
from bot.packs.numbers import kept
name = sys.argv[2]
for number in range(25):
    part = f"{name}{number}"
    cards = (State(f"{part}.one", (Choice("yes", f"{part}.two"),)), State(f"{part}.two"))
    flow = Flow(part, 1, f"{part}.one", (Part(part, cards),), OutcomeSpec((("done", Always()),)))
    now = kept(Path(sys.argv[1]), [compiled(flow)], Lock({}, (), (), (), ()))
    print(*(f"flow {one}" for one in now.flows), sep="\\n")
    print(*(f"card {one}" for one in now.states), sep="\\n", end="\\n\\n")
"""


def test_two_processes_share_one_list(tmp_path: Path) -> None:
    """Two programs that open one store at once give no number twice and lose none."""
    store = tmp_path / "kept.sqlite.packs"
    run = [sys.executable, "-c", _ADDS, str(store)]
    both = [subprocess.Popen([*run, name], cwd=ROOT, stdout=subprocess.DEVNULL) for name in ("pack_a", "pack_b")]
    assert [one.wait(120) for one in both] == [0, 0]
    lines = store.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len({*lines}) == 2 * 25 * 3


def test_second_program_waits_for_the_first(tmp_path: Path) -> None:
    """What one program is about to write is read by the other, so both mean the same by each number."""
    store = tmp_path / "kept.sqlite.packs"
    with store.open("a", encoding="utf-8") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        run = [sys.executable, "-c", _ADDS, str(store), "pack_b"]
        second = subprocess.Popen(run, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        while second.poll() is None and f"-> FLOCK  ADVISORY  WRITE {second.pid} " not in _locks():
            os.sched_yield()
        first.write("flow pack_first\n")
    told, _ = second.communicate(timeout=120)
    assert told.splitlines()[:2] == ["flow pack_first", "flow pack_b0"]


def _locks() -> str:
    """Who holds and who waits for a lock on this machine."""
    return Path("/proc/locks").read_text(encoding="ascii")


def test_conversation_with_a_pack_goes_on_after_a_restart(tmp_path: Path) -> None:
    """The real program: begun with a pack, left open, and found again covered, at the same card."""
    args = ("--pack", world.EXAMPLE, "--flow", "pack_lantern", "--store", tmp_path / "kept.sqlite")
    with Piped(*args) as console:
        for answer in WAY:
            console.answer(answer)
        left = console.shown["state"]
        code, said = console.close()
    assert code == 0
    assert "signature-missing" in said
    with Piped(*args) as again:
        assert again.shown["mode"] == "away"
        assert again.answer("resume")["state"] == left == "pack_lantern.lantern_chest"
        assert again.answer("/stop")["mode"] == "ended"

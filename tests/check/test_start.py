"""What breaks a rule does not start outside ``check`` either: the program says which rule, with the conversation."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import Parts, Refused, read_parts
from bot.engine.compile import compiled
from bot.engine.spec import Flow, Gate, Part
from bot.proven import PROOFS_FILE, digests, fingerprint_of, on_record, refuse_unproved, write_record

ROOT = Path(__file__).parents[2]


def _without_open_door(flow: Flow) -> Flow:
    """The flow with no card that leaves the door open, and no law that asks for one."""
    parts = tuple(
        Part(part.id, tuple(replace(s, tags=s.tags - {"open_door"}) for s in part.states), part.exits)
        for part in flow.parts
    )
    return replace(flow, parts=parts, needs=())


def _with(parts: Parts, flow: Flow) -> Parts:
    flows = {**parts.library.flows, flow.id: compiled(flow)}
    lock = replace(parts.lock, flows={name: one for name, one in parts.lock.flows.items() if name != flow.id})
    return replace(parts, library=replace(parts.library, flows=flows), lock=lock)


@pytest.fixture(scope="module")
def parts() -> Parts:
    """What ships, at the demonstration site."""
    return read_parts()


def test_what_is_on_record_starts_without_a_proof(parts: Parts, tmp_path: Path) -> None:
    """Once it was recorded nothing is proved again, and the rules are not even loaded."""
    record = tmp_path / "proofs.lock"
    assert write_record(parts, path=record) == ()
    assert on_record(record) == digests(parts)
    refuse_unproved(parts, record)


def test_a_flow_that_breaks_a_rule_is_refused_with_the_conversation(parts: Parts) -> None:
    """An offer that closes the door, though the record knows all the others."""
    flow = _without_open_door(parts.library.flows["document"].source)
    with pytest.raises(Refused) as refused:
        refuse_unproved(_with(parts, flow))
    told = refused.value.sentences
    assert any("document does not start, since it breaks MUST-03." in one for one in told)
    assert any(one.startswith("    1. Before you ask [opening.begin] > ") for one in told)


def test_what_is_broken_is_never_recorded(parts: Parts, tmp_path: Path) -> None:
    """Writing the record proves first."""
    record = tmp_path / "proofs.lock"
    flow = _without_open_door(parts.library.flows["document"].source)
    assert any("MUST-03" in one for one in write_record(_with(parts, flow), path=record))
    assert not record.exists()


def test_a_law_that_moved_is_proved_again(parts: Parts) -> None:
    """A digest covers what a flow declares of itself, not only its graph."""
    source = parts.library.flows["document"].source
    bent = replace(source, gates=(*source.gates, Gate("limits", frozenset({"limits"}))))
    assert digests(_with(parts, bent))["document"] != digests(parts)["document"]
    with pytest.raises(Refused, match="LAW-GATE"):
        refuse_unproved(_with(parts, bent))


def test_words_that_break_a_rule_are_refused(parts: Parts, tmp_path: Path) -> None:
    """A why, in words that moved since the record."""
    entries = {code: dict(own) for code, own in parts.catalog.entries.items()}
    entries["en"]["offer.ask.say"] = replace(entries["en"]["offer.ask.say"], lines=("Why did you stay?",))
    bent = replace(parts, catalog=replace(parts.catalog, entries=entries))
    with pytest.raises(Refused, match=r"NEV-05 .*offer\.ask\.say says 'why'"):
        refuse_unproved(bent, tmp_path / "none.lock")


def test_a_record_that_cannot_be_read_is_no_proof(tmp_path: Path) -> None:
    """Torn, of another shape, or not there: then everything is proved again."""
    path = tmp_path / "proofs.lock"
    for text in ("{", "[]", ""):
        path.write_text(text, encoding="utf-8")
        assert on_record(path) == {}
    assert on_record(tmp_path / "none.lock") == {}


def test_fingerprints_of_laws_are_the_same_in_every_process() -> None:
    """Sets have no order of their own."""
    assert fingerprint_of(Gate("a", frozenset({"c", "b", "d"}))) == "Gate(grant='a',before={'b','c','d'})"


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program, to break."""
    folder = tmp_path_factory.mktemp("copy")
    for name in ("bot", "content", "storage"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    closing = folder / "bot" / "flows" / "closing.py"
    text = closing.read_text(encoding="utf-8")
    assert '"open_door"' in text
    closing.write_text(text.replace('tags=frozenset({"open_door"})', 'tags=frozenset({"comfort"})'), encoding="utf-8")
    return folder


def _run(folder: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    known = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-P", "-m", "bot", *command],
        cwd=folder,
        env={**known, "PYTHONPATH": str(folder), **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_the_console_refuses_a_broken_flow(copy: Path) -> None:
    """The whole program, from the command line: no card, the rule, the conversation, and exit code 2."""
    script = copy / "script.txt"
    script.write_text("yes\n", encoding="utf-8")
    ran = _run(copy, "console", "--flow", "offer", "--script", str(script))
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "breaks MUST-03" in ran.stderr or "breaks LAW-NEEDS" in ran.stderr
    assert "1. Before you ask [opening.begin] > " in ran.stderr


def test_the_service_refuses_a_broken_flow(copy: Path) -> None:
    """Telegram is not even called."""
    ran = _run(copy, "telegram", TELEGRAM_BOT_TOKEN="123:test", WAYMARK_STORE=str(copy / "store.db"))
    assert ran.returncode == 2
    assert "does not start, since it breaks" in ran.stderr
    assert not (copy / "store.db").exists()


def test_what_ships_has_a_record() -> None:
    """The record names every conversation and the words. ``check`` tells when it is of another state."""
    record = json.loads(PROOFS_FILE.read_text(encoding="utf-8"))
    assert record.keys() == {*read_parts().library.flows, "words"}

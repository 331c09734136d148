"""What is typed, pasted, piped or scripted at the console is in no output, no file and no record.

Every situation is met in this process, by the real loop over a pipe; a few runs are real processes, watched from the
inside for whatever they open or connect to, in folders of their own.
"""

from __future__ import annotations

import asyncio
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path
from typing import Final

import pytest
from rich.console import Console as Terminal

from bot.adapters.console.loop import Console, Source
from bot.adapters.console.paper import CardPaper, JsonPaper, Paper, PlainPaper
from bot.adapters.console.talk import Writer
from bot.adapters.console.typed import Lines
from bot.app import CONSOLE_CHANNEL, codec_for, key_of, now
from bot.engine import events as ev
from bot.engine.session import Mode, Session
from bot.runtime import Carried, Desk, Runtime
from storage.memory import MemoryStore
from tests.console.program import Seated
from tests.ending import PATIENCE
from tests.privacy.canaries import MARK, Language, Planter, found_in
from tests.privacy.leftovers import Leftovers, talkative
from tests.privacy.sayable import sayable
from tests.privacy.states import sessions, spoken
from tests.privacy.test_output import ids, strings
from tests.privacy.watched import Watched
from tests.telegram.standin import TOKEN
from tests.telegram.ward import shipped

ROOT: Final = Path(__file__).parents[2]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "es")


def lines(planter: Planter, language: Language) -> bytes:
    """What somebody types who does not see that it is wrong: words, notes, commands, and what no keyboard makes."""

    def canary(way: str) -> str:
        return planter.canary(way, "", language)

    typed = [
        canary("typed").encode(),
        b"/resume",
        canary("typed").encode(),
        planter.word("typed").encode(),
        *(f"/{command} {planter.word('command')}".encode() for command in ("edit", "lang", "matters", "danger")),
        b"/resume",
        " ".join(canary("pasted") for _ in range(30)).encode(),
        canary("controls").encode() + b"\x1b[A\x07\x7f",
        canary("no UTF-8").encode() + b"\xff\xfe\xc3",
        canary("wide").encode("utf-16-le").replace(b"\n", b" "),
        f"1 {planter.word('typed')}".encode(),
        f"# {canary('comment')}".encode(),
    ]
    return b"\n".join(typed) + b"\n"


def paper(kind: str, out: io.StringIO) -> Paper:
    """Where the screens go."""
    catalog = shipped().presenter.catalog
    if kind == "json":
        return JsonPaper(out)
    if kind == "plain":
        return PlainPaper(out, catalog, asking=True)
    return CardPaper(Terminal(file=out, width=80, force_terminal=True), catalog, one_card=True)


async def seeded(session: Session) -> MemoryStore:
    """A store in which the console finds this session."""
    store = MemoryStore()
    record = codec_for(shipped(), None).encode(session)
    key = key_of(CONSOLE_CHANNEL)
    assert await store.commit(key, expected=None, revision=session.revision, record=record, expires=now() + 900)
    return store


def held(session: Session, typed: bytes, kind: str, *, scripted: bool) -> tuple[str, str]:
    """All that the console says to somebody who types this in this situation, and the talk that it writes down."""
    parts, out = shipped(), io.StringIO()
    store = Carried(asyncio.run(seeded(session)))
    desk = Desk(
        Runtime(parts.library, parts.codec, store, parts.presenter, now), store, key_of(CONSOLE_CHANNEL), parts.catalog
    )
    ours, theirs = os.pipe()
    os.write(theirs, typed)
    os.close(theirs)
    begin = ev.Begin(session.flow, session.language, session.patient_language)
    talk = Writer(begin)
    try:
        console = Console(Source(Lines(ours), scripted=scripted), paper(kind, out), kept=True, talk=talk)
        said = console.hold(desk, begin)
    finally:
        os.close(ours)
    return out.getvalue() + said, talk.text()


def situations(step: int) -> Iterator[tuple[Session, Language, str, bool]]:
    """Every fourth card, and every ``step``-th situation, with papers, languages and ways to type in turn."""
    papers, tongues, scripts = cycle(("json", "plain", "cards")), cycle(LANGUAGES), cycle((False, True, False, False))
    for number, session in enumerate(sessions()):
        if (session.mode is Mode.RUNNING and number % 4 == 0) or number % step == 0:
            yield session, next(tongues), next(papers), next(scripts)


def swept(step: int) -> tuple[Planter, Leftovers]:
    """The sweep over the console: planted, and what was found of it."""
    planter, leftovers, known = Planter(), Leftovers(TOKEN), ids()
    with talkative() as written:
        for session, language, kind, scripted in situations(step):
            here = spoken(session, language, session.revision)
            said, talk = held(here, lines(planter, language), kind, scripted=scripted)
            leftovers.search(f"output, {kind}", said.encode())
            leftovers.search("talk", talk.encode())
            if kind == "json":
                texts = [text for line in said.splitlines() for text in strings(json.loads(line)) if text not in known]
                assert [wrong for text in texts if (wrong := sayable().text(text))] == []
        leftovers.search("log", written.getvalue().encode())
    return planter, leftovers


def test_cards_keep_what_is_typed_to_itself(capfd: pytest.CaptureFixture[str]) -> None:
    """A quarter of all cards, drawn in each way, meet a page of things that should not have been typed."""
    planter, leftovers = swept(step=60)
    leftovers.search("output", " ".join(capfd.readouterr()).encode())
    assert leftovers.hits == {}
    assert {f"output, {kind}" for kind in ("json", "plain", "cards")} <= leftovers.searched.keys()
    assert planter.total > 1500


@pytest.mark.long
def test_every_situation_keeps_what_is_typed_to_itself() -> None:
    """Every situation."""
    planter, leftovers = swept(step=1)
    assert leftovers.hits == {}
    sys.stdout.write(f"console: {planter.total:,} canaries, {leftovers.searched.total():,} bytes searched, 0 hits\n")
    assert planter.total > 50_000


# --- real processes, and what they touch --------------------------------------------------------------

STORE: Final = {
    "here/store.sqlite",
    "here/store.sqlite-journal",
    "keys",
    *(f"keys/{name}" for name in ("lock", "epochs", "epochs.new", "epochs.old")),
}
"""Everything that a console with a store may write: the store, and the folder of its keys."""


@pytest.mark.parametrize("kind", ["json", "plain", "script", "store"])
def test_a_real_console_keeps_it_to_itself(tmp_path: Path, kind: str) -> None:
    """No canary in what it says or leaves; no file but the store and its own; no socket, no name asked for."""
    place, planter, leftovers = Watched(tmp_path), Planter(), Leftovers(TOKEN)
    given = lines(planter, "es") * 3
    args = {
        "json": ["--json"],
        "plain": [],
        "store": ["--store", "store.sqlite"],
        "script": ["--script", "script.txt"],
    }[kind]
    if kind == "script":
        (tmp_path / "here" / "script.txt").write_bytes(given)
    leftovers.search("output", place.run(*args, given=given))
    if kind == "script":
        (tmp_path / "here" / "script.txt").unlink()
    leftovers.search_folder(tmp_path)
    assert leftovers.hits == {}
    assert place.connected() == []
    assert place.touched() <= (STORE if kind == "store" else set())


def test_a_terminal_wipes_what_was_typed(tmp_path: Path) -> None:
    """The terminal itself shows what is typed while it is typed; the next card wipes it, and nothing says it again."""
    planter = Planter()
    home, keys = str(tmp_path), str(tmp_path / "keys")
    with Seated("--store", tmp_path / "store.sqlite", HOME=home, WAYMARK_EPOCH_FOLDER=keys) as console:
        for _ in range(3):
            assert not found_in(console.type(planter.canary("typed")).encode())
        for command in ("edit", "lang", "matters"):
            assert not found_in(console.type(f"/{command} {MARK}").encode())
        console.press("\x04")
    leftovers = Leftovers(TOKEN)
    leftovers.search_folder(tmp_path)
    assert leftovers.hits == {}


def test_a_console_that_writes_elsewhere_is_found_out(tmp_path: Path) -> None:
    """A control: one line that opens a file and one that asks for an address are both noted."""
    place = Watched(tmp_path)
    spill = "import pathlib, socket, tempfile\npathlib.Path(tempfile.gettempdir(), 'notes.txt').write_text('x')\n"
    with (tmp_path / "watch" / "sitecustomize.py").open("a", encoding="utf-8") as more:
        more.write(spill + "try:\n    socket.getaddrinfo('localhost', 80)\nexcept OSError:\n    pass\n")
    place.run(given=b"/stop\n")
    assert "temp/notes.txt" in place.touched()
    assert "socket.getaddrinfo" in place.connected()[0]


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_the_kernel_says_the_same(tmp_path: Path) -> None:
    """Seen from below the interpreter: the console opens nothing for writing but its store, and makes no socket."""
    place, trace = Watched(tmp_path), tmp_path / "watch" / "trace.txt"
    command = [sys.executable, "-m", "bot", "console", "--json", "--store", "store.sqlite"]
    calls = "trace=openat,open,creat,rename,renameat,renameat2,link,linkat,symlink,mkdir,mkdirat,socket,connect"
    ran = subprocess.run(
        ["strace", "-f", "-qq", "-o", str(trace), "-e", calls, *command],
        cwd=tmp_path / "here",
        env=place.environ | {"PYTHONPATH": str(ROOT)},  # without the watch inside
        input=lines(Planter(), "en"),
        capture_output=True,
        check=False,
        timeout=PATIENCE,
    )
    assert ran.returncode == 0, ran.stderr
    seen = trace.read_text(encoding="utf-8", errors="replace").splitlines()
    assert len(seen) > 100
    sockets = [line for line in seen if " socket(" in line and "AF_UNIX" not in line]
    written = [
        line for line in seen if any(flag in line for flag in ("O_WRONLY", "O_RDWR", "O_CREAT", "mkdir(", "rename("))
    ]
    assert sockets == []
    mine = ("store.sqlite", f"{tmp_path}/keys", '"epochs', '"lock"', '"/dev/null"', '"/dev/tty"')
    assert [line for line in written if not any(name in line for name in mine)] == []

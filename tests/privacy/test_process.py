"""The running program keeps its memory to itself, and after the end of a talk there is nothing in it to find.

Real processes, started as an operator starts them. Who looks in from beside has the same account and no special
rights (a root that runs the tests gives them up first); who scans the memory from outside has all.
"""

from __future__ import annotations

import asyncio
import os
import re
import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from bot.process import OVERWRITING, swaps
from tests.ending import PATIENCE, within
from tests.privacy.canaries import Planter
from tests.privacy.memory import left_in
from tests.privacy.ways import WAYS, Hand
from tests.telegram.standin import Person, World
from tests.telegram.test_program import Program, free_port

ROOT: Final = Path(__file__).parents[2]

WITHOUT_RIGHTS: Final = """
import ctypes, os, sys
for right in range(64):
    ctypes.CDLL(None).prctl(24, right, 0, 0, 0)  # out of what a new program may get
os.execv(sys.argv[1], sys.argv[1:])
"""
"""Become another program with this account and nothing that root has beyond any account."""

LOOKS_IN: Final = """
import sys
for name in ("mem", "environ"):
    try:
        open(f"/proc/{sys.argv[1]}/{name}", "rb").read(0)
        print(name, "open")
    except PermissionError:
        print(name, "closed")
"""

SLEEPS: Final = "import sys, time; print('ready', flush=True); time.sleep(600)"


def plain(*command: str) -> list[str]:
    """A command line that runs without special rights."""
    return [sys.executable, "-c", WITHOUT_RIGHTS, sys.executable, *command]


def seen_from_beside(pid: int) -> set[str]:
    """What another process of the same account finds open."""
    ran = subprocess.run(plain("-c", LOOKS_IN, str(pid)), capture_output=True, text=True, check=True, timeout=PATIENCE)
    return {name for name, _, state in (line.partition(" ") for line in ran.stdout.splitlines()) if state == "open"}


def with_core_files() -> None:
    """Let the next program write as large a core file as it may."""
    most = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (most, most))


@contextmanager
def started(folder: Path, *command: str, **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """A program that has said something; killed in the end."""
    process = subprocess.Popen(
        plain(*command),
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        preexec_fn=with_core_files,  # noqa: PLW1509 - nothing else runs in this process
    )
    try:
        assert process.stdout is not None
        with within(process):
            if not process.stdout.readline():
                raise AssertionError(process.communicate(timeout=PATIENCE)[1].decode())
            yield process
    finally:
        process.kill()
        process.communicate(timeout=PATIENCE)


def core_limit(pid: int) -> list[str]:
    """The limits of a process for core files, soft and hard."""
    limits = Path(f"/proc/{pid}/limits").read_text(encoding="utf-8").splitlines()
    return next(line for line in limits if line.startswith("Max core file size")).split()[4:6]


def aborted(process: subprocess.Popen[bytes]) -> int:
    """Let it die as a crash would; its exit code."""
    process.send_signal(signal.SIGABRT)
    return process.wait(30)


def writes_core_files_here() -> bool:
    """Does this machine write a core file into the folder of a program that crashes?"""
    pattern = Path("/proc/sys/kernel/core_pattern").read_text(encoding="utf-8")
    return pattern[0] not in "|/" and resource.getrlimit(resource.RLIMIT_CORE)[1] != 0


def service(world: World, way: str) -> dict[str, str]:
    """What a service needs in its environment; nothing of memory is among it."""
    port = free_port()
    return {
        "TELEGRAM_API_BASE": world.url,
        "TELEGRAM_BOT_TOKEN": world.token,
        "WAYMARK_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "WAYMARK_PORT": str(port),
        "WAYMARK_OPS_PORT": "0",
    }


def closed(folder: Path, *command: str, **environ: str) -> list[str]:
    """The environment, part by part, of a running program that was shown to be closed, and to leave no core file."""
    with started(folder, "-m", "bot", *command, **environ) as process:
        inside = Path(f"/proc/{process.pid}/environ").read_bytes().decode()
        assert core_limit(process.pid) == ["0", "0"]
        assert seen_from_beside(process.pid) == set()
        assert aborted(process) == -signal.SIGABRT
    assert not list(folder.rglob("core*"))
    return re.split("[\0:]", inside)  # the C library parts what it has read


@pytest.mark.parametrize("way", ["telegram", "serve"])
async def test_a_service_is_closed_to_others(world: World, tmp_path: Path, way: str) -> None:
    """However it is started: no core file, nothing to read from beside, and freed memory is overwritten."""
    environ = await asyncio.to_thread(lambda: closed(tmp_path, way, **service(world, way)))
    asked = (f"{name}={value}" for name, value in OVERWRITING.items())
    assert {part for one in asked for part in one.split(":")} <= set(environ)


def test_a_console_is_closed_to_others(tmp_path: Path) -> None:
    """With a store or without, no core file and nothing to read from beside."""
    closed(tmp_path, "console", "--json", "--store", str(tmp_path / "store.sqlite"))


def test_a_program_that_does_nothing_about_it_is_open(tmp_path: Path) -> None:
    """A control: any other program started like that can be read from beside, and leaves a core file."""
    with started(tmp_path, "-c", SLEEPS) as process:
        assert seen_from_beside(process.pid) == {"mem", "environ"}
        assert core_limit(process.pid)[0] != "0" or not writes_core_files_here()
        assert aborted(process) == -signal.SIGABRT
    assert bool(list(tmp_path.rglob("core*"))) is writes_core_files_here()


async def planted(world: World, person: Person, many: int) -> Planter:
    """So many canaries go in by all ways; then the talk is ended, and another one begun and ended."""
    planter = Planter()
    hand = Hand(world, person, planter)
    while planter.total < many:
        for way in WAYS:
            await way(hand)
        await world.settled(quiet=0.02, within=60)
    for words in ("/stop", "/start", "1", "1", "/stop", "/start", "/stop"):
        await person.types(words)
        await world.settled()
    return planter


async def left_behind(world: World, folder: Path, way: str, many: int, **environ: str) -> tuple[int, int]:
    """How many pieces of canaries are in the memory of a service afterwards, and how many bytes were searched."""
    program = Program(world, folder, WAYMARK_OVERALL_RATE="0", **service(world, way), **environ)
    link = (await program.run("invite"))[1].split()[0]
    async with program.running(way) as process:
        if way == "serve":
            await world.until(lambda: world.webhook.settings.url)
        person = world.person()
        await person.opens(link)
        await world.settled()
        planter = await planted(world, person, many)
        assert planter.total >= many
        hits, _, size = await asyncio.to_thread(left_in, process.pid)
    return hits.total(), size


def can_scan() -> bool:
    """May we read the memory of a process that is closed to its own account?"""
    return os.geteuid() == 0


@pytest.mark.skipif(not can_scan(), reason="only root can read what is closed to everybody else")
async def test_after_the_end_nothing_typed_is_in_memory(world: World, tmp_path: Path) -> None:
    """A hundred canaries went through; when the talk is over, no piece of one is in the memory of the service."""
    hits, size = await left_behind(world, tmp_path, "telegram", 100)
    assert size > 10_000_000
    assert hits == 0


@pytest.mark.long
@pytest.mark.skipif(not can_scan(), reason="only root can read what is closed to everybody else")
async def test_without_overwriting_it_would_be_there(world: World, tmp_path: Path) -> None:
    """A control: started with Python's own allocator, the same service still holds pieces of what was typed."""
    environ = {"PYTHONMALLOC": "pymalloc", "GLIBC_TUNABLES": "glibc.malloc.perturb=0"}
    hits, _ = await left_behind(world, tmp_path, "telegram", 100, **environ)
    assert hits > 0


@pytest.mark.long
@pytest.mark.skipif(not can_scan(), reason="only root can read what is closed to everybody else")
@pytest.mark.parametrize("way", ["telegram", "serve"])
async def test_of_thousands_nothing_is_in_memory(world: World, tmp_path: Path, way: str) -> None:
    """The same with two thousand, polled and delivered to."""
    assert (await left_behind(world, tmp_path, way, 2000))[0] == 0


def test_swap_that_is_not_encrypted_is_told(tmp_path: Path) -> None:
    """The doctor's eye: no area is fine, compressed memory is fine, a plain file or partition is not."""
    listed = tmp_path / "swaps"
    head = "Filename\tType\tSize\tUsed\tPriority\n"
    for areas, told in (("", False), ("/dev/zram0 partition 8 0 5\n", False), ("/swapfile file 8 0 -2\n", True)):
        listed.write_text(head + areas, encoding="utf-8")
        assert swaps(tmp_path) is told
    assert swaps(tmp_path / "none") is False

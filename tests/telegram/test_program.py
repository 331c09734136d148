"""The commands as an operator runs them: real processes, on a store of their own, against Telegram on loopback."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from tests.telegram.standin import World

ROOT = Path(__file__).parents[2]
PLANTED = ("Perez", "555-0142", "MRN-77")
STOP_SECONDS = 2.0


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


class Program:
    """`python -m bot` in a folder, with a world to talk to and nothing else from our own environment."""

    def __init__(self, world: World, folder: Path, **environ: str) -> None:
        self.folder = folder
        self.environ = {
            "PATH": os.environ["PATH"],
            "WAYMARK_EPOCH_FOLDER": os.environ["WAYMARK_EPOCH_FOLDER"],
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_API_BASE": world.url,
            "TELEGRAM_BOT_TOKEN": world.token,
            "WAYMARK_CHAT_RATE": "0",
            **environ,
        }

    async def start(self, *args: str) -> asyncio.subprocess.Process:
        """Start a command."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *args,
            cwd=self.folder,
            env=self.environ,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )

    async def run(self, *args: str) -> tuple[int, str, str]:
        """Run a command to its end: exit code, output, errors."""
        process = await self.start(*args)
        out, err = await asyncio.wait_for(process.communicate(), 60)
        return process.returncode or 0, out.decode(), err.decode()

    @asynccontextmanager
    async def running(self, *args: str) -> AsyncIterator[asyncio.subprocess.Process]:
        """A service that has said that it is ready; killed if it is still there in the end."""
        process = await self.start(*args)
        try:
            assert process.stdout is not None
            ready = await asyncio.wait_for(process.stdout.readline(), 60)
            if not ready:
                raise AssertionError((await process.communicate())[1].decode())
            yield process
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()


@pytest.fixture
def program(world: World, tmp_path: Path) -> Program:
    """The program in a folder of its own."""
    return Program(world, tmp_path, WAYMARK_LOG_LEVEL="debug")


async def ended(process: asyncio.subprocess.Process) -> tuple[int, str]:
    """Ask it politely to end; exit code, and all that it wrote to its log."""
    process.send_signal(signal.SIGTERM)
    out, err = await asyncio.wait_for(process.communicate(), 20)
    return process.returncode or 0, (out + err).decode()


async def test_a_shift_from_the_invitation_to_the_end(program: Program, world: World) -> None:
    """Invite, serve, talk, stop: the log of it all, at its most talkative, holds no token, chat, card or word."""
    code, out, _ = await program.run("invite", "--role", "clinician", "--expires", "2h")
    link, start, told = out.splitlines()
    assert code == 0
    assert link.startswith("https://t.me/waymark_standin_bot?start=")
    assert start == f"/start {link.rpartition('=')[2]}"
    assert "clinician" in told
    nurse = world.person(700_123_457)
    async with program.running("telegram") as process:
        await nurse.opens(link)
        await world.settled()
        for label in ("All three are settled", "18 or over", "Someone walked in", "Next page", "Danger", "Go on"):
            await nurse.presses(label)
            await world.settled()
        world.faults.gateway("editMessageText")
        await nurse.types(f"{PLANTED[0]} {PLANTED[1]}")
        await nurse.sends(contact={"phone_number": PLANTED[1], "first_name": PLANTED[0]})
        await nurse.forge(f"7:{PLANTED[2].lower()}")
        await world.settled(quiet=0.5)
        assert "Before any question" in nurse.card().text
        code, log = await ended(process)
    assert code == 0
    for secret in (world.token, world.token.partition(":")[2], str(nurse.id), "footing", "opening", "adult", *PLANTED):
        assert secret not in log, secret
    for line in log.splitlines():
        assert set(json.loads(line)) <= {"event", "level", "timestamp", "what", "logger", "error"}
    assert (await program.run("who"))[1].splitlines()[0].split() == ["clinician", "1", "in", "0", "invited"]


def modes_in(folder: Path) -> dict[str, int]:
    """Who may do what with the files of a folder."""
    return {path.name: stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}


async def test_what_is_on_the_disk_is_for_its_owner(program: Program, tmp_path: Path) -> None:
    """The store and its secret are made on the first use, and nobody else can open them."""
    await program.run("invite", "--bot-name", "waymark_standin_bot")
    modes = modes_in(tmp_path)
    assert {"waymark.sqlite", "waymark.sqlite.key"} <= modes.keys()
    assert set(modes.values()) == {0o600}


async def test_people_are_put_out_from_the_command_line(program: Program, world: World) -> None:
    """By the number of an account, or all of a role; while the bot runs, it takes effect at the next tap."""
    link = (await program.run("invite"))[1].split()[0]
    nurse = world.person()
    async with program.running("telegram"):
        await nurse.opens(link)
        await world.settled()
        assert (await program.run("revoke", str(nurse.id)))[:2] == (0, "Put out.\n")
        await nurse.presses("All three are settled")
        await world.settled()
        assert nurse.sees() == []
    assert (await program.run("revoke", str(nurse.id)))[0] == 1
    assert (await program.run("revoke", "--role", "clinician"))[:2] == (
        0,
        "0 put out, and their open links with them.\n",
    )
    assert (await program.run("revoke"))[0] == 2
    assert (await program.run("invite", "--expires", "1y"))[0] == 2


async def test_a_stop_takes_less_than_two_seconds(program: Program, world: World) -> None:
    """Also in the middle of a long poll, and with a card on its way that Telegram does not take."""
    link = (await program.run("invite"))[1].split()[0]
    nurse = world.person()
    async with program.running("telegram") as process:
        await nurse.opens(link)
        await world.settled()
        gate = world.faults.stop_at("editMessageText")
        await nurse.presses("All three are settled")
        await gate.reached()
        async with asyncio.timeout(STOP_SECONDS + 3):  # what starting and ending an interpreter may cost on top
            assert (await ended(process))[0] == 0
        gate.drop()
    async with program.running("telegram"):
        await world.settled()
        assert "Age and duty" in nurse.card().text


async def test_webhooks_health_and_figures(program: Program, world: World) -> None:
    """`serve` tells Telegram where it is, takes updates there, and shows health and figures to this machine alone."""
    port, ops = free_port(), free_port()
    program.environ |= {
        "WAYMARK_WEBHOOK_URL": f"http://127.0.0.1:{port}",
        "WAYMARK_PORT": str(port),
        "WAYMARK_OPS_PORT": str(ops),
    }
    link = (await program.run("invite"))[1].split()[0]
    nurse = world.person()
    async with program.running("serve") as process, httpx.AsyncClient(trust_env=False) as client:
        await world.until(lambda: world.webhook.settings.url)
        assert re.fullmatch(rf"http://127\.0\.0\.1:{port}/[0-9a-f]{{64}}", world.webhook.settings.url)
        assert len(world.webhook.settings.secret_token or "") == 64
        await nurse.opens(link)
        await world.settled()
        await nurse.presses("All three are settled")
        await world.settled()
        assert "Age and duty" in nurse.card().text
        told = {path: await client.get(f"http://127.0.0.1:{ops}/{path}") for path in ("healthz", "readyz", "metrics")}
        assert [answer.status_code for answer in told.values()] == [200, 200, 200]
        assert 'waymark_events_total{event="update.taken",what="press"} 1.0' in told["metrics"].text
        assert str(nurse.id) not in told["metrics"].text
        code, log = await ended(process)
    assert code == 0
    assert world.webhook.settings.url.rpartition("/")[2] not in log


async def test_the_doctor_says_what_to_do(program: Program, world: World, tmp_path: Path) -> None:
    """All well is 0; a foreign webhook, an open file and a telling name are each named with a remedy, and 1."""
    await program.run("invite")
    world.profile.names[""] = "Waymark"
    code, out, _ = await program.run("doctor")
    assert code == 0, out
    assert "wrong" not in out.split()
    world.profile.names[""] = "Trafficking helper"
    world.webhook.settings.url = "https://elsewhere.example.org/hook"
    (tmp_path / "waymark.sqlite.key").chmod(0o644)
    code, out, _ = await program.run("doctor")
    wrong = [line.split()[1] for line in out.splitlines() if line.startswith("wrong")]
    assert code == 1
    assert wrong == ["secret", "surface", "webhook"]
    assert all("->" in line for line in out.splitlines() if line.startswith("wrong"))
    assert world.token not in out
    world.webhook.settings.url = ""


async def test_the_doctor_looks_at_the_site(program: Program, tmp_path: Path) -> None:
    """A site file with mistakes is told line by line."""
    (tmp_path / "ward.local.yaml").write_text("name: Ward\ndemonstration: no\ncountry: US\n", encoding="utf-8")
    program.environ["WAYMARK_SITE"] = "ward.local.yaml"
    code, out, _ = await program.run("doctor")
    assert code == 1
    assert out.count("ward.local.yaml:") > 3


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({"TELEGRAM_BOT_TOKEN": ""}, "There is no token"),
        ({"TELEGRAM_BOT_TOKEN": "5550100:wrong"}, "Telegram does not know this token"),
        ({"WAYMARK_STORE": "no/folder/store.sqlite"}, "The folder for the store file does not exist"),
        ({"WAYMARK_FLOW": "nothing"}, "WAYMARK_FLOW"),
        ({"WAYMARK_SITE": "gone.yaml"}, "gone.yaml"),
    ],
)
async def test_a_start_that_cannot_be_is_refused_in_a_sentence(
    program: Program, environ: dict[str, str], said: str
) -> None:
    """What is missing is told on the standard error with exit code 2, without a traceback and without the token."""
    program.environ |= environ
    code, out, err = await program.run("telegram")
    assert code == 2
    assert said in err
    assert "Traceback" not in err
    assert "wrong" not in out + err


async def test_an_address_that_is_taken_is_told(program: Program) -> None:
    """Another program on the port is a sentence at the start."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        program.environ |= {"WAYMARK_WEBHOOK_URL": "https://bot.example.org", "WAYMARK_PORT": port}
        code, _, err = await program.run("serve")
    assert code == 2
    assert "WAYMARK_PORT" in err


async def test_the_surface_is_set_on_request(program: Program, world: World) -> None:
    """One command gives the bot its neutral name, descriptions and commands."""
    code, _, err = await program.run("surface")
    shown = world.person().profile()
    assert (code, err) == (0, "")
    assert (shown.name, shown.description) == ("Waymark", "Cards for one team, by invitation.")
    assert [name for name, _ in shown.commands] == ["start", "privacy", "forget"]


async def test_a_start_without_network_waits(program: Program, world: World) -> None:
    """A bot that is started while Telegram cannot be reached is there as soon as it can."""
    world.faults.gateway("getMe", times=2)
    async with program.running("telegram"):
        assert len(world.called("getMe")) == 3


async def test_a_foreign_webhook_is_told_and_taken_away(program: Program, world: World) -> None:
    """A webhook that somebody else has set would keep all updates from us."""
    world.webhook.settings.url = "https://elsewhere.example.org/hook"
    async with program.running("telegram") as process:
        await world.until(lambda: world.poller.polls)
        _, log = await ended(process)
    assert "webhook.foreign" in log

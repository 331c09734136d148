"""The program at a database: settings lead to the store, commands work beside the service, workers share a talk."""

from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from bot.app import Refused
from bot.cli import team
from bot.doctor import Finding, Verdict, _store
from bot.engine import events as ev
from bot.serving import open_store
from bot.settings import Settings
from storage.base import Timer
from storage.postgres import PostgresStore
from storage.postgres_errors import ServerBusy
from tests.console.samples import parts
from tests.postgres.opening import OPEN, opened
from tests.storage.samples import NOW, key
from tests.test_runtime import KEY, QUIET, notices, runtime


@pytest.fixture
def settings(dsn: str, tmp_path: Path) -> Settings:
    """Settings that name a database."""
    return Settings(database=SecretStr(dsn), key_file=tmp_path / "key")


async def test_any_worker_takes_the_next_tap(dsn: str) -> None:
    """A conversation from its first card to its last, each tap at the other one of two workers, and counted once."""
    stores = opened(dsn), opened(dsn)
    workers = [runtime(store, counts=True) for store in stores]
    shown = await workers[0].handle(KEY, ev.Begin("adult_brief"))
    for number, choice in enumerate(QUIET):
        taps = (worker.handle(KEY, ev.Answer(choice, shown.view.revision)) for worker in workers)
        first, second = await asyncio.gather(*taps) if number % 3 == 0 else [await next(taps)] * 2
        late = next((one for one in (first, second) if "stale" in notices(one)), None)
        assert late is None or number % 3 == 0
        shown = first if late is not first else second
        workers.reverse()
    counts = await stores[0].tallies()
    assert [n for _, n in counts] == [1]
    for store in stores:
        await store.close()


async def test_settings_lead_to_the_server(settings: Settings) -> None:
    """For the service, and for a command beside it, which makes no keys."""
    store, keys = open_store(settings, parts())
    assert isinstance(store, PostgresStore)
    OPEN.append(store)
    await store.arm(key(1), add=[Timer(1, NOW, 1, 1)])
    beside, again = open_store(settings)
    assert isinstance(beside, PostgresStore)
    OPEN.append(beside)
    assert await beside.timers(key(1)) == [Timer(1, NOW, 1, 1)]
    assert keys.lasting() == again.lasting()


def test_the_allow_list_by_hand(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    """Invited on one host, counted from there as well; nothing of the address is said."""
    assert team.invite(settings, "clinician", "24h", "a_bot") == 0
    assert team.who(settings) == 0
    said = capsys.readouterr().out
    assert "https://t.me/a_bot?start=" in said
    assert "clinician     0 in     1 invited" in said
    assert settings.database is not None
    assert settings.database.get_secret_value() not in said


def test_a_server_that_is_away_is_told_in_a_sentence(tmp_path: Path) -> None:
    """A start is refused, and the address is not repeated."""
    away = Settings(database=SecretStr(f"host={tmp_path} user=hidden"), key_file=tmp_path / "key")
    with pytest.raises(Refused) as told:
        open_store(away, parts())
    assert str(told.value) == "The database server cannot be reached; try again in a moment."


async def test_the_doctor_looks_at_the_server(settings: Settings, tmp_path: Path) -> None:
    """Fine where it is; wrong, with a sentence, where it is away or where another host has another secret."""
    store, _ = open_store(settings, parts())
    assert isinstance(store, PostgresStore)
    OPEN.append(store)
    await store.load(key(1))
    assert [one.verdict async for one in _store(settings)] == [Verdict.FINE]
    other = settings.model_copy(update={"key_file": tmp_path / "other"})
    (found,) = [one async for one in _store(other)]
    assert (found.verdict, "another secret file" in found.said) == (Verdict.WRONG, True)


async def test_the_doctor_ends_at_a_server_that_is_busy(settings: Settings, dsn: str) -> None:
    """It says so and leaves: a connection that it forgot to give back would keep the program from ending."""
    store, _ = open_store(settings, parts())
    await store.close()
    with psycopg.connect(dsn, connect_timeout=10) as other:
        other.execute("LOCK TABLE waymark.sessions IN ACCESS EXCLUSIVE MODE")
        (found,) = await asyncio.wait_for(asyncio.to_thread(_looked, settings), 60)
    assert (found.verdict, found.said) == (Verdict.WRONG, ServerBusy.sentence)


def _looked(settings: Settings) -> list[Finding]:
    """What the doctor finds, in an event loop of its own as in the command."""

    async def look() -> list[Finding]:
        return [one async for one in _store(settings)]

    return asyncio.run(look())

"""The whole bot with two workers at one database: what one does, the other shows, and no card stays that is too old."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pydantic import SecretStr

from bot.adapters.telegram.polling import Poll
from bot.engine import events as ev
from bot.engine.session import Mode
from bot.keys import open_keys
from bot.serving import Running, open_store, put_together
from tests.telegram.standin import World
from tests.telegram.ward import Ward, shipped

if TYPE_CHECKING:
    from telegram import Update


class TwoWorkers(Ward):
    """Two programs' worth of bot; updates go to the one that is on duty, as a proxy would hand them out."""

    other: Running

    async def open(self) -> None:
        """Start serving."""
        keys = open_keys(self.settings.secret_file)
        workers = []
        for _ in range(2):
            store, _keys = open_store(self.settings, shipped())
            worker = put_together(shipped(), store, keys, self.settings, self.clock)
            await worker.service.open(worker.words)
            workers.append(worker)
        self.running, self.other = workers
        self._poll = Poll(self.running.service.bot, self._take, self.running.meter)
        self._polling = asyncio.create_task(self._poll.run())

    async def _take(self, update: Update) -> None:
        await self.running.take(update)

    def change_over(self) -> None:
        """The next updates go to the other one."""
        self.running, self.other = self.other, self.running

    async def close(self) -> None:
        """Stop both."""
        other = self.other
        await super().close()
        await other.service.close(5)
        await other.store.close()


@pytest.fixture
async def ward(dsn: str, tmp_path: Path) -> AsyncIterator[TwoWorkers]:
    """A ward with two workers."""
    async with World() as world:
        async with TwoWorkers(world, tmp_path, database=SecretStr(dsn)) as opened:
            yield opened
        assert world.violations == []


async def test_each_tap_may_go_to_the_other_worker(ward: TwoWorkers) -> None:
    """Admitted by one, asked by the other: the talk goes on, one card stands, and what is due is seen to by either."""
    nurse = await ward.member()
    for label, then in (("All three are settled", "Age and duty"), ("18 or over", "Before any question")):
        ward.change_over()
        await nurse.presses(label)
        await ward.settled()
        assert then in nurse.card().text
    ward.change_over()
    assert await ward.later(seconds=121) > 0
    await ward.settled()
    assert nurse.card().text.startswith("Hand hygiene")


async def test_no_open_card_stays_over_a_cover(ward: TwoWorkers) -> None:
    """One worker's card is late on its way while somebody walks in, and the other one covers: the cover stands."""
    nurse = await ward.member()
    gate = ward.world.faults.stop_at("editMessageText")
    await nurse.presses("All three are settled")
    await gate.reached()
    ward.change_over()
    await nurse.presses("Someone walked in")
    await ward.world.until(lambda: nurse.card().text.startswith("Hand hygiene"))
    gate.release()
    await ward.settled()
    chats = ward.running.service.worker._chats
    assert (await chats.handle(nurse.id, ev.Look())).view.mode is Mode.COVERED
    assert nurse.card().text.startswith("Hand hygiene")

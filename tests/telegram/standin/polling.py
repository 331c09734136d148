"""getUpdates: the long poll, and the refusals that keep one bot one bot.

The rule: asking with an offset confirms what came before it, and nothing else does. A second poll
ends the first with 409, and so does setting a webhook.
"""

import asyncio
from collections.abc import Callable

from tests.telegram.standin.chat import Json, Refusal
from tests.telegram.standin.updates import Updates

LONGEST = 50.0
OTHER_POLL = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_SET = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


def _settle(poll: "asyncio.Future[str]", why: str) -> None:
    """End a poll once: with updates or without ("") or with the words of a conflict."""
    if not poll.done():
        poll.set_result(why)


class Poller:
    """The one long poll that may be open. `offset` is the last one the bot asked with."""

    def __init__(self, updates: Updates, changed: Callable[[], None]) -> None:
        self._updates = updates
        self._changed = changed
        self._waiting: asyncio.Future[str] | None = None
        self.offset = 0
        self.polls = 0

    @property
    def waiting(self) -> bool:
        """Is a long poll open that waits for news?"""
        return self._waiting is not None and not self._waiting.done()

    def wake(self) -> None:
        """Something has arrived."""
        self._end("")

    def abort(self, why: str) -> None:
        """End the open poll with a conflict."""
        self._end(why)

    def _end(self, why: str) -> None:
        if self._waiting is not None:
            _settle(self._waiting, why)

    async def get(self, params: Json, gone: asyncio.Event) -> list[Json]:
        """Answer one getUpdates; waits up to `timeout` seconds when there is nothing yet."""
        self.abort(OTHER_POLL)
        self._updates.subscribe(params.get("allowed_updates"))
        self.offset = params.get("offset", 0)
        self.polls += 1
        limit = min(max(params.get("limit", 100), 1), 100)
        patience = min(max(params.get("timeout", 0), 0), LONGEST)
        found = self._updates.fetch(self.offset, limit)
        if not found and patience:
            await self._wait(patience, gone)
            found = self._updates.pending[:limit]
        return [update.body() for update in found]

    async def _wait(self, seconds: float, gone: asyncio.Event) -> None:
        """Until something arrives, the time is up, the caller hangs up, or a conflict ends it."""
        loop = asyncio.get_running_loop()
        mine: asyncio.Future[str] = loop.create_future()
        self._waiting = mine
        timer = loop.call_later(seconds, _settle, mine, "")
        hung_up = asyncio.create_task(gone.wait())
        hung_up.add_done_callback(lambda _: _settle(mine, ""))
        self._changed()
        try:
            why = await mine
        finally:
            timer.cancel()
            hung_up.cancel()
            self._changed()
        if why:
            raise Refusal(409, why)

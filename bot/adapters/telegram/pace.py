"""How fast we may speak: about one message a second in a chat, about thirty in all; what is urgent does not wait.

The limit for all is python-telegram-bot's own; that for a chat is a bucket here, because the library has none.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from telegram.ext import AIORateLimiter

URGENT: Final = 1
"""Handed along with a call that must not stand in line behind others: somebody has walked in."""

BURST: Final = 4.0
"""Messages that may go out at once in a chat; Telegram tolerates bursts and does not say how long ones."""

MOST_CHATS: Final = 4096

Result = bool | dict[str, Any] | list[dict[str, Any]]


class Limiter(AIORateLimiter):
    """The library's limiter with a way past it. A flood is raised to the caller, who knows what may wait."""

    __slots__ = ()

    def __init__(self, overall: float) -> None:
        # Below one a second the library's bucket would be too small for a single call.
        period = 1 / overall if 0 < overall < 1 else 1
        super().__init__(overall * period, period, group_max_rate=0, max_retries=0)

    async def process_request(  # noqa: PLR0913, PLR0917 - the library's own signature
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Result:
        if rate_limit_args == URGENT:
            return await callback(*args, **kwargs)
        return await super().process_request(callback, args, kwargs, endpoint, data, None)


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Pace:
    """A bucket for each chat. ``rate`` is messages a second, 0 for no limit of our own."""

    def __init__(self, rate: float, burst: float = BURST, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate = rate
        self._burst = burst
        self._clock = clock
        self._buckets: OrderedDict[int, _Bucket] = OrderedDict()

    def wait(self, chat: int) -> float:
        """Seconds until the next message may go to this chat."""
        if not self._rate or chat not in self._buckets:
            return 0.0
        return max(0.0, (1.0 - self._filled(chat).left) / self._rate)

    def spend(self, chat: int) -> None:
        """A message goes out now; an urgent one goes also when nothing is left, and the next ones pay for it."""
        if self._rate:
            bucket = self._filled(chat)
            bucket.left = max(bucket.left - 1.0, -self._burst)

    def _filled(self, chat: int) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.pop(chat, None) or _Bucket(self._burst, now)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._rate)
        bucket.at = now
        self._buckets[chat] = bucket
        if len(self._buckets) > MOST_CHATS:
            self._buckets.popitem(last=False)
        return bucket

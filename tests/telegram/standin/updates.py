"""What the bot has still to be told, and in which order.

The rule: an update stays pending until it is confirmed, by a later `offset` or by a 2xx from the
webhook, or until it expires: 150 seconds for a press, a day for the rest. Each belongs to a lane
(messages: by chat; presses: by user), and order is kept inside a lane only.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]
Lane = tuple[str, int]

LIVES = {"callback_query": 150.0}
DAY = 86_400.0

# Without a word from the bot it gets all of these; the stand-in makes no other kinds.
KINDS = ("message", "edited_message", "callback_query", "my_chat_member")


@dataclass(frozen=True, slots=True)
class Update:
    """One update; `expires` is a time of the stand-in's clock, in seconds."""

    update_id: int
    kind: str
    payload: Json
    lane: Lane
    expires: float

    def body(self) -> Json:
        """The Update object of the Bot API."""
        return {"update_id": self.update_id, self.kind: self.payload}


class Updates:
    """The queue. `next_id` may be set, as Telegram does after a week without updates."""

    def __init__(self, now: Callable[[], float], arrived: Callable[[], None], changed: Callable[[], None]) -> None:
        self._now = now
        self._changed = changed
        self._arrived = arrived
        self._pending: dict[int, Update] = {}
        self._held: dict[str, list[tuple[Json, Lane]]] = {}
        self._again: Counter[str] = Counter()
        self.next_id = 480_155_001
        self.allowed: tuple[str, ...] = KINDS
        self.confirmed = 0
        self.expired = 0

    @property
    def pending(self) -> list[Update]:
        """Everything not confirmed and not expired, oldest first."""
        self._expire()
        return [self._pending[i] for i in sorted(self._pending)]

    def seconds(self) -> int:
        """Unix time by the stand-in's clock."""
        return int(self._now())

    def awaits(self, update_id: int) -> bool:
        """Is this update still to be told?"""
        self._expire()
        return update_id in self._pending

    def first_in(self, lane: Lane) -> Update | None:
        """The update of this lane that is due next."""
        return next((update for update in self.pending if update.lane == lane), None)

    def push(self, kind: str, payload: Json, lane: Lane) -> int | None:
        """Queue an update; its id, or None when it is held back or not wanted by the bot."""
        if kind not in self.allowed:
            return None
        if kind in self._held:
            self._held[kind].append((payload, lane))
            return None
        update_id = self.next_id
        self.next_id += 1
        expires = self._now() + LIVES.get(kind, DAY)
        self._pending[update_id] = Update(update_id, kind, payload, lane, expires)
        self._arrived()
        return update_id

    def subscribe(self, kinds: list[str] | None) -> None:
        """Remember `allowed_updates`; None keeps what was said before, [] means the usual."""
        if kinds is not None:
            self.allowed = tuple(kinds) or KINDS

    def fetch(self, offset: int, limit: int) -> list[Update]:
        """What getUpdates gives; everything before `offset` is confirmed by asking."""
        if offset > 0:
            self._confirm_all([i for i in self._pending if i < offset])
        elif offset < 0:
            self._confirm_all(sorted(self._pending)[:offset])
        return self.pending[:limit]

    def _confirm_all(self, ids: list[int]) -> None:
        for update_id in ids:
            self.confirm(update_id)

    def confirm(self, update_id: int) -> None:
        """The bot has it. When a repeat was asked for, it stays and will come once more."""
        update = self._pending.get(update_id)
        if update is None:
            return
        if self._again[update.kind] > 0:
            self._again[update.kind] -= 1
            return
        del self._pending[update_id]
        self.confirmed += 1
        self._changed()

    def drop_all(self) -> None:
        """`drop_pending_updates`."""
        self._pending.clear()

    def _expire(self) -> None:
        now = self._now()
        for update_id in [i for i, update in self._pending.items() if update.expires <= now]:
            del self._pending[update_id]
            self.expired += 1

    def repeat(self, kind: str, times: int = 1) -> None:
        """The next `times` confirmations of this kind get lost: those updates come twice."""
        self._again[kind] += times

    def hold(self, kind: str) -> None:
        """Keep new updates of this kind back, so that those of other kinds overtake them."""
        self._held.setdefault(kind, [])

    def release(self, kind: str) -> list[int | None]:
        """Let the held ones go, in their order; their ids."""
        held = self._held.pop(kind, [])
        return [self.push(kind, payload, lane) for payload, lane in held]

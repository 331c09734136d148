"""What goes wrong between the bot and Telegram, on order.

The rule: a fault names a method (or "*" for every one but getUpdates), the how-manieth call from now
it strikes (`nth`, from 1) and how often (`times`). `when` says on which side of the effect: "before",
and nothing has happened; "after", and it has happened but the bot does not hear of it.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Literal

Side = Literal["before", "after"]
Sort = Literal["flood", "gateway", "reset", "slow", "stop"]

ALWAYS = 1_000_000_000


class Gate:
    """A call that stands still until the test says go on. `reached` comes first."""

    def __init__(self) -> None:
        self._reached = asyncio.Event()
        self._opened = asyncio.Event()
        self.dropped = False

    async def reached(self, within: float = 10.0) -> None:
        """Wait until the bot's call stands at the gate; TimeoutError when it never comes."""
        await asyncio.wait_for(self._reached.wait(), within)

    def release(self) -> None:
        """Let the call go on."""
        self._opened.set()

    def drop(self) -> None:
        """Break the connection instead; what stands before the gate has happened, no more."""
        self.dropped = True
        self._opened.set()

    async def passing(self) -> None:
        """The call arrives here and waits."""
        self._reached.set()
        await self._opened.wait()


@dataclass(slots=True)
class Fault:
    """One order; `met` counts how often it struck."""

    method: str
    sort: Sort
    when: Side = "before"
    nth: int = 1
    times: int = 1
    seconds: float = 0.0
    status: int = 502
    gate: Gate = field(default_factory=Gate)
    met: int = 0
    _calls: int = 0

    def strikes(self, method: str) -> bool:
        """Count this call; is it one to strike?"""
        if self.method != method and (self.method != "*" or method == "getUpdates"):
            return False
        self._calls += 1
        if not self.nth <= self._calls < self.nth + self.times:
            return False
        self.met += 1
        return True


class Faults:
    """All orders that stand."""

    def __init__(self) -> None:
        self._orders: list[Fault] = []

    def _add(self, fault: Fault) -> Fault:
        self._orders.append(fault)
        return fault

    def flood(self, method: str, *, retry_after: int = 1, nth: int = 1, times: int = 1) -> Fault:
        """429 with `retry_after` seconds; nothing happens."""
        return self._add(Fault(method, "flood", "before", nth, times, seconds=retry_after))

    def gateway(self, method: str, *, status: int = 502, when: Side = "before", nth: int = 1, times: int = 1) -> Fault:
        """502 or 504 with a body that is no JSON."""
        return self._add(Fault(method, "gateway", when, nth, times, status=status))

    def reset(self, method: str, *, when: Side = "before", nth: int = 1, times: int = 1) -> Fault:
        """The connection breaks; with when="after" the effect stays and its answer is lost."""
        return self._add(Fault(method, "reset", when, nth, times))

    def slow(self, method: str, seconds: float, *, when: Side = "after", nth: int = 1, times: int = 1) -> Fault:
        """The answer takes its time; with when="before" the effect does too."""
        return self._add(Fault(method, "slow", when, nth, times, seconds=seconds))

    def stop_at(self, method: str, *, when: Side = "before", nth: int = 1) -> Gate:
        """The call stands still until the gate is released: the place for a kill -9."""
        return self._add(Fault(method, "stop", when, nth)).gate

    def lift(self, fault: Fault | None = None) -> None:
        """Take back one order, or all of them."""
        if fault is None:
            self._orders.clear()
        elif fault in self._orders:
            self._orders.remove(fault)

    def release_all(self) -> None:
        """Break every call that still stands at a gate."""
        for fault in self._orders:
            fault.gate.drop()

    def striking(self, method: str) -> list[Fault]:
        """The faults that strike this call; every order counts it, so ask once a call."""
        return [fault for fault in self._orders if fault.strikes(method)]


class Rates:
    """Telegram's flood limits, off until `enforce`: a bucket for each chat and one for all."""

    def __init__(self) -> None:
        self._limits: tuple[float, float, float] | None = None
        self._buckets: dict[int | str, tuple[float, float]] = {}
        self.refused = 0

    def enforce(self, *, per_chat: float = 1.0, burst: float = 5.0, overall: float = 30.0) -> None:
        """Calls a second that are let through; `burst` is how many may come at once in a chat."""
        self._limits = (per_chat, burst, overall)
        self._buckets.clear()

    def wait_for(self, chat_id: int, now: float) -> int:
        """Whole seconds this call is too early; 0 and it is counted, when it may pass."""
        if self._limits is None:
            return 0
        per_chat, burst, overall = self._limits
        asked: dict[int | str, tuple[float, float]] = {chat_id: (per_chat, burst), "all": (overall, overall)}
        left = {key: self._left(key, rate, room, now) for key, (rate, room) in asked.items()}
        late = [(1 - left[key]) / asked[key][0] for key in asked if left[key] < 1]
        if late:
            self.refused += 1
            return max(1, round(max(late) + 0.5))
        for key, tokens in left.items():
            self._buckets[key] = (tokens - 1, now)
        return 0

    def _left(self, key: int | str, rate: float, room: float, now: float) -> float:
        tokens, then = self._buckets.get(key, (room, now))
        return min(room, tokens + (now - then) * rate)

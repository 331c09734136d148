"""Counts of what happens, for a page that only this machine can open, and the same events for the log.

No count has a label for a person, a chat, an answer or a card: the labels are names of events and of things of ours.
"""

from __future__ import annotations

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from bot.logs import log, safe

QUIET: Final = frozenset({"update.taken", "paint.done", "due.found", "call.repeated", "stranger.ignored"})
"""Events of every day: counted, and written only at the level of debugging."""

LOUD: Final = frozenset({"poll.refused", "webhook.foreign"})


class Meter:
    """Tells what happened. ``text`` is the page of figures."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self._events = Counter("waymark_events", "What happened.", ("event", "what"), registry=self.registry)
        self._ready = Gauge("waymark_ready", "1 while updates are taken.", registry=self.registry)
        self.seconds = Histogram(
            "waymark_update_seconds",
            "From an update to the end of its work.",
            buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
            registry=self.registry,
        )

    def __call__(self, event: str, what: str = "") -> None:
        """Count an event and write it to the log."""
        named = str(safe(what)) if what else ""
        self._events.labels(event, named).inc()
        facts = {"what": named} if named else {}
        if event in QUIET:
            log().debug(event, **facts)
        elif event in LOUD:
            log().critical(event, **facts)
        elif event.endswith((".failed", ".refused", ".again")):
            log().warning(event, **facts)
        else:
            log().info(event, **facts)

    def ready(self, *, yes: bool) -> None:
        """Updates are taken from now on, or no longer."""
        self._ready.set(int(yes))

    def text(self) -> bytes:
        """All figures, in the form that Prometheus reads."""
        return generate_latest(self.registry)

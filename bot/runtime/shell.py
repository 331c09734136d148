"""Load, step, commit, show: in this order, so that nothing is shown that a crash could take back.

Events of one key run one after another. A commit is conditional: when another process was quicker, the session is
loaded again and the step is taken again, a few times; an answer then meets a newer card and is refused as stale,
never applied to a card that its sender has not seen. Nothing here logs, and no text comes in.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Final

from bot.engine import events as ev
from bot.engine.errors import RecordError
from bot.engine.record import Codec
from bot.engine.session import Mode, Session
from bot.engine.show import Library, show
from bot.engine.step import Stepped, step
from bot.engine.versions import up_to_date
from bot.engine.view import Notice, View
from bot.present.screen import Presenter, Screen, screen
from bot.runtime.counting import tally
from bot.runtime.order import Order
from storage.base import Store, Stored, Tally

TRIES: Final = 5
"""How often a step is taken again when others are quicker, before the newest card is shown as it is."""

# The library tells the log the name of every state that is entered and left. Ours never learns where anybody is.
logging.getLogger("transitions.core").disabled = True

STALE: Final = Notice("stale")

Clock = Callable[[], int]
"""Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class _Found:
    """What the store holds: the row that a commit replaces, its session, and what to say about it."""

    row: Stored | None
    session: Session | None
    notices: tuple[Notice, ...] = ()
    over: View | None = None


class Runtime:
    """Everybody's conversations. ``StoreError`` passes through: the channel knows how to tell its person."""

    def __init__(self, library: Library, codec: Codec, store: Store, presenter: Presenter, clock: Clock) -> None:
        self._library = library
        self._codec = codec
        self._store = store
        self._presenter = presenter
        self._clock = clock
        self._order = Order()

    @property
    def busy(self) -> int:
        """How many keys have an event in hand or waiting."""
        return len(self._order)

    async def handle(self, key: bytes, event: ev.Event, *, at: int | None = None) -> Screen:
        """What this event leads to, committed. ``key`` has 16 bytes.

        ``at`` dates any event: where an open conversation stands at another revision, the event is refused as stale.
        """
        async with self._order.turn(key):
            return self._screen(await self._stepped(key, event, at))

    async def _stepped(self, key: bytes, event: ev.Event, at: int | None) -> View:
        for _ in range(TRIES):
            now = self._clock()
            found = await self._find(key, now)
            if found.over is not None and not isinstance(event, ev.Begin):
                return found.over
            if at is not None and found.session is not None and found.session.revision != at:
                return show(self._library, up_to_date(self._library, found.session)[0], (*found.notices, STALE))
            event = _dated(event, found.session)
            stepped = step(self._library, found.session, event)
            if await self._commit(key, found, stepped, now):
                view = stepped.view
                return replace(view, notices=(*found.notices, *view.notices)) if found.notices else view
        return show(self._library, (await self._find(key, self._clock())).session, (STALE,))

    async def _find(self, key: bytes, now: int) -> _Found:
        """The session under a key. A row that is past its time or cannot be read is wiped first."""
        row = await self._store.load(key)
        if row is None:
            return _Found(None, None)
        try:
            session = self._codec.decode(row.record)
        except RecordError:
            session = None
        readable = session is not None and session.flow in self._library.flows
        if row.expires > now and readable:
            return _Found(row, session)
        await self._store.commit(key, expected=row.revision, revision=row.revision, record=None, expires=0)
        if readable:
            return _Found(None, None, over=step(self._library, session, ev.Expire()).view)
        return _Found(None, None, (Notice("flow_gone"),))

    async def _commit(self, key: bytes, found: _Found, stepped: Stepped, now: int) -> bool:
        """Is what this step leads to in the store now? What changed nothing needs no commit."""
        session, row = stepped.session, found.row
        if session is None or session.mode in (Mode.ENDED, Mode.IDLE):
            if row is None:
                return True
            return await self._store.commit(
                key,
                expected=row.revision,
                revision=row.revision,
                record=None,
                expires=0,
                tally=self._tally(session, stepped.view, now),
            )
        if row is not None and session.revision == row.revision:
            return True
        return await self._store.commit(
            key,
            expected=row.revision if row else None,
            revision=session.revision,
            record=self._codec.encode(session),
            expires=now + self._presenter.site.options.forget_after_seconds,
        )

    def _tally(self, session: Session | None, view: View, now: int) -> Tally | None:
        if session is None or view.outcome is None or not self._presenter.site.options.counts:
            return None
        return tally(self._codec, self._library.flows[session.flow], session, view.outcome, now)

    def _screen(self, view: View) -> Screen:
        today = day(self._clock())
        if today != self._presenter.today:
            self._presenter = replace(self._presenter, today=today)
        return screen(view, self._presenter)


def day(now: int) -> date:
    """The date (UTC) of a point in time."""
    return datetime.fromtimestamp(now, UTC).date()


def _dated(event: ev.Event, session: Session | None) -> ev.Event:
    """The event, dated with the revision it was first held against, so that a later try cannot answer a newer card."""
    if isinstance(event, ev.Answer | ev.Back) and event.revision is None and session is not None:
        return replace(event, revision=session.revision)
    return event

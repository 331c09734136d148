"""Every card of every conversation, as a screen: reached by the real step, with the real words."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import date
from functools import cache

from bot.app import Parts, read_parts
from bot.engine import events as ev
from bot.engine.session import Mode, Session
from bot.engine.show import show
from bot.engine.step import step
from bot.engine.view import View
from bot.present.screen import Screen, screen

TODAY = date(2026, 11, 22)
ASIDE = (ev.Danger(), ev.Pause(), ev.Cover(), ev.Away(), ev.Stop(), ev.Unknown(), ev.Expire())


@cache
def parts() -> Parts:
    """The shipped content at the demonstration site."""
    return read_parts(clock=lambda: int(TODAY.strftime("%s")))


@cache
def screens() -> tuple[Screen, ...]:
    """A screen for each card of each conversation, and for each interrupt on its first card."""
    seen: dict[tuple[object, ...], View] = {}
    for flow in parts().library.flows:
        for view in _cards(flow):
            seen.setdefault((view.flow, view.state, view.mode, view.notices), view)
    return tuple(screen(view, parts().presenter) for view in seen.values())


def _cards(flow: str) -> Iterator[View]:
    lib = parts().library
    session, view = step(lib, None, ev.Begin(flow))
    yield view
    for event in ASIDE:
        yield from _inside(step(lib, session, event).view, step(lib, session, event).session)
    waiting: deque[Session | None] = deque([session])
    met = {view.state}
    while waiting:
        here = waiting.popleft()
        for choice in step(lib, here, ev.Look()).view.choices:
            after, view = step(lib, here, ev.Answer(choice))
            if view.state not in met:
                met.add(view.state)
                waiting.append(after)
                yield view
    compiled = lib.flows[flow]
    for state in compiled.cards.keys() - met:  # those that only a certain trail leads to
        yield show(lib, Session(flow, compiled.version, state))


def _inside(view: View, session: Session | None) -> Iterator[View]:
    """A card of the safety conversation and those behind it."""
    yield view
    for choice in view.choices if view.mode is Mode.DANGER else ():
        after, behind = step(parts().library, session, ev.Answer(choice))
        if behind.mode is Mode.DANGER:
            yield from _inside(behind, after)

"""Two populations with the same counts and nothing else alike: other answers, other lengths, other things typed."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.engine import events as ev
from bot.engine.session import Mode
from bot.engine.step import step
from bot.present.screen import Screen
from bot.present.understand import understand
from bot.runtime import Runtime
from tests.console.samples import parts

FLOWS = ("offer", "adult_brief", "work_rights", "needs", "safety")
LONGEST = 60
"""Answers after which a walk that has not ended is stopped."""

TYPED = {
    "one": ("Maribel Ochoa-Stein", "dob 3/4/1999", "her boss is Dutch", "mrn 4482913", "ask about the restaurant"),
    "two": ("Tomasz", "call 555-0142 after nine", "él no quiere", "t.k@example.org, two kids", "Room 9 at the motel"),
}
"""What each population types that is no answer."""


@dataclass(frozen=True)
class Talk:
    """A conversation: its flow, its events from the first card on, and how it is counted."""

    flow: str
    events: tuple[ev.Event, ...]
    counted: tuple[str, str]


def walked(flow: str, chance: random.Random) -> Talk:
    """A conversation in which chance answers, now and then goes back, and sometimes stops."""
    library = parts().library
    session, view = step(library, None, ev.Begin(flow))
    events: list[ev.Event] = []
    stop_at = chance.randint(1, 2 * LONGEST)
    while session is not None and session.mode is not Mode.ENDED:
        event: ev.Event
        if len(events) in (stop_at, LONGEST):
            event = ev.Stop()
        elif chance.random() < 0.08 and "back" in view.interrupts:
            event = ev.Back()
        else:
            event = ev.Answer(chance.choice(view.choices))
        events.append(event)
        session, view = step(library, session, event)
    outcome = view.outcome
    return Talk(flow, tuple(events), (outcome.result, outcome.reason) if outcome else ("", ""))


def pairs(count: int, seed: int) -> Iterator[tuple[Talk, Talk]]:
    """This many pairs of different conversations that are counted alike."""
    chance = random.Random(seed)  # noqa: S311 - not a secret
    alike: dict[tuple[str, tuple[str, str]], list[Talk]] = defaultdict(list)
    made = 0
    while made < count:
        talk = walked(chance.choice(FLOWS), chance)
        waiting = alike[talk.flow, talk.counted]
        waiting.append(talk)
        if len(waiting) == 2:
            one, two = waiting
            waiting.clear()
            if one.events != two.events:
                made += 1
                yield one, two


async def held(shell: Runtime, key: bytes, talk: Talk, typed: Sequence[str], *, until: int | None = None) -> Screen:
    """Hold a conversation, with things typed in between that are no answers; the last screen."""
    shown = await shell.handle(key, ev.Begin(talk.flow))
    for number, event in enumerate(talk.events[:until]):
        if number % 4 == 1:
            words = typed[(number + key[-1]) % len(typed)]
            said = understand(words, shown)
            shown = await shell.handle(key, said if isinstance(said, ev.Unknown) else ev.Look())
        shown = await shell.handle(key, event)
    return shown


def differs(talks: Sequence[Talk]) -> bool:
    """Do these conversations differ among each other?"""
    return any(one.events != two.events for one, two in pairwise(talks))

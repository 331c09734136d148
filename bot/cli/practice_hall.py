"""Real conversations for the practice bot: each is held anew from its picks, so nothing of one is ever kept.

A pick below ``ASIDES`` is an answer by its place on the real card; from there on it is one of ``CALLED``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

from bot.cli.scenario_flow_cards import FlowCards
from bot.engine import events as ev
from bot.engine.session import Mode
from bot.engine.versions import fingerprint
from bot.practice.cards import Block
from bot.practice.flow_practice import FlowTalk, begun, stepped
from bot.practice.scenario import Scenario, edition
from bot.practice_chat.flow_hall import Held, Pickable

if TYPE_CHECKING:
    from bot.engine.view import View
    from bot.practice.words import Words

ASIDES: Final = 100
CALLED: Final[dict[str, ev.Event]] = {
    "danger": ev.Danger(),
    "pause": ev.Pause(),
    "cover": ev.Cover(),
    "away": ev.Away(),
}
"""What can be called at any time. Their order is that of their numbers, so it stays. Back and stop are the chat's."""

MOST_PICKS: Final = 240
"""As many as a talk can have; who goes round and round is offered the way back and the way out."""


class FlowHall:
    """A ``Hall`` over the conversations that ship."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self._cards = FlowCards(words)

    def edition(self, case: Scenario) -> int:
        """32 bits of all that decides where picks lead."""
        decides = repr((edition(case), self._flows)).encode()
        return int.from_bytes(blake2b(decides, digest_size=4).digest(), "big")

    def held(self, case: Scenario, picks: Sequence[int]) -> Held:
        """Where these picks lead. Raises ``ValueError`` for one that its card does not offer, and without a flow."""
        if case.in_flow is None:
            raise ValueError("this patient answers no conversation")
        talk, view = begun(self._cards.library, case, case.in_flow.flow)
        for pick in picks:
            talk, view = stepped(self._cards.library, talk, view, _event(view, pick))
        return self._shown(talk, view, picks)

    def _shown(self, talk: FlowTalk, view: View, picks: Sequence[int]) -> Held:
        screen = self._cards.screen(view)
        told = replace(self._cards.card(talk, view, screen), typed="")
        if view.mode is Mode.ENDED:
            return Held(replace(told, choices=()), heard=self._cards.looked_back(talk))
        if not picks:
            begins = Block("", (self._words("flow_begins", flow=view.flow),))
            told = replace(told, blocks=(begins, *told.blocks))
        if len(picks) >= MOST_PICKS:
            return Held(replace(told, choices=()))
        choices = tuple(Pickable(place, one.label) for place, one in enumerate(screen.choices))
        labels = {one.id: one.label for one in screen.interrupts}
        called = [(place, labels[name]) for place, name in enumerate(CALLED) if name in labels]
        return Held(told, choices, tuple(Pickable(ASIDES + place, label) for place, label in called))

    @cached_property
    def _flows(self) -> list[str]:
        return sorted(fingerprint(flow) for flow in self._cards.library.flows.values())


def _event(view: View, pick: int) -> ev.Event:
    """What a pick does on this card."""
    if 0 <= pick < len(view.choices):
        return ev.Answer(view.choices[pick], view.revision)
    called = list(CALLED)[pick - ASIDES] if 0 <= pick - ASIDES < len(CALLED) else ""
    if called not in view.interrupts:
        raise ValueError("a pick that this card does not offer")
    return CALLED[called]

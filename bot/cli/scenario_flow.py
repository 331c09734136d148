"""The command ``scenario play ID --flow NAME``: a real conversation held with a patient who is made up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.cli.scenario_flow_cards import FlowCards
from bot.engine.session import Mode
from bot.practice.cards import Block, Card
from bot.practice.flow_practice import begun, stepped
from bot.present.understand import understand
from bot.shipped import Refused

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.practice.scenario import Scenario
    from bot.practice.words import Words


class FlowSitting:
    """One real conversation with a made-up patient: cards out, typed lines in."""

    def __init__(self, case: Scenario, flow: str, words: Words) -> None:
        self._case = case
        self._flow = flow
        self._words = words
        self._cards = FlowCards(words)
        flows = self._cards.library.flows
        if flow not in flows:
            raise Refused(f"There is no conversation by that name; there are {', '.join(flows)}.")
        if case.in_flow is None:
            raise Refused(f"{case.id} does not say how its patient answers a real conversation.")
        if case.in_flow.flow != flow:
            raise Refused(f"This patient answers the conversation {case.in_flow.flow}.")

    def hold(self, show: Callable[[Card], None], heard: Callable[[], str | None]) -> None:
        """Hold it to its end. ``show`` takes each card, ``heard`` gives the next line or None for an unreadable one."""
        cards = self._cards
        talk, view = begun(cards.library, self._case, self._flow)
        show(self._opening())
        while view.mode is not Mode.ENDED:
            shown = cards.screen(view)
            show(cards.card(talk, view, shown))
            line = heard() or ""
            talk, view = stepped(cards.library, talk, view, understand(line, shown))
        show(cards.card(talk, view, cards.screen(view)))
        show(cards.looked_back(talk))

    def _opening(self) -> Card:
        words, case = self._words, self._case
        said = Block("", (words("flow_begins", flow=self._flow),))
        seen = Block(words("sees_first"), (case.sees_first,))
        return Card(words("banner"), words("brief_header"), case.title, (Block("", (case.brief,)), seen, said))

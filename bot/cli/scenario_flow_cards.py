"""The cards of a real conversation that is held with a patient who is made up, wherever they are shown.

The flow, its words and its rules are the real ones. What stands around it is not: no store, no counts, no site of
anybody, and instead of services an example under a number that nobody has.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.adapters.blocks import any_time, blocks
from bot.adapters.labels import Labels
from bot.library import library
from bot.practice.cards import Block, Card
from bot.practice.flow_practice import FlowTalk, misheard, reaction, topic_of
from bot.present import catalog
from bot.present import site as sites
from bot.present.contacts import Contacts
from bot.present.issues import ContentError
from bot.present.presenter import Presenter, presenter
from bot.present.screen import Screen, screen
from bot.shipped import Refused, content_folder

if TYPE_CHECKING:
    from bot.engine.show import Library
    from bot.engine.view import View
    from bot.practice.words import Words

RESERVED: Final = "555-01{:02}"
"""Numbers that are kept for examples: none of them rings."""


class FlowCards:
    """Makes such cards. ``library`` has the conversations, in the language of the cases."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.library = _of_this_language(library())
        self._presenter = _presenter(self.library)

    def screen(self, view: View) -> Screen:
        """The real card without services, and without a word on there being none."""
        return screen(replace(view, contacts=()), self._presenter)

    def card(self, talk: FlowTalk, view: View, shown: Screen) -> Card:
        """A card of the real conversation, with what the patient says to it."""
        words = self._words
        labels = Labels(self._presenter.catalog, view.language)
        calm = replace(shown, banner="", title="")
        found = [Block(block.label, tuple(block.lines)) for block in blocks(calm, labels)]
        if view.contacts:
            found.append(Block(labels["contacts_label"], tuple(self._examples(view))))
        if topic := topic_of(self.library, view):
            said = reaction(talk, topic)
            found.append(Block(words("flow_says"), (f"“{said.says}”" if said else words("silence"),)))
        if shown.notices:
            found.append(Block("", shown.notices))
        typed = f"{labels['any_time_label']}: {', '.join(any_time(shown))}" if shown.interrupts else ""
        choices = tuple(button.label for button in shown.choices)
        return Card(words("banner"), shown.header or words("flow_header"), shown.title, tuple(found), choices, typed)

    def looked_back(self, talk: FlowTalk) -> Card:
        """What was said beside what was tapped, where the two differ."""
        words = self._words
        lines = [
            words("flow_line", topic=one.topic, says=one.says, meant=one.meant, tapped=one.tapped)
            if one.meant
            else words("flow_silent", topic=one.topic, tapped=one.tapped)
            for one in misheard(talk)
        ]
        heard = lines or [words("flow_all") if talk.marked else words("flow_none")]
        return Card(words("banner"), words("flow_header"), "", (Block(words("flow_heard"), tuple(heard)),))

    def _examples(self, view: View) -> list[str]:
        """An example for each kind of service that the card would show."""
        needs = [category.replace("_", " ") for category in view.contacts]
        return [
            self._words("example_contact", need=need, number=RESERVED.format(place))
            for place, need in enumerate(needs, start=1)
        ]


def _of_this_language(whole: Library) -> Library:
    return replace(whole, languages=("en",))


def _presenter(whole: Library) -> Presenter:
    """What screens are made with: the real words, a site that is nobody's, and no service at all."""
    folder, today = content_folder(), datetime.now(UTC).date()
    try:
        site = sites.read(folder / "sites" / "demonstration.yaml", today)
        words = catalog.read(folder / "prompts.yaml")
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None
    return presenter(whole, words, replace(site, languages=("en",)), Contacts(()), today)

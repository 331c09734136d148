"""What messages and presses have in common: how a step is taken that answers a view, and how its result is shown.

The order for every update: may this person? may this event, at this revision? commit; only then show. A second
delivery of the same update meets a revision that has moved on, so it changes nothing and shows the card as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from bot.adapters.telegram.border import Chats, Door, Kind, Rows
from bot.adapters.telegram.paint import Means, Painter
from bot.adapters.telegram.render import is_open
from bot.adapters.telegram.strangers import Strangers
from bot.adapters.telegram.views import Views
from bot.adapters.telegram.work import current
from bot.engine import events as ev
from bot.engine.session import Mode
from bot.present.screen import Screen

if TYPE_CHECKING:
    from telegram import User

    from bot.adapters.telegram.turns import Showing

STALE: Final = "stale"
LOOKS: Final = 4
"""How often a view is painted that others have overtaken, before it is left to them."""

LANDING: Final[Mapping[type, Mode]] = {ev.Danger: Mode.DANGER, ev.Cover: Mode.COVERED, ev.Stop: Mode.ENDED}
"""Safety events that count from an older view too, and where they lead: who is there already need not go again."""


@dataclass(frozen=True, slots=True)
class Answering:
    """Everything that a conversation in a chat stands on. ``languages`` are those of the site, its own first."""

    means: Means
    painter: Painter
    views: Views
    door: Door
    strangers: Strangers
    languages: tuple[str, ...]

    @property
    def chats(self) -> Chats:
        """Conversations and rows."""
        return self.means.chats

    async def taken(self, chat: int, event: ev.Event, at: int, *, from_card: bool) -> Screen:
        """The screen after an event that answers a revision. Safety does not ask which view the button was on."""
        screen = await self.chats.handle(chat, event, at=at)
        if type(event) not in LANDING or not self.notice(screen, STALE):
            return screen
        if screen.view.mode is LANDING[type(event)] or (isinstance(event, ev.Stop) and not from_card):
            return screen
        return await self.chats.handle(chat, event)

    def begin(self, flow: str, person: User) -> ev.Begin:
        """A beginning in the person's language, where the site has it."""
        spoken = (person.language_code or "")[:2]
        language = spoken if spoken in self.languages else self.languages[0]
        return ev.Begin(flow, language, language)

    def show(self, chat: int, showing: Showing) -> None:
        """Paint, beside whatever comes next."""
        current.get().add(self._shown(chat, showing))

    async def _shown(self, chat: int, showing: Showing) -> bool:
        """Paint. Where other processes paint as well, one may have gone on meanwhile, and been quicker to paint.

        Then the older view stands there now, perhaps an open card where somebody has just covered it. Everybody looks
        after painting, so whoever paints last sees it.
        """
        for _ in range(LOOKS):
            done = await self.painter.show(chat, showing)
            if showing.at is None or not done or not self.means.shared:
                return done
            newest = self.views.of(await self.chats.handle(chat, ev.Look()))
            if newest.at == showing.at:
                return done
            showing = replace(newest, soft=True)
        return False

    def notice(self, screen: Screen, name: str) -> str:
        """The words of a notice, if the view has it."""
        if not any(notice.id == name for notice in screen.view.notices):
            return ""
        return self.views.face.catalog.text(f"notice.{name}", screen.view.language)

    async def unremind(self, chat: int, rows: Rows, screen: Screen) -> None:
        """Who is back needs no reminder."""
        if screen.view.mode is not Mode.AWAY and rows.of(Kind.REMIND):
            await self.chats.note(chat, drop=rows.of(Kind.REMIND))


def without(screen: Screen, words: str) -> Screen:
    """The screen without one notice."""
    return replace(screen, notices=tuple(one for one in screen.notices if one != words)) if words else screen


def is_first(screen: Screen) -> bool:
    """Is this the first card of a conversation? It alone makes a sound."""
    return is_open(screen) and screen.view.revision == 1

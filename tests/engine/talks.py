"""Conversations with the engine in few words, stored and read back between all steps when that is asked for."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.engine import events as ev
from bot.engine.record import Codec, codec
from bot.engine.session import Session
from bot.engine.show import Library
from bot.engine.step import step
from bot.engine.versions import locked
from bot.engine.view import View


def begun(library: Library, flow: str, *, park: bool = False) -> Talk:
    """A conversation at its first card."""
    session, view = step(library, None, ev.Begin(flow))
    return Talk(library, codec(locked(library), library), session, view, park)


@dataclass
class Talk:
    """A session and what it shows. ``notices`` are the ids of the last step's."""

    library: Library
    codec: Codec
    session: Session | None
    view: View
    park: bool = False
    notices: tuple[str, ...] = field(default=())

    def do(self, *events: ev.Event) -> Talk:
        """Let these things happen."""
        for event in events:
            kept = self.session
            if self.park and kept is not None:
                kept = self.codec.decode(self.codec.encode(kept))
                assert kept == self.session
            self.session, self.view = step(self.library, kept, event)
            self.notices = tuple(notice.id for notice in self.view.notices)
        return self

    def tap(self, *answers: str) -> Talk:
        """Tap these answers, each on the card that is shown."""
        for answer in answers:
            assert answer in self.view.choices, (answer, self.view.choices)
            self.do(ev.Answer(answer, self.view.revision))
        return self

    @property
    def kept(self) -> Session:
        """The session, which is there."""
        assert self.session is not None
        return self.session

    @property
    def answers(self) -> tuple[str, ...]:
        """What was answered, in order."""
        return tuple(answer for _, answer in self.kept.trail)

    @property
    def dropped(self) -> tuple[str, ...]:
        """The cards whose answers the last step dropped."""
        return next((notice.states for notice in self.view.notices if notice.id == "dropped"), ())

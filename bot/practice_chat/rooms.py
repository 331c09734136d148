"""What people do in rooms: open, join, choose, lead, leave, and write to each other; and what is shown to whom after.

A trainer's button carries where the class stood when it was shown, a trainee's the turn: whatever moved on meanwhile
makes it stale. What two people write to each other is handed on and forgotten; only the numbers of the messages are
noted, so that all of them can be deleted at the end.
"""

from __future__ import annotations

from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from bot.adapters.telegram.card import Card
from bot.adapters.telegram.pace import Pace as Bucket
from bot.adapters.telegram.work import current
from bot.practice.class_standing import Pace, Phase, may_relay, new_room
from bot.practice.class_talk import (
    Back,
    Discuss,
    Effect,
    End,
    Event,
    Join,
    Leave,
    Next,
    Open,
    Pick,
    Refused,
    Reveal,
    Rewind,
    Taken,
)
from bot.practice.play import replay
from bot.practice.room_record import AtRest
from bot.practice.shuffling import order
from bot.practice_chat import text
from bot.practice_chat.closing import Closing
from bot.practice_chat.data import Act, Verb
from bot.practice_chat.faces import Face
from bot.practice_chat.library import Library
from bot.practice_chat.painter import Painter
from bot.practice_chat.posting import Post
from bot.practice_chat.room_faces import TEN, place_of, room_face
from bot.practice_chat.shelter import Shelter, read_code
from bot.practice_chat.sitting import MOST_EXTRAS, Place, Sitting

if TYPE_CHECKING:
    from telegram import Message

    from bot.practice_chat.keeping import Sittings

LONGEST: Final = 1500
"""Letters of a text that is handed on."""

LEADING: Final[Mapping[Verb, Event]] = {
    Verb.OPENS: Open(),
    Verb.SHOWS: Reveal(),
    Verb.TALKS: Discuss(),
    Verb.ENDS: End(),
}
AWAY: Final = (Verb.HOME, Verb.CASES, Verb.REST, Verb.ABOUT, Verb.DRILL, Verb.LEAVES)
"""What takes somebody out of a room."""


@dataclass(frozen=True, slots=True)
class Rooms:
    """All rooms of this bot. ``tries``: how often a chat may try a code."""

    shelter: Shelter
    sittings: Sittings
    painter: Painter
    library: Library
    post: Post
    closing: Closing
    tries: Bucket

    async def face(self, sitting: Sitting) -> Face:
        """What is shown to somebody in a room."""
        return room_face(sitting, await self.shelter.look(sitting.room), self.library)

    # --- coming -----------------------------------------------------------------------------------

    async def command(self, chat: int, name: str, words: list[str], heard: int) -> str:
        """``/class new SCENARIO [own|led|patient]``, ``/class CODE`` or ``/join CODE``; what there is to say."""
        sitting = await self.sittings.change(chat, lambda one: replace(one, heard=heard, step=one.step + 1))
        if sitting.room and (rest := await self.shelter.look(sitting.room)) and rest.trainer == chat:
            return self.library.words("room_hold")
        if name == "class" and words[:1] == ["new"]:
            return await self._new(sitting, words[1:])
        if not words:
            return self.library.words("class_help" if name == "class" else "join_help")
        return await self._join(sitting, "".join(words))

    async def _new(self, sitting: Sitting, words: list[str]) -> str:
        case = self.library.named(words[0]) if words else None
        if case is None or words[1:] not in ([], ["own"], ["led"], ["patient"]):
            return self.library.words("class_help")
        how = words[1] if words[1:] else "led"
        if sitting.room:
            await self.leave(sitting)
        shelter = self.shelter
        pace = Pace.OWN if how == "own" else Pace.LED
        room = new_room(case, shelter.draw(10_000), pace, shelter.clock(), relay=how == "patient")
        code = await shelter.new(room, sitting.chat)
        await self._enter(sitting.chat, code)
        shelter.tell("room.opened", "own" if how == "own" else "patient" if how == "patient" else "led")
        return ""

    async def _join(self, sitting: Sitting, written: str) -> str:
        code = read_code(written)
        if self.tries.wait(sitting.chat):
            return self.library.words("notice_quick")
        self.tries.spend(sitting.chat)
        if code is None or await self.shelter.look(code) is None:
            return self.library.words("room_unknown")
        if sitting.room and sitting.room != code:
            await self.leave(sitting)
        chat = sitting.chat

        def come(rest: AtRest) -> tuple[AtRest, Event]:
            seat = rest.seat_of(chat)
            return (rest if seat else replace(rest, chats=(*rest.chats, chat))), Join(seat)

        told = await self.shelter.step(code, come)
        if told is None:
            return self.library.words("room_unknown")
        if told[0].seat_of(chat) is not None:
            await self._enter(chat, code)
        return self._followed(code, told, chat)

    async def _enter(self, chat: int, code: int) -> None:
        def enter(one: Sitting) -> Sitting:
            return Sitting(one.chat, one.card, one.sent, one.heard, one.step + 1, Place.ROOM, room=code)

        await self.sittings.change(chat, enter)

    # --- being there ------------------------------------------------------------------------------

    async def act(self, sitting: Sitting, act: Act, heard: int = 0) -> str:
        """A step of somebody in a room; what there is to say."""
        rest = await self.shelter.look(sitting.room)
        if act.verb is Verb.LOOK and rest is not None:
            await self._heard(sitting, heard)
            return ""
        if rest is None or act.verb in AWAY:
            return await self._away(sitting, rest, act, heard)
        if act.verb is Verb.PAGE:
            await self._heard(sitting, heard, page=act.number)
            return ""
        trains = rest.trainer == sitting.chat
        event = self._leads(rest, act) if trains else self._chooses(rest, sitting, act)
        if event is None:
            await self._heard(sitting, heard)
            return self.library.words("notice_stale")
        await self._heard(sitting, heard, page=0)
        told = await self.shelter.step(sitting.room, lambda one: (one, event))
        return self._followed(sitting.room, told, sitting.chat) if told else self.library.words("room_unknown")

    def _leads(self, rest: AtRest, act: Act) -> Event | None:
        """What a trainer's button asks for, None where the class has moved on."""
        if act.verb in LEADING:
            return LEADING[act.verb] if act.number == place_of(rest) else None
        turn, place = divmod(act.number, TEN)
        if act.verb is Verb.BACK:
            return Rewind(act.number - 1)
        if act.verb is not Verb.GOES or turn != rest.room.turn:
            return None
        line = self._line(rest, rest.room.path, place - 1) if place else None
        return Next(line)

    def _chooses(self, rest: AtRest, sitting: Sitting, act: Act) -> Event | None:
        """What a trainee's button asks for, None where it is nothing that a seat can ask for."""
        seat = rest.seat_of(sitting.chat)
        if seat is None:
            return None
        if act.verb is Verb.BACK:
            return Back(seat, act.number - 1)
        if act.verb is not Verb.PICK:
            return None
        turn, shown = divmod(act.number, TEN)
        picks = rest.room.path if rest.room.pace is Pace.LED else rest.room.seats[seat - 1].picks
        line = self._line(rest, picks, shown) if turn == len(picks) else None
        return None if line is None else Pick(seat, turn, line)

    def _line(self, rest: AtRest, picks: tuple[int, ...], shown: int) -> int | None:
        """The place in the file of the line that is shown at this place."""
        case = self.library.case(rest.room.scenario, rest.room.edition)
        turn = replay(case, picks).turn if case else None
        if case is None or turn is None or not 0 <= shown < len(turn.lines):
            return None
        return order(rest.room.seed, case.index(turn.id), len(turn.lines))[shown]

    async def _heard(self, sitting: Sitting, heard: int, page: int | None = None) -> None:
        def step(one: Sitting) -> Sitting:
            paged = one.page if page is None else page
            return replace(one, heard=max(one.heard, heard), step=one.step + 1, page=paged)

        await self.sittings.change(sitting.chat, step)

    # --- writing to each other --------------------------------------------------------------------

    async def relays(self, sitting: Sitting, message: Message) -> bool:
        """Hand a text on to the other one of two; False where nobody is to have it, and it is only to be deleted."""
        rest = await self.shelter.look(sitting.room) if sitting.room else None
        if rest is None or not may_relay(rest.room) or not rest.chats:
            return False
        if message.text is None or message.forward_origin is not None or message.message_id <= sitting.heard:
            return False
        chat, number = sitting.chat, message.message_id
        other = rest.chats[0] if chat == rest.trainer else rest.trainer
        name = "patient_says" if chat == rest.trainer else "worker_says"
        said = text.plain(message.text[:LONGEST])
        sent = await self.post.send(other, Card(f"<i>{text.plain(self.library.words(name))}</i>\n{said}"), silent=False)
        await self._noted(chat, number, heard=number)
        if sent.message:
            await self._noted(other, sent.message)
        return True

    async def _noted(self, chat: int, message: int, heard: int = 0) -> None:
        def note(one: Sitting) -> Sitting:
            extras = (*one.extras, message)[-MOST_EXTRAS:]
            return replace(one, extras=extras, heard=max(one.heard, heard))

        await self.sittings.change(chat, note)

    # --- going ------------------------------------------------------------------------------------

    async def leave(self, sitting: Sitting, *, forget: bool = False) -> None:
        """Somebody goes; a trainer who goes ends the class."""
        code, chat = sitting.room, sitting.chat

        def go(rest: AtRest) -> tuple[AtRest, Event]:
            seat = rest.seat_of(chat)
            if seat is None:
                return rest, End()
            if forget:
                rest = replace(rest, chats=tuple(0 if one == chat else one for one in rest.chats))
            return rest, Leave(seat, forget)

        rest = await self.shelter.look(code)
        if rest is None or (rest.trainer != chat and rest.seat_of(chat) is None):
            return
        told = await self.shelter.step(code, go)
        if told is not None:
            self._followed(code, told, chat)

    async def _away(self, sitting: Sitting, rest: AtRest | None, act: Act, heard: int) -> str:
        """Out of the room, and to where somebody wanted to go; a trainer ends the class first."""
        if rest is not None and rest.trainer == sitting.chat and rest.room.phase is not Phase.OVER:
            await self._heard(sitting, heard)
            return self.library.words("room_hold")
        if rest is not None:
            await self.leave(sitting)
        places = {Verb.CASES: Place.CASES, Verb.REST: Place.REST, Verb.ABOUT: Place.ABOUT}
        await self.closing.out(sitting.chat, places.get(act.verb, Place.HOME), heard)
        return "" if rest is None else self.library.words("room_left")

    # --- and then ---------------------------------------------------------------------------------

    def _followed(self, code: int, told: tuple[AtRest, tuple[Effect, ...]], chat: int) -> str:
        """Have everybody shown what is new to them; what there is to say to whoever did it."""
        rest, effects = told
        notice = ""
        for effect in effects:
            if isinstance(effect, Refused):
                notice = self.library.words(f"why_{effect.why}")
            elif isinstance(effect, Taken):
                notice = self.library.words("room_again" if effect.again else "room_taken")
        if rest.room.phase is Phase.OVER:
            _soon(self.closing.close(code))
            return notice
        seats = [one for one, seat in zip(rest.chats, rest.room.seats, strict=True) if one and seat.present]
        everybody = any(effect.to == -1 for effect in effects) or rest.room.relay
        if effects and not all(isinstance(effect, Refused) for effect in effects):
            for one in (rest.trainer, *(seats if everybody else ())):
                if one != chat:
                    _soon(self.painter.show(one))
            _soon(self.closing.picture(code))
        return notice


def _soon(work: Coroutine[Any, Any, None]) -> None:
    current.get().add(work)

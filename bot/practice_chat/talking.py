"""What people send and tap: the order for every update is who, what, at which step; commit; only then show.

Whatever is typed is deleted from the chat and kept nowhere. A second delivery of the same update meets a step, or a
message's number, that has moved on: it changes nothing and shows the card as it is.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from telegram import ChatMember, Update
from telegram.constants import ChatType

from bot.adapters.telegram.border import Telling
from bot.adapters.telegram.pace import Pace
from bot.adapters.telegram.work import current
from bot.practice.papers import certificate, statements
from bot.practice_chat.data import Act, Verb, pressed
from bot.practice_chat.drilling import Drilling
from bot.practice_chat.faces import Face, face, meant
from bot.practice_chat.keeping import Sittings
from bot.practice_chat.library import Library
from bot.practice_chat.painter import Painter
from bot.practice_chat.posting import Post
from bot.practice_chat.rooms import Rooms
from bot.practice_chat.sitting import Place, Sitting
from bot.practice_chat.solo import IN_CASE, case_of, taken

if TYPE_CHECKING:
    from telegram import CallbackQuery, Message

LONGEST: Final = 256
"""Letters of a typed text that are looked at."""

COMMANDS: Final = ("start", "practice", "class", "join", "drill", "rest", "privacy", "forget")
PLACES: Final = {
    "start": Act(Verb.HOME), "practice": Act(Verb.CASES), "rest": Act(Verb.REST),
    "drill": Act(Verb.DRILL), "privacy": Act(Verb.ABOUT)
}  # fmt: skip
"""Commands that lead to a place."""

_COMMAND: Final = re.compile(r"/([A-Za-z_]{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Talking:
    """Everything that a chat stands on. ``seed`` draws the order of lines for a case that begins."""

    post: Post
    sittings: Sittings
    painter: Painter
    library: Library
    rooms: Rooms
    drilling: Drilling
    pace: Pace
    tell: Telling
    seed: Callable[[], int]
    today: Callable[[], str]

    async def message(self, update: Update, _context: object) -> None:
        """Somebody has sent something, whatever it is."""
        message = update.effective_message
        if message is None:
            return
        chat = message.chat.id
        if message.chat.type != ChatType.PRIVATE:
            current.get().add(self.post.leave(chat))
            return
        if message.from_user is None or message.from_user.is_bot:
            return
        if self.pace.wait(chat):
            self.tell("flood.ignored")
            return
        self.pace.spend(chat)
        sitting = await self.sittings.of(chat)
        found = _COMMAND.fullmatch(message.text[:LONGEST]) if message.text else None
        if found is None and sitting is not None and await self.rooms.relays(sitting, message):
            return
        current.get().add(self.painter.remove(chat, message.message_id))
        if found is not None:
            await self._command(message, found[1].lower(), (found[2] or "").split())
        elif sitting is None:
            await self._act(chat, Act(Verb.HOME), message.message_id, fresh=True)
        elif message.message_id > sitting.heard:
            await self._typed(message, sitting)

    async def _command(self, message: Message, name: str, words: list[str]) -> None:
        chat, number = message.chat.id, message.message_id
        sitting = await self.sittings.of(chat)
        if sitting is not None and number <= sitting.heard:
            current.get().add(self.painter.show(chat))
            return
        if name == "forget":
            await self._forget(chat)
        elif name in ("class", "join") or (name == "start" and words):
            notice = await self.rooms.command(chat, "join" if name == "start" else name, words, number)
            current.get().add(self.painter.show(chat, notice, fresh=True))
        elif name in PLACES:
            await self._act(chat, PLACES[name], number, fresh=True)
        elif sitting is not None:
            await self._typed(message, sitting)
        else:
            await self._act(chat, Act(Verb.HOME), number, fresh=True)

    async def _typed(self, message: Message, sitting: Sitting) -> None:
        """Typed words mean what a button means, or nothing."""
        chat, number = message.chat.id, message.message_id
        words = message.text
        shown = await self.shown(sitting)
        act = meant(words.lstrip("/") if words is not None else None, shown, len(sitting.picks))
        if act is None:
            await self._act(chat, Act(Verb.LOOK), number, self.library.words("notice_typed"))
        else:
            await self._act(chat, act, number)

    async def shown(self, sitting: Sitting) -> Face:
        """What stands in a chat."""
        if sitting.room:
            return await self.rooms.face(sitting)
        if sitting.place is Place.DRILL:
            return await self.drilling.face(sitting)
        return face(sitting, self.library)

    async def press(self, update: Update, _context: object) -> None:
        """Somebody has pressed a button, or a client says so."""
        query = update.callback_query
        if query is None:
            return
        work, message = current.get(), query.message
        if message is None or message.chat.type != ChatType.PRIVATE:
            work.add(self.post.answer(query.id))
            return
        if self.pace.wait(message.chat.id):
            work.add(self.post.answer(query.id, self.library.words("notice_quick")))
            return
        self.pace.spend(message.chat.id)
        try:
            notice = await self._pressed(query, message.chat.id, message.message_id)
        except Exception:
            work.add(self.post.answer(query.id, self.library.words("notice_failed")))
            raise
        work.add(self.post.answer(query.id, notice))

    async def _pressed(self, query: CallbackQuery, chat: int, number: int) -> str:
        """Take the step; the few words that the button itself answers with."""
        sitting, found = await self.sittings.of(chat), pressed(query.data)
        if sitting is None or number != sitting.card:
            current.get().add(self.painter.remove(chat, number))
            await self._act(chat, Act(Verb.LOOK if sitting else Verb.HOME))
            return self.library.words("notice_stale")
        if found is None or found[0] != sitting.step:
            current.get().add(self.painter.show(chat))
            return self.library.words("notice_unknown" if found is None else "notice_stale")
        return await self._act(chat, found[1], at=sitting.step)

    async def _act(  # noqa: PLR0913 - what is known of an update
        self, chat: int, act: Act, heard: int = 0, notice: str = "", *, at: int | None = None, fresh: bool = False
    ) -> str:
        """Take a step and show what it came to; what is to be said of it. ``at``: the step that it answers."""
        before = await self.sittings.of(chat)
        if before is not None and before.room:
            said = await self.rooms.act(before, act, heard)
        elif act.verb in (Verb.DRILL, Verb.DRILLS):
            await self.drilling.act(chat, act, heard)
            said = ""
        elif act.verb is Verb.PAPER and before is not None:
            said = await self._paper(before, act.number)
        else:
            said = await self._alone(chat, act, heard, at)
        notice = notice or said
        # What a button has to say, it says itself.
        current.get().add(self.painter.show(chat, "" if at is not None else notice, fresh=fresh))
        return notice

    async def _alone(self, chat: int, act: Act, heard: int, at: int | None) -> str:
        """A step of somebody alone; why it did not count, "" where it did."""
        notice = ""

        def step(before: Sitting) -> Sitting:
            nonlocal notice
            notice = ""
            if at is not None and before.step != at:
                notice = self.library.words("notice_stale")
                return before
            after = taken(before, act, self.library, self.seed())
            if before.place in IN_CASE and case_of(before, self.library) is None and after == before:
                notice = self.library.words("notice_changed")
                after = taken(before, Act(Verb.HOME), self.library, 0)
            elif after == before and act.verb not in (Verb.LOOK, Verb.HOME, Verb.CASES, Verb.ABOUT, Verb.REST):
                notice = self.library.words("notice_unknown")
            return replace(after, heard=max(before.heard, heard), step=before.step + 1)

        await self.sittings.change(chat, step)
        return notice

    async def _paper(self, sitting: Sitting, which: int) -> str:
        """Send a page or a record that tells nothing of what was chosen; only after a talk has come to its end."""
        case = case_of(sitting, self.library)
        if case is None or sitting.place is not Place.LOOKING:
            return self.library.words("notice_unknown")
        if which == 1:
            text, name = certificate(case, self.today(), self.library.shelf.words), "practice-page.html"
        else:
            found = statements(case, str(self.drilling.draw(10**12)), ended=True)
            text, name = json.dumps(found, indent=2) + "\n", "practice-record.json"
        caption = self.library.words("paper_caption")
        current.get().add(self.post.document(sitting.chat, text.encode(), name, caption))
        return ""

    async def _forget(self, chat: int) -> None:
        """Delete everything, and say so; what says so holds nothing, and is noted nowhere."""
        sitting = await self.sittings.of(chat)
        if sitting is not None and sitting.room:
            await self.rooms.leave(sitting, forget=True)
        await self.drilling.forget(chat)
        await self.sittings.forget(chat)
        if sitting is not None:
            current.get().add(self.painter.clear(sitting))
        current.get().add(self._gone(chat))

    async def _gone(self, chat: int) -> None:
        """The last words. Nothing remembers them, so they stay."""
        await self.post.send(chat, self.library.forgotten, silent=True)

    async def standing(self, update: Update, _context: object) -> None:
        """We were blocked, let in again, or put into a group."""
        changed = update.my_chat_member
        if changed is None:
            return
        gone = changed.new_chat_member.status in (ChatMember.BANNED, ChatMember.LEFT)
        chat = changed.chat.id
        if changed.chat.type == ChatType.PRIVATE:
            if gone and (sitting := await self.sittings.of(chat)) is not None:
                if sitting.room:
                    await self.rooms.leave(sitting, forget=True)
                await self.sittings.forget(chat)
            if gone:
                await self.drilling.forget(chat)
        elif not gone:
            current.get().add(self.post.leave(chat))

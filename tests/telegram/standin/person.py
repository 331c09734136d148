"""People with a phone: what they do reaches the bot as updates, what they see is what is left.

The rule: a person can do only what a phone lets them do. Nobody types before pressing Start, presses
a button that is not there, or sees a deleted message; a modified client (`forge`) and a phone that
lags behind (`presses_old`) have methods of their own that say so.
"""

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from tests.telegram.standin.chat import Chat, Json, Message, Notification, User
from tests.telegram.standin.formatting import Plain, units

if TYPE_CHECKING:
    from tests.telegram.standin.world import World

PAYLOAD = re.compile(r"[A-Za-z0-9_-]{1,64}")
PREVIEW = 40


@dataclass(frozen=True, slots=True)
class Key:
    """One button: its label, and what it does."""

    label: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """One message as it stands in the chat now; `mine`: the person wrote it."""

    message_id: int
    mine: bool
    text: str
    keys: tuple[tuple[Key, ...], ...]
    protected: bool
    silent: bool
    edited: bool
    date: int
    entities: tuple[Json, ...]
    picture: bool = False
    file: str = ""

    @property
    def labels(self) -> list[str]:
        """The labels of all buttons, row by row."""
        return [key.label for row in self.keys for key in row]


def _commands(text: str) -> tuple[Json, ...]:
    """The entity that Telegram puts on a command at the start of a text."""
    found = re.match(r"/[A-Za-z0-9_]{1,32}(@\w+)?(?=\s|$)", text)
    return ({"type": "bot_command", "offset": 0, "length": units(found[0])},) if found else ()


def _seen(message: Message) -> Seen:
    keys = tuple(
        tuple(Key(each["text"], each.get("callback_data"), each.get("url")) for each in row) for row in message.rows
    )
    return Seen(
        message.message_id,
        not message.from_bot,
        message.content.text,
        keys,
        message.protected,
        message.silent,
        message.edit_date is not None,
        message.date,
        message.content.entities,
        "photo" in message.extra,
        message.extra.get("document", {}).get("file_name", ""),
    )


class Group:
    """A group that the bot was put into by `founder`."""

    def __init__(self, world: "World", chat: Chat, founder: User) -> None:
        self._world = world
        self._chat = chat
        self._founder = founder

    @property
    def id(self) -> int:
        """The chat's id, below zero."""
        return self._chat.id

    @property
    def bot_inside(self) -> bool:
        """Is the bot still a member?"""
        return self._chat.bot_inside

    def sees(self) -> list[Seen]:
        """The messages in the group now."""
        return [_seen(message) for message in self._chat.messages.values()]

    async def types(self, text: str) -> int | None:
        """The founder writes; without being asked the bot sees commands only (privacy mode)."""
        content = Plain(text, _commands(text))
        message = self._world.chats.post(self._chat, self._founder.body(), content)
        if not content.entities or not self.bot_inside:
            return None
        lane = ("message", self._chat.id)
        return self._world.updates.push("message", message.body(self._chat), lane)


class Person:
    """One account in its private chat with the bot. What it does gives the id of its update."""

    def __init__(self, world: "World", chat: Chat, user: User) -> None:
        self._world = world
        self._chat = chat
        self.user = user

    @property
    def id(self) -> int:
        """The account's id, which is the chat's id too."""
        return self.user.id

    # --- doing ----------------------------------------------------------------------------------

    async def start(self, payload: str = "") -> int | None:
        """Press Start, or open a deep link; takes back a block."""
        if payload and not PAYLOAD.fullmatch(payload):
            raise ValueError("Telegram passes on 1-64 of A-Z a-z 0-9 _ - and nothing else")
        self.user.started = True
        if self.user.blocked:
            self.user.blocked = False
            self._world.tell_membership(self._chat, self.user.body(), "kicked", "member")
        return await self.types(f"/start {payload}".strip())

    async def opens(self, link: str) -> int | None:
        """Follow a t.me link to this bot."""
        address = urlsplit(link)
        right = address.hostname == "t.me" and address.path.strip("/") == self._world.me()["username"]
        assert right, f"this link leads elsewhere: {link}"
        return await self.start(parse_qs(address.query).get("start", [""])[0])

    async def types(self, text: str) -> int | None:
        """Send a text."""
        return self._sends(Plain(text, _commands(text)))

    async def sends(self, **fields: Any) -> int | None:
        """Send anything else, given as fields of a Message: photo=[...], contact={...}."""
        return self._sends(Plain(""), **fields)

    def _sends(self, content: Plain, **fields: Any) -> int | None:
        assert self._able(), "the phone shows a Start button and no place to type"
        message = self._world.chats.post(self._chat, self.user.body(), content, **fields)
        return self._world.updates.push("message", message.body(self._chat), ("message", self.id))

    def _able(self) -> bool:
        return self.user.started and not self.user.blocked and not self.user.deactivated

    async def edits(self, message_id: int, text: str) -> int | None:
        """Change an own message."""
        message = self._chat.messages[message_id]
        assert not message.from_bot, "nobody edits the bot's messages"
        message.content = Plain(text, _commands(text))
        message.edit_date = self._world.updates.seconds()
        return self._world.updates.push("edited_message", message.body(self._chat), ("message", self.id))

    async def presses(self, key: str) -> int | None:
        """Press a button, by its label or its data, of the newest message that has any."""
        message = self._newest()
        keys = [each for row in _seen(message).keys for each in row]
        found = [each for each in keys if key in {each.label, each.data}]
        assert found, f"there is no {key!r} among {[each.label for each in keys]}"
        assert found[0].data is not None, f"{key!r} does not call the bot"
        return self._press(message.message_id, found[0].data)

    async def presses_old(self, message_id: int, data: str) -> int | None:
        """Press what a phone that lags behind still shows, be it edited or deleted since."""
        return self._press(message_id, data)

    async def forge(self, data: str) -> int | None:
        """Send button data that no button has, as a modified client can."""
        return self._press(self._newest().message_id, data)

    def _newest(self) -> Message:
        cards = [each for each in self._chat.messages.values() if each.from_bot and each.rows]
        assert cards, f"there is no button to press; the chat shows {self.sees()}"
        return cards[-1]

    def _press(self, message_id: int, data: str) -> int | None:
        message = self._chat.messages.get(message_id)
        chat = self._chat
        payload = {
            "id": self._world.chats.press(self.id).id,
            "from": self.user.body(),
            "message": message.body(chat) if message else chat.gone_body(message_id),
            "chat_instance": str(7 * self.id),
            "data": data,
        }
        return self._world.updates.push("callback_query", payload, ("callback_query", self.id))

    async def blocks(self) -> int | None:
        """Block the bot."""
        self.user.blocked = True
        return self._world.tell_membership(self._chat, self.user.body(), "member", "kicked")

    async def closes_account(self) -> None:
        """Delete the account; Telegram tells the bot nothing."""
        self.user.deactivated = True

    async def clears(self, message_id: int) -> None:
        """Delete a message for both sides; Telegram tells the bot nothing."""
        del self._chat.messages[message_id]

    async def sets_auto_delete(self, seconds: int | None) -> None:
        """Switch Telegram's own timer for this chat; the stand-in shows it and deletes nothing."""
        self._chat.auto_delete_seconds = seconds

    async def adds_bot_to_group(self, title: str = "Ward") -> Group:
        """Make a group and put the bot into it."""
        chat = self._world.chats.add_group(title)
        self._world.tell_membership(chat, self.user.body(), "left", "member")
        return Group(self._world, chat, self.user)

    # --- seeing ---------------------------------------------------------------------------------

    def sees(self) -> list[Seen]:
        """The live messages of the chat, oldest first."""
        return [_seen(message) for message in self._chat.messages.values()]

    def card(self) -> Seen:
        """The newest message of the bot that has buttons."""
        return _seen(self._newest())

    def lock_screen(self, length: int = PREVIEW) -> list[Notification]:
        """Every notification ever shown, cut to its first characters. Edits make none."""
        return [replace(each, preview=each.preview[:length]) for each in self._chat.notified]

    def answers(self) -> list[Json | None]:
        """What became of each press, oldest first: what was shown, or None while it spins."""
        queries = self._world.chats.queries.values()
        return [query.answer for query in queries if query.user_id == self.id]

    def profile(self) -> Any:
        """Name, descriptions and commands of the bot, as this person's phone shows them."""
        return self._world.profile.shown(self.user.language_code, self.id)

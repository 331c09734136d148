"""What Telegram remembers: people, chats, messages, keyboards, and when each came to be.

The rule: this is state and its faithful picture as Bot API objects, nothing else. Who may change it
and what is refused stands in `methods`; what the bot is told of it stands in `updates`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.telegram.standin.formatting import Plain

Json = dict[str, Any]


class Refusal(Exception):  # noqa: N818 - what Telegram does, not what went wrong here
    """Telegram says no: HTTP status, description, and for a flood the seconds to wait."""

    def __init__(self, status: int, description: str, retry_after: int | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.retry_after = retry_after


@dataclass(slots=True)
class User:
    """An account; `started` says whether this bot may write to it."""

    id: int
    first_name: str
    language_code: str | None = None
    username: str | None = None
    started: bool = False
    blocked: bool = False
    deactivated: bool = False

    def body(self) -> Json:
        """The User object that an update carries."""
        made: Json = {"id": self.id, "is_bot": False, "first_name": self.first_name}
        if self.username:
            made["username"] = self.username
        if self.language_code:
            made["language_code"] = self.language_code
        return made


@dataclass(slots=True, eq=False)
class Message:
    """One message of a chat; `extra` holds fields that it carries as they are."""

    message_id: int
    date: int
    sender: Json
    content: Plain
    markup: Json | None = None
    protected: bool = False
    silent: bool = False
    edit_date: int | None = None
    extra: Json = field(default_factory=dict)

    @property
    def from_bot(self) -> bool:
        """Did this bot send it?"""
        return bool(self.sender["is_bot"])

    @property
    def rows(self) -> list[list[Json]]:
        """The inline keyboard, row by row; empty when there is none."""
        rows: list[list[Json]] = (self.markup or {}).get("inline_keyboard", [])
        return rows

    def body(self, chat: "Chat") -> Json:
        """The Message object as the Bot API shows it."""
        made: Json = {
            "message_id": self.message_id,
            "date": self.date,
            "chat": chat.body(),
            "from": self.sender,
            **self.extra,
        }
        if self.content.text and "caption" not in self.extra:
            made["text"] = self.content.text
        if self.content.entities:
            made["entities"] = [dict(entity) for entity in self.content.entities]
        if self.rows:
            made["reply_markup"] = {"inline_keyboard": self.rows}
        if self.protected:
            made["has_protected_content"] = True
        if self.edit_date is not None:
            made["edit_date"] = self.edit_date
        return made


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat with `user`, or a group when there is none; `messages` are the live ones."""

    id: int
    user: User | None = None
    title: str = ""
    bot_inside: bool = True
    messages: dict[int, Message] = field(default_factory=dict)
    notified: list["Notification"] = field(default_factory=list)
    auto_delete_seconds: int | None = None

    def body(self) -> Json:
        """The Chat object that messages and updates carry."""
        if self.user is None:
            return {"id": self.id, "type": "group", "title": self.title}
        made: Json = {"id": self.id, "type": "private", "first_name": self.user.first_name}
        if self.user.username:
            made["username"] = self.user.username
        return made

    def full_body(self) -> Json:
        """The ChatFullInfo object that getChat gives."""
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
        made = self.body() | {
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys((*gifts, "gifts_from_channels"), False),
        }
        if self.auto_delete_seconds:
            made["message_auto_delete_time"] = self.auto_delete_seconds
        return made

    def gone_body(self, message_id: int) -> Json:
        """The InaccessibleMessage object: a deleted message that somebody still points at."""
        return {"chat": self.body(), "message_id": message_id, "date": 0}


@dataclass(frozen=True, slots=True)
class Notification:
    """What a new message put on the lock screen: the bot's name, the first words, with a sound?"""

    title: str
    preview: str
    silent: bool
    message_id: int


@dataclass(slots=True)
class Query:
    """A press that waits for its answer; `answer` is what the person saw, once there is one."""

    id: str
    user_id: int
    pressed_at: float
    answer: Json | None = None


class Chats:
    """All chats of the bot. Message ids count over all private chats together, as Telegram's do."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._last_message_id = 1200
        self._last_group_id = -400_000
        self._last_query_id = 3_900_000_000_000_000
        self._chats: dict[int, Chat] = {}
        self.queries: dict[str, Query] = {}
        self.files: dict[str, bytes] = {}

    def add(self, chat: Chat) -> Chat:
        """Make a chat known."""
        self._chats[chat.id] = chat
        return chat

    def add_group(self, title: str) -> Chat:
        """A new group with the bot in it."""
        self._last_group_id -= 1
        return self.add(Chat(self._last_group_id, title=title))

    def known(self, chat_id: int) -> Chat | None:
        """The chat, reachable or not."""
        return self._chats.get(chat_id)

    def reach(self, chat_id: int | str) -> Chat:
        """A chat that the bot may write to; raises the Refusal that stands in its way."""
        chat = self._chats.get(chat_id) if isinstance(chat_id, int) else None
        if chat is None:
            raise Refusal(400, "Bad Request: chat not found")
        if chat.user is None:
            if not chat.bot_inside:
                raise Refusal(403, "Forbidden: bot is not a member of the group chat")
        elif chat.user.deactivated:
            raise Refusal(403, "Forbidden: user is deactivated")
        elif chat.user.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        elif not chat.user.started:
            raise Refusal(403, "Forbidden: bot can't initiate conversation with a user")
        return chat

    def post(
        self,
        chat: Chat,
        sender: Json,
        content: Plain,
        *,
        markup: Json | None = None,
        protected: bool = False,
        silent: bool = False,
        **extra: Any,
    ) -> Message:
        """A new message at the bottom of the chat."""
        self._last_message_id += 1
        message = Message(
            self._last_message_id,
            int(self._now()),
            sender,
            content,
            markup=markup,
            protected=protected,
            silent=silent,
            extra=extra,
        )
        chat.messages[message.message_id] = message
        return message

    def press(self, user_id: int) -> Query:
        """A new callback query, not yet answered."""
        self._last_query_id += 1
        query = Query(str(self._last_query_id), user_id, self._now())
        self.queries[query.id] = query
        return query

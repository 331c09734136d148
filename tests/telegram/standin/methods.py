"""What each method does to the chats, and what Telegram refuses.

The rule: a function here takes parameters that have passed the schema, changes the world or raises
a `Refusal` with Telegram's own words, and gives the `result` of the answer.
"""

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from tests.telegram.standin.chat import Chat, Json, Message, Refusal
from tests.telegram.standin.decoding import Upload
from tests.telegram.standin.formatting import Plain, plain
from tests.telegram.standin.polling import WEBHOOK_ACTIVE, WEBHOOK_SET
from tests.telegram.standin.post import LOOPBACK
from tests.telegram.standin.profile import METHODS as PROFILE_METHODS
from tests.telegram.standin.webhook import Settings

if TYPE_CHECKING:
    from tests.telegram.standin.wire import Request
    from tests.telegram.standin.world import World

DELETABLE_SECONDS = 48 * 3600
CLOSE_AFTER_SECONDS = 600

NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)
TOO_OLD = "Bad Request: query is too old and response timeout expired or query ID is invalid"


def _pace(world: "World", chat: Chat) -> None:
    """The flood limits, when they are switched on."""
    if seconds := world.rates.wait_for(chat.id, world.clock.monotonic()):
        raise Refusal(429, f"Too Many Requests: retry after {seconds}", seconds)


def _content(params: Json) -> Plain:
    return plain(params["text"], params.get("parse_mode"), params.get("entities"))


def send_message(world: "World", params: Json) -> Json:
    """sendMessage: a new message at the bottom, and a notification."""
    chat = world.chats.reach(params["chat_id"])
    reply = params.get("reply_parameters")
    if reply and reply.get("message_id") not in chat.messages and not reply.get("allow_sending_without_reply"):
        raise Refusal(400, "Bad Request: message to be replied not found")
    _pace(world, chat)
    return _posted(world, chat, params, _content(params))


def _posted(world: "World", chat: Chat, params: Json, content: Plain, **extra: Any) -> Json:
    message = world.chats.post(
        chat,
        world.me(),
        content,
        markup=params.get("reply_markup"),
        protected=params.get("protect_content", False),
        silent=params.get("disable_notification", False),
        **extra,
    )
    world.notify(chat, message)
    return message.body(chat)


def _caption(params: Json) -> Plain:
    return plain(params.get("caption", ""), params.get("parse_mode"), params.get("caption_entities"))


def _picture(upload: Any) -> Json:
    """A picture as its message carries it: one size, and no name."""
    return {"photo": [{"file_id": "p1", "file_unique_id": "p1", "width": 1, "height": 1, "file_size": upload.size}]}


def send_photo(world: "World", params: Json) -> Json:
    """sendPhoto: an upload, since no picture lies with Telegram beforehand."""
    chat = world.chats.reach(params["chat_id"])
    if not isinstance(params["photo"], Upload):
        raise Refusal(400, "Bad Request: wrong remote file identifier specified")
    _pace(world, chat)
    caption = _caption(params)
    return _posted(world, chat, params, caption, caption=caption.text, **_picture(params["photo"]))


def send_document(world: "World", params: Json) -> Json:
    """sendDocument: an upload; its bytes can be looked at in the chat."""
    chat = world.chats.reach(params["chat_id"])
    upload = params["document"]
    if not isinstance(upload, Upload):
        raise Refusal(400, "Bad Request: wrong remote file identifier specified")
    _pace(world, chat)
    caption = _caption(params)
    named = {"file_id": "d1", "file_unique_id": "d1", "file_name": upload.filename, "file_size": upload.size}
    world.chats.files[upload.filename] = upload.content
    return _posted(world, chat, params, caption, caption=caption.text, document=named)


def edit_media(world: "World", params: Json) -> Json:
    """editMessageMedia: another picture in a message that has one."""
    chat, message = _own_message(world, params)
    if "photo" not in message.extra:
        raise Refusal(400, "Bad Request: there is no media in the message to edit")
    media = params["media"]
    upload = params.get(media["media"].removeprefix("attach://"))
    if not isinstance(upload, Upload):
        raise Refusal(400, "Bad Request: wrong file identifier/HTTP URL specified")
    _pace(world, chat)
    caption = _caption(media)
    message.content, message.markup = caption, params.get("reply_markup") or None
    message.extra = {"caption": caption.text, **_picture(upload)}
    message.edit_date = int(world.clock.now())
    return message.body(chat)


def _own_message(world: "World", params: Json) -> tuple[Chat, Message]:
    """The message that is to be edited: one of the bot's own."""
    if "inline_message_id" in params:
        raise Refusal(400, "Bad Request: message to edit not found")
    chat = world.chats.reach(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise Refusal(400, "Bad Request: message to edit not found")
    if not message.from_bot:
        raise Refusal(400, "Bad Request: message can't be edited")
    return chat, message


def _edit(world: "World", params: Json, content: Plain | None) -> Json:
    chat, message = _own_message(world, params)
    content = content or message.content
    markup: Json = params.get("reply_markup") or {}
    if content == message.content and markup.get("inline_keyboard", []) == message.rows:
        raise Refusal(400, NOT_MODIFIED)
    _pace(world, chat)
    # Without a keyboard in the request the old one goes: Telegram's rule, and an easy trap.
    message.content, message.markup = content, markup or None
    message.edit_date = int(world.clock.now())
    return message.body(chat)


def edit_text(world: "World", params: Json) -> Json:
    """editMessageText."""
    return _edit(world, params, _content(params))


def edit_markup(world: "World", params: Json) -> Json:
    """editMessageReplyMarkup."""
    return _edit(world, params, None)


def _delete(world: "World", chat: Chat, message_id: int, missing: bool) -> None:
    """Check and delete; `missing` says whether an unknown id is skipped."""
    message = chat.messages.get(message_id)
    if message is None:
        if missing:
            return
        raise Refusal(400, "Bad Request: message to delete not found")
    _deletable(world, chat, message)
    del chat.messages[message_id]


def _deletable(world: "World", chat: Chat, message: Message) -> None:
    foreign = chat.user is None and not message.from_bot
    if foreign or world.clock.now() - message.date >= DELETABLE_SECONDS:
        raise Refusal(400, "Bad Request: message can't be deleted")


def delete_message(world: "World", params: Json) -> bool:
    """deleteMessage: the bot's own and, in a private chat, the person's too."""
    chat = world.chats.reach(params["chat_id"])
    _delete(world, chat, params["message_id"], missing=False)
    return True


def delete_messages(world: "World", params: Json) -> bool:
    """deleteMessages: unknown ids are skipped; one too old refuses all (an assumption)."""
    chat = world.chats.reach(params["chat_id"])
    known = [chat.messages[i] for i in params["message_ids"] if i in chat.messages]
    for message in known:
        _deletable(world, chat, message)
    for message in known:
        _delete(world, chat, message.message_id, missing=True)
    return True


def answer_query(world: "World", params: Json) -> bool:
    """answerCallbackQuery: once, and in time."""
    query = world.chats.queries.get(params["callback_query_id"])
    if query is None or query.answer is not None:
        raise Refusal(400, TOO_OLD)
    if world.clock.now() - query.pressed_at > world.answer_seconds:
        raise Refusal(400, TOO_OLD)
    query.answer = {name: params[name] for name in ("text", "show_alert") if name in params}
    return True


def leave_chat(world: "World", params: Json) -> bool:
    """leaveChat: groups only; the bot is told of its own going."""
    chat = world.chats.reach(params["chat_id"])
    if chat.user is not None:
        said = "chat member status can't be changed in private chats"
        raise Refusal(400, f"Bad Request: {said}")
    chat.bot_inside = False
    world.tell_membership(chat, world.me(), "member", "left")
    return True


def get_chat(world: "World", params: Json) -> Json:
    """getChat."""
    chat = world.chats.known(params["chat_id"])
    if chat is None or (chat.user is not None and not chat.user.started):
        raise Refusal(400, "Bad Request: chat not found")
    return chat.full_body()


def log_out(world: "World", params: Json) -> bool:
    """logOut: from now on every call is refused."""
    world.logged_out = True
    return True


def close(world: "World", params: Json) -> bool:
    """close: 429 in the first ten minutes after the start."""
    left = CLOSE_AFTER_SECONDS - int(world.clock.now() - world.started_at)
    if left > 0:
        raise Refusal(429, f"Too Many Requests: retry after {left}", left)
    return True


async def set_webhook(world: "World", params: Json) -> bool:
    """setWebhook; plain http is taken for loopback alone, as a local Bot API server would."""
    address = urlsplit(params["url"])
    if not params["url"]:
        return await delete_webhook(world, params)
    if address.scheme != "https" and address.hostname not in LOOPBACK:
        said = "bad webhook: An HTTPS URL must be provided for webhook"
        raise Refusal(400, f"Bad Request: {said}")
    world.poller.abort(WEBHOOK_SET)
    world.updates.subscribe(params.get("allowed_updates"))
    if params.get("drop_pending_updates"):
        world.updates.drop_all()
    settings = Settings(
        params["url"],
        params.get("secret_token"),
        min(max(params.get("max_connections", 40), 1), 100),
        params.get("ip_address", "127.0.0.1"),
    )
    await world.webhook.set(settings)
    return True


async def delete_webhook(world: "World", params: Json) -> bool:
    """deleteWebhook; the updates stay unless told otherwise."""
    if params.get("drop_pending_updates"):
        world.updates.drop_all()
    await world.webhook.remove()
    return True


METHODS: dict[str, Callable[["World", Json], Any | Awaitable[Any]]] = {
    **PROFILE_METHODS,
    "getMe": lambda world, params: world.me_in_full(),
    "sendMessage": send_message,
    "sendPhoto": send_photo,
    "sendDocument": send_document,
    "editMessageMedia": edit_media,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete_message,
    "deleteMessages": delete_messages,
    "answerCallbackQuery": answer_query,
    "leaveChat": leave_chat,
    "getChat": get_chat,
    "logOut": log_out,
    "close": close,
    "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook,
    "getWebhookInfo": lambda world, params: world.webhook.info(),
}


async def get_updates(world: "World", params: Json, request: "Request") -> list[Json]:
    """getUpdates: refused while a webhook is set."""
    if world.webhook.settings.url:
        raise Refusal(409, WEBHOOK_ACTIVE)
    return await world.poller.get(params, request.gone)

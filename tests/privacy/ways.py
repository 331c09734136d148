"""Every way in which words can reach the bot through Telegram, each as an update that carries canaries.

The rule: an update has the shape that Telegram gives it, with a canary in every field that a person can fill, and in
some that only a changed client could. ``WAYS`` is the list; whoever finds another way adds it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from itertools import cycle
from typing import Any, Final

from tests.privacy.canaries import Language, Planter
from tests.telegram.standin import Person, World
from tests.telegram.standin.formatting import Plain

Json = dict[str, Any]

EVERY_KIND: Final = (
    "message",
    "edited_message",
    "callback_query",
    "my_chat_member",
    "inline_query",
    "chosen_inline_result",
    "poll",
    "business_message",
    "message_reaction",
)


class Hand:
    """What one person does with canaries. ``at`` is the revision of the card before them."""

    def __init__(self, world: World, person: Person, planter: Planter) -> None:
        self.world = world
        self.person = person
        self._planter = planter
        self.language: Language = "en"
        self.at = 1

    def some(self, way: str, kind: str = "") -> str:
        """A canary in the person's language."""
        return self._planter.canary(way, kind, self.language)

    def word(self, way: str) -> str:
        """A canary that could be an id."""
        return self._planter.word(way)

    def digits(self, way: str) -> str:
        """A telephone's number."""
        return self._planter.digits(way)

    def file(self, way: str) -> Json:
        """What Telegram tells of any file."""
        return {"file_id": self.word(way), "file_unique_id": self.word(way), "file_size": 1000}

    def push(self, kind: str, payload: Json) -> None:
        """An update of a kind that no phone of the stand-in makes."""
        self.world.updates.push(kind, payload, (kind, self.person.id))

    async def says(self, text: str = "", **fields: Any) -> None:
        """A message with these fields."""
        chat, user = self.person._chat, self.person.user
        message = self.world.chats.post(chat, user.body(), Plain(text), **fields)
        self.push("message", message.body(chat))


COMMANDS: Final = cycle(
    (
        "/edit {}",
        "/lang {}",
        "/matters {}",
        "/language es {}",
        "/danger {}",
        "/start {}",
        "/privacy {}",
        "/{}",
        "/stop {}",
    )
)
PRESSES: Final = cycle(
    ("{at}:{}", "{at}@{}", "{at}%{}", "{at}!{}", "{at}~{}/w", "{at}+begin/{}", "{at}+{}", "{}", "{at} {}", "0+begin/{}")
)
"""Each is taken in its turn."""

Way = Callable[[Hand], Awaitable[object]]


async def typed(hand: Hand) -> None:
    """Short words."""
    await hand.person.types(hand.some("typed"))


async def alone(hand: Hand) -> None:
    """Nothing but the marked word, as close to an answer as can be."""
    await hand.person.types(hand.word("typed alone"))


async def pasted(hand: Hand) -> None:
    """A whole note, of many lines."""
    await hand.person.types("\n".join(hand.some("pasted") for _ in range(30)))


async def commanded(hand: Hand) -> None:
    """Behind a slash, and as the command itself."""
    await hand.person.types(next(COMMANDS).format(hand.word("command")))


async def photo(hand: Hand) -> None:
    """A picture with words below it."""
    sizes = [hand.file("photo") | {"width": 10, "height": 10}]
    await hand.says(photo=sizes, caption=hand.some("caption"))


async def contact(hand: Hand) -> None:
    """Somebody's card."""
    card = {
        "phone_number": hand.digits("contact"),
        "first_name": hand.some("contact"),
        "last_name": hand.some("contact"),
        "vcard": hand.some("contact"),
        "user_id": 700_000_999,
    }
    await hand.says(contact=card)


async def place(hand: Hand) -> None:
    """A place, with its name and address."""
    where = {"latitude": 34.5550142, "longitude": -73.4555014}
    venue = {
        "location": where,
        "title": hand.some("venue"),
        "address": hand.some("venue"),
        "foursquare_id": hand.word("venue"),
    }
    await hand.says(location=where, venue=venue)


async def voice(hand: Hand) -> None:
    """A voice, and music with a title."""
    await hand.says(voice=hand.file("voice") | {"duration": 3, "mime_type": hand.word("voice")})
    audio = hand.file("audio") | {"duration": 3, "performer": hand.some("audio"), "title": hand.some("audio")}
    await hand.says(audio=audio, caption=hand.some("audio"))


async def document(hand: Hand) -> None:
    """A file whose name tells all."""
    await hand.says(document=hand.file("document") | {"file_name": hand.some("document"), "mime_type": "text/plain"})


async def poll(hand: Hand) -> None:
    """A poll that is sent on."""
    options = [
        {"text": hand.some("poll"), "voter_count": 0, "persistent_id": hand.word("poll")},
        {"text": hand.some("poll"), "voter_count": 1, "persistent_id": hand.word("poll")},
    ]
    asked = {
        "id": hand.word("poll"),
        "question": hand.some("poll"),
        "options": options,
        "total_voter_count": 0,
        "is_closed": False,
        "is_anonymous": True,
        "type": "quiz",
        "allows_multiple_answers": False,
        "allows_revoting": False,
        "members_only": False,
        "explanation": hand.some("poll"),
    }
    await hand.says(poll=asked)
    hand.push("poll", asked)


async def forwarded(hand: Hand) -> None:
    """Words of somebody else."""
    origin = {"type": "hidden_user", "date": 1_790_000_000, "sender_user_name": hand.some("forward")}
    await hand.says(hand.some("forward"), forward_origin=origin)


async def quoted(hand: Hand) -> None:
    """An answer to words, with some of them repeated."""
    chat = hand.person._chat.body()
    before = {"message_id": 1, "date": 1_790_000_000, "chat": chat, "text": hand.some("quote")}
    await hand.says(hand.some("quote"), reply_to_message=before, quote={"text": hand.some("quote"), "position": 0})


async def through_a_bot(hand: Hand) -> None:
    """Words that another bot wrote, with a link below them."""
    other = {"id": 5_550_199, "is_bot": True, "first_name": hand.some("via bot"), "username": hand.word("via bot")}
    link = {"type": "text_link", "offset": 0, "length": 3, "url": f"https://{hand.word('link')}.example.org/"}
    await hand.says(hand.some("via bot"), via_bot=other, entities=[link])


async def edited(hand: Hand) -> None:
    """Words that were changed afterwards."""
    chat = hand.person._chat
    message = hand.world.chats.post(chat, hand.person.user.body(), Plain(hand.some("edited")))
    hand.push("edited_message", message.body(chat) | {"edit_date": 1_790_000_000, "text": hand.some("edited")})


async def inline(hand: Hand) -> None:
    """Words typed behind the bot's name in another chat."""
    asked = {"id": hand.word("inline"), "from": hand.person.user.body(), "query": hand.some("inline"), "offset": ""}
    hand.push("inline_query", asked)
    result = {"result_id": hand.word("inline"), "from": hand.person.user.body(), "query": hand.some("inline")}
    hand.push("chosen_inline_result", result)


async def pressed(hand: Hand) -> None:
    """Data of a button that no button of ours has."""
    if not any(message.keys for message in hand.person.sees()):
        return
    await hand.person.forge(next(PRESSES).format(hand.word("button"), at=hand.at))


async def sticker(hand: Hand) -> None:
    """A sticker of a set with a name, a game's score, what a web app sends back."""
    pasted = hand.file("sticker") | {
        "type": "regular",
        "width": 9,
        "height": 9,
        "is_animated": False,
        "is_video": False,
        "set_name": hand.word("sticker"),
        "emoji": hand.some("sticker"),
    }
    await hand.says(sticker=pasted)
    await hand.says(web_app_data={"data": hand.some("web app"), "button_text": hand.some("web app")})


async def unheard_of(hand: Hand) -> None:
    """Fields that the library does not know yet, which it keeps all the same."""
    await hand.says(hand.some("unknown field"), unheard_of={"words": hand.some("unknown field")})


async def standing(hand: Hand) -> None:
    """A group with a name, made by somebody with a name."""
    await hand.person.adds_bot_to_group(hand.some("group"))


async def business(hand: Hand) -> None:
    """What somebody else wrote to an account that the bot was given a hold of, and what they felt about it."""
    chat = hand.person._chat
    body = {"message_id": 7, "date": 1_790_000_000, "chat": chat.body(), "from": hand.person.user.body()}
    hand.push(
        "business_message", body | {"business_connection_id": hand.word("business"), "text": hand.some("business")}
    )
    felt = {"type": "emoji", "emoji": hand.some("reaction")}
    reaction = {"chat": chat.body(), "message_id": 7, "user": hand.person.user.body(), "date": 1_790_000_000}
    hand.push("message_reaction", reaction | {"old_reaction": [], "new_reaction": [felt]})


WAYS: Final[tuple[Way, ...]] = (
    typed,
    alone,
    pasted,
    commanded,
    photo,
    contact,
    place,
    voice,
    document,
    poll,
    forwarded,
    quoted,
    through_a_bot,
    edited,
    inline,
    pressed,
    sticker,
    unheard_of,
    standing,
    business,
)

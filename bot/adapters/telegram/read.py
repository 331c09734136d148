"""What a message says to us: one of three commands, words that may be an answer, or something that is none.

Pictures, contacts, places, voices, polls, forwarded messages and changed ones are never answers. The words below a
picture are looked at for one thing only: whether the sender should be warned.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from telegram import Message

from bot.present.understand import unknown

COMMANDS: Final = frozenset({"start", "privacy", "forget"})
"""Commands of the chat itself; all others are the engine's, and read like any typed word."""

LONGEST: Final = 256
"""Characters that are looked at."""

_COMMAND: Final = re.compile(r"/([A-Za-z_]{1,32})(?:@\w{1,64})?(?:\s+(.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Command:
    """A command of the chat, and the first word behind it. The word is a secret: it is not shown."""

    name: str
    argument: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Text:
    """Typed words, which may be an answer. They are not shown, and nothing keeps them."""

    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else. ``silent``: the chat itself says something, and nobody waits for an answer.

    ``private``: its words, or the kind of thing it is, may tell who somebody is.
    """

    silent: bool = False
    private: bool = False


Said = Command | Text | Other


def said(message: Message, *, changed: bool = False) -> Said:
    """What a message says. ``changed``: it is an old message whose words were changed."""
    if message.text is None:
        return Other(silent=_is_service(message), private=_is_private(message))
    if changed or message.forward_origin is not None or message.via_bot is not None or message.quote is not None:
        return Other(private=unknown(message.text).private)
    text = message.text[: LONGEST + 1]
    found = _COMMAND.fullmatch(text)
    if found is None:
        return Text(text)
    name, argument = found[1].lower(), (found[2] or "").strip()
    if name in COMMANDS:
        return Command(name, argument.split()[0] if argument else "")
    return Text(f"/{name} {argument}".strip())


def _is_private(message: Message) -> bool:
    """A card of a person or a place on a map always; of anything else, the words below it."""
    return bool(message.contact or message.location or message.venue) or unknown(message.caption or "").private


def _is_service(message: Message) -> bool:
    return bool(message.message_auto_delete_timer_changed or message.pinned_message or message.write_access_allowed)

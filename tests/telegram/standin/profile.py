"""The bot's public face: names, descriptions, commands and menu button, by language and scope.

The rule: Telegram shows a person the entry for their language, else the one for everybody, and of
the commands those of the narrowest scope. `shown` answers exactly that.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.telegram.standin.chat import Json, Refusal

if TYPE_CHECKING:
    from tests.telegram.standin.world import World

DEFAULT_SCOPE: Json = {"type": "default"}
NAME = "Stand-in"


@dataclass(frozen=True, slots=True)
class Shown:
    """What a person sees of the bot before and beside the chat."""

    name: str
    description: str
    short_description: str
    commands: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Profile:
    """Everything that was set; the words by language code, "" for everybody."""

    names: dict[str, str] = field(default_factory=lambda: {"": NAME})
    descriptions: dict[str, str] = field(default_factory=dict)
    short_descriptions: dict[str, str] = field(default_factory=dict)
    commands: dict[tuple[str, str], list[Json]] = field(default_factory=dict)
    menu_buttons: dict[int | None, Json] = field(default_factory=dict)

    def shown(self, language: str | None, chat_id: int) -> Shown:
        """What a person with this language sees in their private chat."""
        code = (language or "")[:2]
        scopes: tuple[Json, ...] = (
            {"type": "chat", "chat_id": chat_id},
            {"type": "all_private_chats"},
            DEFAULT_SCOPE,
        )
        keys = [(_key(scope), each) for scope in scopes for each in (code, "")]
        commands = next((self.commands[key] for key in keys if key in self.commands), [])
        return Shown(
            name=_words(self.names, code),
            description=_words(self.descriptions, code),
            short_description=_words(self.short_descriptions, code),
            commands=tuple((each["command"], each["description"]) for each in commands),
        )


def _key(scope: Json | None) -> str:
    return json.dumps(scope or DEFAULT_SCOPE, sort_keys=True)


def _words(by_language: dict[str, str], code: str) -> str:
    return by_language.get(code) or by_language.get("", "")


def _set(by_language: dict[str, str], params: Json, name: str) -> bool:
    """Set the words for a language; empty words take them away."""
    code, words = params.get("language_code", ""), params.get(name, "")
    if words:
        by_language[code] = words
    else:
        by_language.pop(code, None)
    return True


def set_commands(world: "World", params: Json) -> bool:
    """setMyCommands: an empty list is the same as deleting."""
    key = (_key(params.get("scope")), params.get("language_code", ""))
    if not params["commands"]:
        world.profile.commands.pop(key, None)
    else:
        world.profile.commands[key] = params["commands"]
    return True


def get_commands(world: "World", params: Json) -> list[Json]:
    """getMyCommands: exactly what was set for this scope and language."""
    key = (_key(params.get("scope")), params.get("language_code", ""))
    return world.profile.commands.get(key, [])


def delete_commands(world: "World", params: Json) -> bool:
    """deleteMyCommands."""
    return set_commands(world, {**params, "commands": []})


def set_menu_button(world: "World", params: Json) -> bool:
    """setChatMenuButton: for one private chat, or for all."""
    chat_id = params.get("chat_id")
    if chat_id is not None and world.chats.known(chat_id) is None:
        raise Refusal(400, "Bad Request: chat not found")
    world.profile.menu_buttons[chat_id] = params.get("menu_button", DEFAULT_SCOPE)
    return True


METHODS: dict[str, Callable[["World", Json], Any]] = {
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands,
    "setChatMenuButton": set_menu_button,
    "setMyName": lambda world, params: _set(world.profile.names, params, "name"),
    "setMyDescription": lambda world, params: _set(world.profile.descriptions, params, "description"),
    "setMyShortDescription": lambda world, params: _set(world.profile.short_descriptions, params, "short_description"),
    "getMyName": lambda world, params: {"name": _words(world.profile.names, params.get("language_code", ""))},
    "getMyDescription": lambda world, params: {
        "description": _words(world.profile.descriptions, params.get("language_code", ""))
    },
    "getMyShortDescription": lambda world, params: {
        "short_description": _words(world.profile.short_descriptions, params.get("language_code", ""))
    },
}

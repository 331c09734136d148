"""The few words that only a chat needs, by their keys in content/prompts.yaml. All of them are neutral."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.present.catalog import Catalog

LABELS: Final = (
    "say_label",
    "patient_label",
    "note_label",
    "why_label",
    "site_label",
    "contacts_label",
    "topics_label",
    "open_label",
    "needs_label",
    "next_label",
)

WORDS: Final = (
    "chat_more",
    "chat_fewer",
    "chat_show",
    "chat_close",
    "chat_begin",
    "chat_talks",
    "chat_alone",
    "chat_steps",
    "chat_mine",
    "chat_theirs",
    "chat_stranger",
    "chat_privacy",
    "chat_forgotten",
    "chat_given_up",
    "chat_not_saved",
    "chat_name",
    "chat_about",
    "chat_short",
    "chat_command_start",
    "chat_command_privacy",
    "chat_command_forget",
)


def ui_keys(flows: Iterable[str]) -> tuple[str, ...]:
    """Every key that this adapter reads."""
    return tuple(f"ui.{name}" for name in (*LABELS, *WORDS, *(f"chat_talk_{flow}" for flow in flows)))


class Words:
    """The catalogue's words for a chat, in one language."""

    __slots__ = ("_catalog", "language")

    def __init__(self, catalog: Catalog, language: str) -> None:
        self._catalog = catalog
        self.language = language

    def __getitem__(self, name: str) -> str:
        return self._catalog.text(f"ui.{name}", self.language)

    def text(self, key: str) -> str:
        """Words of any other key."""
        return self._catalog.text(key, self.language)

    def talk(self, flow: str) -> str:
        """What a conversation is called in the chat."""
        return self[f"chat_talk_{flow}"] or flow.replace("_", " ")

    def tongue(self, code: str) -> str:
        """What speakers of a language call it."""
        return self._catalog.names.get(code, code)

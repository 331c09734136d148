"""Everything that the program can say, made from content alone: whatever it sends must be made of these lines.

The rule: the set comes from the catalogue, the contacts, the site, the rules of the place and the facts, in every
language, never from watching the program. Two things are not listed but described: a header with numbers of at most
three digits, and a notice that names cards, each of which must be the title of one. Both have an end, so this is a
finite set, and none of its lines has room for a word of somebody else's.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from itertools import chain, product
from typing import Any, Final

from bot.adapters.telegram import data
from bot.adapters.telegram.card import Card
from bot.adapters.telegram.data import Page
from bot.adapters.telegram.text import CUT
from bot.app import Parts, with_facts
from bot.library import MATTERS
from bot.present.contacts import CATEGORIES
from bot.present.framing import contact_lines, site_lines
from bot.present.languages import learned
from tests.telegram.ward import shipped

APART: Final = " · "
MOST_JUDGED: Final = 50_000
"""Texts that were found to be ours and need not be looked at line by line again."""

NUMBERED: Final = range(1, 130)


class Sayable:
    """What can be said at one site, in all its languages."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._catalog = parts.presenter.catalog
        self._judged: set[str] = set()
        self._cards = [card for flow in parts.library.flows.values() for card in flow.cards.values()]

    def text(self, text: str) -> str:
        """The first line of a text that cannot be said; "" when all can."""
        if text in self._judged:
            return ""
        wrong = next((line for line in text.split("\n") if not self.line(line)), "")
        if not wrong and len(self._judged) < MOST_JUDGED:
            self._judged.add(text)
        return wrong

    def line(self, line: str) -> bool:
        """Can the program say this line?"""
        return line in self.lines or any(form.fullmatch(line) for form in self._headers) or self._names_cards(line)

    def label(self, label: str) -> bool:
        """Can this stand on a button?"""
        return label in self.labels

    def sends(self, sent: str | None) -> bool:
        """Can a button hold this data?"""
        found = re.fullmatch(r"[0-9]{1,10}([:!@~+%])([a-z0-9_./]+)", sent or "")
        return found is not None and found[2] in self._data[found[1]]

    # --- what there is ----------------------------------------------------------------------------

    @cached_property
    def lines(self) -> frozenset[str]:
        """Every line, in every form in which an adapter sets it."""
        plain = frozenset(chain.from_iterable(map(self._plain, self._catalog.languages)))
        quoted = (f"“{line}”" for line in plain)
        listed = (f"- {line}" for line in plain)
        cut = (f"{line}{CUT}" for line in plain)
        whole = chain.from_iterable(map(self._whole, self._catalog.languages))
        return frozenset({"", CUT, *plain, *quoted, *listed, *cut, *whole})

    def _plain(self, language: str) -> Iterator[str]:
        """Lines of the catalogue, and of what is filled into it at this site."""
        for code in (language, self._catalog.languages[0]):
            for entry in self._catalog.entries[code].values():
                yield from entry.lines
        yield from self._fallbacks(language)
        everything = (tuple(CATEGORIES), *((one,) for one in CATEGORIES))
        for categories, matters in product(everything, ((), *((one,) for one in MATTERS))):
            listed = contact_lines(categories, language, self._parts.presenter, matters)
            yield from listed.remarks
            for contact in listed.contacts:
                yield from (contact.name, *contact.reach, APART.join(contact.reach), contact.what_happens)
                yield from (contact.hours, contact.languages, contact.privacy, contact.checked, contact.operator)
                yield APART.join(filter(None, (contact.hours, contact.languages)))
        notes = tuple(dict.fromkeys(note for card in self._cards for note in card.state.site_notes))
        yield from site_lines(notes, language, self._parts.presenter)

    def _fallbacks(self, language: str) -> Iterator[str]:
        """What is said where there are no words: the last part of an id, which is ours."""
        ids = {one for card in self._cards for one in (card.state.id, *card.choices)}
        yield from (one.rpartition(".")[2].replace("_", " ") for one in ids)
        yield from self._catalog.names.values()

    def _whole(self, language: str) -> Iterator[str]:
        """Lines that are put together from several."""

        def label(name: str) -> str:
            return self._catalog.text(f"ui.{name}", language)

        for code in (language, self._catalog.languages[0]):
            for key, entry in self._catalog.entries[code].items():
                if key.endswith(".why"):
                    yield f"{label('why_label')}: {' '.join(entry.lines)}"
        drafts = [
            self._catalog.text("ui.banner_draft", language, name=self._catalog.names.get(code, code))
            for code in self._catalog.languages
        ]
        demonstration = label("banner_demo")
        yield from (f"{demonstration} {draft}" for draft in drafts)
        yield from (f"{demonstration} {one} {other}" for one in drafts for other in drafts)
        yield from drafts
        for card in self._facts(language):
            yield from (card.text, card.about, card.caveat, *card.guards, *(f"- {guard}" for guard in card.guards))
            yield f"{label('said_label')}: {card.said}"
            yield f"{label('sources_label')} {'; '.join(card.sources)}"

    def _facts(self, language: str) -> Iterable[Any]:
        parts = with_facts(self._parts)
        from bot.engine.session import Mode  # noqa: PLC0415
        from bot.engine.view import View  # noqa: PLC0415

        names = tuple(parts.presenter.learning)
        view = View("learn", "", Mode.RUNNING, 1, language, language, (), facts=names)
        return learned(view, parts.presenter)

    @cached_property
    def _headers(self) -> tuple[re.Pattern[str], ...]:
        """How the number of a card is said, with numbers of up to three digits in it."""
        templates = ["\n".join(self._catalog.lines("ui.card", code)) for code in self._catalog.languages]
        return tuple(re.compile(re.sub(r"\\\{[a-z]+\\\}", "[0-9]{1,3}", re.escape(one))) for one in templates)

    def _names_cards(self, line: str) -> bool:
        """Is this a notice that names cards?"""
        for before, after in self._naming:
            if line.startswith(before) and line.endswith(after):
                return self._are_titles(line[len(before) : len(line) - len(after)])
        return False

    @cached_property
    def _naming(self) -> tuple[tuple[str, str], ...]:
        keys = ("notice.dropped", "notice.flow_changed")
        texts = ["\n".join(self._catalog.lines(key, code)) for key in keys for code in self._catalog.languages]
        return tuple((before, after) for text in texts for before, name, after in [text.partition("{cards}")] if name)

    def _are_titles(self, rest: str) -> bool:
        if rest in self._titles:
            return True
        return any(rest.startswith(f"{one}, ") and self._are_titles(rest[len(one) + 2 :]) for one in self._titles)

    @cached_property
    def _titles(self) -> frozenset[str]:
        words = self._parts.presenter
        return frozenset(words.title(card.state.id, code) for card in self._cards for code in self._catalog.languages)

    @cached_property
    def labels(self) -> frozenset[str]:
        """Every label of a button."""
        return frozenset(chain.from_iterable(map(self._labels, self._catalog.languages)))

    def _labels(self, language: str) -> Iterator[str]:
        words, catalog = self._parts.presenter, self._catalog
        for code in (language, catalog.languages[0]):
            for key, entry in catalog.entries[code].items():
                if ".choices." in key or key.startswith(("choice.", "interrupt.", "matter.", "ui.chat_")):
                    yield from ("\n".join(entry.lines), f"* {entry.lines[0]}")
        yield from self._fallbacks(language)
        yield from (flow.replace("_", " ") for flow in self._parts.library.flows)
        titles = {words.title(card.state.id, language) for card in self._cards}
        yield from (f"{number}. {title}" for number in NUMBERED for title in titles)
        for whose in ("chat_mine", "chat_theirs"):
            said = catalog.text(f"ui.{whose}", language)
            yield from (f"{said}: {catalog.names.get(code, code)}" for code in catalog.languages)

    @cached_property
    def _data(self) -> dict[str, frozenset[str]]:
        states = frozenset(card.state.id for card in self._cards)
        answers = frozenset(choice for card in self._cards for choice in card.choices) | {"resume", "stop", "begin"}
        acts = {
            "alone",
            "show",
            *(page.value for page in Page),
            *(f"begin/{flow}" for flow in self._parts.library.flows),
        }
        languages = frozenset(f"{code}/{whose}" for code in self._catalog.languages for whose in data.SPEAKERS)
        return {
            ":": answers,
            "@": states,
            "!": frozenset({*data.SIMPLE, "back"}),
            "~": languages,
            "+": frozenset(acts),
            "%": frozenset(MATTERS),
        }

    # --- what Telegram is asked to do ------------------------------------------------------------

    def wrong_in(self, method: str, params: dict[str, Any]) -> str:
        """What in a call to Telegram is none of ours; "" when all is."""
        if method not in ALLOWED:
            return method
        if extra := params.keys() - ALLOWED[method]:
            return f"{method}: {sorted(extra)}"
        if method in ("sendMessage", "editMessageText"):
            return self.text(Card(params["text"]).seen) or self._wrong_keys(params.get("reply_markup"))
        if method == "answerCallbackQuery":
            return self.text(params.get("text", ""))
        if method == "setMyCommands":
            return ""  # names and descriptions of ours: see test_previews
        return next(
            (str(value) for name, value in params.items() if name.startswith("message") and not _numbers(value)), ""
        )

    def _wrong_keys(self, markup: Any) -> str:
        rows = (json.loads(markup) if isinstance(markup, str) else markup or {}).get("inline_keyboard", [])
        for key in chain.from_iterable(rows):
            if not self.label(key["text"]):
                return str(key["text"])
            if not self.sends(key.get("callback_data")) or key.keys() != {"text", "callback_data"}:
                return str(key)
        return ""


ALLOWED: Final[dict[str, frozenset[str]]] = {
    "getMe": frozenset(),
    "getUpdates": frozenset({"offset", "timeout", "limit", "allowed_updates"}),
    "getWebhookInfo": frozenset(),
    "setWebhook": frozenset({"url", "max_connections", "allowed_updates", "secret_token"}),
    "setMyCommands": frozenset({"commands", "scope"}),
    "sendMessage": frozenset(
        {
            "chat_id",
            "text",
            "parse_mode",
            "reply_markup",
            "disable_notification",
            "protect_content",
            "link_preview_options",
        }
    ),
    "editMessageText": frozenset(
        {"chat_id", "message_id", "text", "parse_mode", "reply_markup", "link_preview_options"}
    ),
    "deleteMessage": frozenset({"chat_id", "message_id"}),
    "deleteMessages": frozenset({"chat_id", "message_ids"}),
    "answerCallbackQuery": frozenset({"callback_query_id", "text"}),
    "leaveChat": frozenset({"chat_id"}),
}
"""Each method that is ever called, and the parameters that it is ever called with."""


def _numbers(value: object) -> bool:
    return isinstance(value, int) or (isinstance(value, list) and all(isinstance(one, int) for one in value))


@cache
def sayable() -> Sayable:
    """What can be said at the site that the tests run."""
    return Sayable(shipped())

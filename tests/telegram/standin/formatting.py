"""Telegram's HTML, read as strictly as Telegram reads it.

The rule: text goes in, plain text and entities come out, offsets and lengths in UTF-16 units; or a
`ParseError` with Telegram's own sentence and the byte offset. Covers every tag of the Bot API's
"HTML style" but the custom emoji and the date.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from typing import Any

NAMES = {
    name: entity
    for entity, names in {
        "bold": "b strong",
        "italic": "i em",
        "underline": "u ins",
        "strikethrough": "s strike del",
        "spoiler": "tg-spoiler span",
        "code": "code",
        "pre": "pre",
        "blockquote": "blockquote",
        "text_link": "a",
    }.items()
    for name in names.split()
}
CHARACTER = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#[xX][0-9a-fA-F]+);")
WORDS = re.compile(r"&?[^<&]*")
ATTRIBUTE = re.compile(r"""\s*([^\s=>/]+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?""")


class ParseError(ValueError):
    """The text is no HTML that Telegram takes; the words are what follows "can't parse entities:"."""


@dataclass(frozen=True, slots=True)
class Plain:
    """What a phone shows: the bare text, and where it is bold and so on."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()


@dataclass(slots=True)
class _Open:
    name: str
    start: int
    extra: dict[str, Any] = field(default_factory=dict)


def units(text: str) -> int:
    """Length in UTF-16 code units, which is how Telegram counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def plain(text: str, parse_mode: str | None, entities: list[dict[str, Any]] | None = None) -> Plain:
    """What becomes of a text that is sent; white space at both ends goes, as Telegram does.

    Raises ParseError for broken HTML.
    """
    if parse_mode and parse_mode.lower() == "html":
        return _html(text)
    return _trimmed(text, entities or [])


@lru_cache(maxsize=256)
def _html(text: str) -> Plain:
    """Read once for the length and once for the message, so the second time is free."""
    return _trimmed(*_Reader(text).read())


def _trimmed(text: str, entities: list[dict[str, Any]]) -> Plain:
    bare = text.strip()
    cut = units(text) - units(text.lstrip())
    end = units(bare)
    kept = []
    for entity in entities:
        first = max(entity["offset"] - cut, 0)
        last = min(entity["offset"] + entity["length"] - cut, end)
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    kept.sort(key=lambda each: (each["offset"], -each["length"], each["type"]))
    return Plain(bare, tuple(kept))


class _Reader:
    """One pass over the text with the stack of open tags."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._out: list[str] = []
        self._length = 0
        self._stack: list[_Open] = []
        self._entities: list[dict[str, Any]] = []

    def read(self) -> tuple[str, list[dict[str, Any]]]:
        while self._at < len(self._text):
            match self._text[self._at]:
                case "<" if self._text.startswith("</", self._at):
                    self._end_tag()
                case "<":
                    self._start_tag()
                case "&" if found := CHARACTER.match(self._text, self._at):
                    self._say(unescape(found[0]))
                    self._at = found.end()
                case _:
                    found = WORDS.match(self._text, self._at)
                    assert found is not None
                    self._say(found[0])
                    self._at = found.end()
        if self._stack:
            name = self._stack[-1].name
            raise ParseError(f'Can\'t find end tag corresponding to start tag "{name}"')
        return "".join(self._out), self._entities

    def _say(self, text: str) -> None:
        self._out.append(text)
        self._length += units(text)

    def _offset(self, at: int) -> str:
        return f"at byte offset {len(self._text[:at].encode())}"

    def _start_tag(self) -> None:
        begun = self._at
        found = re.compile(r"<([^\s>]*)").match(self._text, begun)
        assert found is not None
        name = found[1].lower()
        if found.end() == len(self._text):
            raise ParseError(f"Unclosed start tag {self._offset(begun)}")
        if name not in NAMES:
            raise ParseError(f'Unsupported start tag "{name}" {self._offset(begun)}')
        self._at = found.end()
        attributes = self._attributes(name, begun)
        self._stack.append(_Open(name, self._length, self._extra(name, attributes, begun)))

    def _attributes(self, name: str, begun: int) -> dict[str, str]:
        attributes: dict[str, str] = {}
        while not (ended := re.compile(r"\s*>").match(self._text, self._at)):
            found = ATTRIBUTE.match(self._text, self._at)
            if found is None:
                raise ParseError(f'Unclosed start tag "{name}" {self._offset(begun)}')
            attributes[found[1].lower()] = unescape((found[2] or "").strip("\"'"))
            self._at = found.end()
        self._at = ended.end()
        return attributes

    def _extra(self, name: str, attributes: dict[str, str], begun: int) -> dict[str, Any]:
        if name == "a":
            return {"url": attributes.get("href", "")}
        if name == "blockquote" and "expandable" in attributes:
            return {"type": "expandable_blockquote"}
        if name == "span" and attributes.get("class") != "tg-spoiler":
            raise ParseError(f'Tag "span" must have class "tg-spoiler" {self._offset(begun)}')
        return {}

    def _end_tag(self) -> None:
        begun = self._at
        ended = self._text.find(">", begun)
        if ended < 0:
            raise ParseError(f"Unclosed end tag {self._offset(begun)}")
        if not self._stack:
            raise ParseError(f"Unexpected end tag {self._offset(begun)}")
        opened = self._stack.pop()
        name = self._text[begun + 2 : ended].strip().lower()
        if name and name != opened.name:
            raise ParseError(f'Unmatched end tag {self._offset(begun)}, expected "</{opened.name}>", found "</{name}>"')
        self._at = ended + 1
        self._close(opened)

    def _close(self, opened: _Open) -> None:
        if opened.name == "a" and not opened.extra["url"]:
            return  # a link without an address is plain text
        length = self._length - opened.start
        if length:
            kind = {"type": NAMES[opened.name], "offset": opened.start, "length": length}
            self._entities.append(kind | opened.extra)

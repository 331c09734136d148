"""A YAML file is strings, lists and tables, and nothing else: what an author sees is what the program reads.

Every scalar stays a string, so ``no``, ``0123`` and ``1:30`` are words and not a truth, an octal or a time. What could
surprise is refused: keys given twice, anchors, aliases, tags, directives, empty values, tabs, characters that nobody
can see, and anything too big or too deep. All issues come at once, each with its line.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from bot.present.issues import ContentError, ContentIssue

LARGEST: Final = 1_048_576
"""Bytes of the largest file that is read."""

DEEPEST: Final = 6
"""Lists and tables inside one another, where its kind sets no other limit."""

MOST: Final = 5_000
"""Values and keys in one file, where its kind sets no other limit."""

CODES: Final[Mapping[str, str]] = {
    "unreadable": "The file cannot be read.",
    "size": "The file is larger than a content file may be.",
    "encoding": "The file is not UTF-8.",
    "hidden-character": "A character that nobody can see.",
    "tab": "A tab, which looks like spaces and is not.",
    "syntax": "Not YAML.",
    "empty-file": "The file says nothing.",
    "documents": "More than one document in a file.",
    "directive": "A directive.",
    "tag": "A tag.",
    "anchor": "An anchor.",
    "alias": "An alias.",
    "key-not-plain": "A key that is a list, a table, empty or a merge.",
    "key-twice": "The same key twice in a table.",
    "empty-value": "A key or an item without a value.",
    "depth": "Nested too deeply.",
    "count": "Too many values.",
}
"""What this reader refuses."""

HIDDEN: Final = frozenset({"Cc", "Cf", "Co", "Cs", "Zl", "Zp"})
"""Unicode categories of characters that change what a text does without being seen."""

Place = tuple[str | int, ...]
"""Where a value stands: keys and positions from the top of the file."""

Value = str | list["Value"] | dict[str, "Value"]
"""What a file can hold."""

_LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml is some ten times as fast


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its plain value, and the line of every place in it."""

    file: str
    value: Value
    lines: Mapping[Place, int]

    def line(self, place: Place) -> int:
        """The line of a place, or of the nearest thing around it."""
        while place and place not in self.lines:
            place = place[:-1]
        return self.lines.get(place, 1)


def read(path: Path, most: int = MOST, deepest: int = DEEPEST) -> Document:
    """Read a file of at most ``most`` keys and values. Raises ``ContentError`` with every issue."""
    try:
        with path.open("rb") as source:
            raw = source.read(LARGEST + 1)
    except OSError as error:
        said = f"The file cannot be read: {error.strerror or 'no reason was given'}."
        raise ContentError([ContentIssue("unreadable", str(path), 0, said)]) from None
    return parse(raw, str(path), most, deepest)


def parse(text: str | bytes, file: str, most: int = MOST, deepest: int = DEEPEST) -> Document:
    """Parse the text of a file named ``file``. Raises ``ContentError`` with every issue."""
    raw = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else text
    if len(raw) > LARGEST:
        raise ContentError([ContentIssue("size", file, 0, f"A content file has at most {LARGEST:,} bytes.")])
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise ContentError([ContentIssue("encoding", file, line, "Save the file as UTF-8.")]) from None
    reading = _Reading(file, most, deepest)
    reading.build(reading.visible(whole.replace("\r\n", "\n")))
    if reading.issues:
        raise ContentError(reading.issues)
    return Document(file, reading.value, reading.lines)


@dataclass(slots=True)
class _Frame:
    """A list or table that is still open; ``key`` waits for its value."""

    value: list[Value] | dict[str, Value]
    place: Place
    key: str | None = None


@dataclass(slots=True)
class _Reading:
    """One file while it is read, event by event and without recursion."""

    file: str
    most: int
    deepest: int
    issues: list[ContentIssue] = field(default_factory=list)
    lines: dict[Place, int] = field(default_factory=dict)
    value: Value = ""
    open: list[_Frame] = field(default_factory=list)
    count: int = 0

    def refuse(self, code: str, line: int, sentence: str) -> None:
        self.issues.append(ContentIssue(code, self.file, line, sentence))

    def visible(self, text: str) -> str:
        """The text with every hidden character named in an issue and taken out of the way."""
        for char in {c for c in set(text) if c != "\n" and unicodedata.category(c) in HIDDEN}:
            for number, line in enumerate(text.split("\n"), start=1):
                if char not in line:
                    continue
                if char == "\t":
                    self.refuse("tab", number, "Use spaces: a tab looks like them and is not.")
                else:
                    self.refuse("hidden-character", number, f"Take out U+{ord(char):04X}, which nobody can see.")
            text = text.replace(char, "  " if char == "\t" else "\N{REPLACEMENT CHARACTER}")
        return text

    def build(self, text: str) -> None:
        """Take every event; stop where going on would only add noise."""
        documents = 0
        try:
            for event in self.events(text):
                documents += isinstance(event, yaml.DocumentStartEvent)
                if documents > 1:
                    self.refuse("documents", _line(event), "Keep one document in a file.")
                    return
                if not self.taken(event):
                    return
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            problem = getattr(error, "problem", None) or "it cannot be read"
            self.refuse("syntax", mark.line + 1 if mark else 1, f"This is not YAML: {problem}.")
        else:
            if not documents:
                self.refuse("empty-file", 1, "The file says nothing.")

    def taken(self, event: yaml.Event) -> bool:
        """Put one event in its place; False when the reading must end here."""
        match event:
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                return self.opened(event)
            case yaml.ScalarEvent() | yaml.AliasEvent():
                return self.word(event)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self.open.pop()
            case _:
                pass
        return True

    def events(self, text: str) -> Iterator[Any]:
        """Events of the parser, with what an author may not use named on the way."""
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.DocumentStartEvent) and (event.version or event.tags):
                self.refuse("directive", _line(event), "Take out the line that starts with a percent sign.")
            if getattr(event, "tag", None) is not None:
                self.refuse("tag", _line(event), "Take out the tag: every value is a string.")
            if isinstance(event, yaml.AliasEvent):
                self.refuse("alias", _line(event), "Write the value out: an asterisk may not stand for it.")
            elif getattr(event, "anchor", None) is not None:
                self.refuse("anchor", _line(event), "Take out the anchor: values are not shared.")
            yield event

    def opened(self, event: Any) -> bool:
        """A list or table begins; False when the reading must end here."""
        value: list[Value] | dict[str, Value] = {} if isinstance(event, yaml.MappingStartEvent) else []
        if len(self.open) >= self.deepest:
            self.refuse("depth", _line(event), f"Nest at most {self.deepest} lists and tables.")
            return False
        if self.expects_key():
            self.refuse("key-not-plain", _line(event), "A key is a plain word.")
            return False
        place = self.put(value, _line(event))
        self.open.append(_Frame(value, place))
        return True

    def word(self, event: Any) -> bool:
        """A string, as a key or as a value; False when the reading must end here."""
        self.count += 1
        if self.count > self.most:
            self.refuse("count", _line(event), f"This file has at most {self.most:,} keys and values.")
            return False
        text = unicodedata.normalize("NFC", event.value) if isinstance(event, yaml.ScalarEvent) else "-"
        if getattr(event, "style", None) == '"':  # only there can a backslash bring in what the text does not show
            for char in sorted(c for c in {*text} - {"\n"} if unicodedata.category(c) in HIDDEN):
                self.refuse("hidden-character", _line(event), f"Take out U+{ord(char):04X}, which nobody can see.")
        if self.expects_key():
            self.key(text, _line(event))
            return True
        if text == "" and event.implicit[0]:
            self.refuse("empty-value", _line(event), 'Give a value, or "" when it is meant to be empty.')
        self.put(text, _line(event))
        return True

    def expects_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1].value, dict) and self.open[-1].key is None

    def key(self, text: str, line: int) -> None:
        frame = self.open[-1]
        if text in ("", "<<"):
            self.refuse("key-not-plain", line, "A key is a plain word.")
        if text in frame.value:
            first = self.lines[*frame.place, text]
            self.refuse("key-twice", line, f"The key {text} stands here and in line {first}.")
        frame.key = text
        self.lines.setdefault((*frame.place, text), line)

    def put(self, value: Value, line: int) -> Place:
        """Put a value where it belongs, and remember its line: for a table's value, the line of its key."""
        if not self.open:
            self.value = value
            self.lines[()] = line
            return ()
        frame = self.open[-1]
        if isinstance(frame.value, list):
            place: Place = (*frame.place, len(frame.value))
            frame.value.append(value)
        else:
            place = (*frame.place, frame.key or "")
            frame.value[frame.key or ""] = value
            frame.key = None
        self.lines.setdefault(place, line)
        return place


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1

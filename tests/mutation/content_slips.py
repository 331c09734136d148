"""Slips of the pen in content: every file of words and data that differs from a sound one in one small thing.

A mutant is a whole file as it would be read. Numbers, dates and sentences are changed in the file and nowhere else, as
a hand would that forgets the rest.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.check.samples.worded import SENTENCES
from bot.present.lexicon import Ban, Lexicon
from bot.present.lint import readers_of
from bot.present.strict import Document, Place, Value
from bot.present.wordfile import PHRASE, TABLES

DATED: Final = ("source_read_on", "expires_on", "reviewed_on", "read_on", "written_on", "called_on")
TOLD: Final = ("hours", "languages", "what_happens", "confidentiality", "operator", "what", "trigger", "text", "said")
TOLD_BESIDE: Final = ("caveat", "population", "year", "citation")
LISTS: Final = ("sources", "guards", "cards", "categories", "serves")


@dataclass(frozen=True)
class ContentMutant:
    """A file with one slip: its name as in ``Documents``, which slip, and the whole value that would be read."""

    kind: str
    what: str
    file: str
    place: Place
    value: Value

    @property
    def name(self) -> str:
        """How it is listed: file, kind and what, such as ``contacts.yaml: dropped: us-911``."""
        return f"{self.file}: {self.kind}: {self.what}"


Documents = Mapping[str, Document]
"""The files of a content folder by their path in it."""


def put(value: Value, place: Place, new: Value | None) -> Value:
    """The value with something else at a place; None takes away what is there."""
    at, *rest = place
    if isinstance(value, list) and isinstance(at, int):
        inner = put(value[at], tuple(rest), new) if rest else new
        return [*value[:at], *([] if inner is None else [inner]), *value[at + 1 :]]
    assert isinstance(value, dict)
    key = str(at)
    now = put(value[key], tuple(rest), new) if rest else new
    return {
        **{one: kept for one, kept in value.items() if now is not None or one != key},
        **({key: now} if now else {}),
    }


def _at(value: Value, place: Place) -> Value:
    for one in place:
        value = value[int(one)] if isinstance(value, list) else value[str(one)]  # type: ignore[index]
    return value


def _mutant(file: str, document: Document, kind: str, place: Place, new: Value | None, what: str = "") -> ContentMutant:
    said = ".".join(map(str, place)) + (f" {what}" if what else "")
    return ContentMutant(kind, said, file, place, put(document.value, place, new))


def entry_slips(file: str, document: Document) -> Iterator[ContentMutant]:
    """Slips in a file of entries by id: contacts, law, facts, sources, where conversations come from."""
    assert isinstance(document.value, dict)
    for name, entry in document.value.items():
        yield _mutant(file, document, "dropped", (name,), None)
        if isinstance(entry, dict):
            yield from fields_slips(file, document, (name,), entry)


def fields_slips(file: str, document: Document, place: Place, entry: Mapping[str, Value]) -> Iterator[ContentMutant]:
    """Slips in one entry: its dates, its sentences, its lists, its numbers."""
    for name, value in entry.items():
        at = (*place, name)
        if name in DATED and value:
            yield _mutant(file, document, "undated", at, None)
        if name in (*TOLD, *TOLD_BESIDE) and value:
            yield _mutant(file, document, "unsaid", at, None)
        if name in LISTS and isinstance(value, list):
            for index in range(len(value)):
                yield _mutant(file, document, "unsourced" if name == "sources" else "unlisted", (*at, index), None)
    if "expires_on" in entry:
        yield ContentMutant("aged", ".".join(map(str, place)), file, place, _aged(document.value, place, entry))
        endless = str(date.fromisoformat(str(entry["expires_on"])) + timedelta(days=365))
        yield _mutant(file, document, "endless", (*place, "expires_on"), endless)
    channels = entry.get("channels")
    for name, line in channels.items() if isinstance(channels, dict) else ():
        yield _mutant(file, document, "unlisted", (*place, "channels", name), None)
        for part in ("number", "dial") if isinstance(line, dict) else ():
            if isinstance(line, dict) and line.get(part):
                wrong = _misprinted(str(line[part]))
                yield _mutant(file, document, "misprinted", (*place, "channels", name, part), wrong)


def _aged(value: Value, place: Place, entry: Mapping[str, Value]) -> Value:
    """All dates of an entry a year earlier, as in an entry that nobody has looked at since."""
    for name in DATED:
        if entry.get(name):
            earlier = str(date.fromisoformat(str(entry[name])) - timedelta(days=365))
            value = put(value, (*place, name), earlier)
    return value


def _misprinted(number: str) -> str:
    """The number with its last digit one higher."""
    last = max(index for index, char in enumerate(number) if char.isdigit())
    return f"{number[:last]}{(int(number[last]) + 1) % 10}{number[last + 1 :]}"


def word_slips(file: str, document: Document, lexicon: Lexicon, language: str) -> Iterator[ContentMutant]:
    """Slips in a file of words, the source or a translation."""
    assert isinstance(document.value, dict)
    translated = language != "en"
    for section, parts in document.value.items():
        if section == "translation" or not isinstance(parts, dict):
            continue
        for name, entry in parts.items():
            if section in TABLES or section == PHRASE:
                yield from _text_slips(file, document, (section, name), lexicon, language, translated)
            elif isinstance(entry, dict):
                for part in entry:
                    if part != "choices":
                        yield from _text_slips(file, document, (section, name, part), lexicon, language, translated)
                labels = entry.get("choices", {})
                for choice in labels if isinstance(labels, dict) else ():
                    at = (section, name, "choices", choice)
                    yield from _text_slips(file, document, at, lexicon, language, translated)


def _text_slips(
    file: str, document: Document, place: Place, lexicon: Lexicon, language: str, translated: bool
) -> Iterator[ContentMutant]:
    """Slips in one text: it is gone, a line of it is gone, two lines have changed places, a line is a forbidden one."""
    yield _mutant(file, document, "unworded", place, None)
    at = (*place, "text") if translated else place
    text = _at(document.value, at)
    lines = text if isinstance(text, list) else []
    for index in range(len(lines) if len(lines) > 1 else 0):
        yield _mutant(file, document, "unlined", (*at, index), None)
    for index in range(len(lines) - 1):
        if lines[index] != lines[index + 1]:
            swapped = [*lines[:index], lines[index + 1], lines[index], *lines[index + 2 :]]
            yield _mutant(file, document, "reordered", at, swapped, f"{index} and {index + 1}")
    if not translated:
        yield from _measured(file, document, place, lines)
    for ban in _bans(lexicon, ".".join(map(str, place)), language):
        first = lines[0] if lines else None
        broken: Value = dict.fromkeys(first, ban.broken) if isinstance(first, dict) else ban.broken
        said: Value = [broken, *lines[1:]] if lines else broken
        yield _mutant(file, document, "forbidden", at, said, ban.name)


def _measured(file: str, document: Document, place: Place, lines: list[Value]) -> Iterator[ContentMutant]:
    """A text that is too hard, too long or too loud, one sample for each text; or one that says everything twice."""
    part, key = str(place[-1]), ".".join(map(str, place))
    fitting = [one for some in SENTENCES.values() for one in some if one.key.rpartition(".")[2] == part]
    for one in fitting[sum(map(ord, key)) % len(fitting) :][:1] if fitting else ():
        yield _mutant(file, document, "measured", place, one.broken, one.code)
    if part == "say" and len(lines) > 2:
        yield _mutant(file, document, "measured", place, [*lines, *lines], "twice")


def _bans(lexicon: Lexicon, key: str, language: str) -> list[Ban]:
    """One list of words that a reader of this text never meets, another for each text, so that all come up."""
    found = [ban for ban in lexicon.bans if ban.language == language and ban.readers & {*readers_of(key)} - {"lock"}]
    return [found[sum(map(ord, key)) % len(found)]] if found else []


def site_slips(file: str, document: Document) -> Iterator[ContentMutant]:
    """Slips in the file of a live site: a role, the note on the duty to report, a contact, a date."""
    assert isinstance(document.value, dict)
    roles, local = document.value.get("roles", {}), document.value.get("local_contacts", {})
    for role in roles if isinstance(roles, dict) else ():
        yield _mutant(file, document, "dropped", ("roles", role), None)
    duty = document.value.get("duty")
    if isinstance(duty, dict):
        yield _mutant(file, document, "dropped", ("duty",), None)
        yield from fields_slips(file, document, ("duty",), duty)
    for name, entry in local.items() if isinstance(local, dict) else ():
        yield _mutant(file, document, "dropped", ("local_contacts", name), None)
        if isinstance(entry, dict):
            yield from fields_slips(file, document, ("local_contacts", name), entry)


def all_slips(documents: Documents, lexicon: Lexicon) -> Iterator[ContentMutant]:
    """Every slip in every file, in a fixed order."""
    for file, document in documents.items():
        match file.partition("/")[0]:
            case "prompts.yaml":
                yield from word_slips(file, document, lexicon, "en")
            case "translations":
                yield from word_slips(file, document, lexicon, file.rpartition("/")[2].removesuffix(".yaml"))
            case "sites":
                yield from site_slips(file, document)
            case _:
                yield from entry_slips(file, document)

"""The command ``translate``: a language sent out as CSV or PO, taken back, and signed off."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from bot.app import Refused, content_folder
from bot.cli.carriers import CARRIERS, Carrier
from bot.cli.saying import refused, say
from bot.present import almanac, exchange, translation, translation_file
from bot.present import catalog as words
from bot.present.catalog import SOURCE_LANGUAGE
from bot.present.freshness import source_of
from bot.present.issues import ContentError
from bot.present.phrases import phrases_of
from bot.present.translation import Head, Translation
from bot.present.wordfile import Entry


def send(language: str, file: Path, name: str) -> int:
    """Write every text with its translation into a file."""

    def run() -> int:
        source, there = _read(language, name)
        rows = exchange.rows(source, there)
        text = _carrier(file).written(rows, there.head)
        try:
            file.write_text(text, encoding="utf-8", newline="")
        except OSError as error:
            raise Refused(f"{file} cannot be written: {error.strerror}.") from None
        count = {status: sum(row.status == status for row in rows) for status in dict.fromkeys(r.status for r in rows)}
        say(f"{file}: {', '.join(f'{many} {status}' for status, many in count.items())}.")
        return 0

    return refused(run)


def take(language: str, file: Path, name: str) -> int:
    """Take in what a translator has sent back, all of it or nothing."""

    def run() -> int:
        source, there = _read(language, name)
        try:
            rows = _carrier(file).read(file, language)
            after = exchange.merged(source, there, rows, str(file))
        except ContentError as error:
            raise Refused(*map(str, error.issues)) from None
        changed = [key for key, entry in after.entries.items() if _said(there, key) != (entry.lines, entry.of)]
        _write(language, after, source)
        say(f"{len(rows)} rows read, {len(changed)} entries changed.")
        return 0

    return refused(run)


def review(language: str, role: str, on: dt.date) -> int:
    """Record that somebody qualified has read every word of a language as it is now."""

    def run() -> int:
        source, there = _read(language, "")
        if not there.entries:
            raise Refused(f"There are no words in '{language}' to review.")
        signed = {"reviewed_by_role": role, "reviewed_on": on, "reviewed_words": there.words}
        head = there.head.model_copy(update=signed)
        _write(language, Translation(there.file, head, there.entries), source)
        say(f"Recorded for the words {there.words}.")
        return 0

    return refused(run)


def _read(language: str, name: str) -> tuple[Mapping[str, Entry], Translation]:
    """Everything to translate, and the language as far as it is there; a new one needs a name."""
    folder = content_folder()
    path = _path(language)
    try:
        source = source_of(words.read(folder / "prompts.yaml"), phrases_of(almanac.read(folder)))
        if path.exists():
            return source, translation.read(path)
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None
    if language == SOURCE_LANGUAGE or not (language.isascii() and language.isalpha() and len(language) in (2, 3)):
        raise Refused("A language is two or three letters, and not those of the source.")
    if not name:
        raise Refused(f"There is no {path.name} yet: say what the language calls itself with --name.")
    return source, Translation(str(path), Head(language=language, name=name), {})


def _write(language: str, there: Translation, source: Mapping[str, Entry]) -> None:
    """Write the file, when it can be read again."""
    path = _path(language)
    text = translation_file.written(there, source)
    try:
        translation.parse(text, str(path))
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except ContentError as error:
        raise Refused(*map(str, error.issues)) from None
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror}.") from None


def _carrier(file: Path) -> Carrier:
    carrier = CARRIERS.get(file.suffix)
    if carrier is None:
        raise Refused(f"The name of the file ends in one of {', '.join(CARRIERS)}.")
    return carrier


def _path(language: str) -> Path:
    return content_folder() / "translations" / f"{language}.yaml"


def _said(there: Translation, key: str) -> tuple[tuple[str, ...], str]:
    entry = there.entries.get(key)
    return (entry.lines, entry.of) if entry else ((), "")

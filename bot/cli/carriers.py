"""The files in which a translation travels: CSV for any spreadsheet, PO for the tools of translators.

Both carry the same rows. In CSV each has its columns; in PO the key is the context, and an outdated entry is fuzzy.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from bot.app import Refused
from bot.present.exchange import Row
from bot.present.freshness import State
from bot.present.issues import ContentError, ContentIssue
from bot.present.lint import readers_of
from bot.present.translation import Head
from bot.present.wordfile import fingerprint

if TYPE_CHECKING:
    from types import ModuleType

    import polib

COLUMNS: Final = ("key", "english", "translation", "of", "status")

LARGEST: Final = 8 * 1_048_576
"""Bytes of a file that is taken in."""

CODES: Final = {
    "carrier-unreadable": "A file that cannot be read, or is no text in UTF-8.",
    "carrier-columns": "A CSV file with other columns.",
    "carrier-row": "A row with more or fewer cells than columns.",
    "carrier-po": "A file that is no PO file.",
    "carrier-language": "A PO file of another language.",
}
"""What is refused here."""

READERS: Final = {
    "patient": "Said to the patient, aloud: plain and warm.",
    "worker": "Read by the health worker, in seconds.",
    "outcome": "Read by the health worker at the end.",
    "lock": "Could be seen on a locked phone: say nothing of the topic.",
    "document": "Could go into a record: plain facts, and no doubt in them.",
}
"""What a translator should know about the readers of a text."""


class Carrier(Protocol):
    """A kind of file."""

    def written(self, rows: Iterable[Row], head: Head) -> str:
        """The text of a file with these rows."""

    def read(self, path: Path, language: str) -> list[Row]:
        """The rows of a file. Raises ``ContentError`` with every issue."""


class Csv:
    """Comma-separated values with a header, in UTF-8 with the mark by which spreadsheets know it."""

    def written(self, rows: Iterable[Row], head: Head) -> str:  # noqa: ARG002 - a table has no head
        out = io.StringIO(newline="")
        table = csv.writer(out)
        table.writerow(COLUMNS)
        table.writerows([row.key, row.english, row.translation, row.of, row.status] for row in rows)
        return "\N{BYTE ORDER MARK}" + out.getvalue()

    def read(self, path: Path, language: str) -> list[Row]:  # noqa: ARG002 - a table does not say its language
        table = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
        rows, issues = [], []
        try:
            for number, cells in enumerate(table):
                if number == 0 and tuple(cells) != COLUMNS:
                    raise _refused("carrier-columns", path, 1, f"The first line is {', '.join(COLUMNS)}.")
                if number and cells and len(cells) != len(COLUMNS):
                    said = f"This row has {len(cells)} cells, and there are {len(COLUMNS)} columns."
                    issues.append(ContentIssue("carrier-row", str(path), table.line_num, said))
                elif number and cells:
                    key, english, said, of, status = cells
                    rows.append(Row(key, english, said, of, status, table.line_num))
        except csv.Error as error:
            raise _refused("carrier-row", path, table.line_num, f"This is no CSV: {error}.") from None
        if issues:
            raise ContentError(issues)
        return rows


class Po:
    """The files of gettext: each text with its key as the context, and a word on who reads it."""

    def written(self, rows: Iterable[Row], head: Head) -> str:
        po = _polib()
        made = po.POFile(wrapwidth=100)
        made.metadata = {
            "Language": head.language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
        }
        for row in rows:
            hint = " ".join(READERS[reader] for reader in readers_of(row.key))
            fuzzy = ["fuzzy"] if row.status == State.OUTDATED else []
            made.append(
                po.POEntry(msgctxt=row.key, msgid=row.english, msgstr=row.translation, comment=hint, flags=fuzzy)
            )
        return f"{made}\n"

    def read(self, path: Path, language: str) -> list[Row]:
        po = _polib()
        try:
            made = po.pofile(_text(path))
        except (OSError, ValueError) as error:
            raise _refused("carrier-po", path, 0, f"This is no PO file: {error}.") from None
        said = made.metadata.get("Language", "")
        if said.partition("_")[0] != language:
            raise _refused("carrier-language", path, 1, f"This file says that its language is {said or 'none'}.")
        return list(_po_rows(made))


def _po_rows(made: polib.POFile) -> Iterator[Row]:
    for entry in made:
        if not entry.obsolete:
            status = State.OUTDATED if entry.fuzzy else State.FRESH if entry.msgstr else State.MISSING
            of = fingerprint(entry.msgid.split("\n"))
            yield Row(entry.msgctxt or "", entry.msgid, entry.msgstr, of, status.value, entry.linenum or 0)


CARRIERS: Final[dict[str, Carrier]] = {".csv": Csv(), ".po": Po()}
"""The kinds of file by their endings."""


def _polib() -> ModuleType:
    try:
        import polib  # noqa: PLC0415 - only for PO files
    except ModuleNotFoundError:
        raise Refused("PO files need the package polib: install requirements/check.txt, or use CSV.") from None
    return polib


def _text(path: Path) -> str:
    try:
        with path.open("rb") as source:
            raw = source.read(LARGEST + 1)
        if len(raw) > LARGEST:
            raise _refused("carrier-unreadable", path, 0, f"A file has at most {LARGEST:,} bytes.")
        return raw.decode("utf-8-sig")
    except OSError as error:
        raise _refused("carrier-unreadable", path, 0, f"The file cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise _refused("carrier-unreadable", path, 0, "Save the file as UTF-8.") from None


def _refused(code: str, path: Path, line: int, sentence: str) -> ContentError:
    return ContentError([ContentIssue(code, str(path), line, sentence)])

"""Store files with something in them, and sites that count, for the tests of what is told."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from bot.app import content_folder
from storage import schema
from storage.checks import checked


def made(path: Path, tallies: Iterable[tuple[int, ...]] = (), members: int = 0) -> Path:
    """A store file with these counts (quarter, flow, version, language, outcome, reason, n) and this many members."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if not path.stat().st_size:
            schema.migrate(connection)
        connection.executemany(
            "INSERT INTO tallies VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [checked(*row) for row in tallies]
        )
        rows = [checked(number.to_bytes(16, "big"), 1, 2**35) for number in range(members)]
        connection.executemany("INSERT OR IGNORE INTO members (key, role, expires, proof) VALUES (?, ?, ?, ?)", rows)
    return path


def demonstration(folder: Path, *, counts: bool = True) -> Path:
    """The shipped demonstration site, with counts as asked."""
    path = folder / "site.yaml"
    text = (content_folder() / "sites" / "demonstration.yaml").read_text(encoding="utf-8")
    assert "counts: no" in text
    path.write_text(text.replace("counts: no", "counts: yes") if counts else text, encoding="utf-8")
    return path

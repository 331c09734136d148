"""What a run leaves behind or lets out, collected in one place and searched once: files, logs, figures, calls.

The rule: nothing is looked for by name. Every file below a folder counts, every record of every logger at its most
talkative, every byte of every request; an artefact that is empty where it should not be is a failure of its own.
"""

from __future__ import annotations

import io
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from urllib.parse import quote

import structlog

from bot import logs
from tests.privacy.canaries import found_in

REQUESTS: Final = "requests to Telegram"


class Leftovers:
    """Artefacts by name: bytes searched so far, and what was found in them.

    ``secret``: the bot's token, which is looked for everywhere but in our own requests, whose address holds it.
    """

    def __init__(self, secret: str) -> None:
        self._secrets = tuple(form.encode() for form in (secret, secret[::-1], secret.partition(":")[2], quote(secret)))
        self.searched: Counter[str] = Counter()
        self.hits: dict[str, Counter[str]] = {}

    def search(self, what: str, held: bytes) -> None:
        """Look through these bytes."""
        self.searched[what] += len(held)
        found = found_in(held)
        if what != REQUESTS:
            found += Counter({"token": sum(map(held.count, self._secrets))})
        if +found:
            self.hits.setdefault(what, Counter()).update(found)

    def search_folder(self, folder: Path) -> None:
        """Look through every file below a folder, and their names."""
        for path in sorted(folder.rglob("*")):
            self.search("names of files", str(path.relative_to(folder)).encode())
            if path.is_file():
                self.search(f"file {path.suffix or path.name}", path.read_bytes())


@contextmanager
def talkative(*secrets: str) -> Iterator[io.StringIO]:
    """Logging as the service sets it up, but with every logger that there is at its most talkative."""
    root, stream = logging.getLogger(), io.StringIO()
    before, level, hook = list(root.handlers), root.level, sys.excepthook
    named = {
        name: one.level for name, one in logging.root.manager.loggerDict.items() if isinstance(one, logging.Logger)
    }
    logs.configure("debug", stream, secrets)
    for name in (*logging.root.manager.loggerDict, *logs.NOISY, *logs.SILENT):
        logging.getLogger(name).setLevel(logging.DEBUG)
    try:
        yield stream
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        for name in list(logging.root.manager.loggerDict):
            logging.getLogger(name).setLevel(named.get(name, logging.NOTSET))
        logging.raiseExceptions = True
        logging.captureWarnings(capture=False)
        structlog.reset_defaults()
        sys.excepthook = hook

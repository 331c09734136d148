"""What may be written to a log: names of events, names of things of ours, and counts. Everything else is left out.

It is not cleaned afterwards, it has no way in: an event's values must be whole numbers or short words of a closed
alphabet, and of other people's records only the logger, the level and the kind of error are kept, never their text.
The HTTP client writes the token into its text, the Telegram library whole updates. A filter stands behind all of that
and redacts what looks like a token.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Final, TextIO

import structlog
from structlog.typing import EventDict, FilteringBoundLogger, WrappedLogger

REDACTED: Final = "[redacted]"
SHAPE_OF_TOKENS: Final = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")

NOISY: Final = ("httpx", "httpcore", "telegram", "transitions", "uvicorn", "asyncio")
"""Loggers that would write what they send and receive, or where a conversation stands."""

SILENT: Final = ("telegram.ext.AIORateLimiter", "uvicorn.access")
"""Loggers that say only what we count ourselves, or hold addresses."""

_WORD: Final = re.compile(r"[A-Za-z][A-Za-z0-9_.:@-]{0,99}")
"""What a value may look like: the name of an event, a method, an error, a place in our code."""

_NUMBERS: Final = re.compile(r"[0-9]{5,}")
"""No name of ours has as many digits in a row; a chat's number does."""


class Redacting(logging.Filter):
    """The last door: whatever looks like a token, or is one of ``secrets``, is taken out of the finished text."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__()
        self._secrets = tuple(secret for secret in secrets if secret)

    def filter(self, record: logging.LogRecord) -> bool:
        try:
            text = record.getMessage()
        except Exception:  # noqa: BLE001 - a text that cannot be made is none, and no affair of whoever logged it
            text = ""
        record.msg, record.args = self.redacted(text), ()
        record.exc_text = None
        return True

    def redacted(self, text: str) -> str:
        """The text without secrets."""
        for secret in self._secrets:
            text = text.replace(secret, REDACTED)
        return SHAPE_OF_TOKENS.sub(REDACTED, text)


class Narrow(logging.Formatter):
    """A record as one line of JSON. Our own arrive finished; of others only what cannot hold a word of a message."""

    def format(self, record: logging.LogRecord) -> str:
        if record.name == "waymark":
            return record.getMessage()
        kind = record.exc_info[0] if record.exc_info else None
        told = {
            "event": "library",
            "level": record.levelname.lower(),
            "logger": safe(record.name),
            "error": kind.__name__ if kind else None,
        }
        return json.dumps({name: value for name, value in told.items() if value is not None})


def configure(level: str = "info", stream: TextIO | None = None, secrets: Iterable[str] = ()) -> None:
    """Set up all logging of this process. Called once, before anything that could log."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(Narrow())
    handler.addFilter(Redacting(secrets))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # A record that cannot be written would be shown on the standard error, whole, with what it is about.
    logging.raiseExceptions = False
    logging.captureWarnings(capture=True)
    for name in NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)
    for name in SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", utc=True),
            _closed,
            structlog.processors.JSONRenderer(sort_keys=True),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _last_words


def log() -> FilteringBoundLogger:
    """Our logger."""
    logger: FilteringBoundLogger = structlog.get_logger("waymark")
    return logger


def safe(value: object) -> object:
    """The value, if it is a number or a short word that no person typed; else a question mark."""
    if value is None or isinstance(value, bool | int | float):
        return value
    text = str(value)
    return text if _WORD.fullmatch(text) and not _NUMBERS.search(text) else "?"


_OWN: Final = frozenset({"timestamp"})


def _closed(_logger: WrappedLogger, _method: str, event: EventDict) -> Mapping[str, Any]:
    return {name: value if name in _OWN else safe(value) for name, value in event.items()}


def _last_words(kind: type[BaseException], _error: BaseException, trace: TracebackType | None) -> None:
    """An error that nobody caught, without its text and without what was in any variable."""
    line = ""
    while trace is not None:
        line = f"{trace.tb_frame.f_globals.get('__name__', '')}:{trace.tb_lineno}"
        trace = trace.tb_next
    log().critical("program.failed", error=kind.__name__, at=line)

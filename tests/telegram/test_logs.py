"""What is written down: names of events and numbers. No token, no chat, no answer, no card, no word of anybody."""

from __future__ import annotations

import io
import json
import logging
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from bot import logs
from bot.adapters.telegram.service import where
from bot.meter import Meter
from tests.telegram.standin import TOKEN

ROOT = Path(__file__).parents[2]
PLANTED = "Ana Perez 555-0100"


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Logging as the service sets it up, into a text; undone afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    stream = io.StringIO()
    logs.configure("debug", stream, [TOKEN])
    yield stream
    root.handlers[:] = before
    root.setLevel(level)
    for name in (*logs.NOISY, *logs.SILENT):
        logging.getLogger(name).setLevel(logging.NOTSET)
    logging.raiseExceptions = True
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()
    sys.excepthook = sys.__excepthook__


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    """What was written, line by line."""
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_an_event_is_a_name_and_short_words(written: io.StringIO) -> None:
    """Whatever a caller hands in, a text of more than names does not get through."""
    logs.log().info("update.taken", what="press", count=3, odd=PLANTED, chat=700_000_001, name="700000001", none=None)
    (line,) = lines(written)
    assert line.pop("timestamp")
    assert line == {
        "event": "update.taken",
        "level": "info",
        "what": "press",
        "count": 3,
        "odd": "?",
        "chat": 700_000_001,
        "name": "?",
        "none": None,
    }


def test_times_are_told_without_a_zone(written: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a machine's clocks are set to somewhere, its log does not tell where."""
    monkeypatch.setenv("TZ", "Pacific/Chatham")
    time.tzset()
    try:
        before = datetime.now(UTC).replace(microsecond=0)
        logs.log().info("update.taken")
        after = datetime.now(UTC)
    finally:
        monkeypatch.undo()
        time.tzset()
    (line,) = lines(written)
    assert before <= datetime.fromisoformat(str(line["timestamp"])) <= after


def test_other_peoples_records_lose_their_text(written: io.StringIO) -> None:
    """The library's records of what it sent and received are a line without a word of it."""
    try:
        raise ValueError(PLANTED)
    except ValueError:
        logging.getLogger("telegram.Bot").critical("Received data was %r", {"text": PLANTED}, exc_info=True)
    logging.getLogger("some.other").warning("POST https://api.telegram.org/bot%s/getMe", TOKEN)
    assert lines(written) == [
        {"event": "library", "level": "critical", "logger": "telegram.Bot", "error": "ValueError"},
        {"event": "library", "level": "warning", "logger": "some.other"},
    ]


def test_requests_are_not_logged_at_all(written: io.StringIO) -> None:
    """The HTTP client's line for each request holds the token, so there is none, at any level of ours."""
    for name in ("httpx", "httpcore", "telegram", "telegram.ext.ExtBot", "transitions.core"):
        logging.getLogger(name).info("HTTP Request: POST https://api.telegram.org/bot%s/getMe", TOKEN)
    logging.getLogger("telegram.ext.AIORateLimiter").error("Rate limit hit")
    assert written.getvalue() == ""


def test_a_record_that_cannot_be_written_is_shown_nowhere() -> None:
    """A record whose text cannot be made, or that nobody takes, is no reason for a traceback with all it holds."""
    code = (
        "import logging\nfrom bot import logs\nlogs.configure()\n"
        f"logging.getLogger('some.other').warning('%d of them', '{PLANTED}')\n"
        "class Full:\n    def write(self, text):\n        raise OSError(text)\n"
        f"logging.getLogger().handlers[0].stream = Full()\nlogging.getLogger('waymark').warning('{PLANTED}')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert ran.stdout == ""
    assert json.loads(ran.stderr) == {"event": "library", "level": "warning", "logger": "some.other"}


def test_the_last_door_redacts(written: io.StringIO) -> None:
    """What looks like a token, or is ours, is taken out of a finished text whoever wrote it."""
    redacting = logs.Redacting([TOKEN, "short:one"])
    assert (
        redacting.redacted(f"a {TOKEN} b short:one c 123456789:{'x' * 35}") == "a [redacted] b [redacted] c [redacted]"
    )


def test_an_error_is_told_without_its_text() -> None:
    """What went wrong is a kind and a line of our code."""
    with pytest.raises(json.JSONDecodeError) as caught:
        json.loads(PLANTED)
    assert re.fullmatch(r"JSONDecodeError@[a-z_.]+:[0-9]+", where(caught.value))


def test_an_error_that_nobody_caught_is_told_without_its_text() -> None:
    """Even the last words of the program hold neither the error's text nor a variable."""
    code = (
        "from bot import logs\nlogs.configure(secrets=['x'])\n"
        f"def talk(name):\n    raise RuntimeError(name)\ntalk('{PLANTED}')\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 1
    told = json.loads(ran.stderr)
    assert (told["event"], told["error"]) == ("program.failed", "RuntimeError")
    assert "Perez" not in ran.stderr


def test_counts_have_no_label_for_a_person(written: io.StringIO) -> None:
    """The page of figures names events and things of ours; anything else becomes a question mark."""
    meter = Meter()
    meter("update.taken", "press")
    meter("update.failed", f"ValueError@{PLANTED}")
    meter("call.failed", "700000001")
    text = meter.text().decode()
    assert 'waymark_events_total{event="update.taken",what="press"} 1.0' in text
    assert "Perez" not in text
    assert "700000001" not in text
    assert "Perez" not in written.getvalue()

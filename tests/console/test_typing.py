"""Whatever is typed, the answer is a screen: never a traceback, never an echo, never a trace."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator

import pytest

from bot.adapters.console.typed import LONGEST, UNREADABLE, Ended, Lines, Silence, script
from tests.console.program import Piped, run

ODD = {
    "long": b"x" * 100_000,
    "long that begins like an answer": b"yes" + b" " * 100_000 + b"no",
    "nul": b"y\0es",
    "escape": b"\x1b[2Jyes\x1b[31m",
    "bell": b"\x07",
    "carriage": b"yes\rno",
    "not UTF-8": b"\xff\xfe\xfa",
    "half a character": b"yes\xe2\x80",
    "right to left": "\u202eyes hcum".encode(),
    "emoji": "\N{GRINNING FACE}\N{ZERO WIDTH JOINER}\N{GRINNING FACE}".encode(),
    "marks": ("e" + "\u0301" * 500).encode(),
    "other digits": "\u0661".encode(),
    "a sentence": b"her name is Jane Roe, born 3 May 1990, 555-0143",
    "format": b"{state.__class__} %s {0}",
    "path": b"/edit ../../etc/passwd",
    "slash": b"/",
    "html": b"<script>alert(1)</script>",
}


def test_nothing_typed_is_echoed_or_taken_for_an_answer() -> None:
    """After everything that could be typed by hand, accident or malice, the card is the one that stood there before."""
    with Piped() as console:
        before = console.shown
        for name, line in ODD.items():
            after = console.answer(line)
            assert after["notices"], name
            said = str(after)
            assert {**after, "notices": []} == before, name
            assert not any(word in said for word in ("Jane", "0143", "passwd", "script>", "xxx", "\ufffd")), name
        assert console.answer("yes")["state"] != before["state"]
        assert console.close() == (0, "")


def test_an_arabic_keyboard_may_add_its_marks() -> None:
    """Marks that some keyboards add unseen do not stop an answer."""
    with Piped() as console:
        assert console.answer("\u200fyes\u200e")["progress"]["card"] == 2


def test_odd_lines_in_plain_text() -> None:
    """The same lines in one go, as plain text: one notice for each, and a clean end."""
    ran = run("console", given=b"\n".join(ODD.values()) + b"\n")
    said = ran.stdout.decode()
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert said.count("\n* ") == len(ODD)
    assert not any(word in said for word in ("Jane", "0143", "passwd", "xxx", "\x1b", "\ufffd"))


@pytest.fixture
def typed() -> Iterator[tuple[int, Lines]]:
    """A pipe: the end to write to, and the lines that are read from it."""
    ours, theirs = os.pipe()
    yield theirs, Lines(ours)
    os.close(ours)
    with contextlib.suppress(OSError):  # a test may have closed it to end the input
        os.close(theirs)


def test_a_line_is_given_as_soon_as_it_is_there(typed: tuple[int, Lines]) -> None:
    """Two lines in one write are two lines, and one in two writes is one."""
    end, lines = typed
    os.write(end, b"yes\r\nno\n/st")
    assert [lines.next(), lines.next()] == ["yes", "no"]
    os.write(end, b"op\n")
    assert lines.next() == "/stop"


def test_the_last_line_needs_no_end(typed: tuple[int, Lines]) -> None:
    """What stands before the end of the input is still a line; then there is none."""
    end, lines = typed
    os.write(end, b"yes")
    os.close(end)
    assert lines.next() == "yes"
    with pytest.raises(Ended):
        lines.next()
    with pytest.raises(Ended):
        lines.next()


@pytest.mark.parametrize("tail", [b"", b"\n"])
def test_a_long_line_is_one_unreadable_line(typed: tuple[int, Lines], tail: bytes) -> None:
    """However it is cut up on its way, no piece of a long line is taken for an answer."""
    end, lines = typed
    os.write(end, b"no\n" + b"x" * (LONGEST * 5) + b"yes" + tail)
    os.close(end)
    assert lines.next() == "no"
    assert lines.next() is UNREADABLE
    with pytest.raises(Ended):
        lines.next()


def test_the_longest_line_is_still_read(typed: tuple[int, Lines]) -> None:
    """The limit is exact: one byte more is too much."""
    end, lines = typed
    os.write(end, b"x" * LONGEST + b"\n" + b"x" * (LONGEST + 1) + b"\n")
    assert lines.next() == "x" * LONGEST
    assert lines.next() is UNREADABLE


def test_silence_is_noticed(typed: tuple[int, Lines]) -> None:
    """Who waits with a limit is told that nothing came; half a line is not lost by it."""
    end, lines = typed
    os.write(end, b"ye")
    with pytest.raises(Silence):
        lines.next(0.01)
    os.write(end, b"s\n")
    assert lines.next(5.0) == "yes"


def test_a_script_leaves_out_what_is_no_event(typed: tuple[int, Lines]) -> None:
    """Blank lines and comments are not events; a line that nobody can read is one, and is met with a notice."""
    end, lines = typed
    os.write(end, b"# first\n\nyes\n   \n  # then\n\0\n/stop")
    os.close(end)
    assert list(script(lines)) == ["yes", UNREADABLE, "/stop"]

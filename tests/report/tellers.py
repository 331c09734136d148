"""Every call by which the program could tell something outside: the log, the counts, warnings, print.

A word that is told has to stand in the source, or be the name of one of our own things. The rule is read from the
source, so that it also holds for lines that no test has run.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final

TELLERS: Final = re.compile(r"_?(tell|meter|telling|warn)|debug|info|warning|error|exception|critical|log")
"""The last name of what is called, where it tells."""

LOGGERS: Final = re.compile(r"(logging|logger|_log|log\(\)|warnings|structlog|.*getLogger\(.*\))")
"""What ``debug`` to ``log`` are called on, where they write to a log."""

NAMES_OF_OURS: Final = {
    "type(error).__name__": "the kind of an error, never its text",
    "where(error)": "a module of ours and a line in it",
    "due.row.kind.name.lower()": "one of our kinds of timers",
    "_kind(update)": "one of Telegram's kinds of updates, by the name of its field",
    "name": "the name of a method of Telegram's, in bot/adapters/telegram/calls.py",
    "kind.__name__": "the kind of an error, in bot/logs.py",
    "line": "a module of ours and a line in it, in bot/logs.py",
    "event": "what the meter was told, in bot/meter.py",
    "**facts": "what the meter was told, in bot/meter.py",
    "error.code": "the name of an error of the store, in bot/practice_chat/worker.py",
}
"""What may be told beside words in the source, and why it is nobody's."""

ONLY_IN: Final = {
    "name": "bot/adapters/telegram/calls.py",
    "kind.__name__": "bot/logs.py",
    "line": "bot/logs.py",
    "event": "bot/meter.py",
    "**facts": "bot/meter.py",
    "error.code": "bot/practice_chat/worker.py",
    "where(error)": "bot/adapters/telegram/service.py",
    "_kind(update)": "bot/adapters/telegram/service.py",
}

SHOWS: Final = ("bot/cli/", "bot/adapters/console/", "bot/book/")
"""Where something is printed because somebody asked for it at this machine."""


def told(path: str, text: str) -> Iterator[tuple[int, list[str]]]:
    """Each call that tells, by its line, with every argument that is no word or number in the source.

    The store knows of no meter; a function of that name is something else there.
    """
    metered = not path.startswith("storage/")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and _tells(node.func, metered=metered):
            values = [*node.args, *(word.value for word in node.keywords if word.arg)]
            spread = [f"**{ast.unparse(word.value)}" for word in node.keywords if not word.arg]
            yield node.lineno, [ast.unparse(one) for one in values if not _constant(one)] + spread


def printed(tree: ast.AST) -> Iterator[int]:
    """Lines that write to the standard output or error by themselves."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and re.fullmatch(
            r"print|sys\.(__)?std(out|err)(__)?\.write", ast.unparse(node.func)
        ):
            yield node.lineno


def refused(path: str, text: str) -> list[str]:
    """What this file tells that nobody has vouched for."""
    said = [
        f"{path}:{line}: tells {what}"
        for line, arguments in told(path, text)
        for what in arguments
        if what not in NAMES_OF_OURS or not path.startswith(ONLY_IN.get(what, ""))
    ]
    return said + [f"{path}:{line}: prints" for line in printed(ast.parse(text)) if not path.startswith(SHOWS)]


def _tells(func: ast.expr, *, metered: bool) -> bool:
    name = func.attr if isinstance(func, ast.Attribute) else func.id if isinstance(func, ast.Name) else ""
    if not TELLERS.fullmatch(name):
        return False
    if name.lstrip("_") in ("tell", "meter", "telling"):
        return metered
    return isinstance(func, ast.Attribute) and bool(LOGGERS.fullmatch(ast.unparse(func.value)))


def _constant(node: ast.expr) -> bool:
    """A word or number that stands in the source, or a choice between such."""
    match node:
        case ast.Constant():
            return True
        case ast.IfExp():
            return _constant(node.body) and _constant(node.orelse)
        case ast.Dict():
            return all(_constant(value) for value in node.values)
        case _:
            return False

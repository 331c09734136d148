"""Practice and what is real cannot touch: read off the imports of every module of the program that is installed.

Nothing real asks for practice, but for the one command that starts it. And from practice, however many modules on, no
way leads to the conversations that run, to their store, to what is counted of them, or to what puts them together.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

PRACTICE: Final = ("bot.practice", "storage.practice")
"""Parts of practice: these modules, what is in them, and those whose names go on with an underscore."""

COMMANDS: Final = ("bot.cli.scenario", "bot.cli.scenarios", "bot.cli.practice", "bot.cli.drill")
"""The commands that start it."""

FRONT: Final = "bot.cli"
"""The command line, which names its commands."""

CLOSED: Final = (
    "bot.app",
    "bot.runtime",
    "bot.report",
    "bot.chats",
    "bot.serving",
    "bot.receiving",
    "bot.database",
    "bot.cli.holding",
    "storage.memory",
    "storage.sqlite",
    "storage.sqlite_counts",
    "storage.sqlite_members",
    "storage.sqlite_timers",
    "storage.postgres",
)
"""What practice never comes to."""

Imports = Mapping[str, tuple[str, ...]]
"""Each module of the program with those that it asks for."""


def faults(imports: Imports) -> tuple[str, ...]:
    """Every way between practice and what is real, as sentences."""
    return (*_into(imports), *_out_of(imports))


def _into(imports: Imports) -> Iterator[str]:
    for name, asked in imports.items():
        if _practice(name) or _of(name, COMMANDS):
            continue
        for other in asked:
            if _practice(other) or (_of(other, COMMANDS) and name != FRONT):
                yield f"{name} is real and asks for {other}."


def _out_of(imports: Imports) -> Iterator[str]:
    for start in imports:
        if not (_practice(start) or _of(start, COMMANDS)):
            continue
        way = _way(start, imports)
        if way:
            yield f"{start} is practice and comes to {way[-1]}, by way of {', '.join(way[:-1]) or 'nothing else'}."


def _way(start: str, imports: Imports) -> tuple[str, ...]:
    """The modules on the shortest way to what is closed, the closed one last; empty when there is none."""
    ways: dict[str, tuple[str, ...]] = {start: ()}
    waiting = [start]
    for name in waiting:
        for other in imports.get(name, ()):
            if _inside(other, CLOSED):
                return (*ways[name], other)
            if other not in ways and other != FRONT:
                ways[other] = (*ways[name], other)
                waiting.append(other)
    return ()


def _practice(name: str) -> bool:
    return _of(name, PRACTICE)


def _of(name: str, parts: tuple[str, ...]) -> bool:
    return _inside(name, parts) or any(name.startswith(f"{part}_") for part in parts)


def _inside(name: str, parts: tuple[str, ...]) -> bool:
    return any(name == part or name.startswith(f"{part}.") for part in parts)


@lru_cache(maxsize=1)
def installed() -> Imports:
    """The imports of every module of the program as it is installed, wherever in it they stand."""
    texts: dict[str, tuple[str, bool]] = {}
    for top in ("bot", "storage"):
        spec = find_spec(top)
        for folder in (spec.submodule_search_locations or ()) if spec else ():
            for path in sorted(Path(folder).rglob("*.py")):
                parts = (top, *path.relative_to(folder).with_suffix("").parts)
                package = parts[-1] == "__init__"
                texts[".".join(parts[:-1] if package else parts)] = path.read_text(encoding="utf-8"), package
    return {name: tuple(dict.fromkeys(_asked(name, *text, texts))) for name, text in texts.items()}


def _asked(name: str, text: str, package: bool, there: Mapping[str, object]) -> Iterator[str]:
    """Modules of the program that a module asks for: the submodule where one is named, else what it is in."""
    above = name.split(".") if package else name.split(".")[:-1]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in there)
        elif isinstance(node, ast.ImportFrom):
            base = above[: len(above) - node.level + 1] if node.level else []
            source = ".".join([*base, *filter(None, [node.module])])
            for alias in node.names:
                named = f"{source}.{alias.name}"
                if named in there or source in there:
                    yield named if named in there else source

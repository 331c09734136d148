"""Which part of the program may lean on which: one table, and the reading of imports that enforces it.

The rule: an import is allowed when its row says so, and in no other way. It does not matter whether it
stands at the top, inside a function or under TYPE_CHECKING. A module without a row is refused too, so
that a new part has to be given its place here first.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ANYTHING = ("*",)


@dataclass(frozen=True)
class Row:
    """What one part may import: our own modules, other people's packages; `pure` parts touch no world."""

    ours: tuple[str, ...]
    packages: tuple[str, ...] = ()
    pure: bool = False


TRANSPORT = ("border", "calls", "card", "pace", "polling", "service", "wire", "work")
"""What of the adapter for real sessions the practice bot may use: how Telegram is reached, and nothing that is said."""

ARROWS = {
    "bot.flows": Row(("bot.flows", "bot.engine.spec", "bot.engine.facts"), pure=True),
    "bot.engine": Row(("bot.engine",), ("pydantic", "transitions"), pure=True),
    "bot.present": Row(("bot.present", "bot.engine"), ("pydantic", "rapidfuzz", "rich", "textstat", "yaml")),
    "bot.adapters": Row(("bot.adapters", "bot.present", "bot.engine"), ANYTHING),
    "bot.runtime": Row(("bot.runtime", "bot.engine", "bot.present", "storage"), ("pydantic",)),
    "bot.check": Row(("bot.check", "bot.engine", "bot.flows", "bot.present"), ANYTHING),
    "bot.packs": Row(
        ("bot.packs", "bot.check", "bot.engine", "bot.flows", "bot.present", "bot.__version__"), ("pydantic",)
    ),
    "bot.practice": Row(("bot.practice", "bot.present"), pure=True),
    "bot.practice.flow_practice": Row(("bot.practice", "bot.engine", "bot.present.issues"), pure=True),
    "bot.practice.scenario_fields": Row(("bot.practice",), ("pydantic",)),
    "bot.practice.scenario_file": Row(("bot.practice", "bot.present")),
    "bot.practice.words": Row(("bot.present",)),
    "bot.practice.graph": Row(("bot.practice", "bot.drawing")),
    "bot.practice_report": Row(("bot.practice_report", "bot.practice", "bot.shipped"), ("matplotlib",)),
    "bot.shipped": Row(()),
    "bot.practice_chat": Row(
        (
            *("bot.practice_chat", "bot.practice", "bot.practice_report", "bot.keys", "bot.meter", "bot.settings"),
            *("bot.stopping", "bot.present.facts", "storage.practice", "storage.errors"),
            *(f"bot.adapters.telegram.{name}" for name in TRANSPORT),
        ),
        ("telegram",),
    ),
    "bot.stopping": Row(()),
    "bot.book": Row(
        ("bot.book", "bot.check", "bot.drawing", "bot.engine", "bot.library", "bot.present", "bot.__version__"),
        ("jinja2", "markupsafe", "yaml"),
    ),
    "bot.drawing": Row(("bot.drawing", "bot.engine"), ("grandalf",)),
    "bot.proven": Row(ANYTHING, ANYTHING),
    "bot.library": Row(("bot.library", "bot.engine", "bot.flows")),
    "bot.report": Row(
        ("bot.report", "bot.engine", "bot.runtime", "storage"), ("matplotlib", "pydantic", "sqlite_utils")
    ),
    "bot.settings": Row(("bot.settings",), ("pydantic", "pydantic_settings")),
    "bot.keys": Row(("bot.keys",)),
    "bot.epochs": Row(("bot.epochs", "storage")),
    "bot.database": Row(("bot.database", "bot.epochs", "bot.keys", "bot.settings", "storage")),
    "bot.process": Row(("bot.process",)),
    "bot.logs": Row(("bot.logs",), ("structlog",)),
    "bot.meter": Row(("bot.meter", "bot.logs"), ("prometheus_client",)),
    "bot.access": Row(("bot.access", "bot.keys", "storage")),
    "bot.chats": Row(
        ("bot.chats", "bot.adapters.telegram.border", "bot.engine", "bot.keys", "bot.present", "bot.runtime", "storage")
    ),
    "bot.talks": Row(("bot.engine",)),
    "bot.server": Row(("bot.server", "bot.meter"), ("starlette", "uvicorn")),
    "bot.serving": Row(ANYTHING, ANYTHING),
    "bot.receiving": Row(ANYTHING, ANYTHING),
    "bot.doctor": Row(ANYTHING, ANYTHING),
    "bot.app": Row(ANYTHING, ANYTHING),
    "bot.cli": Row(ANYTHING, ANYTHING),
    "bot.__main__": Row(("bot.cli",)),
    "bot": Row(()),
    "storage": Row(
        ("storage", "bot.engine.session", "bot.engine.record"),
        ("cryptography", "psycopg", "psycopg_pool", "pydantic", "sqlite_utils"),
    ),
}

# What a pure part may not touch, though it belongs to Python: clocks, chance, the machine, the log.
IMPURE = frozenset(
    "asyncio concurrent datetime http importlib io logging multiprocessing os pathlib random secrets select"
    " shutil signal socket sqlite3 ssl subprocess tempfile threading time urllib uuid".split()
)
IMPURE_CALLS = frozenset({"__import__", "breakpoint", "eval", "exec", "input", "open", "print"})


@dataclass(frozen=True)
class Module:
    """One module of the program: its dotted name, its source, and whether it is a package's own file."""

    name: str
    text: str
    is_package: bool = False


def modules(root: Path) -> Iterator[Module]:
    """Yield every module of the program under a checkout."""
    for top in ("bot", "storage"):
        for path in sorted((root / top).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            is_package = parts[-1] == "__init__"
            name = ".".join(parts[:-1] if is_package else parts)
            yield Module(name, path.read_text(encoding="utf-8"), is_package)


def refusals(module: Module) -> list[str]:
    """List, as sentences with their line, what a module does that its row does not allow."""
    row = ARROWS.get(_part(module.name))
    if row is None:
        return [f"{module.name}: has no row in the table of arrows"]
    tree = ast.parse(module.text)
    said = [
        f"{module.name}:{line}: {reason}"
        for line, source, item in _imports(module, tree)
        if (reason := _refused(row, source, item))
    ]
    if row.pure:
        said += [
            f"{module.name}:{node.lineno}: may not call {node.func.id}()"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if node.func.id in IMPURE_CALLS
        ]
    return said


def _part(name: str) -> str:
    """The row that a module belongs to: the longest name in the table that holds it."""
    if name == "bot":
        return name
    rows = [row for row in ARROWS if row != "bot" and _inside(name, (row,))]
    return max(rows, key=len, default="")


def _imports(module: Module, tree: ast.Module) -> Iterator[tuple[int, str, str]]:
    """Yield (line, module, name taken from it or "") for every import, relative ones with their full name."""
    above = module.name.split(".")
    if not module.is_package:
        above = above[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node.lineno, alias.name, ""
        elif isinstance(node, ast.ImportFrom):
            base = above[: len(above) - node.level + 1] if node.level else []
            source = ".".join([*base, *filter(None, [node.module])])
            for alias in node.names:
                yield node.lineno, source, alias.name


def _refused(row: Row, source: str, item: str) -> str:
    """Why an import is refused, or "" when it is allowed."""
    top = source.partition(".")[0]
    if top in ("bot", "storage"):
        named = (source, f"{source}.{item}") if item else (source,)
        fine = row.ours == ANYTHING or any(_inside(one, row.ours) for one in named)
    elif top in sys.stdlib_module_names:
        fine = not (row.pure and top in IMPURE)
    else:
        fine = row.packages == ANYTHING or top in row.packages
    return "" if fine else f"may not import {'.'.join(filter(None, (source, item)))}"


def _inside(name: str, prefixes: tuple[str, ...]) -> bool:
    return any(name == prefix or name.startswith(prefix + ".") for prefix in prefixes)

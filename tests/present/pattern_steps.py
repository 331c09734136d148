"""How many steps a backtracking search takes: a small matcher over Python's own parse of a pattern, that counts.

It knows what the shapes of the detector use and refuses anything else. Time would tell the same, and differently on
each machine.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, Final

_parser: Final = import_module("re._parser")
Parsed = list[tuple[Any, Any]]
_WORD: Final = re.compile(r"\w")
_CATEGORIES: Final[dict[str, Callable[[str], bool]]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_NOT_DIGIT": lambda char: not char.isdecimal(),
    "CATEGORY_WORD": lambda char: bool(_WORD.match(char)),
    "CATEGORY_NOT_WORD": lambda char: not _WORD.match(char),
    "CATEGORY_SPACE": str.isspace,
}


class Counting:
    """One search in one text. ``steps`` is how many characters and branches were tried."""

    def __init__(self, pattern: str, text: str) -> None:
        self._tree: Parsed = list(_parser.parse(pattern))
        self._text = text
        self._groups: dict[int, str] = {}
        self.steps = 0
        self.found = any(True for at in range(len(text) + 1) for _ in self._all(self._tree, at))

    def _all(self, nodes: Parsed, at: int) -> Iterator[int]:
        """Where this sequence can end when it starts here."""
        if not nodes:
            yield at
            return
        for end in self._one(*nodes[0], at):
            yield from self._all(nodes[1:], end)

    def _one(self, op: Any, what: Any, at: int) -> Iterator[int]:
        """Where this one part can end when it starts here."""
        self.steps += 1
        name = str(op)
        if name in ("LITERAL", "NOT_LITERAL", "IN", "ANY"):
            if at < len(self._text) and _fits(name, what, self._text[at]):
                yield at + 1
        elif name in ("AT", "ASSERT", "ASSERT_NOT"):
            stands = self._stands(str(what), at) if name == "AT" else self._looks(what, at) is (name == "ASSERT")
            if stands:
                yield at
        else:
            yield from self._parts(name, what, at)

    def _parts(self, name: str, what: Any, at: int) -> Iterator[int]:
        match name:
            case "BRANCH":
                for branch in what[1]:
                    yield from self._all(list(branch), at)
            case "SUBPATTERN":
                for end in self._all(list(what[3]), at):
                    if what[0] is not None:
                        self._groups[what[0]] = self._text[at:end]
                    yield end
            case "GROUPREF":
                if self._text.startswith(self._groups[what], at):
                    yield at + len(self._groups[what])
            case "MAX_REPEAT":
                low, high, inner = what
                yield from self._repeat(low, int(high), list(inner), at)
            case _:
                raise NotImplementedError(name)

    def _repeat(self, low: int, high: int, inner: Parsed, at: int) -> Iterator[int]:
        if high > 0:
            for end in self._all(inner, at):
                yield from self._repeat(max(low - 1, 0), high - 1, inner, end)
        if low == 0:
            yield at

    def _looks(self, what: Any, at: int) -> bool:
        direction, nodes = what
        if direction > 0:
            return any(True for _ in self._all(list(nodes), at))
        return any(end == at for start in range(max(at - 10, 0), at + 1) for end in self._all(list(nodes), start))

    def _stands(self, where: str, at: int) -> bool:
        if where == "AT_END":
            return at == len(self._text)
        before = at > 0 and bool(_WORD.match(self._text[at - 1]))
        behind = at < len(self._text) and bool(_WORD.match(self._text[at]))
        return (before is not behind) is (where == "AT_BOUNDARY")


def _fits(op: str, what: Any, char: str) -> bool:
    if op == "ANY":
        return char != "\n"
    if op == "LITERAL":
        return bool(ord(char) == what)
    if op == "NOT_LITERAL":
        return bool(ord(char) != what)
    negated = str(what[0][0]) == "NEGATE"
    return negated is not any(_in(str(kind), value, char) for kind, value in what[negated:])


def _in(kind: str, value: Any, char: str) -> bool:
    match kind:
        case "LITERAL":
            return bool(ord(char) == value)
        case "RANGE":
            return bool(value[0] <= ord(char) <= value[1])
        case "CATEGORY":
            return _CATEGORIES[str(value)](char)
        case _:
            raise NotImplementedError(kind)

"""How long things may get, and what has to be explained: the limits, and the reading that enforces them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

FILE_LINES = 350
FUNCTION_LINES = 45
UNFINISHED = re.compile(r"\b(?:T[O]DO|F[I]XME|X[X]X)\b")  # the brackets keep this line from naming itself

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTION = (ast.FunctionDef, ast.AsyncFunctionDef)


def too_long(text: str) -> list[str]:
    """Say where a module passes the limits of size."""
    lines = len(text.splitlines())
    said = [f"1: the file has {lines} lines, at most {FILE_LINES}"] if lines > FILE_LINES else []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, FUNCTION):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > FUNCTION_LINES:
                said.append(f"{node.lineno}: {node.name} has {length} lines, at most {FUNCTION_LINES}")
    return said


def unexplained(text: str) -> list[str]:
    """Say which module, public class or public function lacks a docstring.

    The methods of a contract (a Protocol or an abstract class) have to say what they promise. Elsewhere a
    method may go without, since its class, or the contract that it keeps, has explained it.
    """
    tree = ast.parse(text)
    said = [] if ast.get_docstring(tree) else ["1: the module says nothing about itself"]
    silent = (node for node in _public(tree) if not ast.get_docstring(node))
    return said + [f"{node.lineno}: {node.name} has no docstring" for node in silent]


def untold(text: str) -> list[str]:
    """Say which test does not tell, in a docstring, what it is about."""
    tests = (node for node in ast.walk(ast.parse(text)) if isinstance(node, FUNCTION))
    return [
        f"{node.lineno}: {node.name} has no docstring"
        for node in tests
        if node.name.startswith("test_") and not ast.get_docstring(node)
    ]


def unfinished(text: str) -> list[str]:
    """Say which lines carry a note of work left over."""
    lines = enumerate(text.splitlines(), start=1)
    return [f"{number}: {line.strip()}" for number, line in lines if UNFINISHED.search(line)]


def _public(tree: ast.Module) -> Iterator[Function | ast.ClassDef]:
    for node in tree.body:
        if not isinstance(node, (*FUNCTION, ast.ClassDef)) or node.name.startswith("_"):
            continue
        yield node
        if isinstance(node, ast.ClassDef) and _is_contract(node):
            for inner in node.body:
                if isinstance(inner, FUNCTION) and not inner.name.startswith("_"):
                    yield inner


def _is_contract(node: ast.ClassDef) -> bool:
    return any(isinstance(base, ast.Name) and base.id in ("ABC", "Protocol") for base in node.bases)

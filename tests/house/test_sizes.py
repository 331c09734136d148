"""Files and functions stay short, everything public explains itself, nothing is left half done."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.house.committed import ROOT, committed
from tests.house.sizes import FILE_LINES, FUNCTION_LINES, too_long, unexplained, unfinished, untold

LONG_FUNCTION = "def slow():\n" + "    x = 1\n" * FUNCTION_LINES
LONG_METHOD = "class A:\n    async def slow():\n" + "        x = 1\n" * FUNCTION_LINES
CONTRACT = '"""M."""\nclass A(Some):\n    """A."""\n    async def load(self): ...'


def _sources(*tops: str) -> Iterator[Path]:
    for top in tops:
        yield from sorted((ROOT / top).rglob("*.py"))


def _said(rule: Callable[[str], list[str]], *tops: str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{line}"
        for path in _sources(*tops)
        for line in rule(path.read_text(encoding="utf-8"))
    ]


def test_files_and_functions_are_short() -> None:
    """A reader can hold any file of the program in the head, and any function on the screen."""
    said = _said(too_long, "bot", "storage")
    assert not said, "\n".join(said)


def test_public_names_explain_themselves() -> None:
    """Each module, public class and public function says what it is for."""
    said = _said(unexplained, "bot", "storage")
    assert not said, "\n".join(said)


def test_tests_say_what_they_are_about() -> None:
    """Each test has its one line for the person who sees it fail."""
    said = _said(untold, "tests")
    assert not said, "\n".join(said)


def test_tests_are_packages() -> None:
    """Two test files may have one name, because each folder of tests is a package of its own."""
    folders = {path.parent for path in _sources("tests") if path.name.startswith("test_")}
    assert not [folder for folder in folders if not (folder / "__init__.py").exists()]


def test_nothing_is_left_half_done() -> None:
    """Work that is left over belongs in an issue, not in a comment."""
    said = [f"{file.path}:{line}" for file in committed() for line in unfinished(file.text)]
    assert not said, "\n".join(said)


@pytest.mark.parametrize(
    ("rule", "broken", "whole"),
    [
        pytest.param(too_long, "x = 1\n" * (FILE_LINES + 1), "x = 1\n" * FILE_LINES, id="file"),
        pytest.param(too_long, LONG_FUNCTION, "def quick():\n    x = 1\n", id="function"),
        pytest.param(too_long, LONG_METHOD, "class A:\n    x = 1\n", id="method"),
        pytest.param(unexplained, "x = 1", '"""A module."""', id="module"),
        pytest.param(unexplained, '"""M."""\ndef a(): ...', '"""M."""\ndef _a(): ...', id="name"),
        pytest.param(unexplained, '"""M."""\nclass A: ...', '"""M."""\nclass _A: ...', id="class name"),
        pytest.param(unexplained, CONTRACT.replace("Some", "Protocol"), CONTRACT, id="promise of a contract"),
        pytest.param(untold, "class A:\n    async def test_a(self): ...", "def other():\n    ...", id="test"),
        pytest.param(unfinished, "x = 1  # ?DO: two".replace("?", "TO"), "# a to-do list", id="left over"),
    ],
)
def test_broken_rule_is_seen(rule: Callable[[str], list[str]], broken: str, whole: str) -> None:
    """Each rule refuses the smallest text that breaks it, and lets its neighbour pass."""
    assert len(rule(broken)) == 1
    assert rule(whole) == []

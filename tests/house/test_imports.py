"""Imports run one way, and the pure parts touch no world. The table is in arrows.py."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.arrows import ARROWS, IMPURE, Module, modules, refusals

ROOT = Path(__file__).parents[2]

BROKEN = [
    ("bot.flows.offer", "from bot.engine import step"),
    ("bot.flows.offer", "from bot.engine.compile import compile_flow"),
    ("bot.flows.offer", "import pydantic"),
    ("bot.flows.offer", "from ..present import catalog"),
    ("bot.flows.offer", "if TYPE_CHECKING:\n    from storage.base import Store"),
    ("bot.flows.offer", "print('hello')"),
    ("bot.engine.step", "from bot.flows import offer"),
    ("bot.engine.step", "from bot import runtime"),
    ("bot.engine.step", "import bot"),
    ("bot.engine.step", "import yaml"),
    ("bot.engine.step", "def now():\n    from time import monotonic"),
    ("bot.engine.step", "import os.path"),
    ("bot.engine.step", "open('facts')"),
    ("bot.engine.versions", "__import__('time')"),
    ("bot.present.screen", "from bot.flows import offer"),
    ("bot.present.screen", "import storage"),
    ("bot.present.screen", "import telegram"),
    ("bot.adapters.console", "from storage.memory import MemoryStore"),
    ("bot.adapters.console", "from bot.flows import offer"),
    ("bot.adapters.console.loop", "from ...runtime import Runtime"),
    ("storage.sqlite", "from bot.engine.step import step"),
    ("storage.sqlite", "from bot.engine import session, step"),
    ("storage.sqlite", "import rich"),
    ("bot.runtime", "from bot.flows import offer"),
    ("bot.runtime", "from bot.adapters import console"),
    ("bot.check.walk", "from bot.runtime import Runtime"),
    ("bot.check.walk", "from storage.memory import MemoryStore"),
    ("bot.practice.patient", "from storage.base import Store"),
    ("bot.practice.patient", "from bot.engine.session import Session"),
    ("bot.practice.patient", "from bot.present.screen import screen\nfrom bot.report import counting"),
    ("bot.practice.patient", "import random"),
    ("bot.practice_chat.solo", "from bot.runtime import Runtime"),
    ("bot.practice_chat.solo", "from storage.sqlite import SqliteStore"),
    ("bot.runtime", "from bot.practice import play"),
    ("bot.adapters.telegram.chat", "from bot.practice import cards"),
    ("bot.__main__", "from bot.app import open_app"),
    ("bot.helpers", "x = 1"),
    ("bot.enginery", "x = 1"),
]

WHOLE = [
    ("bot.flows.offer", "from __future__ import annotations\nfrom bot.engine.spec import Flow"),
    ("bot.flows.adult_brief", "from bot.engine import spec\nfrom . import opening"),
    ("bot.engine.compile", "from transitions import Machine\nfrom .spec import Flow\nimport enum"),
    ("bot.engine", "from .step import step"),
    ("bot.present.catalog", "import yaml\nfrom rapidfuzz import process\nfrom pathlib import Path"),
    ("bot.adapters.console", "import asyncio\nfrom bot.present.screen import Screen"),
    ("storage.base", "from bot.engine.session import Session\nfrom bot.engine import record"),
    ("bot.app", "import storage\nfrom bot.flows import offer\nimport telegram"),
    ("bot.cli.graph", "import os\nfrom bot.check import walk"),
    ("bot.__main__", "from bot.cli import main"),
]


def test_program_keeps_to_the_arrows() -> None:
    """No module of the program imports what its row does not allow."""
    said = [line for module in modules(ROOT) for line in refusals(module)]
    assert not said, "\n".join(said)


@pytest.mark.parametrize(("name", "text"), BROKEN)
def test_broken_arrow_is_refused(name: str, text: str) -> None:
    """A module that breaks a rule is named, once, with its line."""
    said = refusals(Module(name, text))
    assert [line.split(":")[0] for line in said[:1]] == [name]


@pytest.mark.parametrize(("name", "text"), WHOLE)
def test_lawful_module_is_left_alone(name: str, text: str) -> None:
    """The table forbids nothing that the design asks for."""
    assert refusals(Module(name, text, is_package=name == "bot.engine")) == []


@pytest.mark.parametrize("part", ["bot.engine", "bot.flows"])
@pytest.mark.parametrize("forbidden", sorted({*IMPURE, "telegram"}))
def test_pure_parts_stay_pure(part: str, forbidden: str) -> None:
    """Neither the engine nor a flow can reach a clock, chance, the machine, the log or the network."""
    assert refusals(Module(f"{part}.some", f"import {forbidden}"))
    assert refusals(Module(f"{part}.some", f"from {forbidden} import anything"))


def test_impure_names_are_complete() -> None:
    """The names that matter most are in the list, whatever else changes."""
    asked = {"asyncio", "time", "datetime", "random", "os", "logging", "pathlib", "sqlite3"}
    assert asked <= IMPURE
    assert all(ARROWS[part].pure for part in ("bot.engine", "bot.flows"))
    assert all("telegram" not in ARROWS[part].packages for part in ("bot.engine", "bot.flows"))

"""Practice cannot be taken for real: what one can reach, the other cannot, in the source and in a running process."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from bot.check import apart
from tests.practice.samples import FOLDER, NAME, ROOT

PROBE = """
import json, sys
from bot.cli import main
sys.argv = ["waymark", "scenario", "play", sys.argv[1], "--folder", sys.argv[2], "--seed", "1"]
code = main()
print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def test_the_program_keeps_practice_and_real_apart() -> None:
    """Read off all imports of what is installed."""
    assert apart.faults(apart.installed()) == ()
    assert "bot.practice.play" in apart.installed()


@pytest.mark.parametrize(
    "imports",
    [
        {"bot.runtime.shell": ("bot.practice.play",)},
        {"bot.adapters.telegram.chat": ("bot.practice_chat.solo",)},
        {"bot.serving": ("storage.practice_sqlite",)},
        {"bot.app": ("bot.cli.scenarios",)},
        {"bot.practice.play": ("bot.runtime",)},
        {"bot.practice.play": ("bot.adapters.one",), "bot.adapters.one": ("storage.sqlite_counts",)},
        {"bot.cli.scenario_play": ("bot.cli.saying",), "bot.cli.saying": ("bot.app",)},
        {"bot.practice_chat.solo": ("bot.report.counting",)},
    ],
    ids=str,
)
def test_a_way_between_them_is_found(imports: apart.Imports) -> None:
    """However many modules it leads through, and whichever way."""
    assert len(apart.faults(imports)) == 1


def test_the_front_may_name_its_commands() -> None:
    """The command line knows that there is practice, and nothing more of it."""
    assert apart.faults({"bot.cli": ("bot.cli.scenarios",), "bot.cli.scenarios": ("bot.cli.scenario_play",)}) == ()
    assert apart.faults({"bot.cli": ("bot.practice.play",)}) != ()


def test_a_running_practice_has_loaded_nothing_real() -> None:
    """A whole talk in a process: no store, no counts, no runtime, no site and no reach of Telegram."""
    ran = subprocess.run(
        [sys.executable, "-c", PROBE, NAME, str(FOLDER)],
        cwd=ROOT,
        input=b"we see all our\nyou can skip\nstop\n",
        capture_output=True,
        check=True,
        timeout=120,
    )
    loaded = set(json.loads(ran.stderr.splitlines()[-1]))
    assert "bot.practice.debrief" in loaded
    closed = {
        name for name in loaded if name.startswith(("storage", "bot.runtime", "bot.report", "bot.app", "telegram"))
    }
    assert closed == set()

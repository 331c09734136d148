"""The wheel is whole: it holds the words, nothing of the tests, and runs away from the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
READY = (ROOT / "content" / "prompts.yaml").exists() and (
    (ROOT / "bot" / "cli.py").exists() or (ROOT / "bot" / "cli").is_dir()
)

AS_MODULE = "import bot, runpy; print(bot.__file__); runpy.run_module('bot', run_name='__main__', alter_sys=True)"


@pytest.mark.skipif(not READY, reason="there is no content or no command line yet")
def test_wheel_runs_away_from_the_checkout(tmp_path: Path) -> None:
    """A wheel, unpacked in an empty folder, lists its flows with the words that it brought along."""
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        names = opened.namelist()
        opened.extractall(tmp_path / "site")
    assert "bot/_content/prompts.yaml" in names
    assert {name.partition("/")[0].partition("-")[0] for name in names} == {"bot", "storage", "waymark"}
    assert any(name.endswith("licenses/LICENSE") for name in names)

    (tmp_path / "elsewhere").mkdir()
    ran = subprocess.run(
        [sys.executable, "-c", AS_MODULE, "flows"],
        cwd=tmp_path / "elsewhere",
        env={**os.environ, "PYTHONPATH": str(tmp_path / "site")},
        capture_output=True,
        text=True,
        check=False,
    )
    where, *listed = ran.stdout.splitlines()
    assert Path(where).is_relative_to(tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert any("adult_brief" in line for line in listed)

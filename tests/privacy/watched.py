"""A place to run the real program in, with everything noted that it opens for writing or connects to.

The rule: what is noted comes from the interpreter's own audit events, and what is there afterwards from the file
system, so a file that only the C library of the store opens is seen as well.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]

WATCHES: Final = """
import os, sys
noted = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
def watch(event, args):
    if event == "open" and isinstance(args[0], (str, bytes)) and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        line = f"open {os.path.abspath(os.fsdecode(args[0]))}"
    elif event == "sqlite3.connect":
        line = f"open {os.path.abspath(os.fsdecode(args[0]))}"
    elif event in ("os.rename", "os.mkdir", "os.link", "os.symlink"):
        line = f"open {os.path.abspath(os.fsdecode(args[0]))}"
    elif event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.bind", "subprocess.Popen"):
        line = f"{event} {args[1:] if event != 'socket.getaddrinfo' else args}"
    else:
        return
    os.write(noted, (line + "\\n").encode())
sys.addaudithook(watch)
"""
"""Notes what the interpreter opens for writing and where it connects to."""


class Watched:
    """A place to run the program in: every folder that it could write to is empty, and everything is noted."""

    def __init__(self, folder: Path) -> None:
        for name in ("home", "temp", "here", "watch"):
            (folder / name).mkdir()
        self.folder = folder
        (folder / "watch" / "sitecustomize.py").write_text(WATCHES, encoding="utf-8")
        self.noted = folder / "watch" / "noted.txt"
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder / "home"),
            "TMPDIR": str(folder / "temp"),
            "PYTHONPATH": f"{folder / 'watch'}:{ROOT}",
            "PYTHONDONTWRITEBYTECODE": "1",
            "TERM": "xterm-256color",
            "WATCHED": str(self.noted),
            "WAYMARK_EPOCH_FOLDER": str(folder / "keys"),
        }

    def run(self, *args: str, given: bytes = b"") -> bytes:
        """Run the console to its end; all that it says."""
        ran = subprocess.run(
            [sys.executable, "-m", "bot", "console", *args],
            cwd=self.folder / "here",
            env=self.environ,
            input=given,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout + ran.stderr

    def touched(self) -> set[str]:
        """Every file that is there now, and every one that was opened for writing, as seen from the folder."""
        there = {str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if path.is_file()}
        opened = {
            os.path.relpath(
                line.removeprefix("open ").partition("/file:")[2] or line.removeprefix("open "), self.folder
            )
            for line in self.noted.read_text(encoding="utf-8").splitlines()
            if line.startswith("open ")
        }
        touched = {path.partition("?")[0] for path in there | opened}
        return {path for path in touched if not path.startswith("watch/") and "dev/null" not in path}

    def connected(self) -> list[str]:
        """Everywhere that it connected to, asked after or listened."""
        return [line for line in self.noted.read_text("utf-8").splitlines() if not line.startswith("open ")]

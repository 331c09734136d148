"""A private PostgreSQL server: its own folder, its own socket, no network, gone when it is not needed any more.

`python -m tests.postgres.cluster start` keeps one running for work by hand and prints its address; `stop` ends it and
removes it. A server refuses to run as root, so for root it runs as the account that the package made for it.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import psycopg

from storage.postgres_schema import FOLDER
from tests.ending import PATIENCE

PLACES: Final = Path("/usr/lib/postgresql")
"""Where Debian puts the binaries: a folder for each version."""

QUICK: Final = Path("/dev/shm")  # noqa: S108 - a folder of our own is made in it
"""Memory. Here nobody cuts the power, and a crash of the server loses nothing that it has written there."""

PREFIX: Final = "waymark-pg-"
OWNER: Final = "owner"
"""A file with the number of the process that a server belongs to."""

ACCOUNT: Final = "postgres"
ROLE: Final = "waymark"
BY_HAND: Final = Path(tempfile.gettempdir()) / f"waymark-postgres-{os.geteuid()}"
SETTINGS: Final = {
    "listen_addresses": "",
    "shared_buffers": "64MB",
    "max_connections": "80",
    "log_min_messages": "info",
    "log_checkpoints": "off",
}


BOUNDED: Final[dict[str, Any]] = {"connect_timeout": 20, "options": "-c lock_timeout=30s -c statement_timeout=60s"}
"""For a connection of a test's own: it waits for nothing without an end."""


def binaries() -> Path | None:
    """The folder of the newest server here, None where there is none."""
    found = shutil.which("initdb")
    if found and shutil.which("postgres"):
        return Path(found).parent
    folders = [path.parent for path in PLACES.glob("*/bin/initdb")]
    return max(folders, key=lambda path: [int(n) for n in re.findall(r"\d+", path.parent.name)], default=None)


class Cluster:
    """One server in `folder`, which is made; its path has to be short enough for a socket."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.log = folder / "log"
        self._settings = {**SETTINGS, **settings}

    @property
    def administrator(self) -> str:
        """The address of the server's administrator."""
        return f"host={self.folder} dbname=postgres user={ACCOUNT}"

    def address(self, database: str = ROLE, role: str = ROLE) -> str:
        """The address for our own role."""
        return f"host={self.folder} dbname={database} user={role}"

    def make(self) -> None:
        """Make the folder and what the server keeps in it, and start it."""
        self.folder.mkdir(mode=0o700, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(self.folder, ACCOUNT)
        self._run(
            "initdb", "-D", str(self.data), "-U", ACCOUNT, "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"
        )
        with (self.data / "postgresql.auto.conf").open("a", encoding="utf-8") as file:
            file.writelines(f"{name} = '{value}'\n" for name, value in self._settings.items())
            file.write(f"unix_socket_directories = '{self.folder}'\n")
        self.start()

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        self._run("pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w", "-s", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` with a checkpoint, `immediate` as a crash does."""
        self._run("pg_ctl", "-D", str(self.data), "-m", mode, "-w", "-s", "stop")

    def crash(self) -> None:
        """Stop it as a crash does, and start it again."""
        self.stop("immediate")
        self.start()

    def make_database(self, database: str = ROLE, role: str = ROLE) -> str:
        """A role without powers and a database of its own, by the file that an administrator runs; its address."""
        make_database(self.administrator, database, role)
        return self.address(database, role)

    def _run(self, program: str, *arguments: str) -> None:
        folder = binaries()
        assert folder is not None, "there is no PostgreSQL server here"
        # Its output goes nowhere that a started server could keep open.
        account: dict[str, Any] = {}
        if os.geteuid() == 0:
            entry = pwd.getpwnam(ACCOUNT)
            account = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        subprocess.run(
            [str(folder / program), *arguments],
            check=True,
            timeout=PATIENCE,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env={"PATH": f"{folder}:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
            **account,
        )


def make_database(administrator: str, database: str, role: str) -> None:
    """Run role.sql with these names."""
    sql = (FOLDER / "role.sql").read_text(encoding="utf-8")
    sql = re.sub(r"--.*", "", sql).replace(':"role"', role).replace(':"database"', database)
    with psycopg.connect(administrator, autocommit=True, **BOUNDED) as connection:
        for statement in filter(str.strip, sql.split(";")):
            connection.execute(statement.encode())


def clear_orphans(place: Path) -> None:
    """Stop and remove servers whose test run was killed before it could."""
    for owner in place.glob(f"{PREFIX}*/{OWNER}"):
        with contextlib.suppress(OSError, ValueError, subprocess.SubprocessError):
            if not Path(f"/proc/{int(owner.read_text(encoding='ascii'))}").exists():
                Cluster(owner.parent).stop("immediate")
                shutil.rmtree(owner.parent, ignore_errors=True)


@contextlib.contextmanager
def running(**settings: str) -> Iterator[Cluster]:
    """A server for as long as this lasts."""
    place = QUICK if os.access(QUICK, os.W_OK) else Path(tempfile.gettempdir())
    clear_orphans(place)
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=place))
    (folder / OWNER).write_text(str(os.getpid()), encoding="ascii")
    cluster = Cluster(folder, **settings)
    try:
        cluster.make()
        yield cluster
    finally:
        with contextlib.suppress(subprocess.SubprocessError):
            cluster.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def main(act: str) -> int:
    """Keep one running for work by hand."""
    cluster = Cluster(BY_HAND)
    url = f"postgresql://{ROLE}@/{ROLE}?host={cluster.folder}"
    if act == "stop":
        with contextlib.suppress(subprocess.SubprocessError):
            cluster.stop()
        shutil.rmtree(cluster.folder, ignore_errors=True)
        print("Stopped, and removed.")  # noqa: T201
        return 0
    if not cluster.data.exists():
        cluster.make()
        cluster.make_database()
    elif not (cluster.data / "postmaster.pid").exists():
        cluster.start()
    print(f"export WAYMARK_DATABASE_URL='{url}'")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else "start"))

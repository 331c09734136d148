"""What ``report`` and ``disclose`` do, once they are asked."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import typer

from bot.app import Parts, Refused, codec_for, content_folder, now, read_parts
from bot.cli.saying import say
from bot.epochs import NAME as EPOCH_FOLDER
from bot.epochs import folder_for
from bot.report import disclosing, held, holdings, ledger, table
from bot.report.holdings import Holdings, HoldingsError
from bot.report.ledger import LedgerError
from bot.report.lines import by_quarter
from bot.report.release import Release
from bot.runtime.counting import quarter
from bot.settings import DATABASE as DATABASE_NAME
from bot.settings import DATABASE_FILE, NAMES, TOKEN_FILE, TOKEN_NAMES, Settings
from storage.base import Tally
from storage.errors import StoreError

DATABASE: Final = "The database"
STAFF: Final = 11
"""So many people must be let in before anything is told, or a count is about them."""

OFF: Final = (
    "Counts are off at this site, so there is nothing to report, and nothing was counted. A site turns them on in its"
    " file (options: counts: yes); docs/privacy.md tells what is then kept."
)
FEW: Final = f"Fewer than {STAFF} people are let in here, so the figures would be about them: nothing is reported."
BENT: Final = "{} counts do not hold their check, so a disk has bent them: they are left out."
NONE: Final = "No quarter with a conversation in it is over yet, so there is nothing to report."


def report(site_file: Path | None, store: Path, how: str, out: Path | None, settings: Settings | None = None) -> int:
    """Write a report of the file, or of the database that ``settings`` name. Raises ``Refused``.

    What is released is kept beside the file, or beside where it would be.
    """
    parts = read_parts(site_file)
    if not parts.site.options.counts:
        raise Refused(OFF)
    if how == "png" and out is None:
        raise Refused("A picture needs a file: --out FILE.")
    held_there = _read(store, settings)
    if few(held_there, demonstration=parts.site.demonstration):
        raise Refused(FEW)
    releases = _releases(parts, store, held_there)
    if not releases:
        raise Refused(NONE)
    _write(releases, parts.site.name, how, out)
    return 0


def few(held_there: Holdings, *, demonstration: bool) -> bool:
    """Are so few people let in that a count would be about them? A demonstration counts nobody real."""
    return not demonstration and len(held_there.table("members").sound()) < STAFF


def _releases(parts: Parts, store: Path, held_there: Holdings) -> list[Release]:
    counted = held_there.table("tallies")
    tallies = [(Tally(*numbers), n) for *numbers, n in counted.sound()]  # type: ignore[arg-type]
    if lost := len(counted.rows) - len(tallies):
        typer.echo(BENT.format(lost), err=True)
    numbers = codec_for(parts, store).flows
    counts = by_quarter(tallies, {numbers[name]: flow for name, flow in parts.library.flows.items()})  # type: ignore[arg-type]
    try:
        path = ledger.beside(store)
        before = ledger.read(path)
        releases = ledger.brought_up(before, counts, quarter(now() - ledger.DAYS_AFTER * 86_400))
        if releases != before:
            ledger.write(path, releases)
    except LedgerError as error:
        raise Refused(str(error)) from None
    return releases


def _write(releases: list[Release], title: str, how: str, out: Path | None) -> None:
    try:
        if how == "png" and out is not None:
            from bot.report.chart import draw  # noqa: PLC0415 - heavy, and only for a picture

            draw(releases, out, title)
            say(table.told(releases))
            return
        text = table.as_csv(releases) if how == "csv" else f"{title}\n\n{table.text(releases)}\n"
        if out is None:
            say(text.rstrip("\n"))
        else:
            out.write_text(text, encoding="utf-8")
    except ImportError:
        raise Refused("A picture needs matplotlib: install the extra 'report' of this package.") from None
    except OSError as error:
        raise Refused(f"The report cannot be written: {error.strerror}.") from None


def disclose(store: Path, *, as_json: bool, settings: Settings | None = None) -> int:
    """Print what the file holds, or the database that ``settings`` name. Raises ``Refused``."""
    found = _read(store, settings)
    told = disclosing.as_json if as_json else disclosing.text
    say(told(found, DATABASE if settings else store.name, list(_elsewhere(store))))
    return 0


def _elsewhere(store: Path) -> Iterator[str]:
    """Where else anything is: the files beside the store, and the settings by name. No value of a setting is told."""
    folder = store.absolute().parent
    for path in sorted(folder.glob(f"{store.name}*")):
        if path.name != store.name:
            yield f"file {path.name}, {path.stat().st_size} bytes"
    for path in sorted(folder_for(store).glob("*")):
        yield f"in memory: {path.name}, {path.stat().st_size} bytes (secrets of the last hours)"
    names = sorted({*NAMES.values(), TOKEN_FILE, *TOKEN_NAMES, EPOCH_FOLDER, DATABASE_FILE, DATABASE_NAME})
    yield f"settings in the environment: {', '.join(name for name in names if os.environ.get(name)) or 'none'}"
    yield "log: the standard error of the service, wherever the operator sends it"


def write_held() -> int:
    """Write WHAT-WE-HOLD.md anew. Raises ``Refused`` outside a checkout."""
    path = content_folder().parent / held.FILE
    if not (path.parent / "pyproject.toml").exists():
        raise Refused("This is no checkout, so there is no document to write.")
    path.write_text(held.document(), encoding="utf-8")
    typer.echo(f"written: {held.FILE}")
    return 0


def _read(store: Path, settings: Settings | None) -> Holdings:
    try:
        return asyncio.run(_asked(settings)) if settings else holdings.read(store)
    except HoldingsError as error:
        raise Refused(str(error)) from None
    except StoreError as error:
        raise Refused(error.sentence) from None


async def _asked(settings: Settings) -> Holdings:
    from bot.database import beside  # noqa: PLC0415 - only where there is a database

    database = beside(settings)
    try:
        return await holdings.of_server(database)
    finally:
        await database.close()

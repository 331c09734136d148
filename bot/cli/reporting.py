"""The commands ``report`` and ``disclose``: what is told in figures, and everything that could be handed over."""

from __future__ import annotations

import os
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.settings import Settings

Store = Annotated[Path | None, typer.Option(help="The store file; without it, the store that the settings name.")]


class Form(StrEnum):
    """How a report can be written."""

    TABLE = "table"
    CSV = "csv"
    PNG = "png"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (report, disclose):
        app.command()(command)


def report(
    site: Annotated[Path | None, typer.Option(envvar="WAYMARK_SITE", help="The site file.")] = None,
    store: Store = None,
    how: Annotated[Form, typer.Option("--format", help="The kind of report.")] = Form.TABLE,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> int:
    """Tell how many conversations there were in each quarter that is over, and how they ended.

    Figures are rounded to 5, small ones are not shown, and what was once told of a quarter never changes. Only where
    the site file turns counts on.
    """
    from bot.cli import figures  # noqa: PLC0415 - loaded when it is asked for, here and below

    return _said(store, lambda path, settings: figures.report(site, path, how.value, out, settings))


def disclose(
    store: Store = None,
    as_json: Annotated[bool, typer.Option("--json", help="Every value, as JSON.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write WHAT-WE-HOLD.md anew, in a checkout.")] = False,
) -> int:
    """Print everything that could be handed over: all that the store holds, and where else anything is."""
    from bot.cli import figures  # noqa: PLC0415

    if write:
        return _refused(figures.write_held)
    return _said(store, lambda path, settings: figures.disclose(path, as_json=as_json, settings=settings))


def _said(store: Path | None, act: Callable[[Path, Settings | None], int]) -> int:
    """Act on the file that was named, or else on what the service would open: a database, or its own file."""

    def found() -> int:
        if store is not None:
            return act(store, None)
        from bot.app import Refused  # noqa: PLC0415
        from bot.settings import SettingsError, read_settings  # noqa: PLC0415

        try:
            settings = read_settings(os.environ)
        except SettingsError as error:
            raise Refused(*error.sentences) from None
        return act(settings.store, settings if settings.database else None)

    return _refused(found)


def _refused(act: Callable[[], int]) -> int:
    from bot.cli.saying import refused  # noqa: PLC0415

    return refused(act)

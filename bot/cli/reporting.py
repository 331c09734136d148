"""The commands ``report`` and ``disclose``: what is told in figures, and everything that could be handed over."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Store = Annotated[Path, typer.Option(envvar="WAYMARK_STORE", help="The store file.")]
DEFAULT = Path("waymark.sqlite")


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
    store: Store = DEFAULT,
    how: Annotated[Form, typer.Option("--format", help="The kind of report.")] = Form.TABLE,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> int:
    """Tell how many conversations there were in each quarter that is over, and how they ended.

    Figures are rounded to 5, small ones are not shown, and what was once told of a quarter never changes. Only where
    the site file turns counts on.
    """
    from bot.cli import figures  # noqa: PLC0415 - loaded when it is asked for, here and below

    return _said(lambda: figures.report(site, store, how.value, out))


def disclose(
    store: Store = DEFAULT,
    as_json: Annotated[bool, typer.Option("--json", help="Every value, as JSON.")] = False,
    write: Annotated[bool, typer.Option("--write", help="Write WHAT-WE-HOLD.md anew, in a checkout.")] = False,
) -> int:
    """Print everything that could be handed over: all that the store file holds, and where else anything is."""
    from bot.cli import figures  # noqa: PLC0415

    return _said(figures.write_held if write else lambda: figures.disclose(store, as_json=as_json))


def _said(act: Callable[[], int]) -> int:
    from bot.cli.saying import refused  # noqa: PLC0415

    return refused(act)

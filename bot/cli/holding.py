"""The command ``console``: check what was asked for, choose how to draw, and hold the conversation.

Nothing is opened before everything that could be refused has been looked at.
"""

from __future__ import annotations

import gc
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from bot import process
from bot.adapters.console.loop import Console, Patience, Source
from bot.adapters.console.paper import CardPaper, JsonPaper, Paper, PlainPaper
from bot.adapters.console.typed import Lines
from bot.app import AFRESH, Parts, Refused, desk, missing_roles, read_parts, teaches, with_facts
from bot.cli.saying import refused
from bot.engine.events import Begin
from bot.proven import refuse_unproved

if TYPE_CHECKING:
    from bot.adapters.console.talk import Writer
    from bot.runtime import Desk

TALK = b"flow:"
"""How a talk begins."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The options of the command."""

    flow: str
    site: Path | None
    store: Path | None
    script: Path | None
    as_json: bool
    repro: Path | None
    packs: tuple[Path, ...] = ()


def hold(asked: Asked) -> int:
    """Hold the conversation that was asked for; the exit code."""
    return refused(lambda: _hold(asked))


def _hold(asked: Asked) -> int:
    process.close()
    parts = read_parts(asked.site, drafts=asked.packs)
    for issue in parts.told:
        typer.echo(str(issue), err=True)
    if asked.flow not in parts.library.flows:
        raise Refused(f"There is no conversation by that name; there are {', '.join(parts.library.flows)}.")
    flow = parts.library.flows[asked.flow]
    lacking = missing_roles(flow, parts.site)
    if lacking:
        raise Refused(f"{asked.flow} is off until the site file names: {', '.join(lacking)}.")
    refuse_unproved(parts)
    if teaches(flow):
        parts = with_facts(parts)
    talk_file = _talk_file(asked, parts) if asked.repro else None
    lines = Lines(_script(asked.script) if asked.script else _typed())
    conversation = desk(parts, asked.store)
    if conversation.afresh:
        typer.echo(AFRESH, err=True)
    return _run(asked, parts, lines, conversation, talk_file)


def _run(asked: Asked, parts: Parts, lines: Lines, conversation: Desk, talk_file: Path | None) -> int:
    person = asked.script is None and _is_terminal(sys.stdin) and _is_terminal(sys.stdout)
    options = parts.site.options
    patience = Patience(options.cover_after_seconds, options.forget_after_seconds) if person else None
    language = parts.site.languages[0]
    begin = Begin(asked.flow, language, language)
    talk = _writer(begin) if talk_file else None
    source = Source(lines, scripted=asked.script is not None, patience=patience)
    held = Console(source, _paper(asked, parts, person=person), kept=asked.store is not None, talk=talk)
    gc.enable()
    try:
        said = held.hold(conversation, begin)
    finally:
        if talk and talk_file:
            talk_file.write_text(talk.text(), encoding="utf-8")
    if said:
        typer.echo(said, err=True)
    return 1 if said else 0


def _paper(asked: Asked, parts: Parts, *, person: bool) -> Paper:
    if sys.stdout is not None and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8" if asked.as_json else None, errors="replace", newline="\n")
    if asked.as_json:
        return JsonPaper(sys.stdout)
    if not _is_terminal(sys.stdout) or os.environ.get("TERM", "dumb") in ("dumb", "unknown"):
        return PlainPaper(sys.stdout, parts.catalog, asking=person)
    from rich.console import Console as Terminal  # noqa: PLC0415 - a fifth of the time to the first card

    return CardPaper(Terminal(highlight=False, markup=False, emoji=False), parts.catalog, one_card=person)


def _writer(begin: Begin) -> Writer:
    from bot.adapters.console.talk import Writer  # noqa: PLC0415 - seldom asked for

    return Writer(begin)


def _script(path: Path) -> int:
    """The descriptor of a script."""
    if path.is_dir():
        raise Refused("The script is a folder; give the path of a file with one answer a line.")
    try:
        return os.open(path, os.O_RDONLY)
    except OSError as error:
        raise Refused(f"The script cannot be read: {error.strerror}.") from None


def _typed() -> int:
    """The descriptor of the standard input; of nothing, when there is none and its number may be another file's."""
    return os.open(os.devnull, os.O_RDONLY) if sys.stdin is None else sys.stdin.fileno()


def _talk_file(asked: Asked, parts: Parts) -> Path:
    """The file to write the run to. A talk is a transcript, so it is for demonstrations, from the beginning."""
    path = asked.repro or Path()
    if not parts.site.demonstration:
        raise Refused("A talk is a transcript, and a live site keeps none: use --repro with a demonstration site.")
    if asked.store:
        raise Refused("A talk is written from its beginning, and a store may hold one that has begun: leave one out.")
    try:
        with path.open("ab+") as file:
            file.seek(0)
            begins = file.read(len(TALK))
    except OSError as error:
        raise Refused(f"The file for the talk cannot be written: {error.strerror}.") from None
    if begins not in (b"", TALK):
        raise Refused("The file for the talk exists and is no talk, so it was left untouched; choose another.")
    return path


def _is_terminal(stream: object) -> bool:
    return stream is not None and bool(getattr(stream, "isatty", lambda: False)())

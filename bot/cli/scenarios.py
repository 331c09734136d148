"""The commands ``scenario``: check, begin, draw and play the cases that people practise on. Nothing here is real."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]
Folder = Annotated[Path | None, typer.Option(help="The folder of scenario files; without it, those that ship.")]

app = typer.Typer(help="Practise on a patient who is made up: check, begin, draw and play scenarios.")


class Drawing(StrEnum):
    """How a scenario can be drawn."""

    MERMAID = "mermaid"
    SVG = "svg"
    TABLE = "table"


def register(main: typer.Typer) -> None:
    """Add the commands."""
    main.add_typer(app, name="scenario")
    main.command()(drill)
    main.command()(practice_bot)


@app.command()
def check(
    files: Annotated[list[Path] | None, typer.Argument(help="Scenario files.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All scenarios, and what they cover together.")] = False,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Tell what is wrong with scenarios, and what can come out of them; 1 when anything is wrong."""
    from bot.cli import scenario_check  # noqa: PLC0415 - loaded when it is asked for, here and below

    return _said(lambda: scenario_check.check(tuple(files or ()), folder, every=every, as_json=as_json))


@app.command("list")
def listed(folder: Folder = None) -> int:
    """Name the scenarios."""
    from bot.cli import scenario_drafts  # noqa: PLC0415

    return _said(lambda: scenario_drafts.listed(folder))


@app.command()
def new(
    name: Annotated[str, typer.Argument(help="The id of the scenario, and the name of its file.")],
    folder: Folder = None,
) -> int:
    """Begin a scenario: a file that holds together, with every text still to be written."""
    from bot.cli import scenario_drafts  # noqa: PLC0415

    return _said(lambda: scenario_drafts.new(name, folder))


@app.command()
def graph(
    name: Annotated[str, typer.Argument(help="The scenario to draw; 'scenario list' names them.")],
    how: Annotated[Drawing, typer.Option("--format", help="The kind of drawing.")] = Drawing.MERMAID,
    folder: Folder = None,
) -> int:
    """Draw a scenario: its turns and endings, and on each way the lines that lead there."""
    from bot.cli import scenario_drafts  # noqa: PLC0415

    return _said(lambda: scenario_drafts.graph(name, how.value, folder))


@app.command()
def play(  # noqa: PLR0913, PLR0917 - one for each option
    name: Annotated[str, typer.Argument(help="The scenario; 'scenario list' names them.")],
    seed: Annotated[int | None, typer.Option(min=0, help="The order of lines; drawn without it.")] = None,
    script: Annotated[Path | None, typer.Option(help="Take the answers from this file, one a line.")] = None,
    then: Annotated[str, typer.Option(help="Play the twin afterwards, and see where decisions differed.")] = "",
    flow: Annotated[str, typer.Option(help="Hold this real conversation with the patient instead.")] = "",
    xapi: Annotated[Path | None, typer.Option(help="Write statements for a record of learning, without names.")] = None,
    certificate: Annotated[Path | None, typer.Option(help="Write a page that somebody took part.")] = None,
    folder: Folder = None,
    as_json: Json = False,
) -> int:
    """Practise on a patient who is made up. Nothing that happens here is real or kept.

    Answer with the number of a line or its first words. Also: back 1 (or any turn), again, look, stop.
    """
    from bot.cli import scenario_play  # noqa: PLC0415

    return scenario_play.play(scenario_play.Wanted(name, seed, script, then, flow, xapi, certificate, folder, as_json))


@app.command("class")
def hold_class(  # noqa: PLR0913, PLR0917 - one for each option
    name: Annotated[str, typer.Argument(help="The scenario; 'scenario list' names them.")],
    seats: Annotated[int, typer.Option(min=1, max=100, help="How many take part.")],
    led: Annotated[
        bool, typer.Option("--led/--own-pace", help="All together turn by turn, or each seat a talk.")
    ] = True,
    seed: Annotated[int | None, typer.Option(min=0, help="The order of lines; drawn without it.")] = None,
    script: Annotated[Path | None, typer.Option(help="Take what is typed from this file, one a line.")] = None,
    then: Annotated[str, typer.Option(help="Play the twin with the same class, and compare.")] = "",
    folder: Folder = None,
    html: Annotated[Path | None, typer.Option(help="Write the class report as a page.")] = None,
    csv: Annotated[Path | None, typer.Option(help="Write the class report as a table.")] = None,
    png: Annotated[Path | None, typer.Option(help="Write the class report as a picture.")] = None,
) -> int:
    """Hold a class at this keyboard: type how many chose each line, see the spread, and take a report home.

    Nothing is told of one person, and in files nothing of a turn in which fewer than five chose.
    """
    from bot.cli import scenario_class  # noqa: PLC0415
    from bot.practice.class_standing import Pace  # noqa: PLC0415

    pace = Pace.LED if led else Pace.OWN
    return scenario_class.hold(scenario_class.Wanted(name, seats, pace, seed, script, then, folder, html, csv, png))


def drill(
    keep: Annotated[Path | None, typer.Option(help="Keep four numbers in this file: when the next is due.")] = None,
    now: Annotated[bool, typer.Option("--now", help="Do not wait until it is due.")] = False,
    seed: Annotated[int | None, typer.Option(min=0, max=2**32 - 1, help="The order; drawn without it.")] = None,
    script: Annotated[Path | None, typer.Option(help="Take the answers from this file, one a line.")] = None,
    as_json: Json = False,
) -> int:
    """Two minutes to keep what was learned: a cue, a sentence, a saying. After 1, 3, 7, 21, 60 and 120 days.

    Without --keep nothing is kept, and nothing comes back by itself.
    """
    from bot.cli import drill as drilling  # noqa: PLC0415

    return drilling.drill(drilling.Wanted(keep, now, seed, script, as_json))


def practice_bot() -> int:
    """Hold practice on Telegram, with a bot of its own for trainers and trainees. Nothing in it is real.

    Needs a token that is not the real bot's: WAYMARK_PRACTICE_TOKEN_FILE, or WAYMARK_PRACTICE_TOKEN. What is under way
    rests in waymark-practice.sqlite, unless WAYMARK_PRACTICE_STORE says otherwise.
    """
    from bot.cli.practice_bot import practice_bot as held  # noqa: PLC0415

    return held()


def _said(act: Callable[[], int]) -> int:
    from bot.cli.saying import refused  # noqa: PLC0415

    return refused(act)

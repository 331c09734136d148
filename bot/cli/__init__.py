"""The command line: what can be asked of the program, and nothing of how it is done.

Exit codes: 0 done, 1 something is broken and was told, 2 a bad argument or file, told in a sentence. Each command
loads what it needs when it runs, so that the first card and the help come at once.
"""

from __future__ import annotations

import gc
import os
import signal
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import reporting, scenarios
from bot.cli.chat import register

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A companion for a private conversation between a health worker and a patient.",
)

translations = typer.Typer(help="Send a language out to translators, take it back, and sign it off.")
app.add_typer(translations, name="translate")
register(app)
reporting.register(app)
scenarios.register(app)

Language = Annotated[str, typer.Argument(help="The code of the language, such as es.")]
Name = Annotated[str, typer.Option(help="What a new language calls itself.")]
Json = Annotated[bool, typer.Option("--json", help="Write JSON.")]


class Format(StrEnum):
    """How a graph can be drawn."""

    MERMAID = "mermaid"
    SVG = "svg"
    TABLE = "table"


class Shown(StrEnum):
    """What the cards of the book can be shown in."""

    ENGLISH = "en"
    SPANISH = "es"
    BOTH = "both"


@app.callback(invoke_without_command=True)
def _start(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    if version:
        from bot import __version__  # noqa: PLC0415 - loaded when it is asked for, here and below

        typer.echo(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        typer.echo(context.get_help())


@app.command()
def console(  # noqa: PLR0913, PLR0917 - one for each option
    flow: Annotated[str, typer.Option(help="The conversation to hold; 'flows' lists them.")] = "adult_brief",
    site: Annotated[Path | None, typer.Option(help="The site file; without it, a demonstration.")] = None,
    store: Annotated[Path | None, typer.Option(help="Keep an open conversation in this file.")] = None,
    script: Annotated[Path | None, typer.Option(help="Take the answers from this file, one a line.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a line for each screen.")] = False,
    repro: Annotated[Path | None, typer.Option(help="Write the run as a .talk file (demonstration only).")] = None,
    pack: Annotated[list[Path] | None, typer.Option(help="Try out this pack (demonstration only).")] = None,
) -> int:
    """Hold a conversation here.

    Answer with a number, a label or a close spelling of it. At any time: /danger /pause /cover (or a full stop) /away
    /resume /back /edit CARD /lang XX /stop. Nothing that is typed is kept.

    Without --store all is in memory, and gone when you leave. With it, a conversation that you leave open (end of
    input, Ctrl-C) is parked in the file as numbers, and comes back covered at the next start, until the site's time
    is over; its end, and /stop, wipe it. In a terminal each card takes the place of the one before, also in what has
    scrolled away.
    """
    from bot.cli.holding import Asked, hold  # noqa: PLC0415

    return hold(Asked(flow, site, store, script, as_json, repro, tuple(pack or ())))


@app.command()
def flows(as_json: Json = False) -> int:
    """List the conversations."""
    from bot.cli.showing import flows as listed  # noqa: PLC0415

    return listed(as_json=as_json)


@app.command()
def graph(
    flow: Annotated[str, typer.Argument(help="The conversation to draw.")],
    how: Annotated[Format, typer.Option("--format", help="The kind of drawing.")] = Format.MERMAID,
) -> int:
    """Draw a conversation from the machine that runs it."""
    from bot.cli.showing import graph as drawn  # noqa: PLC0415

    return drawn(flow, how.value)


@app.command()
def check(  # noqa: PLR0913, PLR0917 - one for each option
    rule: Annotated[str, typer.Option(help="One rule alone, such as ORD-03.")] = "",
    explain: Annotated[str, typer.Option(help="What a rule means, where it comes from, and what breaks it.")] = "",
    checklist: Annotated[bool, typer.Option("--checklist", help="What a person has to sign for, and who has.")] = False,
    costs: Annotated[bool, typer.Option("--costs", help="What conversations cost in taps, words and minutes.")] = False,
    path: Annotated[str, typer.Option(help="The conversations behind a cost, such as offer:education_only.")] = "",
    jobs: Annotated[int, typer.Option(min=0, help="Processes that share the work; 0 for one a processor.")] = 0,
    as_json: Json = False,
) -> int:
    """Read every word and prove the rules of practice over every path; 1 when anything is broken."""
    from bot.cli.checking import Asked  # noqa: PLC0415
    from bot.cli.checking import check as checked  # noqa: PLC0415

    return checked(Asked(rule, explain, checklist, costs, path, jobs, as_json))


@app.command()
def talks(
    folder: Annotated[Path, typer.Argument(help="A folder of .talk files.")] = Path("tests/talks"),
    as_json: Json = False,
) -> int:
    """Tell which cards the written conversations come to, and which ways none of them takes."""
    from bot.cli.talking import talks as told  # noqa: PLC0415

    return told(folder, as_json=as_json)


@app.command()
def book(  # noqa: PLR0913, PLR0917 - one for each option
    out: Annotated[Path, typer.Option(help="The file to write.")] = Path("waymark-book.html"),
    flow: Annotated[str, typer.Option(help="One conversation only; 'flows' lists them.")] = "",
    language: Annotated[Shown, typer.Option(help="The language of the cards.")] = Shown.BOTH,
    since: Annotated[str, typer.Option(help="Tell what changed since this revision of the checkout.")] = "",
    day: Annotated[
        datetime | None, typer.Option("--date", formats=["%Y-%m-%d"], help="Make it for this day; today without.")
    ] = None,
    proofs: Annotated[bool, typer.Option(help="Prove the rules, too: that takes a while.")] = True,
) -> int:
    """Write the reviewer's book: every conversation, card, rule with its proof, and source, in one HTML file.

    It opens in any browser, without a network; its print is the PDF. 1 when a rule is broken: the book says which.
    """
    from bot.cli.booking import Asked  # noqa: PLC0415
    from bot.cli.booking import book as written  # noqa: PLC0415

    return written(Asked(out, flow, language.value, since, day.date() if day else None, proofs))


@app.command()
def packs(  # noqa: PLR0913, PLR0917 - one for each option
    folders: Annotated[list[Path] | None, typer.Argument(help="Folders of packs.")] = None,
    listed: Annotated[bool, typer.Option("--list", help="One line for each; without a folder, what ships.")] = False,
    sign: Annotated[bool, typer.Option("--sign", help="Prove the pack and seal it: write its pack.lock.")] = False,
    about: Annotated[bool, typer.Option("--about", help="Tell what is known of the instrument.")] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Form and words only, without the proofs.")] = False,
    as_json: Json = False,
) -> int:
    """Judge packs of official wording; 1 when one is refused, with every reason."""
    from bot.cli.packing import Asked, judged  # noqa: PLC0415

    return judged(Asked(tuple(folders or ()), listed, sign, about, quick, as_json))


@app.command()
def lock(
    same_version: Annotated[
        bool, typer.Option("--same-version", help="Also for a flow that changed and was never released.")
    ] = False,
) -> int:
    """Give new cards and answers their numbers, and write each conversation's fingerprint, in bot/flows/flows.lock."""
    from bot.cli.showing import lock as written  # noqa: PLC0415

    return written(same_version=same_version)


@translations.command("export")
def export(
    language: Language,
    file: Annotated[Path, typer.Argument(help="Where to write; .csv or .po.")],
    name: Name = "",
) -> int:
    """Write every text, with its translation as far as there is one, into a file for a translator."""
    from bot.cli.translating import send  # noqa: PLC0415

    return send(language, file, name)


@translations.command("import")
def take(
    language: Language,
    file: Annotated[Path, typer.Argument(help="What came back; .csv or .po.")],
    name: Name = "",
) -> int:
    """Take in what a translator has sent back: all of it, or nothing and every reason."""
    from bot.cli.translating import take as taken  # noqa: PLC0415

    return taken(language, file, name)


@translations.command("review")
def review(
    language: Language,
    role: Annotated[str, typer.Option(help="The role of who has read it, never a name.")],
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day.")],
) -> int:
    """Record that a qualified medical translator has read every word as it is now."""
    from bot.cli.translating import review as recorded  # noqa: PLC0415

    return recorded(language, role, on.date())


def main() -> int:
    """Run one command; its exit code. Everything that is refused is told on the standard error, without a traceback."""
    # Nothing that happens to be installed beside us gets to look at what is validated, nor costs a tenth of the start.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    # What is built at the start stays until the end: looking for garbage in between costs another tenth.
    gc.disable()
    # Until the console takes the signals over, Ctrl-C simply ends the program: there is nothing yet to put away.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        code = app(standalone_mode=False)
    except typer.TyperException as error:
        typer.echo(error.format_message(), err=True)
        return 2
    except typer.Abort:
        return 1
    return code if isinstance(code, int) else 0

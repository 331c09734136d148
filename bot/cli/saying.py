"""How a command says what it has to say: results on the standard output, refusals on the standard error."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable

import typer

from bot.shipped import Refused


def refused(run: Callable[[], int]) -> int:
    """Run a command; when it is refused, say why, one sentence a line, and return 2."""
    try:
        return run()
    except Refused as error:
        for sentence in error.sentences:
            typer.echo(sentence, err=True)
        return 2


def say(text: str) -> None:
    """Write a result. A reader that goes away ends the program without a word: there is nothing to put away."""
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    typer.echo(text)

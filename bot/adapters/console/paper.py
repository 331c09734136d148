"""Where screens go: JSON lines, plain text, or cards in a terminal. Written and flushed at once.

On a terminal one card is on the screen at a time: each wipes the one before it, with the scrollback and with what was
typed, so that nobody who walks in can scroll up. A pipe that its reader has closed is a way to leave, not an error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Protocol, TextIO

from bot.adapters.console.leaving import WayOut
from bot.adapters.labels import Labels
from bot.present.catalog import Catalog
from bot.present.screen import Screen

if TYPE_CHECKING:
    from rich.console import Console

WIPE: Final = "\x1b[H\x1b[2J\x1b[3J"
"""Go to the top, clear the screen, clear what has scrolled away."""

FURTHER: Final = {"edit": "ui.edits_label", "matters": "interrupt.matters", "lang": "interrupt.language"}
"""What the words behind a command are called, by the command."""


class Gone(WayOut):
    """Nobody reads what we write any more."""


class Paper(Protocol):
    """What a conversation is shown on. Every call raises ``Gone`` when nobody reads it any more."""

    def show(self, screen: Screen) -> None:
        """Show one screen."""
        ...

    def further(self, screen: Screen, command: str, words: list[tuple[str, str]]) -> None:
        """Show which words can stand behind a command, each with what it means."""
        ...

    def ask(self) -> None:
        """Invite the next answer."""
        ...

    def leave(self, key: str, language: str) -> None:
        """Say, with the words under this key, how a conversation that is not at its end was left."""
        ...


class _Stream:
    """Writes to the standard output, which may be closed at any moment or never have been there."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream

    def write(self, text: str) -> None:
        if self._stream is None:
            raise Gone
        try:
            self._stream.write(text)
            self._stream.flush()
        except OSError:
            raise Gone from None


class JsonPaper:
    """One JSON object a line."""

    def __init__(self, stream: TextIO | None) -> None:
        self._out = _Stream(stream)

    def show(self, screen: Screen) -> None:
        from bot.adapters.console.lines_of_json import line  # noqa: PLC0415 - only when asked for

        self._out.write(line(screen) + "\n")

    def further(self, screen: Screen, command: str, words: list[tuple[str, str]]) -> None:  # noqa: ARG002
        self.show(screen)  # which has them all

    def ask(self) -> None:
        """A program knows when it is its turn."""

    def leave(self, key: str, language: str) -> None:
        """A program knows what it did."""


class PlainPaper:
    """Plain text; ``asking`` when somebody sits before it."""

    def __init__(self, stream: TextIO | None, catalog: Catalog, *, asking: bool) -> None:
        self._out = _Stream(stream)
        self._catalog = catalog
        self._asking = asking

    def show(self, screen: Screen) -> None:
        from bot.adapters.console.plain import text  # noqa: PLC0415 - only when asked for

        self._out.write(text(screen, Labels(self._catalog, screen.view.language)))

    def further(self, screen: Screen, command: str, words: list[tuple[str, str]]) -> None:
        said = self._catalog.text(FURTHER[command], screen.view.language)
        self._out.write(
            f"{said}:\n" + "".join(f"  /{command} {word}  {label}".rstrip() + "\n" for word, label in words)
        )

    def ask(self) -> None:
        if self._asking:
            self._out.write("> ")

    def leave(self, key: str, language: str) -> None:
        self._out.write(Labels(self._catalog, language)[key] + "\n")


class CardPaper(PlainPaper):
    """Cards in a terminal; with ``one_card`` each takes the place of the one before."""

    def __init__(self, console: Console, catalog: Catalog, *, one_card: bool) -> None:
        super().__init__(console.file, catalog, asking=one_card)  # type: ignore[arg-type]
        self._console = console
        self._one_card = one_card

    def show(self, screen: Screen) -> None:
        from bot.adapters.console.cards import drawn  # noqa: PLC0415 - only when asked for

        card = drawn(self._console, screen, Labels(self._catalog, screen.view.language))
        self._out.write((WIPE if self._one_card else "") + card)

    def leave(self, key: str, language: str) -> None:
        if self._one_card:
            self._out.write(WIPE)
        super().leave(key, language)

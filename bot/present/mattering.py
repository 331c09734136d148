"""What the worker said matters for this patient, in words: a line more on the cards where it makes a difference.

Chosen by the worker and by nobody else, kept in the session only, and read by no rule: nothing about risk is ever
inferred from it (practice.md E). It adds lines and changes the order of contacts; it never takes a word away.
"""

from __future__ import annotations

from bot.engine.view import View
from bot.present.presenter import Presenter


def matter_lines(view: View, words: Presenter) -> tuple[str, ...]:
    """The lines for what matters here, on a card with these tags."""
    keys = (f"matter_{matter}.{tag}.note" for matter in view.matters for tag in sorted(view.tags))
    return tuple(line for key in keys for line in words.catalog.lines(key, view.language))


def matter_labels(language: str, words: Presenter) -> tuple[tuple[str, str], ...]:
    """Id and label of everything that may be said to matter, in the order of the list."""
    return tuple((name, words.named(f"matter.{name}", language)) for name in words.matters)

"""The book as one HTML file: templates filled in with everything escaped, and no address that a page would fetch.

The same book gives the same bytes. Needs Jinja, which the locks for checking and for tests hold.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.book.maps import Map, part_name
from bot.book.model import Book
from bot.book.pictures import conditions_of, picture

TEMPLATES: Final = Path(__file__).parent / "templates"

SAID: Final = {
    "proved": "proved",
    "broken": "BROKEN",
    "warning": "warning",
    "needs_person": "needs a person",
    "not_applicable": "does not apply",
}
"""What became of a rule, in words."""


def html(book: Book) -> str:
    """The whole page."""
    loader = FileSystemLoader(TEMPLATES)
    pages = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    pages.filters |= {"drawn": _drawn, "conditions": conditions_of, "anchor": anchor, "named": part_name}
    style = Markup((TEMPLATES / "book.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file
    text = pages.get_template("book.html").render(book=book, said=SAID, style=style, places=_places(book))
    return re.sub(r"\n\s*\n+", "\n", text)


def _drawn(drawn: Map) -> Markup:
    return Markup(picture(drawn))  # noqa: S704 - pictures escape their texts themselves


def anchor(name: str) -> str:
    """An id that a link can name."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", name)


def _places(book: Book) -> list[str]:
    """Every place that there is a rule of law or a contact for, in their order."""
    return list(dict.fromkeys((*(one.place for one in book.laws), *(one.place for one in book.contacts))))

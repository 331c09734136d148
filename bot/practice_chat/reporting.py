"""The report of a class for its trainer, as documents, and its picture while it goes on.

The report is kept by whoever gets it, so what too few chose is not in it. The picture tells what its trainer's card
tells anyway, and goes with the class.
"""

from __future__ import annotations

from bot.practice.cards import Shelf
from bot.practice.room_record import AtRest
from bot.practice.scenario import Scenario
from bot.practice.words import Words
from bot.practice_chat.closing import Document, Reporting
from bot.practice_report.chart import spread_png
from bot.practice_report.class_report import report
from bot.practice_report.page import page
from bot.practice_report.sheet import sheet
from bot.practice_report.told import told


def reporting(shelf: Shelf, words: Words) -> Reporting:
    """Reports in these words, which are those of practice_class.yaml."""

    def documents(case: Scenario, rest: AtRest) -> tuple[Document, ...]:
        found = report(case, rest.room)
        html = page(told(found, words, shelf))
        return Document("practice-class.html", html), Document("practice-class.csv", sheet(found).encode())

    def drawing(case: Scenario, rest: AtRest) -> bytes:
        found = report(case, rest.room, least=1)
        if not found.turns:
            return b""
        try:
            return spread_png(found, found.turns[-1], words)
        except ImportError:  # without matplotlib the card alone tells
            return b""

    return Reporting(documents, drawing)

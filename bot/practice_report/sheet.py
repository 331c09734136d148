"""The class report as CSV: one line a count, for whoever wants to reckon with several classes. No seat is in it.

Where too few chose, the cell of the count is empty. A text never begins with a sign that a spreadsheet would run.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from typing import Final, get_args

from bot.practice.scenario import Competency
from bot.practice_report.class_report import ClassReport
from bot.practice_report.pairs import apart
from bot.practice_report.told import decimal

COLUMNS: Final = ("kind", "scenario", "number", "id", "text", "class", "of", "panel", "people", "rule", "keeps")
RUNS: Final = ("=", "+", "-", "@", "\t", "\r")

Row = tuple[str | int, ...]


def sheet(report: ClassReport, twin: ClassReport | None = None) -> str:
    """The table, with its head, lines ended as RFC 4180 says."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(COLUMNS)
    rows = [*_rows(report), *(_rows(twin) if twin else ()), *(_pair(report, twin) if twin else ())]
    writer.writerows([_safe(cell) for cell in row] for row in rows)
    return written.getvalue()


def _rows(report: ClassReport) -> Iterator[Row]:
    case, people = report.scenario, report.scenario.panel.people
    yield "class", case.id, "", report.pace.name.lower(), case.title, report.chose, report.seats, "", "", "", ""
    ended = sum(count for _, count in report.endings or ())
    for ending, count in report.endings or ():
        yield "ending", case.id, "", ending.id, ending.title, count or "", ended or "", "", "", "", ""
    turning = [("mattered", one) for one in report.mattered or ()] + [("helped", one) for one in report.helped or ()]
    for kind, most in turning:
        numbers = (most.seats or "", ended or "")
        yield kind, case.id, most.number, most.turn.id, most.turn.scene, *numbers, "", "", "", ""
    for one in report.turns:
        counts: Row = one.counts or tuple("" for _ in one.lines)
        for line, chosen in zip(one.lines, counts, strict=True):
            label = f"{one.turn.id}/{line.id}"
            votes = (chosen, one.chose or "", line.votes, people)
            yield "line", case.id, one.number, label, line.text, *votes, line.rule, line.keeps
    for name in get_args(Competency):
        if shared := report.credits.get(name):
            yield "credit", case.id, "", name, "", decimal(shared.got), shared.choices, "", "", "", ""


def _pair(report: ClassReport, twin: ClassReport) -> Iterator[Row]:
    """How far the class went apart, from 0 to 1."""
    case = f"{report.scenario.id}+{twin.scenario.id}"
    for one in apart(report, twin):
        yield "apart", case, one.first.number, one.first.turn.id, "", f"{float(one.distance):.2f}", 1, "", "", "", ""


def _safe(cell: str | int) -> str | int:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUNS) else cell

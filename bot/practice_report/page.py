"""The class report as one file for a browser: nothing is fetched, nothing runs, and every word is escaped.

It is built as a tree and written by the library, so no text can become markup; the policy in its head forbids the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from bot.practice_report.told import Bar, Item, Part, Told

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
STYLE: Final = """
:root { color-scheme: light; --ink: #1f2a30; --bar: #2f6f7e; --pale: #c9d5d8; --soft: #5d6b72; }
* { box-sizing: border-box; }
body { font: 17px/1.5 system-ui, sans-serif; color: var(--ink); background: #fff; margin: 0 auto; max-width: 46rem;
  padding: 1.2rem; }
.banner { border: 2px solid var(--ink); padding: .4rem .8rem; margin: 0 0 1.2rem; font-weight: 600; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .6rem; }
h2 { font-size: 1.2rem; margin: 2rem 0 .4rem; border-top: 1px solid var(--pale); padding-top: 1rem; }
p { margin: 0 0 .5rem; }
ul { list-style: none; margin: .8rem 0; padding: 0; }
li { margin: 0 0 1.1rem; break-inside: avoid; }
li.strong { border-left: 4px solid var(--bar); padding-left: .7rem; }
.label { font-weight: 600; margin: 0 0 .2rem; }
.note { color: var(--soft); font-size: .92rem; margin: .1rem 0; }
.row { display: flex; align-items: center; gap: .6rem; margin: .15rem 0; }
.track { flex: 1 1 auto; height: .8rem; background: #f1f4f5; }
.fill { display: block; height: 100%; background: var(--bar); }
.faint .fill { background: repeating-linear-gradient(135deg, #fff 0 3px, #8fa3a9 3px 5px); border: 1px solid #8fa3a9; }
.said { flex: 0 0 8.6rem; font-size: .92rem; font-variant-numeric: tabular-nums; }
@media print { body { max-width: none; font-size: 11pt; } .fill, .track { print-color-adjust: exact; } }
"""


def page(told: Told) -> bytes:
    """The file, in UTF-8."""
    root = Element("html", lang="en")
    head = SubElement(root, "head")
    SubElement(head, "meta", charset="utf-8")
    SubElement(head, "meta", {"http-equiv": "Content-Security-Policy", "content": POLICY})
    SubElement(head, "meta", name="viewport", content="width=device-width, initial-scale=1")
    SubElement(head, "meta", name="robots", content="noindex")
    _said(head, "title", told.title)
    _said(head, "style", STYLE)
    body = SubElement(root, "body")
    _said(body, "p", told.banner, "banner")
    main = SubElement(body, "main")
    _said(main, "h1", told.title)
    _lines(main, told.lines)
    for part in told.parts:
        _part(main, part)
    written: bytes = tostring(root, encoding="utf-8", method="html")
    return b"<!DOCTYPE html>\n" + written + b"\n"


def _part(main: Element, part: Part) -> None:
    section = SubElement(main, "section")
    _said(section, "h2", part.title)
    _lines(section, part.lines)
    if part.items:
        rows = SubElement(section, "ul")
        for item in part.items:
            _item(rows, item)
    _lines(section, part.last)


def _item(rows: Element, item: Item) -> None:
    row = SubElement(rows, "li", {"class": "strong"} if item.strong else {})
    _said(row, "p", item.label, "label")
    for bar in item.bars:
        _bar(row, bar)
    for note in item.notes:
        _said(row, "p", note, "note")


def _bar(row: Element, bar: Bar) -> None:
    """A bar is for the eye; its words stand beside it."""
    line = SubElement(row, "div", {"class": "row faint" if bar.faint else "row"})
    track = SubElement(line, "span", {"class": "track", "aria-hidden": "true"})
    if bar.share:
        SubElement(track, "span", {"class": "fill", "style": f"width:{float(bar.share):.1%}"})
    _said(line, "span", bar.said, "said")


def _lines(above: Element, lines: Sequence[str]) -> None:
    for line in lines:
        _said(above, "p", line)


def _said(above: Element, tag: str, text: str, kind: str = "") -> None:
    SubElement(above, tag, {"class": kind} if kind else {}).text = text

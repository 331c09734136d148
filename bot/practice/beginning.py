"""A scenario that is only begun: everything in it holds together, and every text that an author owes is three dots."""

from __future__ import annotations

from typing import Final

UNWRITTEN: Final = "..."
"""Stands for a text that is not written yet; `scenario check` names each."""

_LINE: Final = """\
      - id: {id}
        kind: say        # say, or do for a thing that is done
        manner: {manner}
        text: ...
        moves: {moves}
{marks}        rule: {rule}     # the rule of practice that it keeps or breaks
        keeps: "{keeps}"     # "yes", "no", or debated where good people differ
        because: ...
        source: pearr
        competency: care # nature, risk, needs, care, law, prevention or universal
        votes: "{votes}"
        answers:
{answers}
"""

_HEAD: Final = """\
# Numbers and yes/no stand in quotes. Whatever is still three dots has to be written.
id: {id}
title: ...               # for a class list: names no subject
version: "1"
real: "yes"              # "no": there is no trafficking in this case
axes:
  form: [labor_site]     # what it is about
  controller: [employer]
  stance: [ambivalent]
  person: [man, age_30, non_citizen]
  setting: [clinic]
  event: []
minutes: "8"
sources: [pearr]         # keys of content/sources_practice.yaml
written: {{on: {day}, by_role: "", reviewed_by_role: ""}}
panel: {{from: authors, people: "10"}}   # authors: nobody outside has been asked yet
brief: ...               # what is known before the first turn, at most 80 words
sees_first: ...
start: {{trust: "2", fear: "4", fatigue: "1"}}   # 0 to 10
limits:                  # looked at after each line, before the patient answers
  - {{when: "fear >= 8", ending: gone}}
turns:
  - id: first_turn
    scene: ...
    lines:
"""

_SECOND: Final = """\
  - id: second_turn
    scene: ...
    scenes:              # shown instead where a condition holds
      - {when: alone, scene: ...}
    lines:
"""

_ENDINGS: Final = """\
endings:
  - {id: met, title: ..., text: ..., worth: "5"}        # 5: the patient chose and was met
  - {id: way_back, title: ..., text: ..., worth: "3"}
  - {id: gone, title: ..., text: ..., worth: "0"}       # 0: harm was done
"""

_ON: Final = "          - {seen: ..., thought: ..., next: second_turn}"
_BACK: Final = "          - {seen: ..., thought: ..., end: way_back}"
_GONE: Final = "          - {seen: ..., thought: ..., end: gone}"
_MET: Final = "          - {when: alone, says: ..., seen: ..., thought: ..., end: met}\n" + _BACK

_KEPT, _BROKEN = ("trauma_informed", "ORD-01", "yes"), ("rushed", "ORD-01", "no")

_LINES: Final = (
    ("kind_one", _KEPT, '{trust: "+2", fear: "-1"}', "        marks: [alone]\n", "6", _ON),
    ("hurried_one", _BROKEN, '{fear: "+2"}', "", "3", _ON),
    ("harsh_one", _BROKEN, '{trust: "-2", fear: "+3"}', "", "1", _GONE),
)
_LATER: Final = (
    ("open_one", _KEPT, '{trust: "+2"}', "", "6", _MET),
    ("quiet_one", _KEPT, '{fear: "-1"}', "", "3", _BACK),
    ("pressing_one", _BROKEN, '{trust: "-2", fear: "+2"}', "", "1", _BACK),
)


def begun(scenario_id: str, day: str) -> str:
    """The text of a new scenario file. ``day`` is a date such as 2026-11-22."""
    first, second = ("".join(map(_line, lines)) for lines in (_LINES, _LATER))
    return f"{_HEAD.format(id=scenario_id, day=day)}{first}{_SECOND}{second}{_ENDINGS}"


def _line(given: tuple[str, tuple[str, str, str], str, str, str, str]) -> str:
    name, (manner, rule, keeps), moves, marks, votes, answers = given
    filled = {"manner": manner, "rule": rule, "keeps": keeps, "moves": moves, "marks": marks}
    return _LINE.format(id=name, votes=votes, answers=answers, **filled)

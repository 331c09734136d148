"""What can leave practice, where somebody asks for it: a plain page that they took part, and statements for a record.

Both are made from a case's name, its minutes and its competencies, and from nothing that was chosen in it: no pick, no
ending, no mood and no credit ever reaches them, so neither can tell anybody how well or badly a person did.
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from typing import Final

from bot.practice.scenario import Competency, Scenario
from bot.practice.words import Words

HOME: Final = "https://waymark.invalid/practice"
"""Stands for the place of an account number. It is no address: nothing is looked up there."""

ABOUT: Final = "urn:waymark:practice"
VERBS: Final[Mapping[str, str]] = {
    "initialized": "http://adlnet.gov/expapi/verbs/initialized",
    "completed": "http://adlnet.gov/expapi/verbs/completed",
}
"""Verbs of the published vocabulary. There is none for passing or failing here."""


def competencies(scenario: Scenario) -> tuple[Competency, ...]:
    """What a case touches, each once, in the order of its turns."""
    return tuple(dict.fromkeys(line.competency for turn in scenario.turns for line in turn.lines))


def statements(scenario: Scenario, account: str, *, ended: bool) -> list[dict[str, object]]:
    """xAPI statements that somebody began a case, and came to its end. ``account`` is a number that was drawn."""
    verbs = ["initialized", *(["completed"] if ended else [])]
    return [_statement(scenario, account, verb) for verb in verbs]


def _statement(scenario: Scenario, account: str, verb: str) -> dict[str, object]:
    touched = [f"{ABOUT}:competency:{name}" for name in competencies(scenario)]
    return {
        "actor": {"objectType": "Agent", "account": {"homePage": HOME, "name": account}},
        "verb": {"id": VERBS[verb], "display": {"en": verb}},
        "object": {
            "objectType": "Activity",
            "id": f"{ABOUT}:scenario:{scenario.id}",
            "definition": {"type": "http://adlnet.gov/expapi/activities/simulation"},
        },
        "context": {"extensions": {f"{ABOUT}:competencies": touched, f"{ABOUT}:version": scenario.version}},
    }


def certificate(scenario: Scenario, day: str, words: Words) -> str:
    """A page to print, with an empty line for the name, which the program never learns. ``day`` such as 2026-11-22."""
    touched = "".join(f"<li>{escape(words(name))}</li>" for name in competencies(scenario))
    lines = (words("paper_said", minutes=scenario.minutes, day=day), words("paper_not"), words("paper_unsigned"))
    said = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(words('paper_title'))}</title>"
        "<style>body{font:16px serif;max-width:40em;margin:4em auto;padding:0 1em}"
        ".name{border-bottom:1px solid;height:2em;margin:3em 0 1em}</style></head>"
        f"<body><h1>{escape(words('paper_title'))}</h1><div class='name'></div>"
        f"<p>{escape(words('paper_name'))}</p><p><b>{escape(scenario.title)}</b></p>{said}<ul>{touched}</ul></body></html>\n"
    )

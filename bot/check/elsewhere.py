"""Rules of practice that the walk cannot prove, and who looks after each: so that none is lost between two chairs.

``words``: the lint of the catalogue, by the same id. ``data``: the readers of contacts, law and sites. ``reader``: a
person, before a release. ``later``: there is no such conversation yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

BY: Final[Mapping[str, str]] = {
    "words": "Read off the words, by the lint",
    "data": "Checked where contacts, law and sites are read",
    "reader": "For a person to judge before a release",
    "later": "For conversations that do not exist yet",
}
"""What each of them does."""

ELSEWHERE: Final[Mapping[str, tuple[str, str]]] = {
    "MUST-15": ("reader", "The comfort card asks what to call them; that nothing of it is kept is NEV-13."),
    "MUST-16": ("reader", "The words of every summary say what it is not."),
    "MUST-19": ("data", "The duty note of a site is dated and has an owner; a live site does not start without it."),
    "MUST-20": ("data", "A contact without its operator, hours, languages and date is refused."),
    "MUST-24": ("reader", "The last card names the supervisor, and its words look after the worker."),
    **{f"NEV-{number:02}": ("words", "A list of words in content/lexicon.yaml.") for number in range(1, 12)},
    "NEV-18": ("words", "A list of words in content/lexicon.yaml."),
    "NEV-19": ("words", "A list of words in content/lexicon.yaml."),
    "NEV-20": ("words", "The order is ORD-17; nothing is ever sent to a patient's phone."),
    "NEV-21": ("words", "A list of words in content/lexicon.yaml."),
    "NEV-22": ("data", "A sign without its guards is refused when the facts are read; no conversation counts signs."),
    "NEV-25": ("words", "No emoji and no exclamation mark; pictures are looked at by a reader."),
    "NEV-26": ("words", "A list of words in content/lexicon.yaml."),
    "NEV-27": ("words", "A list of words in content/lexicon.yaml."),
    "NEV-28": ("words", "A list of words in content/lexicon.yaml."),
    "NEV-29": ("reader", "One idea a line is measured; whether it is one idea is for a reader."),
    "NEV-30": ("later", "Practice conversations come with a type and a table of their own."),
    "PATH-2": ("words", "School grade and length of every sentence to a patient."),
    "PATH-5": ("words", "Lines on a card are counted."),
}
"""(who, why) by rule."""

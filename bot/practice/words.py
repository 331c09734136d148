"""The words around a practice case are data: every one of them is there, with the very names that are filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Final

from bot.present import strict
from bot.present.issues import ContentError, ContentIssue
from bot.present.strict import Document

NAMES: Final[Mapping[str, str]] = {
    "banner": "", "brief_header": "", "turn_header": "number", "ending_header": "", "turning_header": "",
    "choice_header": "number", "credit_header": "", "twin_header": "", "minutes": "minutes turns seed",
    "sees_first": "", "they": "", "silence": "", "cut": "", "now": "", "say": "", "do": "", "mattered": "",
    "mattered_said": "number said instead ending", "mattered_none": "", "better": "",
    "better_said": "number instead ending", "better_none": "", "chose": "", "kept": "rule", "broken": "rule",
    "debated": "rule", "also": "rules", "source": "", "thought": "", "moved": "trust fear fatigue",
    "moved_same": "value", "moved_from": "before after", "panel": "", "panel_most": "votes people",
    "panel_other": "votes people most line", "credit": "", "credit_line": "name got turns", "no_total": "",
    "estimated": "", "panel_asked": "people", "unreviewed": "", "reviewed": "role", "twin": "",
    "twin_differs": "axis", "twin_turn": "turn first second", "twin_only": "turn line", "twin_same": "",
    "twin_ask": "", "typed_turn": "", "typed_end": "", "not_understood": "", "no_turn": "",
    "stopped": "", "nature": "", "risk": "", "needs": "", "care": "", "law": "", "prevention": "", "universal": "",
    "flow_begins": "flow", "flow_says": "", "flow_heard": "", "flow_line": "topic says meant tapped",
    "flow_silent": "topic tapped", "flow_all": "", "flow_none": "", "flow_header": "", "example_contact": "need number",
    "drill_header": "", "drill_cue": "", "drill_guards": "", "drill_which": "", "drill_saying": "", "drill_so": "",
    "drill_yes": "", "drill_no": "", "drill_truth": "", "drill_known": "", "drill_other": "", "drill_next": "day",
    "drill_kept_not": "", "drill_early": "day", "typed_drill": "", "typed_on": "", "rest_header": "", "rest_1": "",
    "rest_2": "", "rest_3": "", "rest_4": "", "paper_title": "", "paper_name": "", "paper_said": "minutes day",
    "paper_not": "", "paper_unsigned": "",
    "form": "", "controller": "", "stance": "", "person": "", "setting": "", "event": "",
}  # fmt: skip
"""Every text, with the names that are filled in."""

CODES: Final = {
    "practice-shape": "The file is no table of texts.",
    "practice-missing": "A text that is not there.",
    "practice-unknown": "A text that nothing shows.",
    "practice-names": "A text that fills in other names than it should.",
}
"""What is refused here."""


@dataclass(frozen=True, slots=True)
class Words:
    """All texts by their names."""

    texts: Mapping[str, str]

    def __call__(self, name: str, /, **filled: object) -> str:
        """A text with these names filled in. Raises ``KeyError`` where there is no such text."""
        return self.texts[name].format(**filled)


def read(path: Path, names: Mapping[str, str] = NAMES) -> Words:
    """Read practice.yaml, or a file of other ``names``. Raises ``ContentError`` with every issue."""
    return _words(strict.read(path), names)


def parse(text: str | bytes, file: str = "practice.yaml") -> Words:
    """The words of this text. Raises ``ContentError`` with every issue."""
    return _words(strict.parse(text, file), NAMES)


def _words(document: Document, names: Mapping[str, str]) -> Words:
    file, value = document.file, document.value
    if not isinstance(value, dict) or not all(isinstance(text, str) for text in value.values()):
        raise ContentError([ContentIssue("practice-shape", file, 1, "These words are a table of texts.")])
    texts = {name: str(text) for name, text in value.items()}
    issues = [ContentIssue("practice-missing", file, 0, f"Add the text {name}.") for name in names if name not in texts]
    for name, text in texts.items():
        line = document.line((name,))
        if name not in names:
            issues.append(ContentIssue("practice-unknown", file, line, f"Nothing shows the text {name}."))
        elif _filled(text) != {*names[name].split()}:
            said = f"{name} fills in: {names[name] or 'nothing'}."
            issues.append(ContentIssue("practice-names", file, line, said))
    if issues:
        raise ContentError(issues)
    return Words(texts)


def _filled(text: str) -> set[str]:
    """The names in braces; something impossible where the braces do not match."""
    try:
        return {name for _, name, *_ in Formatter().parse(text) if name is not None}
    except ValueError:
        return {"{"}

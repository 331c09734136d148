"""A screen as one JSON object on one line, for a program that holds the conversation over pipes."""

from __future__ import annotations

import json
from dataclasses import asdict

from bot.engine.view import View
from bot.present.screen import Screen


def line(screen: Screen) -> str:
    """The screen as a line of JSON, without its end. Outcome and ids as the engine has them, words as shown."""
    view = screen.view
    told = {
        "flow": view.flow,
        "state": view.state,
        "tags": sorted(view.tags),
        "mode": view.mode.value,
        "revision": view.revision,
        "language": view.language,
        "patient_language": view.patient_language,
        "tone": view.tone.value,
        "banner": screen.banner,
        "header": screen.header,
        "title": screen.title,
        "say": "\n".join(screen.say),
        "say_patient": "\n".join(screen.say_patient),
        "note": screen.note,
        "why": screen.why,
        "choices": [asdict(button) for button in screen.choices],
        "interrupts": list(view.interrupts),
        "edits": list(view.edits),
        "matters": list(view.matters),
        "facts": [asdict(fact) for fact in screen.facts],
        "notices": list(screen.notices),
        "site": list(screen.site_lines),
        "contacts": [asdict(contact) for contact in screen.contacts],
        "progress": view.progress._asdict() if view.progress else None,
        "outcome": _outcome(view),
    }
    return json.dumps(told, ensure_ascii=False)


def _outcome(view: View) -> dict[str, object] | None:
    return asdict(view.outcome) if view.outcome else None

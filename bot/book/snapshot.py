"""Everything that a book compares, as plain data: conversations, words, contacts, law, learning cards.

Run as a script with the folder of another revision, this writes that revision's snapshot to the standard output. The
old code then runs in a process of its own, and nothing of it is taken into this one. It leans on as little of a
revision as it can. What cannot be read is left out, and ``untold`` says so in a sentence.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import yaml

Snapshot = dict[str, Any]
"""flows, words by language, contacts, law, facts; and untold, a list of sentences. JSON can hold it."""

FILES = {"contacts": "contacts*.yaml", "law": "law*.yaml", "facts": "facts.yaml"}


def taken(folder: Path, library: Any) -> Snapshot:
    """The snapshot of a content folder, and of a library or a function that gives one."""
    untold: list[str] = []

    def read(what: str, reading: Callable[[], Any]) -> Any:
        try:
            return reading()
        except Exception as error:  # noqa: BLE001 - whatever another revision does, the rest is still told
            untold.append(f"The {what} could not be read there ({type(error).__name__}).")
            return {}

    return {
        "flows": read("conversations", lambda: _flows(library() if callable(library) else library)),
        "words": read("words", lambda: _words(folder)),
        **{name: read(name, partial(_tables, folder, pattern)) for name, pattern in FILES.items()},
        "untold": untold,
    }


def _flows(library: Any) -> dict[str, Any]:
    return {name: _flow(flow) for name, flow in library.flows.items()}


def _flow(flow: Any) -> dict[str, Any]:
    told = flow.outcome
    return {
        "start": flow.start,
        "cards": {state: _card(flow, card) for state, card in flow.cards.items()},
        "topics": list(told.topics),
        "results": [[name, guard.text] for name, guard in told.results],
        "steps": [[name, guard.text] for name, guard in told.steps],
    }


def _card(flow: Any, card: Any) -> dict[str, Any]:
    state = card.state
    answers: dict[str, Any] = {
        choice.id: {
            "goals": [],
            "records": sorted(map(list, choice.records)),
            "opens": sorted(choice.grants),
        }
        for choice in card.choices.values()
    }
    for edge in flow.edges(state.id):
        answers[edge.answer]["goals"].append([str(edge.dest), " and ".join(guard.text for guard in edge.guards)])
    return {
        "words": list(card.words),
        "tags": sorted(state.tags),
        "tone": state.tone.value,
        "contacts": [*state.contacts, *(["what was chosen"] if state.needs_contacts else [])],
        "notes": list(state.site_notes),
        "facts": list(getattr(state, "facts", ())),
        "answers": answers,
    }


def _words(folder: Path) -> dict[str, dict[str, list[str]]]:
    found = {"en": dict(_entries(_yaml(folder / "prompts.yaml"), ""))}
    for path in sorted((folder / "translations").glob("*.yaml")):
        read = _yaml(path)
        found[path.stem] = dict(_entries({key: value for key, value in read.items() if key != "translation"}, ""))
    return found


def _entries(value: Any, key: str) -> Iterator[tuple[str, list[str]]]:
    """Words by dotted key; a translation has its text beside a fingerprint, and so may have each of its lines."""
    if isinstance(value, dict) and value.keys() != {"text", "of"}:
        for name, inner in value.items():
            yield from _entries(inner, f"{key}.{name}" if key else name)
        return
    said = value["text"] if isinstance(value, dict) else value
    lines = [said] if isinstance(said, str) else list(said)
    yield key, [text for line in lines for text in (line.values() if isinstance(line, dict) else (line,))]


def _tables(folder: Path, pattern: str) -> dict[str, Any]:
    return {key: value for path in sorted(folder.glob(pattern)) for key, value in _yaml(path).items()}


def _yaml(path: Path) -> Any:
    """Every scalar as a text: a key such as yes is a word here. Builds nothing but tables, lists and texts."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader) or {}  # noqa: S506


def main() -> None:
    """Write the snapshot of the revision in the folder that is named."""
    tree = Path(sys.argv[1]).resolve()
    sys.path.insert(0, str(tree))

    def library() -> Any:
        from bot import library as at  # noqa: PLC0415 - that revision's own

        if not Path(at.__file__).resolve().is_relative_to(tree):
            raise ImportError(at.__file__)
        return at.library()

    sys.stdout.write(json.dumps(taken(tree / "content", library)))


if __name__ == "__main__":
    main()

"""Packs with one thing wrong: for each code of refusal the smallest change that a careless or hostile author makes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from tests.packs.world import TODAY, changed

PACK, ITEMS = "pack.yaml", "items.yaml"

Break = Callable[[Path], None]


@dataclass(frozen=True)
class Sample:
    """What to do to a good pack, and the issue that must come of it: its code, file, and words of its line."""

    code: str
    file: str
    at: str
    do: Break
    sealed: bool = False


def _say(code: str, file: str, old: str, new: str, at: str | None = None) -> Sample:
    """A text changed; ``at`` is what the line of the issue says afterwards, by default what was put there."""
    return Sample(code, file, new if at is None else at, lambda folder: changed(folder, file, old, new))


def _resealed(code: str, file: str, old: str, new: str) -> Sample:
    """A text changed after the pack was sealed."""
    return Sample(code, "pack.lock", "", lambda folder: changed(folder, file, old, new), sealed=True)


def _write(code: str, file: str, text: str | bytes, at: str = "", where: str | None = None) -> Sample:
    content = text.encode() if isinstance(text, str) else text
    return Sample(code, file if where is None else where, at, lambda folder: put(folder / file, content))


def _drop(code: str, file: str) -> Sample:
    return Sample(code, file, "", lambda folder: (folder / file).unlink())


def put(path: Path, content: bytes) -> None:
    """Write a file."""
    path.write_bytes(content)


def _linked(folder: Path) -> None:
    (folder / "items.es.yaml").symlink_to(folder.parent / "elsewhere.yaml")


def _gone(folder: Path) -> None:
    folder.rename(folder.with_name("gone"))


def _many(folder: Path) -> None:
    for number in range(30):
        put(folder / f"items.a{number}.yaml", b"a: b")


def _spanish(folder: Path) -> None:
    changed(folder, PACK, "languages: [en]", "languages: [en, es]")
    put(folder / "items.es.yaml", b"before: {title: a, note: b, yes: c, no: d}\nitems: {moon: {}}\n")


def _taken(folder: Path) -> None:
    changed(folder, PACK, "id: pack_lantern", "id: pack_help")
    changed(folder, ITEMS, "- id: cabin", "- id: wanted")


def _without(folder: Path) -> None:
    text = (folder / ITEMS).read_text(encoding="utf-8")
    start, end = text.index("items:\n"), text.index("rule:  ")
    put(folder / ITEMS, f"{text[:start]}items: []\n\n{text[end:]}".encode())


def young(folder: Path) -> None:
    """Make it a good pack for people under 18: two of its questions, one yes, and the lead."""
    changed(folder, PACK, "from_age: 18\n  to_age: 120", "from_age: 12\n  to_age: 17")
    changed(folder, PACK, "requires: []", "requires: [child_protection_lead]")
    for old, new in (("least: 2", "least: 1"), ("of: [days, shore, chest, cargo]", "of: [days, chest]")):
        changed(folder, ITEMS, old, new)
    text = (folder / ITEMS).read_text(encoding="utf-8")
    for first, after in (("  - id: shore", "  - id: chest"), ("  - id: cargo", "rule:  ")):
        text = text[: text.index(first)] + text[text.index(after) :]
    put(folder / ITEMS, text.encode())


def _young_many(folder: Path) -> None:
    young(folder)
    changed(folder, ITEMS, "rule:  ", _MORE.split("  - {id: more2")[0] + "rule:  ")


def in_full(folder: Path) -> None:
    """Make it a good pack for people under 18 that is asked in full: four of an instrument, one of the site's own."""
    changed(folder, PACK, "from_age: 18\n  to_age: 120", "from_age: 12\n  to_age: 17")
    agreed = "in_full: {licence_allows: yes, agreed_by_role: Lead for child protection, agreed_on: 2026-11-01}"
    changed(folder, PACK, "requires: []", f"requires: [child_protection_lead]\n{agreed}")


def _full_many(folder: Path) -> None:
    in_full(folder)
    changed(folder, ITEMS, "rule:  ", _MORE.split("  - {id: more3")[0] + "rule:  ")


def _full_own(folder: Path) -> None:
    in_full(folder)
    more = _MORE.split("  - {id: more1")[0].replace("tags: []", "tags: [], own_words: yes")
    changed(folder, ITEMS, "rule:  ", f"{more}rule:  ")


def _full_unsigned(folder: Path) -> None:
    in_full(folder)
    changed(folder, PACK, "licence_allows: yes", "licence_allows: no")


def _full_late(folder: Path) -> None:
    in_full(folder)
    changed(folder, PACK, "agreed_on: 2026-11-01", "agreed_on: 2026-11-20")


def _full_adults(folder: Path) -> None:
    in_full(folder)
    changed(folder, PACK, "from_age: 12\n  to_age: 17", "from_age: 18\n  to_age: 120")


def _young_two(folder: Path) -> None:
    young(folder)
    changed(folder, ITEMS, "least: 1", "least: 2")


_AGES: Final = "from_age: 18\n  to_age: 120"
_AGES_AT: Final = "population:"
_ROLES: Final = "requires: []"
_CABIN: Final = "    tags: [sex]\n"
_MORE: Final = "".join(
    f"  - {{id: more{n}, title: More, say: Is there more?, topic: More, recall: Now., intensity: 4, tags: []}}\n"
    for n in range(4)
)
_LATE: Final = TODAY + timedelta(days=600)

SAMPLES: Final[tuple[Sample, ...]] = (
    # The folder
    Sample("pack-folder", "", "", _gone),
    Sample("pack-count", "", "", _many),
    _write("pack-size", "LICENSE", "word " * 220_000, where=""),
    Sample("file-kind", "items.es.yaml", "", _linked),
    _write("file-name", ".items.yaml.swp", "x"),
    _drop("file-missing", ITEMS),
    _drop("file-missing", PACK),
    _write("file-unknown", "notes.txt", "to do"),
    # What it says of itself
    _say("pack-id", PACK, "id: pack_lantern", "id: lantern"),
    _say("languages", PACK, "languages: [en]", "languages: [es]"),
    Sample("licence-missing", PACK, "licence_file", lambda folder: (folder / "LICENSE").unlink()),
    _say("licence-missing", PACK, "licence_holder: The Waymark authors", 'licence_holder: ""'),
    _say("licence-missing", PACK, "licence_file: LICENSE", "licence_file: items.yaml"),
    _say("licence-missing", PACK, "licence_file: LICENSE", "licence_file: ../LICENSE"),
    _write("licence-unreadable", "LICENSE", "All rights reserved.", "licence_file", PACK),
    _write("licence-unreadable", "LICENSE", b"\xff\xfe" * 100, "licence_file", PACK),
    _say("signature-missing", PACK, "signed_off_by_role: Head of social work", 'signed_off_by_role: ""'),
    _say("signature-dates", PACK, "signed_off_on: 2026-11-02", "signed_off_on: 2026-11-23"),
    _say("signature-too-long", PACK, "valid_until: 2027-09-18", f"valid_until: {_LATE}"),
    _say("signature-past", PACK, "valid_until: 2027-09-18", "valid_until: 2026-11-21"),
    _say("ages", PACK, _AGES, "from_age: 40\n  to_age: 30", _AGES_AT),
    _say("ages-too-young", PACK, _AGES, "from_age: 6\n  to_age: 10", "from_age"),
    _say("ages-mixed", PACK, _AGES, "from_age: 16\n  to_age: 24", _AGES_AT),
    _say("child-lead-missing", PACK, _AGES, "from_age: 12\n  to_age: 17", _ROLES),
    Sample("young-too-many", ITEMS, "id: more1", _young_many),
    Sample("young-rule", ITEMS, "least: 2", _young_two),
    Sample("young-too-many", ITEMS, "id: more2", _full_many),
    Sample("young-own", ITEMS, "id: more0", _full_own),
    Sample("in-full-unsigned", PACK, "in_full:", _full_unsigned),
    Sample("in-full-unsigned", PACK, "in_full:", _full_late),
    Sample("in-full-adults", PACK, "in_full:", _full_adults),
    _say("role-unknown", PACK, _ROLES, "requires: [sheriff]"),
    _say("about-source", PACK, "no figures.", "no figures; 40 people were asked.", "about:"),
    # Its questions
    _say("items-shape", ITEMS, "rule:  ", "ruling: two\nrule:  ", "ruling:"),
    _say("item-id", ITEMS, "- id: days", "- id: The days"),
    _say("item-twice", ITEMS, "- id: cabin", "- id: shore"),
    _say("item-tag", ITEMS, "tags: [sex]", "tags: [visa]"),
    Sample("items-none", ITEMS, "items: []", _without),
    _say("items-too-many", ITEMS, "rule:  ", f"{_MORE}rule:  ", "id: more3"),
    _say("intensity-falling", ITEMS, "    intensity: 4", "    intensity: 1"),
    _say("answer-missing", ITEMS, "  skip: Skip this one\n", "", "answers:"),
    _say("answer-unknown", ITEMS, "  stop: Stop", "  maybe: Maybe\n  stop: Stop", "  maybe"),
    _say("rule-item", ITEMS, "of: [days, shore", "of: [days, moon"),
    _say("rule-own-words", ITEMS, "chest, cargo]", "chest, cargo, cabin]"),
    _say("rule-least", ITEMS, "least: 2", "least: 5"),
    _say("field-missing", ITEMS, "    recall: Asks about any time.\n", "", "id: cabin"),
    _say("field-wrong", ITEMS, "intensity: 4", "intensity: 5"),
    Sample("translation-unknown", "items.es.yaml", "moon", _spanish),
    Sample("translation-missing", "items.es.yaml", "items", _spanish),
    Sample(
        "translation-missing", "items.es.yaml", "", lambda f: changed(f, PACK, "languages: [en]", "languages: [en, es]")
    ),
    # Its words
    _say("brace", ITEMS, "Works at the harbor", "Works at {place}"),
    _say("link", ITEMS, "Works at the harbor", "See www.example.org"),
    _say("number-to-call", ITEMS, "A nod is enough.", "Call 555-0100 at night."),
    _say("figure-outside-about", ITEMS, "A nod is enough.", "It finds 9 of 10."),
    _say("figure-outside-about", ITEMS, "same offer as to everyone", "offer for 1 yes"),
    # Its place among the others
    Sample("pack-taken", PACK, "id: pack_help", _taken),
    # Its seal
    Sample("seal-missing", "pack.lock", "", lambda _: None),
    _resealed("seal-broken", ITEMS, "A nod is enough.", "A nod will do."),
    _resealed("seal-outdated", "pack.lock", "program: ", "program: 9"),
    _resealed("seal-outdated", "pack.lock", "safety: ", "safety: 9"),
)
"""Every code at least once; the pack is sealed first where the seal is what is tried."""


def by_code() -> Iterator[str]:
    """The codes that have a sample."""
    return (sample.code for sample in SAMPLES)

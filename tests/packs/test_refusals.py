"""A pack that is not right is refused, with every reason at once, and each reason says where it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from bot.packs import folder, items, loading, manifest, seal, switching, wording
from bot.packs.loading import Pack
from bot.present.issues import ContentIssue
from tests.packs import broken, world
from tests.packs.broken import SAMPLES, Sample

MODULES = (folder, manifest, items, loading, wording, seal)
ELSEWHERE = {"not-ours-to-ship", "seal-other", *switching.CODES}
"""Codes that hang on where the pack lies or which site asks for it: each has a test of its own below or beside."""


def _named(issue: ContentIssue, path: Path) -> str:
    """The file of an issue, as it is called inside the pack."""
    return "" if Path(issue.file) == path else Path(issue.file).name


def _line(issue: ContentIssue) -> str:
    """What the file says at the line of an issue."""
    text = Path(issue.file).read_text(encoding="utf-8").splitlines()
    return text[issue.line - 1] if issue.line else ""


def test_good_pack_is_taken(tmp_path: Path) -> None:
    """A pack that lacks nothing is used as it is, and nothing is told of it but what runs out."""
    found = world.loaded(world.pack(tmp_path))
    assert isinstance(found, Pack)
    assert found.id == "pack_lantern"
    assert found.flow.id == found.id
    assert {issue.code for issue in found.told} <= {"measure-missing"}


@pytest.mark.parametrize("sample", SAMPLES, ids=[f"{number}-{one.code}" for number, one in enumerate(SAMPLES)])
def test_one_thing_wrong_is_refused(sample: Sample, tmp_path: Path) -> None:
    """Each way to be wrong is named by its code, its file and its line, in a whole sentence."""
    path = world.pack(tmp_path)
    if sample.sealed:
        world.sealed(path)
    sample.do(path)
    told = [one for one in world.issues(path) if (one.code, _named(one, path)) == (sample.code, sample.file)]
    assert told, world.issues(path)
    assert all(one.sentence.endswith(".") for one in told)
    assert not sample.at or any(sample.at.strip() in _line(one) for one in told), told


def test_every_code_has_a_broken_sample() -> None:
    """No reason for a refusal is there that nobody has seen refuse."""
    declared: Mapping[str, str] = {
        code: said for module in (*MODULES, switching) for code, said in module.CODES.items()
    }
    assert declared.keys() - ELSEWHERE == {*broken.by_code()} - {"field-missing", "field-wrong"}
    assert all(said.endswith(".") for said in declared.values())


def test_all_reasons_come_at_once(tmp_path: Path) -> None:
    """An author who forgot five things in three files hears of all five, and mends them in one go."""
    path = world.pack(
        tmp_path,
        ("pack.yaml", "licence_holder: The Waymark authors", 'licence_holder: ""'),
        ("pack.yaml", "signed_off_by_role: Head of social work", 'signed_off_by_role: ""'),
        ("items.yaml", "  skip: Skip this one\n", ""),
        ("items.yaml", "intensity: 4", "intensity: 1"),
        ("items.yaml", "A nod is enough.", "You are safe here and 90% are."),
    )
    (path / "LICENSE").unlink()
    wanted = {"licence-missing", "signature-missing", "answer-missing", "intensity-falling", "figure-outside-about"}
    found = world.issues(path)
    assert wanted | {"seal-missing"} <= {one.code for one in found}
    assert sum(one.code == "licence-missing" for one in found) == 2
    assert [one.file for one in found] == sorted(one.file for one in found)


def test_what_may_not_be_handed_on_is_not_shipped(tmp_path: Path) -> None:
    """Wording that only the site may use cannot lie in the folder that everybody is given."""
    keep = ("pack.yaml", "may_be_redistributed: yes", "may_be_redistributed: no")
    path = world.pack(tmp_path, keep)
    assert "not-ours-to-ship" not in world.codes(path)
    assert "not-ours-to-ship" in world.codes(path, replace(world.shelf(), shipped=tmp_path))


def test_sign_off_runs_out_on_its_day(tmp_path: Path) -> None:
    """On its last day a pack is used, on the next it is off; two months before, its people are told."""
    path = world.sealed(world.pack(tmp_path))
    until = loading.load(path, world.shelf()).manifest.valid_until
    assert until is not None
    last = world.on(until)
    assert not world.issues(path, last)
    assert "signature-soon" in {one.code for one in loading.load(path, last).told}
    assert "signature-past" in world.codes(path, world.on(until.replace(day=until.day + 1)))


def test_pinned_seal_is_the_one_that_counts(tmp_path: Path) -> None:
    """A pack that was sealed a second time is off until the site has pinned the new seal."""
    path = world.sealed(world.pack(tmp_path))
    first = loading.load(path, world.shelf()).sealed
    assert not world.issues(path, pin=first)
    world.changed(path, "items.yaml", "A nod is enough.", "A nod will do.")
    world.sealed(path)
    assert {one.code for one in world.issues(path, pin=first)} == {"seal-other"}


def test_what_is_loaded_stays_when_the_next_one_is_refused(tmp_path: Path) -> None:
    """A bad new version of a pack leaves the one in use as it was."""
    path = world.sealed(world.pack(tmp_path))
    shelf = world.shelf().holding([loading.load(path, world.shelf())])
    flows, words = dict(shelf.library.flows), shelf.catalog.text("pack_lantern.lantern_days.say")
    world.changed(path, "items.yaml", "Do you sail", "You must sail")
    assert world.issues(path)
    assert shelf.library.flows == flows
    assert shelf.catalog.text("pack_lantern.lantern_days.say") == words

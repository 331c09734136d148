"""A pack is off until a site's file switches it on, and then it is that pack, sealed, with the people it requires."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.app import Refused, read_parts
from bot.packs import switching
from bot.packs.joining import joined
from bot.present import site as sites
from bot.present.issues import ContentError, ContentIssue
from bot.present.site import Role, Site
from tests.packs import world

DEMO = Site("Harbor clinic", demonstration=True, country="US")
LIVE = replace(DEMO, demonstration=False)
CLOCK = 1_795_348_800  # 22 November 2026


def _refused(site: Site, near: Path, *drafts: Path) -> tuple[ContentIssue, ...]:
    with pytest.raises(ContentError) as told:
        joined(world.shelf(), site, near, drafts)
    return told.value.issues


def test_without_a_word_in_the_site_file_there_is_no_pack() -> None:
    """Nothing that lies in the content folder is offered by itself, not even the example."""
    parts = read_parts(clock=lambda: CLOCK)
    assert parts.packs == ()
    assert not any(flow.startswith("pack_") for flow in parts.library.flows)


def test_site_file_switches_a_pack_on(tmp_path: Path) -> None:
    """One line in the site's file, a sealed folder beside it, and the conversation is there with its words."""
    world.sealed(world.pack(tmp_path))
    path = tmp_path / "site.yaml"
    path.write_text("name: Harbor clinic\ndemonstration: yes\ncountry: US\npacks: [harbor]\n", encoding="utf-8")
    parts = read_parts(path, lambda: CLOCK)
    assert [pack.id for pack in parts.packs] == ["pack_lantern"]
    assert parts.library.flows["pack_lantern"].version == parts.packs[0].flow.version
    assert parts.presenter.title("pack_lantern.lantern_days", "en") == "Days on the boats"
    assert parts.codec.flows["pack_lantern"] >= 128


def test_start_is_refused_with_every_reason(tmp_path: Path) -> None:
    """A site whose pack is wrong does not open with half of it, and hears all that is wrong at once."""
    world.pack(tmp_path, ("pack.yaml", "licence_holder: The Waymark authors", 'licence_holder: ""'))
    path = tmp_path / "site.yaml"
    path.write_text("name: Harbor\ndemonstration: yes\ncountry: US\npacks: [harbor, nowhere]\n", encoding="utf-8")
    with pytest.raises(Refused) as told:
        read_parts(path, lambda: CLOCK)
    said = "\n".join(told.value.sentences)
    assert all(code in said for code in ("licence-missing", "seal-missing", "pack-folder"))


def test_pin_in_the_site_file_is_held_to(tmp_path: Path) -> None:
    """A site that names the seal gets that one, and no newer one that it has not seen."""
    seal = world.loaded(world.pack(tmp_path)).sealed
    assert joined(world.shelf(), replace(DEMO, packs=(f"harbor@{seal}",)), tmp_path).packs
    found = _refused(replace(DEMO, packs=("harbor@0123456789abcdef",)), tmp_path)
    assert {one.code for one in found} == {"seal-other"}


def test_pack_that_requires_a_role_waits_for_it(tmp_path: Path) -> None:
    """A live site without that role does not open; a demonstration opens without the pack, and says so."""
    world.sealed(world.pack(tmp_path, ("pack.yaml", "requires: []", "requires: [social_work]")))
    assert "pack-role-missing" in {one.code for one in _refused(replace(LIVE, packs=("harbor",)), tmp_path)}
    shown = joined(world.shelf(), replace(DEMO, packs=("harbor",)), tmp_path)
    assert shown.packs == ()
    assert "pack-role-missing" in {one.code for one in shown.told}
    with_role = replace(LIVE, packs=("harbor",), roles={"social_work": Role(label="Social work", extension="12")})
    (found,) = joined(world.shelf(), with_role, tmp_path).packs
    assert found.flow.source.requires == {"social_work"}


def test_same_pack_twice_is_refused(tmp_path: Path) -> None:
    """Two lines for one folder are a slip of the pen; two folders of one id are two packs of one name."""
    path = world.sealed(world.pack(tmp_path))
    shutil.copytree(path, tmp_path / "copy")
    assert {one.code for one in _refused(replace(DEMO, packs=("harbor", "harbor")), tmp_path)} == {"pack-twice"}
    assert {one.code for one in _refused(replace(DEMO, packs=("harbor", "copy")), tmp_path)} == {"pack-taken"}


def test_author_tries_out_a_draft_in_a_demonstration_only(tmp_path: Path) -> None:
    """What nobody has signed off can be looked at, and never be used."""
    shown = joined(world.shelf(), DEMO, tmp_path, (world.EXAMPLE,))
    assert [pack.id for pack in shown.packs] == ["pack_lantern"]
    assert {"signature-missing", "seal-missing"} <= {one.code for one in shown.told}
    assert {one.code for one in _refused(LIVE, tmp_path, world.EXAMPLE)} == {"draft-live"}
    broken = world.pack(tmp_path, ("items.yaml", "least: 2", "least: 9"))
    assert "rule-least" in {one.code for one in _refused(DEMO, tmp_path, broken)}


def test_codes_of_switching_are_all_seen() -> None:
    """Each of the codes that hang on the site is refused by a test of this file."""
    assert {"pack-role-missing", "pack-twice", "draft-live"} == switching.CODES.keys()


def test_site_file_takes_a_list_of_folders() -> None:
    """Anything but a list of folders is told as an issue of the site's file."""
    site = sites.parse("name: A\ndemonstration: yes\ncountry: US\npacks: [one, two@0123456789abcdef]\n", world.TODAY)
    assert site.packs == ("one", "two@0123456789abcdef")
    with pytest.raises(ContentError):
        sites.parse("name: A\ndemonstration: yes\ncountry: US\npacks: {one: two}\n", world.TODAY)

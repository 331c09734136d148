"""A pack is proved like every conversation, and one that breaks a rule of practice is refused with the conversation."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.engine.compile import compiled
from bot.packs import loading, proving
from bot.packs.loading import Pack
from tests.packs import world

SHORT = (
    ("items.yaml", "of: [days, shore, chest, cargo]", "of: [days]"),
    ("items.yaml", "least: 2", "least: 1"),
)


def _one_question(tmp_path: Path, tags: str = "labor, sex, forced_criminality, debt") -> Pack:
    """A pack with its first question alone: soon walked."""
    path = world.pack(tmp_path, *SHORT, ("items.yaml", "tags: [labor]  ", f"tags: [{tags}]  "))
    text = (path / "items.yaml").read_text(encoding="utf-8")
    start, end = text.index("  - id: shore"), text.index("rule:  ")
    (path / "items.yaml").write_text(f"{text[:start]}\n{text[end:]}", encoding="utf-8")
    return loading.draft(path, world.shelf())


def test_sound_pack_breaks_no_rule(tmp_path: Path) -> None:
    """One question about all that has to be asked about, and every rule is proved over every path."""
    assert proving.broken(_one_question(tmp_path), world.shelf()) == []


def test_set_of_questions_about_one_thing_is_refused(tmp_path: Path) -> None:
    """A pack that asks about sex and nothing else does not see the others (MUST-08)."""
    found = proving.broken(_one_question(tmp_path, "sex"), world.shelf())
    assert [(one.code, Path(one.file).name) for one in found] == [("MUST-08", "items.yaml")]
    assert "labor" in found[0].sentence


def test_broken_rule_is_told_as_a_conversation(tmp_path: Path) -> None:
    """Where no contact can be shown today, the author sees the very taps that lead to nobody."""
    found = proving.broken(_one_question(tmp_path), world.shelf(), lambda _: 0)
    told = next(one.sentence for one in found if one.code == "MUST-04")
    assert "\n    1. " in told
    assert "[opening.begin]" in told


def test_a_slip_in_how_packs_are_built_would_be_seen(tmp_path: Path) -> None:
    """Were somebody who wants the information only led to the questions, the same proofs would refuse the pack."""
    pack = _one_question(tmp_path)
    source = pack.flow.source
    astray = replace(source, joins={**source.joins, "asking@informed": "pack_lantern.lantern_days"})
    found = proving.broken(replace(pack, flow=compiled(astray)), world.shelf())
    assert {"ORD-12", "PATH-4", "LAW-FROM"} <= {one.code for one in found}


@pytest.mark.long
def test_example_breaks_no_rule() -> None:
    """The pack that ships as an example is sound but for its sign-off."""
    assert proving.broken(loading.draft(world.EXAMPLE, world.shelf()), world.shelf()) == []

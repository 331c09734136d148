"""The patches are kept fit: each applies to the code as it is, its tests are there, and two are tried each time."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.sabotage.breaking import ROOT, Breakage, PatchError, applied, breakages, copied, failed, read

FEWEST = 40
TRIED = ("half-a-flush", "numbers-past-their-date")
"""Cheap ones, one of the store and one of the content. `make sabotage` tries all."""


@cache
def every() -> dict[str, Breakage]:
    """All breakages by name."""
    return {one.name: one for one in breakages()}


def test_there_are_enough() -> None:
    """Forty controls at least, and no two breakages of the same sentence."""
    assert len(every()) >= FEWEST
    assert len({one.what for one in every().values()}) == len(every())


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the checkout."""
    return copied(tmp_path_factory.mktemp("copy"))


@pytest.mark.parametrize("name", sorted(every()))
def test_patch_fits_and_its_tests_are_there(name: str, copy: Path) -> None:
    """A patch that no longer fits would break nothing; a test that is gone would notice nothing."""
    one = every()[name]
    touched = [line[6:] for line in one.path.read_text(encoding="utf-8").splitlines() if line.startswith("+++ b/")]
    before = {file: (copy / file).read_bytes() for file in touched}
    applied(one, copy)
    assert all((copy / file).read_bytes() != text for file, text in before.items())
    for file, text in before.items():
        (copy / file).write_bytes(text)
    for test in one.tests:
        file, _, function = test.partition("::")
        assert (ROOT / file).exists(), test
        named = f"def {function.partition('[')[0].rpartition('::')[2]}("
        beside = (ROOT / file).parent.glob("*.py")  # a contract that the file keeps lies beside it
        assert any(named in path.read_text(encoding="utf-8") for path in beside), test


@pytest.mark.parametrize("name", TRIED)
def test_a_breakage_is_noticed(name: str, tmp_path: Path) -> None:
    """Its tests pass where nothing is broken, and fail where it is."""
    one = every()[name]
    copy = copied(tmp_path)
    assert not failed(one.tests, copy)
    applied(one, copy)
    assert failed(one.tests, copy)


def test_a_patch_that_does_not_fit_is_told(tmp_path: Path) -> None:
    """It is an error, and not a breakage that nobody noticed."""
    patch = tmp_path / "lost.patch"
    patch.write_text(
        "What: Nothing.\nProof: P1\nCaught by: tests/x.py::test_x\n\n"
        "diff --git a/README.md b/README.md\n--- a/README.md\n+++ b/README.md\n@@ -1 +1 @@\n-nothing like it\n+other\n",
        encoding="utf-8",
    )
    (tmp_path / "README.md").write_text("some words\n", encoding="utf-8")
    with pytest.raises(PatchError, match="no longer fits"):
        applied(read(patch), tmp_path)


def test_a_patch_without_its_first_lines_is_told(tmp_path: Path) -> None:
    """Each says what is lost, which promise that is about, and who notices."""
    patch = tmp_path / "bare.patch"
    patch.write_text("diff --git a/x b/x\n", encoding="utf-8")
    with pytest.raises(PatchError, match="first lines"):
        read(patch)

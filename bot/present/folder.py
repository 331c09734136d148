"""Which file of a content folder holds what. One kind may lie in several files: law.yaml and every law_*.yaml."""

from __future__ import annotations

from pathlib import Path


def files(folder: Path, stem: str) -> list[Path]:
    """The files of one kind, the plain one first."""
    return [folder / f"{stem}.yaml", *sorted(folder.glob(f"{stem}_*.yaml"))]


def country(folder: Path, code: str) -> Path | None:
    """The file that lies over the source words in a country, None where the source words are its own."""
    path = folder / "countries" / f"{code}.yaml"
    return path if path.is_file() else None

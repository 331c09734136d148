"""Which file of a content folder holds what.

One kind may lie in several files: law.yaml for everywhere, law_gb.yaml for a country, law_us_states.yaml for its parts.
"""

from __future__ import annotations

from pathlib import Path


def files(folder: Path, stem: str) -> list[Path]:
    """Every file of one kind, the plain one first."""
    return [folder / f"{stem}.yaml", *sorted(folder.glob(f"{stem}_*.yaml"))]


def files_for(folder: Path, stem: str, code: str, state: str) -> list[Path]:
    """The files of one kind that matter at a site: not those of other countries, nor of parts where it names none."""
    plain, *others = files(folder, stem)
    parted = ((path, path.stem.removeprefix(f"{stem}_").split("_")) for path in others)
    return [plain, *(path for path, parts in parted if parts[0] == code.casefold() and (state or len(parts) == 1))]


def country(folder: Path, code: str) -> Path | None:
    """The file that lies over the source words in a country, None where the source words are its own."""
    path = folder / "countries" / f"{code}.yaml"
    return path if path.is_file() else None

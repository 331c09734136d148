"""What lies with the program, and how it refuses to start: this leans on no other part, so every part may ask."""

from __future__ import annotations

from pathlib import Path


class Refused(Exception):  # noqa: N818 - a start that is refused, not one that failed
    """The program does not start. ``sentences`` is everything that is wrong, one sentence a line."""

    def __init__(self, *sentences: str) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))


def content_folder() -> Path:
    """Where the words lie: inside the package when it was installed from a wheel, else beside it in the checkout."""
    package = Path(__file__).parent
    inside = package / "_content"
    folder = inside if inside.is_dir() else package.parent / "content"
    here = Path.cwd()
    return folder.relative_to(here) if folder.is_relative_to(here) else folder

"""One place of work: its people, its extensions, its note on the duty to report."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from bot.present.contacts import Contact
from bot.present.issues import ContentIssue


class Role(BaseModel):
    """Somebody who can be reached here, by role and never by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: str
    extension: str


class Duty(BaseModel):
    """What the law of this place asks to report, as the site has reviewed it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text: str
    reviewed_on: date
    reviewed_by_role: str
    expires_on: date


class Options(BaseModel):
    """What a site can choose. Times are in seconds."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    counts: bool = False
    cover_after_seconds: int = Field(default=120, ge=15, le=900)
    forget_after_seconds: int = Field(default=3600, ge=300, le=86400)


class Site(BaseModel):
    """A site file, checked. ``demonstration`` sites may lack everything and say so."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    demonstration: bool
    country: str
    state: str = ""
    languages: tuple[str, ...] = ("en",)
    roles: dict[str, Role] = Field(default_factory=dict)
    duty: Duty | None = None
    local_contacts: tuple[Contact, ...] = ()
    options: Options = Options()

    def lacks(self, today: date, file: str = "site file") -> tuple[ContentIssue, ...]:
        """All that a live site would need and this one does not have today."""
        raise NotImplementedError


def read(path: Path, today: date) -> Site:
    """Read a site file. Raises ``ContentError`` with every issue, for a live site with all that is missing."""
    raise NotImplementedError


def parse(text: str | bytes, today: date, file: str = "site.yaml") -> Site:
    """The site of this text. Raises ``ContentError`` like ``read``."""
    raise NotImplementedError

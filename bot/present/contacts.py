"""Whom to call, with the sources that say so and the day after which nobody may rely on it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict


class Contact(BaseModel):
    """One service. The fields stand in content/contacts.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    country: str
    categories: tuple[str, ...]
    expires_on: date

    def current(self, today: date) -> bool:
        """May it be shown as it stands today?"""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Contacts:
    """All contacts, in the order of their file: within a category the first is the one to offer first."""

    entries: tuple[Contact, ...]

    def for_category(self, category: str, country: str, today: date) -> tuple[Contact, ...]:
        """Those to show today."""
        raise NotImplementedError

    def past(self, category: str, country: str, today: date) -> tuple[Contact, ...]:
        """Those that would be shown, were they not past their date."""
        raise NotImplementedError

    def gaps(self, categories: Iterable[str], country: str, today: date) -> tuple[str, ...]:
        """Categories for which nothing can be shown today."""
        raise NotImplementedError


def read(path: Path) -> Contacts:
    """Read contacts.yaml. Raises ``ContentError`` with every issue."""
    raise NotImplementedError


def parse(text: str | bytes, file: str = "contacts.yaml") -> Contacts:
    """The contacts of this text. Raises ``ContentError`` with every issue."""
    raise NotImplementedError

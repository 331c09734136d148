"""Pydantic judges the fields of a content file; its errors become issues that an author can read and find."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from bot.present.issues import ContentIssue
from bot.present.strict import Document, Place

M = TypeVar("M", bound=BaseModel)

CODES: Final[Mapping[str, str]] = {
    "field-missing": "A field that every such entry has is not there.",
    "field-unknown": "A field that no such entry has.",
    "field-wrong": "A value that does not fit its field.",
}
"""What is refused here."""


def checked(model: type[M], document: Document, place: Place, given: object) -> tuple[M | None, list[ContentIssue]]:
    """The model of the value at ``place``, or None and every issue."""
    try:
        return model.model_validate(given), []
    except ValidationError as error:
        found = []
        for one in error.errors(include_url=False, include_context=False, include_input=False):
            where = tuple(part for part in one["loc"] if part != "[key]")
            line = document.line((*place, *where))
            name = ".".join(str(part) for part in where) or "this entry"
            match one["type"]:
                case "missing":
                    found.append(ContentIssue("field-missing", document.file, line, f"Add the field {name}."))
                case "extra_forbidden":
                    found.append(ContentIssue("field-unknown", document.file, line, f"There is no field {name}."))
                case _:
                    said = one["msg"].removeprefix("Value error, ")
                    found.append(ContentIssue("field-wrong", document.file, line, f"{name}: {said}."))
        return None, found

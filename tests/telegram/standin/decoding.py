"""From the bytes of a request to named parameters: JSON, form, multipart or query string.

The rule: nothing is judged here but whether the bytes can be read. In a form every value arrives as
text; `thaw` gives it the type that the table names for it, and leaves it alone when that fails, so
that the check can say what is wrong with it.
"""

import json
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any
from urllib.parse import parse_qsl

from tests.telegram.standin.table import Field
from tests.telegram.standin.wire import Request

Json = dict[str, Any]


class UnreadableError(ValueError):
    """The body is not what its content type says."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in a multipart request."""

    filename: str
    size: int
    content: bytes = b""


def decode(request: Request) -> tuple[Json, bool]:
    """The parameters, and whether they are form text that still has to be thawed."""
    if not request.body:
        return _pairs(request.query), True
    kind = request.headers.get("content-type", "")
    if kind.startswith("application/json"):
        return _object(request.body), False
    if kind.startswith("application/x-www-form-urlencoded"):
        return _pairs(request.body.decode()), True
    if kind.startswith("multipart/form-data"):
        return _multipart(kind, request.body), True
    raise UnreadableError(f"content type {kind!r}")


def _object(body: bytes) -> Json:
    try:
        read = json.loads(body)
    except ValueError as error:
        raise UnreadableError("the body is no JSON") from error
    if not isinstance(read, dict):
        raise UnreadableError("the body is no JSON object")
    return read


def _pairs(text: str) -> Json:
    found = parse_qsl(text, keep_blank_values=True)
    if len({name for name, _ in found}) < len(found):
        raise UnreadableError("a parameter is given twice")
    return dict(found)


def _multipart(kind: str, body: bytes) -> Json:
    head = f"Content-Type: {kind}\r\n\r\n".encode()
    whole = BytesParser(EmailMessage, policy=policy.HTTP).parsebytes(head + body)
    found: Json = {}
    for part in whole.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        filename = part.get_filename()
        found[name] = Upload(filename, len(content), content) if filename else content.decode()
    return found


def thaw(text: Any, field: Field) -> Any:
    """Form text as the value that the table's types ask for; unchanged when it is none."""
    if not isinstance(text, str):
        return text
    for kind in field.types:
        if kind == "String":
            continue
        if kind == "Integer" and text.lstrip("-").isdecimal():
            return int(text)
        if kind in {"Boolean", "True"} and text in {"true", "false"}:
            return text == "true"
        if kind not in {"Integer", "Boolean", "True", "InputFile"} and text:
            try:
                return json.loads(text)
            except ValueError:
                continue
    return text

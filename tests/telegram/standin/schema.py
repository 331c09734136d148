"""Every request against the Bot API's table: types, required fields, lengths, nested objects.

The rule: all problems of a request are found at once and each is kept as a `Problem`. One that
Telegram would refuse carries the refusal; one that Telegram lets pass in silence (a parameter it
does not know) is a mistake of ours all the same, and has none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.telegram.standin import formatting
from tests.telegram.standin.decoding import Json, Upload, thaw
from tests.telegram.standin.table import Field, Limit, Table

PLAIN = {"Integer": int, "String": str, "Boolean": bool, "True": bool, "InputFile": Upload}

# What Telegram says instead of the general sentence, by the last name in the path.
REFUSALS = {
    "callback_data": "BUTTON_DATA_INVALID",
    "command": "BOT_COMMAND_INVALID",
    "chat_id": "chat_id is empty",
    "message_id": "message identifier is not specified",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a request; `refusal` is Telegram's description, if it refuses at all."""

    code: str
    where: str
    sentence: str
    refusal: str | None = None


@dataclass(frozen=True, slots=True)
class Violation:
    """A problem on the record: the bot sent what the Bot API does not take."""

    method: str
    code: str
    where: str
    sentence: str


def _refused(code: str, where: str, sentence: str) -> Problem:
    last = re.sub(r"\[\d+\]", "", where).rpartition(".")[2]
    said = REFUSALS.get(last, f"{where} {sentence}")
    return Problem(code, where, sentence, f"Bad Request: {said}")


def _attached(name: str, values: Json) -> bool:
    """Does another parameter point at this upload?"""
    return any(isinstance(one, dict) and one.get("media") == f"attach://{name}" for one in values.values())


def check(table: Table, method: str, given: Json, form: bool) -> tuple[Json, list[Problem]]:
    """The parameters with their types, and every problem that the table can find."""
    fields = table.methods[method]
    params = dict(given)
    if form:
        params |= {name: thaw(given[name], fields[name]) for name in given.keys() & fields.keys()}
    return params, list(_Check(table).fields(params, fields, ""))


class _Check:
    def __init__(self, table: Table) -> None:
        self._table = table

    def fields(self, values: Json, fields: dict[str, Field], at: str) -> Iterator[Problem]:
        """The fields of an object, or the parameters of a method."""
        for name in values.keys() - fields.keys():
            if isinstance(values[name], Upload) and _attached(name, values):
                continue
            yield Problem("unknown", at + name, "is not in the Bot API")
        for field in fields.values():
            if field.name in values:
                yield from self._field(values, field, at + field.name)
            elif self._needed(values, field):
                yield self._missing(field, at)

    @staticmethod
    def _needed(values: Json, field: Field) -> bool:
        others = field.required_unless
        return field.required or (bool(others) and not all(name in values for name in others))

    @staticmethod
    def _missing(field: Field, at: str) -> Problem:
        if at + field.name == "text":
            return Problem("missing", "text", "is missing", "Bad Request: message text is empty")
        return _refused("missing", at + field.name, "is missing")

    def _field(self, values: Json, field: Field, where: str) -> Iterator[Problem]:
        value = values[field.name]
        found = self._best([list(self._type(value, kind, where)) for kind in field.types])
        yield from found
        if found:
            return
        if field.choices and value not in field.choices:
            yield _refused("choice", where, f"must be one of {', '.join(field.choices)}")
        if field.pattern and not re.fullmatch(field.pattern, value):
            yield _refused("characters", where, f"must match {field.pattern}")
        if field.limit:
            yield from self._limit(values, field, field.limit, where)

    @staticmethod
    def _best(attempts: list[list[Problem]]) -> list[Problem]:
        """Of the types a value may have, the one that it comes nearest to."""
        return min(attempts, key=len)

    def _type(self, value: Any, kind: str, where: str) -> Iterator[Problem]:
        if kind.startswith("Array of "):
            yield from self._array(value, kind.removeprefix("Array of "), where)
        elif kind == "Float":
            if not isinstance(value, int | float) or isinstance(value, bool):
                yield _refused("type", where, "must be a Float")
        elif kind in PLAIN:
            right = type(value) is PLAIN[kind] and (kind != "True" or value is True)
            if not right:
                yield _refused("type", where, f"must be of type {kind}")
        elif kind in self._table.beyond:
            yield Problem("beyond", where, f"uses {kind}, which the stand-in does not model")
        else:
            yield from self._object(value, kind, where)

    def _array(self, value: Any, kind: str, where: str) -> Iterator[Problem]:
        if not isinstance(value, list):
            yield _refused("type", where, f"must be an Array of {kind}")
            return
        for i, each in enumerate(value):
            yield from self._type(each, kind, f"{where}[{i}]")

    def _object(self, value: Any, kind: str, where: str) -> Iterator[Problem]:
        if not isinstance(value, dict):
            yield _refused("type", where, f"must be a {kind}")
            return
        known = self._table.types[kind]
        if not known.one_of:
            yield from self.fields(value, known.fields, f"{where}.")
            return
        for member in known.one_of:
            fields = self._table.types[member].fields
            if value.get("type") in fields["type"].choices:
                yield from self.fields(value, fields, f"{where}.")
                return
        yield _refused("choice", f"{where}.type", f"names no member of {kind}")

    def _limit(self, values: Json, field: Field, limit: Limit, where: str) -> Iterator[Problem]:
        value = values[field.name]
        try:
            size = self._size(values, field.name, value, limit)
        except formatting.ParseError as error:
            said = f"can't parse entities: {error}"
            yield Problem("html", where, said, f"Bad Request: {said}")
            return
        if limit.low <= size <= limit.high:
            return
        sentence = f"has {size} {limit.unit}, the Bot API takes {limit.low}-{limit.high}"
        if where == "text" and limit.after_parsing:
            said = "message is too long" if size else "message text is empty"
            yield Problem("length", where, sentence, f"Bad Request: {said}")
        elif limit.unit == "value":  # brought back into the range in silence
            yield Problem("range", where, sentence)
        else:
            yield _refused("length", where, sentence)

    @staticmethod
    def _size(values: Json, name: str, value: Any, limit: Limit) -> int:
        if limit.unit == "value":
            return int(value)
        if limit.unit == "bytes":
            return len(value.encode())
        if limit.unit == "items":
            return len(value)
        if limit.after_parsing:
            mode = values.get("quote_parse_mode" if name == "quote" else "parse_mode")
            return formatting.units(formatting.plain(value, mode).text)
        return formatting.units(value)

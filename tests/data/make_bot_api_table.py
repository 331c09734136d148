"""Derive the compact table of Bot API methods from a full description of the Bot API as data.

The rule: nothing in the table is typed by hand. A limit stands there because the description spells
it out ("1-4096 characters after entities parsing"), and a type that this project has no use for is
named under `beyond`, so that a request which uses it is reported, not waved through.

    python tests/data/make_bot_api_table.py bot-api.json > tests/data/bot_api_methods.json

The source is one JSON object: version, release_date, origin, licence, and `methods` and `types`,
each name -> {description, fields: [{name, types[], required, description}]}.
"""

import argparse
import json
import re
import sys
from pathlib import Path
from typing import Any

METHODS = (
    *("getMe", "logOut", "close"),
    *("getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"),
    *("sendMessage", "editMessageText", "editMessageReplyMarkup"),
    *("sendPhoto", "sendDocument", "editMessageMedia"),
    *("deleteMessage", "deleteMessages", "answerCallbackQuery"),
    *("getChat", "leaveChat", "setChatMenuButton"),
    *("setMyCommands", "getMyCommands", "deleteMyCommands"),
    *("setMyName", "getMyName", "setMyDescription", "getMyDescription"),
    *("setMyShortDescription", "getMyShortDescription"),
)

# Types that a request may carry and this project never sends.
BEYOND = {"EphemeralMessageParameters", "InputRichMessage", "SuggestedPostParameters"}

PLAIN = {"Integer", "String", "Boolean", "Float", "True"}

Entry = dict[str, Any]


def base(kind: str) -> str:
    """`Array of Array of X` -> `X`."""
    return kind.removeprefix("Array of ").removeprefix("Array of ")


def limit(field: Entry) -> Entry | None:
    """The length or range that the field's description spells out: unit, low, high."""
    text: str = field["description"]
    found = re.search(r"(\d+)-(\d+) (characters|bytes|identifiers)(.*entit\w+ parsing)?", text)
    if found:
        low, high, unit, parsed = found.groups()
        made = {"unit": unit.replace("identifiers", "items"), "low": int(low), "high": int(high)}
        return made | ({"after_parsing": True} if parsed else {})
    if found := re.search(r"At most (\d+) \w+ can be specified", text):
        return {"unit": "items", "low": 0, "high": int(found[1])}
    if "Integer" in field["types"] and (found := re.search(r"\b(\d+)-(\d+)\b", text)):
        return {"unit": "value", "low": int(found[1]), "high": int(found[2])}
    return None


def pattern(text: str) -> str | None:
    """The alphabet that the description allows, as a regular expression."""
    if "Only characters A-Z, a-z, 0-9, _ and - are allowed" in text:
        return "[A-Za-z0-9_-]*"
    if "Can contain only lowercase English letters, digits and underscores" in text:
        return "[a-z0-9_]*"
    return None


def choices(text: str) -> list[str]:
    """The fixed values a string may take: "must be x", "must be one of 'x', 'y'"."""
    if found := re.search(r", must be (\w+)$", text):
        return [found[1]]
    if re.search(r"Must be one of '|Currently, can be '", text):
        return re.findall(r"'([a-z_]+)'", text)
    return []


def unless(text: str) -> list[str]:
    """The other fields, any of which does away with the need for this one."""
    found = re.search(r"[Rr]equired if (\w+(?: and \w+)?) (?:is|are|isn't) (?:not )?specified", text)
    return found[1].split(" and ") if found else []


def entry(field: Entry) -> Entry:
    """One parameter or field of the table; what does not apply is left out."""
    text: str = field["description"].strip()
    made: Entry = {"types": field["types"]}
    found = {
        "required": field["required"],
        "required_unless": unless(text),
        "limit": limit(field),
        "pattern": pattern(text),
        "choices": choices(text),
    }
    return made | {name: value for name, value in found.items() if value}


def members(kind: Entry) -> list[str]:
    """The members of a union type: a type without fields whose description lists others."""
    found: list[str] = re.findall(r"^ - (\w+)", kind["description"], re.MULTILINE)
    return [] if kind["fields"] else found


def table(source: Entry) -> Entry:
    """The whole table: the methods above and every type that they can reach."""
    methods: Entry = {}
    types: Entry = {}

    def read(fields: list[Entry]) -> Entry:
        for field in fields:
            for kind in field["types"]:
                follow(base(kind))
        return {field["name"]: entry(field) for field in fields}

    def follow(name: str) -> None:
        if name in PLAIN or name in types or name in BEYOND:
            return
        kind = source["types"][name]
        types[name] = {}
        if union := members(kind):
            types[name]["one_of"] = union
            for member in union:
                follow(member)
        else:
            types[name]["fields"] = read(kind["fields"])

    for name in METHODS:
        methods[name] = read(source["methods"][name]["fields"])
    about = {key: source[key] for key in ("version", "release_date", "origin", "licence")}
    about["made_by"] = "tests/data/make_bot_api_table.py"
    return about | {"beyond": sorted(BEYOND), "methods": methods, "types": dict(sorted(types.items()))}


def written(value: Any, depth: int = 0) -> str:
    """JSON with one parameter or field on a line, so that a change of the Bot API reads well."""
    if not isinstance(value, dict) or (depth and "types" in value):
        return json.dumps(value, ensure_ascii=False)
    if not value:
        return "{}"
    pad = " " * (depth + 1)
    lines = [f"{pad}{json.dumps(name)}: {written(each, depth + 1)}" for name, each in value.items()]
    return "{\n" + ",\n".join(lines) + "\n" + " " * depth + "}"


def main() -> None:
    """Read the source named on the command line, write the table to standard output."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("source", type=Path)
    source = json.loads(asked.parse_args().source.read_text(encoding="utf-8"))
    sys.stdout.write(written(table(source)) + "\n")


if __name__ == "__main__":
    main()

"""The table of methods: where it comes from, and how it is read out of descriptions."""

from __future__ import annotations

import json

from tests.data.make_bot_api_table import entry
from tests.telegram.standin.table import SOURCE


def test_table_says_where_it_comes_from() -> None:
    """The origin and the licence stand in the file, and the limits are those of the descriptions."""
    source = json.loads(SOURCE.read_text(encoding="utf-8"))
    assert source["version"].startswith("Bot API ")
    assert "aiogram" in source["origin"]
    assert source["licence"].startswith("MIT")
    assert source["types"]["InlineKeyboardButton"]["fields"]["callback_data"]["limit"] == {
        "unit": "bytes",
        "low": 1,
        "high": 64,
    }


def test_table_is_made_from_descriptions() -> None:
    """The script reads lengths, alphabets, choices and conditions out of the sentences."""
    sentences = {
        "a": ("String", "Text, 1-4096 characters after entities parsing"),
        "b": ("Array of String", "At most 100 commands can be specified."),
        "c": ("String", "Scope type, must be chat"),
        "d": ("Integer", "Required if inline_message_id is not specified. Identifier"),
        "e": ("String", "Style of the button. Must be one of 'danger' (red) or 'primary' (blue)."),
    }
    made = {
        name: entry({"types": [kind], "required": False, "description": said})
        for name, (kind, said) in sentences.items()
    }
    assert made == {
        "a": {"types": ["String"], "limit": {"unit": "characters", "low": 1, "high": 4096, "after_parsing": True}},
        "b": {"types": ["Array of String"], "limit": {"unit": "items", "low": 0, "high": 100}},
        "c": {"types": ["String"], "choices": ["chat"]},
        "d": {"types": ["Integer"], "required_unless": ["inline_message_id"]},
        "e": {"types": ["String"], "choices": ["danger", "primary"]},
    }

"""What the Bot API asks for and its descriptions do not spell out as a type or a length.

The rule: each rule is one small function from the parameters of a request to problems, and all of
them look at every request.
"""

import re
from collections.abc import Callable, Iterator

from tests.telegram.standin.decoding import Json
from tests.telegram.standin.formatting import units
from tests.telegram.standin.schema import Problem

# Exactly one of these makes a button of an inline keyboard do something.
ACTIONS = frozenset(
    {
        *("url", "callback_data", "web_app", "login_url", "copy_text", "callback_game", "pay"),
        *("switch_inline_query", "switch_inline_query_current_chat"),
        *("switch_inline_query_chosen_chat", "disabled"),
    }
)
PARSE_MODES = {"HTML", "MarkdownV2", "Markdown"}
MOST_BUTTONS, MOST_IN_A_ROW, MOST_ENTITIES = 100, 8, 100


def keyboard(params: Json) -> Iterator[Problem]:
    """One action on a button, 100 buttons, 8 in a row, no empty label."""
    markup = params.get("reply_markup")
    rows = markup.get("inline_keyboard") if isinstance(markup, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        return
    buttons = [button for row in rows for button in row if isinstance(button, dict)]
    if len(buttons) > MOST_BUTTONS:
        sentence = f"has {len(buttons)} buttons"
        yield Problem("buttons", "reply_markup", sentence, "Bad Request: REPLY_MARKUP_TOO_LONG")
    for i, row in enumerate(rows):
        if len(row) > MOST_IN_A_ROW:
            yield Problem("width", f"reply_markup row {i}", f"has {len(row)} buttons")
    for i, button in enumerate(buttons):
        yield from _button(button, f"reply_markup button {i}")


def _button(button: Json, where: str) -> Iterator[Problem]:
    actions = sorted(ACTIONS & button.keys())
    if not actions:
        said = "Text buttons are unallowed in the inline keyboard"
        yield Problem("action", where, "does nothing", f"Bad Request: {said}")
    elif len(actions) > 1:
        yield Problem("action", where, f"does more than one thing: {', '.join(actions)}")
    if not str(button.get("text", "-")).strip():
        said = "Inline keyboard button text must be non-empty"
        yield Problem("label", where, "has no words", f"Bad Request: {said}")


def parse_mode(params: Json) -> Iterator[Problem]:
    """A known mode, and of these the one that the stand-in can read."""
    mode = params.get("parse_mode")
    if mode is None or mode == "HTML":
        return
    if mode in PARSE_MODES:
        yield Problem("beyond", "parse_mode", f"{mode} is not modelled by the stand-in")
    else:
        said = "Bad Request: unsupported parse_mode"
        yield Problem("choice", "parse_mode", f"{mode!r} is no parse mode", said)


def entities(params: Json) -> Iterator[Problem]:
    """Telegram drops entities beyond the hundredth, or beyond the text, in silence."""
    given, text = params.get("entities"), params.get("text")
    if not isinstance(given, list) or not isinstance(text, str):
        return
    if len(given) > MOST_ENTITIES:
        yield Problem("entities", "entities", f"are {len(given)}, Telegram keeps {MOST_ENTITIES}")
    end = units(text)
    for i, entity in enumerate(given):
        if isinstance(entity, dict) and entity.get("offset", 0) + entity.get("length", 0) > end:
            yield Problem("entities", f"entities[{i}]", "reaches beyond the text")


def language(params: Json) -> Iterator[Problem]:
    """Two letters, or none at all for everybody else."""
    code = params.get("language_code", "")
    if not re.fullmatch(r"([a-z]{2})?", str(code)):
        said = "Bad Request: language code is invalid"
        yield Problem("language", "language_code", f"{code!r} is no two-letter code", said)


RULES: tuple[Callable[[Json], Iterator[Problem]], ...] = (keyboard, parse_mode, entities, language)


def broken(params: Json) -> list[Problem]:
    """Every rule on one request."""
    return [problem for rule in RULES for problem in rule(params)]

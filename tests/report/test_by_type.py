"""No place between a person and what is kept could hold a word of theirs: from the types, the columns and the calls."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.report import held
from tests.console.program import ROOT
from tests.report.shapes import Shape, could_hold_words, shapes
from tests.report.tellers import NAMES_OF_OURS, refused, told

ON_THE_WAY = (
    "bot/engine/events.py",
    "bot/engine/session.py",
    "bot/engine/record.py",
    "bot/runtime",
    "bot/chats.py",
    "bot/access.py",
    "bot/meter.py",
    "bot/report",
    "bot/adapters/telegram/read.py",
    "bot/adapters/telegram/data.py",
    "bot/adapters/telegram/border.py",
    "storage/base.py",
    "storage/members.py",
    "storage/sealing.py",
    "storage/epochs.py",
)
"""Every file that something said in a conversation passes on its way to what is kept, counted or told."""

OURS = "an id out of a closed list of ours: what is not in the list is refused before it gets here"
WORDS = {
    "Begin.flow": OURS,
    "Begin.language": OURS,
    "Begin.patient_language": OURS,
    "Answer.choice": OURS,
    "Edit.state": OURS,
    "Language.code": OURS,
    "Language.whose": OURS,
    "Matter.id": OURS,
    "Step.state": OURS,
    "Step.answer": OURS,
    "Aside.at": OURS,
    "Session.flow": OURS,
    "Session.at": OURS,
    "Session.language": OURS,
    "Session.patient_language": OURS,
    "Session.matters": OURS,
    "Codec.flows": "our own ids and their numbers",
    "Codec.states": "our own ids and their numbers",
    "Codec.answers": "our own ids and their numbers",
    "Codec.languages": "our own ids and their numbers",
    "Codec.lock": "our own ids and their numbers",
    "Command.name": "one of three commands",
    "Command.argument": "the secret of an invitation: hashed at once, never shown",
    "Text.words": "typed words, on their way to being compared: the only place there is; never shown, never kept",
    "Release.figures": "our own names of lines",
    "_Row.figures": "our own names of lines",
    "Due.claim": "what the store has lent: given back as it came",
    "Table.name": "of a table, read from the store file",
    "Table.columns": "of a table, read from the store file",
    "Table.rows": "whatever the store file holds: it is disclosed, not kept",
    "Holdings.others": "names in the store file",
}
"""Fields on the way that are words all the same, and why none of them can be a person's own."""

OURS_ELSEWHERE = frozenset({"Library", "View", "Notice", "Event", "Claim", "Lock"})
"""Shapes from other files: built from our own flows, or checked here where they are declared; a lock holds nothing."""

MODELS = {
    "bot/present/": "what authors wrote in the content files",
    "bot/packs/": "what authors wrote in a pack",
    "bot/settings.py": "what an operator set; the token is a secret",
    "bot/report/ledger.py": "figures that were released, by our own names of lines",
    "bot/check/": "what authors wrote, for the proofs",
    "bot/book/": "what authors wrote, for the book",
    "bot/practice/": "what authors wrote in a scenario",
}
"""Where pydantic models with words may stand, and what the words are."""


def sources(*places: str) -> dict[str, str]:
    """The files at these places, by their path in the checkout."""
    paths = [
        path for place in places for path in ([ROOT / place] if place.endswith(".py") else (ROOT / place).rglob("*.py"))
    ]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in sorted(paths)}


def on_the_way() -> dict[str, list[Shape]]:
    """The shapes of every file on the way."""
    return {path: list(shapes(text)) for path, text in sources(*ON_THE_WAY).items()}


def test_no_shape_on_the_way_could_hold_a_word() -> None:
    """A field that is not a number, bytes, or an id of ours has to be argued for in the list above."""
    found = on_the_way()
    known = OURS_ELSEWHERE | {shape.name for of in found.values() for shape in of}
    said = [field for of in found.values() for shape in of for field in could_hold_words(shape, known)]
    assert sorted(set(said) - WORDS.keys()) == []
    assert sum(len(of) for of in found.values()) > 40


def test_the_list_names_nothing_that_is_gone() -> None:
    """An argument for a field that does not exist any more could cover for another one later."""
    there = {f"{shape.name}.{field}" for of in on_the_way().values() for shape in of for field in shape.fields}
    assert sorted(WORDS.keys() - there) == []


def test_models_with_words_are_for_authors_and_operators() -> None:
    """Where data crosses a border as a pydantic model, its words are those of authors, operators, or our own."""
    every = {path: list(shapes(text)) for path, text in sources("bot", "storage").items()}
    models = {"BaseModel"}
    for _ in range(4):
        models |= {shape.name for of in every.values() for shape in of if models & set(shape.bases)}
    places = {path for path, of in every.items() for shape in of if models & set(shape.bases)}
    assert [path for path in sorted(places) if not path.startswith(tuple(MODELS))] == []
    assert len(places) > 10


def test_every_column_is_a_number_or_bytes() -> None:
    """No table that the program makes has a column for words."""
    kinds = {f"{table.name}.{column}": kind for table in held.fresh().tables for column, kind in table.columns.items()}
    assert {name: kind for name, kind in kinds.items() if kind not in ("INTEGER", "BLOB")} == {}
    assert len(kinds) > 20


def test_nothing_is_told_but_words_of_the_source() -> None:
    """Log, counts, warnings and print: each argument is a constant, or the name of one of our own things."""
    said = [line for path, text in sources("bot", "storage").items() for line in refused(path, text)]
    assert said == []


def test_every_exception_that_was_argued_for_is_used() -> None:
    """What nobody tells any more needs no permission."""
    used = {
        what
        for path, text in sources("bot", "storage").items()
        for _, arguments in told(path, text)
        for what in arguments
    }
    assert used == NAMES_OF_OURS.keys()


@pytest.mark.parametrize(
    "line",
    [
        "log().info(words)",
        "log().info('typed', what=text)",
        "log().debug(f'typed {text}')",
        "self._tell('typed', message.text)",
        "self._means.tell('x', str(error))",
        "running.meter('x', update.message.text)",
        "meter(words)",
        "logging.getLogger('x').warning('typed %s', words)",
        "logging.exception(words)",
        "warnings.warn(words)",
        "log().info('typed', **vars(event))",
        "print(words)",
        "sys.stderr.write(words)",
        "log().critical('x', at=line)",
    ],
)
def test_a_call_that_tells_is_seen(line: str) -> None:
    """The control: each way of telling a word is refused."""
    assert len(refused("bot/runtime/shell.py", line)) == 1


@pytest.mark.parametrize(
    "field",
    [
        "note: str",
        "note: str | None",
        "notes: tuple[str, ...]",
        "note: object",
        "by: dict[str, int]",
        "note: 'str'",
        "note: Word",
    ],
)
def test_a_field_that_could_hold_a_word_is_seen(field: str) -> None:
    """The control: each way of holding a word is refused, and a number beside it is not."""
    (shape,) = shapes(f"class Stored:\n    revision: int\n    {field}")
    assert could_hold_words(shape, {"Tally"}) == [f"Stored.{field.partition(':')[0]}"]


def test_numbers_are_left_alone() -> None:
    """The control: what a store holds passes."""
    (shape,) = shapes(
        "class Stored:\n    a: int | None\n    b: 'Sequence[Tally]'\n    c: Literal['x']\n    d: tuple[bytes, ...]"
    )
    assert could_hold_words(shape, {"Tally"}) == []
    assert Path(ROOT / "bot").is_dir()

"""WHAT-WE-HOLD.md, written from the tables themselves: a column that nobody has explained keeps a test red.

The words are for a hospital's counsel, and for whoever has to answer a court: what there is, and what it would tell.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from typing import Final

from bot.report.holdings import Holdings, read_from
from bot.report.release import RULE
from storage import schema

FILE: Final = "WHAT-WE-HOLD.md"
ASIDE: Final = "plain_"
"""How tables begin that an older file brought along; they go as soon as it has been opened once."""
OLDER: Final = "What an older version kept in the open; it goes when the service next opens the file."

TABLES: Final[Mapping[str, str]] = {
    "sessions": "Conversations that are open now; a row goes when its conversation ends, is stopped or runs out.",
    "timers": "What is still to be done in a chat: cover a card, delete a message.",
    "tallies": "Counts of finished conversations, only where the site turned counts on.",
    "members": "Who may use the bot: a keyed hash and a role.",
    "invites": "Links that were handed out and not used yet.",
}

SERVER: Final[Mapping[str, tuple[str, Mapping[str, str]]]] = {
    "epochs": (
        (
            "The secrets of the last hours, for workers on several hosts, each sealed under the site's own secret. The"
            " table is in no log, archive or standby, and gets a new file whenever one is forgotten."
        ),
        {"tag": "bigint", "born": "bigint", "secret": "bytea"},
    ),
    "steps": ("Which steps the tables were made by.", {"number": "integer"}),
}
"""What a database has besides the tables of a file: what for, and its columns."""

ALL_TABLES: Final = {**TABLES, **{name: what for name, (what, _) in SERVER.items()}}

COLUMNS: Final[Mapping[tuple[str, str], str]] = {
    ("sessions", "key"): "a keyed hash of the chat; without the secret it leads to nobody",
    ("sessions", "revision"): "how many steps the conversation has taken",
    ("sessions", "expires"): "when it is forgotten if nobody goes on",
    ("sessions", "record"): "numbers: which flow, which card, which answers by number, two languages",
    ("sessions", "epoch"): "the number of the secret that opens the row",
    ("sessions", "ends"): "the hour in which it is forgotten if nobody goes on",
    ("sessions", "guard"): "a keyed hash by which two writers do not overwrite each other",
    ("sessions", "body"): "sealed: the answers by number, the step, the end; always of one length",
    ("timers", "key"): "a keyed hash of the chat",
    ("timers", "kind"): "what is to be done",
    ("timers", "due"): "when",
    ("timers", "chat"): "the chat's number, masked",
    ("timers", "message"): "the number of a message in that chat",
    ("timers", "lease"): "until when one worker has it in hand",
    ("timers", "owner"): "a keyed hash of the chat",
    ("timers", "id"): "a keyed hash of the timer itself",
    ("timers", "epoch"): "the number of the secret that opens the row",
    ("timers", "guard"): "a keyed hash by which two workers do not take the same one",
    ("timers", "body"): "sealed: what is to be done, in which chat, with which message; always of one length",
    ("tallies", "quarter"): "the quarter of the year, never finer",
    ("tallies", "flow"): "which conversation, by its number",
    ("tallies", "version"): "its version",
    ("tallies", "language"): "the worker's language, by its number",
    ("tallies", "outcome"): "how it ended, by its number",
    ("tallies", "reason"): "why it was not a day to talk, by its number",
    ("tallies", "n"): "how many",
    ("tallies", "proof"): "a check of the row itself, made of its other columns",
    ("epochs", "tag"): "the number of the secret, derived from it",
    ("epochs", "born"): "when it was made, by the server's clock",
    ("epochs", "secret"): "sealed: opens the conversations touched within that hour",
    ("steps", "number"): "a step that was taken",
    ("members", "key"): "a keyed hash of the account",
    ("members", "role"): "what the person was let in as, by its number",
    ("members", "expires"): "until when",
    ("members", "proof"): "a check of the row itself, made of its other columns",
    ("invites", "digest"): "a keyed hash of the link",
    ("invites", "role"): "what it lets in as",
    ("invites", "expires"): "until when it works",
    ("invites", "proof"): "a check of the row itself, made of its other columns",
}
"""What each column tells whoever reads it."""

SURRENDERS: Final = (
    (
        "the store file, a backup of it, a disk that held it",
        (
            "how many conversations were open and the hour they were to end in; the counts by quarter; how many people"
            " are let in, with their roles"
        ),
        "answers, chats, names, when a past conversation took place, who is let in",
    ),
    (
        "the store file and its secrets, taken together from a machine that runs",
        "the answers, by number, of conversations open in the last hours, and the numbers of their chats",
        "past conversations; anything typed; who a patient is",
    ),
    (
        "the log, or the page of figures",
        "that the service started and stopped, how often calls failed, how many updates came",
        "chats, people, cards, answers, words",
    ),
    (
        "a machine that runs, with all rights on it",
        "all of the above, the bot's token, and whatever is tapped from then on",
        "past conversations",
    ),
    (
        "the bot's token",
        "whatever is sent to the bot from then on, until the token is revoked",
        "what was stored, and past conversations",
    ),
    (
        "a worker's phone or Telegram account, or Telegram itself",
        (
            "that this account talks with this bot; what is on the card at that moment; what the phone's own history of"
            " notifications kept; copies that Telegram keeps"
        ),
        "other workers' conversations, and anything on the server",
    ),
    (
        "a report that was handed out",
        f"figures rounded to {RULE.base}, none for fewer than {RULE.least}",
        "any single conversation, also to somebody who knows the rules and all earlier reports",
    ),
    (
        "whoever may change the words or the program",
        "wrong advice, and whatever a changed program was made to keep",
        "what was never kept before",
    ),
)
"""Who has this - gets that - and still not this."""

NEVER: Final = (
    "what anybody typed, said or sent: no column, field or argument could hold it",
    "a patient's name, birth date, address, phone, record number, picture or voice",
    "the number of a Telegram account or chat in clear",
    "the day or hour of a past conversation, or one line for each conversation",
    "a score or a verdict",
    "anything at a third party: the program sends nothing to anybody but Telegram",
)

ELSEWHERE: Final = (
    (
        "the secrets of the hours",
        "a folder in memory, a live site refuses any other; each is destroyed after some hours",
    ),
    (
        "the lasting secret",
        "*store*.key, of the service only: makes the keyed hashes, opens what is still to do",
    ),
    ("*store*.released.json", "what `python -m bot report` has told so far; figures as they were released"),
    ("the log", "wherever the operator sends the standard error: names of events, counts, times of operation"),
    ("the page of figures", "counts of events, on this machine only, gone at a restart"),
    ("the site's file", "names of desks, extensions, local contacts, the note on the duty to report; no patient"),
    ("the token of the bot", "a file that only the service can read"),
    ("Telegram", "messages until they are deleted, and whatever Telegram keeps; see docs/telegram-limits.md"),
)


def fresh() -> Holdings:
    """The tables of a store that has just been made, by the very steps that make one."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        schema.migrate(connection)
        return read_from(connection)


def unexplained(found: Holdings) -> list[str]:
    """Columns that nobody has said anything about."""
    return [
        f"{table.name}.{column}"
        for table in found.tables
        if not table.name.startswith(ASIDE)
        for column in table.columns
        if (table.name, column) not in COLUMNS or table.name not in ALL_TABLES
    ]


def document() -> str:
    """The whole document."""
    found = fresh()
    lines = [
        "# What we hold",
        "",
        "Written by `python -m bot disclose --write` from the tables that the program makes; a test fails while this",
        "file and the program differ. `python -m bot disclose` prints what one store holds at this moment.",
        "",
        *_tables(found),
        *_server(),
        "## Elsewhere",
        "",
        "| where | what |",
        "|---|---|",
        *(f"| {where} | {what} |" for where, what in ELSEWHERE),
        "",
        "## Never held",
        "",
        *(f"- {one}" for one in NEVER),
        "",
        "## What each compromise can surrender",
        "",
        "| who has | gets | and still not |",
        "|---|---|---|",
        *(f"| {who} | {gets} | {still_not} |" for who, gets, still_not in SURRENDERS),
        "",
        "A keyed hash is still data about a person in the eyes of the law, and so is a sealed row while its secret",
        "lives. We claim that they are few, short-lived, and unreadable afterwards; not that they are nothing.",
        "",
    ]
    return "\n".join(lines)


def _server() -> Iterator[str]:
    yield "## In a database"
    yield ""
    yield "Where several workers share a PostgreSQL server, the same tables lie there, and two more."
    yield ""
    for name, (what, columns) in SERVER.items():
        yield f"**{name}**: {what}"
        yield ""
        yield from _columns(name, columns)


def _columns(table: str, columns: Mapping[str, str]) -> Iterator[str]:
    yield "| column | kind | tells |"
    yield "|---|---|---|"
    for column, kind in columns.items():
        yield f"| {column} | {kind.lower()} | {COLUMNS.get((table, column), '')} |"
    yield ""


def _tables(found: Holdings) -> Iterator[str]:
    yield f"## In the store file (form {found.version})"
    yield ""
    for table in found.tables:
        if table.name.startswith(ASIDE):
            continue
        yield f"**{table.name}**: {TABLES.get(table.name, '')}"
        yield ""
        yield from _columns(table.name, table.columns)

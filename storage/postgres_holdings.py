"""All that a database holds, asked of itself: every table that is not the server's own, its columns and its rows.

Read in one moment, and nothing is opened: sealed rows are given as they lie there.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from psycopg import sql

from storage.postgres_schema import SCHEMA
from storage.postgres_server import Connection, all_of

ONE_MOMENT: Final = b"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY"
NO_HURRY: Final = b"SET LOCAL statement_timeout = 0"
OURS_OR_A_STRANGERS: Final = b"""
    SELECT pg_class.oid::bigint, nspname::text, relname::text, relkind::text,
        has_schema_privilege(nspname, 'USAGE') AND has_table_privilege(pg_class.oid, 'SELECT')
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(toast|temp)'
    ORDER BY nspname <> %s, nspname, relname
"""
ROUTINES: Final = b"""
    SELECT nspname::text, proname::text FROM pg_proc JOIN pg_namespace ON pg_namespace.oid = pronamespace
    WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND nspname !~ '^pg_(toast|temp)' ORDER BY 1, 2
"""
COLUMNS: Final = b"""
    SELECT attname::text, format_type(atttypid, atttypmod) FROM pg_attribute
    WHERE attrelid = %s::bigint::oid AND attnum > 0 AND NOT attisdropped ORDER BY attnum
"""
ROWS: Final = {"r": "table", "p": "table", "m": "table", "f": "table"}
OTHERS: Final = {"i": "index", "I": "index", "v": "view", "S": "sequence", "c": "type"}


class Held(NamedTuple):
    """A table: its name (with its schema, where that is not ours), its columns with their types, and its rows."""

    name: str
    columns: tuple[tuple[str, str], ...]
    rows: tuple[tuple[Any, ...], ...]


async def everything(connection: Connection) -> tuple[list[Held], list[str]]:
    """All tables, ours first, and what else is defined in the database, by kind and name."""
    tables, others = [], []
    async with connection.transaction():
        await connection.execute(ONE_MOMENT)
        await connection.execute(NO_HURRY)
        for number, schema, name, kind, readable in await all_of(connection, OURS_OR_A_STRANGERS, (SCHEMA,)):
            called = name if schema == SCHEMA else f"{schema}.{name}"
            if kind not in ROWS:
                others.append(f"{OTHERS.get(kind, 'thing')} {called}")
            elif not readable:
                others.append(f"table {called} (this role may not read it)")
            else:
                columns = tuple(await all_of(connection, COLUMNS, (number,)))
                cursor = await connection.execute(sql.SQL("SELECT * FROM {}").format(sql.Identifier(schema, name)))
                tables.append(Held(called, columns, tuple(await cursor.fetchall())))
        routines = await all_of(connection, ROUTINES)
    return tables, [*others, *(f"function {schema}.{name}" for schema, name in routines)]

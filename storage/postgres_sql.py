"""The statements of the store at a server. All are constants; every value is bound, and is a whole number or bytes.

Those for several rows take one array a column. They go through the arrays in order, and the caller sorts them, so two
workers that take the same rows take them in the same order.
"""

from __future__ import annotations

from typing import Final

FIND: Final = b"SELECT key, epoch, ends, guard, body FROM sessions WHERE key = ANY(%s::bytea[])"
ENTER: Final = b"INSERT INTO sessions (key, epoch, ends, guard, body) VALUES (%s, %s, %s, %s, %s)"
ADVANCE: Final = b"""
    UPDATE sessions SET key = %s, epoch = %s, ends = %s, guard = %s, body = %s WHERE key = %s AND guard = %s
    RETURNING 0
"""
ADVANCE_JOINED: Final = b"""
    UPDATE sessions SET key = new.key, epoch = new.epoch, ends = new.ends, guard = new.guard, body = new.body
    FROM unnest(%s::bytea[], %s::bigint[], %s::integer[], %s::bytea[], %s::bytea[], %s::bytea[], %s::bytea[])
        AS new(key, epoch, ends, guard, body, was_key, was_guard)
    WHERE sessions.key = new.was_key AND sessions.guard = new.was_guard
    RETURNING new.was_guard
"""
STANDS: Final = b"""
    SELECT sessions.key FROM sessions JOIN unnest(%s::bytea[], %s::bytea[]) AS ours(key, body)
    ON sessions.key = ours.key AND sessions.body = ours.body
"""
END: Final = b"""
    DELETE FROM sessions USING unnest(%s::bytea[], %s::bytea[]) AS old(key, guard)
    WHERE sessions.key = old.key AND sessions.guard = old.guard
"""
FORGET: Final = b"DELETE FROM sessions WHERE key = ANY(%s::bytea[])"
TURN: Final = b"SELECT pg_advisory_xact_lock(%s::bigint)"
"""One at a time begins a conversation under a caller's key: the rows of two epochs have two keys."""

EPOCHS_OF_ROWS: Final = b"""
    WITH RECURSIVE found(epoch) AS (
        SELECT min(epoch) FROM sessions
        UNION ALL SELECT (SELECT min(epoch) FROM sessions WHERE sessions.epoch > found.epoch)
        FROM found WHERE found.epoch IS NOT NULL
    ) SELECT epoch FROM found WHERE epoch IS NOT NULL
"""
COUNT_EPOCHS: Final = b"SELECT count(*) FROM sessions WHERE epoch = ANY(%s::bigint[])"
DROP_EPOCHS: Final = b"DELETE FROM sessions WHERE epoch = ANY(%s::bigint[])"
ENDED: Final = b"SELECT key, epoch, ends, guard, body FROM sessions WHERE ends <= %s::integer OR ends > %s::integer"

COUNT: Final = b"""
    INSERT INTO tallies (quarter, flow, version, language, outcome, reason, n) VALUES (%s, %s, %s, %s, %s, %s, 1)
    ON CONFLICT (quarter, flow, version, language, outcome, reason) DO UPDATE SET n = CASE
        WHEN tallies.proof = substr(sha256(
            int8send(tallies.quarter::bigint) || int8send(tallies.flow::bigint) || int8send(tallies.version::bigint)
            || int8send(tallies.language::bigint) || int8send(tallies.outcome::bigint)
            || int8send(tallies.reason::bigint) || int8send(tallies.n)
        ), 1, 8) THEN tallies.n + 1 ELSE 1 END
"""
"""A count that the disk has bent begins anew: what it was is not known."""

TALLIES: Final = b"""
    SELECT quarter, flow, version, language, outcome, reason, n, proof FROM tallies
    ORDER BY quarter, flow, version, language, outcome, reason
"""

OWNED: Final = b"SELECT owner, id, due, guard, body FROM timers WHERE owner = %s"
ARM: Final = b"""
    INSERT INTO timers (owner, id, due, guard, body)
    SELECT owner, id, due, guard, body
    FROM unnest(%s::bytea[], %s::bytea[], %s::integer[], %s::bytea[], %s::bytea[]) AS new(owner, id, due, guard, body)
    ON CONFLICT (owner, id) DO NOTHING
"""
DROP: Final = b"DELETE FROM timers WHERE owner = %s AND id = ANY(%s::bytea[])"
DROP_OTHERS: Final = b"DELETE FROM timers WHERE owner = %s AND NOT id = ANY(%s::bytea[])"
DROP_ALL: Final = b"DELETE FROM timers WHERE owner = %s"
NEAR: Final = b"""
    SELECT pg_snapshot_xmin(pg_current_snapshot())::xid::text, owner, id, due, guard, body
    FROM (SELECT 1) AS always LEFT JOIN timers ON (due <= %s::integer OR due > %s::integer)
        AND (%s::text IS NULL OR age(timers.xmin) <= age(%s::text::xid))
"""
"""The oldest change that is still under way, and the timers that no change before such a one has made."""

THESE: Final = b"""
    SELECT timers.owner, timers.id, due, guard, body
    FROM timers JOIN unnest(%s::bytea[], %s::bytea[]) AS old(owner, id)
    ON timers.owner = old.owner AND timers.id = old.id
"""
LEND: Final = b"""
    UPDATE timers SET guard = new.guard, body = new.body
    FROM unnest(%(owners)s::bytea[], %(ids)s::bytea[], %(was)s::bytea[], %(guards)s::bytea[], %(bodies)s::bytea[])
        AS new(owner, id, was, guard, body)
    WHERE timers.owner = new.owner AND timers.id = new.id AND (timers.owner, timers.id) IN (
        SELECT free.owner, free.id
        FROM unnest(%(owners)s::bytea[], %(ids)s::bytea[], %(was)s::bytea[]) AS due(owner, id, was)
        JOIN timers AS free ON free.owner = due.owner AND free.id = due.id AND free.guard = due.was
        FOR UPDATE OF free SKIP LOCKED
    )
    RETURNING new.id
"""
"""What another worker is about to lend is not waited for."""

FINISH: Final = b"DELETE FROM timers WHERE owner = %s AND id = %s AND guard = %s"
THERE: Final = b"SELECT 1 FROM timers WHERE owner = %s AND id = %s"

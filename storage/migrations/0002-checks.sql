-- Rows that are not sealed carry a check of themselves, the same as in the embedded store (storage/checks.py). The
-- server makes it when it writes a row; one that was bent on the disk afterwards does not hold it, and counts as none.

ALTER TABLE tallies ADD COLUMN proof bytea NOT NULL CHECK (octet_length(proof) = 8) GENERATED ALWAYS AS (substr(sha256(
    int8send(quarter::bigint) || int8send(flow::bigint) || int8send(version::bigint) || int8send(language::bigint)
    || int8send(outcome::bigint) || int8send(reason::bigint) || int8send(n)
), 1, 8)) STORED;

ALTER TABLE members ADD COLUMN proof bytea NOT NULL CHECK (octet_length(proof) = 8) GENERATED ALWAYS AS (
    substr(sha256(key || int8send(role::bigint) || int8send(expires)), 1, 8)
) STORED;

ALTER TABLE invites ADD COLUMN proof bytea NOT NULL CHECK (octet_length(proof) = 8) GENERATED ALWAYS AS (
    substr(sha256(digest || int8send(role::bigint) || int8send(expires)), 1, 8)
) STORED;

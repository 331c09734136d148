-- Numbers and bytes of bounded length, as in the embedded store (storage/schema.py). Rows are sealed before they come
-- here: heap, write-ahead log and backups hold nothing else. `ends` and `due` are hours since 1970.
-- A step, once released, is never changed; a new need is a new file with the next number.

CREATE TABLE sessions (
    key bytea NOT NULL PRIMARY KEY CHECK (octet_length(key) = 16),
    epoch bigint NOT NULL CHECK (epoch >= 0),
    ends integer NOT NULL CHECK (ends BETWEEN 0 AND 305419896),
    guard bytea NOT NULL CHECK (octet_length(guard) = 16),
    body bytea NOT NULL CHECK (octet_length(body) = 554)
) WITH (fillfactor = 70);

-- Space is left in each page, so that a step within an epoch touches no index.
CREATE INDEX sessions_epoch ON sessions (epoch);
CREATE INDEX sessions_ends ON sessions (ends);

CREATE TABLE tallies (
    quarter integer NOT NULL CHECK (quarter BETWEEN 0 AND 65535),
    flow integer NOT NULL CHECK (flow BETWEEN 0 AND 65535),
    version integer NOT NULL CHECK (version BETWEEN 0 AND 65535),
    language integer NOT NULL CHECK (language BETWEEN 0 AND 65535),
    outcome integer NOT NULL CHECK (outcome BETWEEN 0 AND 65535),
    reason integer NOT NULL CHECK (reason BETWEEN 0 AND 65535),
    n bigint NOT NULL CHECK (n > 0),
    PRIMARY KEY (quarter, flow, version, language, outcome, reason)
);

CREATE TABLE timers (
    owner bytea NOT NULL CHECK (octet_length(owner) = 16),
    id bytea NOT NULL CHECK (octet_length(id) = 16),
    due integer NOT NULL CHECK (due BETWEEN 0 AND 305419896),
    guard bytea NOT NULL CHECK (octet_length(guard) = 16),
    body bytea NOT NULL CHECK (octet_length(body) = 78),
    PRIMARY KEY (owner, id)
);

CREATE INDEX timers_due ON timers (due);

CREATE TABLE members (
    key bytea NOT NULL PRIMARY KEY CHECK (octet_length(key) = 16),
    role integer NOT NULL CHECK (role BETWEEN 0 AND 65535),
    expires bigint NOT NULL CHECK (expires BETWEEN 0 AND 1099511627776)
);

CREATE TABLE invites (
    digest bytea NOT NULL PRIMARY KEY CHECK (octet_length(digest) = 32),
    role integer NOT NULL CHECK (role BETWEEN 0 AND 65535),
    expires bigint NOT NULL CHECK (expires BETWEEN 0 AND 1099511627776)
);

-- The secrets of the epochs, for several hosts: each sealed under the site's own secret, which is not in this database.
-- Unlogged: never in the write-ahead log, in an archive or on a standby. `born` is in seconds by this server's clock.
CREATE UNLOGGED TABLE epochs (
    tag bigint NOT NULL PRIMARY KEY CHECK (tag >= 0),
    born bigint NOT NULL CHECK (born BETWEEN 0 AND 1099511627776),
    secret bytea NOT NULL CHECK (octet_length(secret) = 60)
);

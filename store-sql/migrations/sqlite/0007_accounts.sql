-- Users, sign-in sessions, keys of machines, and what was done. Each row stands in `record` as JSON; the columns beside it are
-- what rows are known, found and ordered by, and what is changed without reading the record: there the column counts.
-- Times are microseconds since 1970-01-01T00:00:00Z. What is secret stands here as a hash.

-- A row a user.
CREATE TABLE users (
    id              TEXT    NOT NULL PRIMARY KEY,
    tenant          TEXT    NOT NULL,
    -- what it signs in with, normalised
    name            TEXT    NOT NULL,
    role            TEXT    NOT NULL,
    disabled        INTEGER NOT NULL,
    -- rises by one with each change
    version         INTEGER NOT NULL,
    created_at      INTEGER NOT NULL,
    last_sign_in_at INTEGER,
    -- Argon2id, as a PHC string
    password        TEXT    NOT NULL,
    record          TEXT    NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX users_by_name ON users (tenant, name);
CREATE INDEX users_by_time ON users (created_at, id);

-- A row a sign-in.
CREATE TABLE sessions (
    id           TEXT    NOT NULL PRIMARY KEY,
    -- SHA-256 of what its refresh tokens have in common
    family       TEXT    NOT NULL,
    user_id      TEXT    NOT NULL,
    tenant       TEXT    NOT NULL,
    -- rises by one with each refresh
    generation   INTEGER NOT NULL,
    refreshed_at INTEGER NOT NULL,
    expires_at   INTEGER NOT NULL,
    -- was not ended: NULL
    ended_at     INTEGER,
    end_reason   TEXT,
    record       TEXT    NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX sessions_by_family ON sessions (family);
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_expiry ON sessions (expires_at, id);

-- A row a key of a machine.
CREATE TABLE api_keys (
    id           TEXT    NOT NULL PRIMARY KEY,
    tenant       TEXT    NOT NULL,
    created_at   INTEGER NOT NULL,
    last_used_at INTEGER,
    -- counts: NULL
    revoked_at   INTEGER,
    record       TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX api_keys_by_time ON api_keys (created_at, id);

-- What was done. Rows are never changed.
CREATE TABLE audit_log (
    id          TEXT    NOT NULL PRIMARY KEY,
    happened_at INTEGER NOT NULL,
    tenant      TEXT    NOT NULL,
    -- the id of a user or a key, or system, or nobody
    actor       TEXT    NOT NULL,
    action      TEXT    NOT NULL,
    target      TEXT,
    outcome     TEXT    NOT NULL,
    record      TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX audit_log_by_time ON audit_log (happened_at, id);
CREATE INDEX audit_log_by_tenant ON audit_log (tenant, happened_at, id);
CREATE INDEX audit_log_by_actor ON audit_log (actor, happened_at, id);
CREATE INDEX audit_log_by_action ON audit_log (action, happened_at, id);

-- What those lock who look at several rows before they write one.
CREATE TABLE account_locks (
    name TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;
INSERT INTO account_locks (name) VALUES ('users');

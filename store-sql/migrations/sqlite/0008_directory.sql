-- What people configure and write, and what servers agree upon. Where there is a `record`, a row stands there as JSON; the columns beside it are
-- what rows are known, found and ordered by, and what is changed without reading the record: there the column counts.
-- Times are microseconds since 1970-01-01T00:00:00Z.

-- A row an extension, an agent or a queue, as somebody has configured it.
CREATE TABLE directory (
    -- extension, agent or queue
    kind       TEXT    NOT NULL,
    pbx        TEXT    NOT NULL,
    -- the extension, the agent, the queue: once over all tenants
    known_by   TEXT    NOT NULL,
    tenant     TEXT    NOT NULL,
    -- rises by one with each change
    version    INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    record     TEXT    NOT NULL,
    PRIMARY KEY (kind, pbx, known_by)
) WITHOUT ROWID;

-- A row a call that somebody has put tags or a note on. It goes with its call.
CREATE TABLE annotations (
    call_id    TEXT    NOT NULL PRIMARY KEY,
    tenant     TEXT    NOT NULL,
    pbx        TEXT    NOT NULL,
    -- rises by one with each change
    version    INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    record     TEXT    NOT NULL
) WITHOUT ROWID;

-- A row an extension that was given to a client.
CREATE TABLE lease_claims (
    pbx       TEXT    NOT NULL,
    extension TEXT    NOT NULL,
    tenant    TEXT    NOT NULL,
    -- the client
    lease_id  TEXT    NOT NULL,
    -- from then on anybody may take it
    until_at  INTEGER NOT NULL,
    record    TEXT    NOT NULL,
    PRIMARY KEY (pbx, extension)
) WITHOUT ROWID;

-- A row a request that is done once, however often it comes.
CREATE TABLE idempotency (
    tenant       TEXT    NOT NULL,
    actor        TEXT    NOT NULL,
    request_key  TEXT    NOT NULL,
    -- of what was asked for, 32 bytes
    fingerprint  BLOB    NOT NULL,
    -- from then on the key is new
    until_at     INTEGER NOT NULL,
    -- what was answered; it is running: NULL
    status       INTEGER,
    content_type TEXT,
    body         BLOB,
    PRIMARY KEY (tenant, actor, request_key)
) WITHOUT ROWID;
CREATE INDEX idempotency_by_time ON idempotency (until_at);

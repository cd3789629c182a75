-- What people configure and write, and what servers agree upon. Where there is a `record`, a row stands there as JSON; the columns beside it are
-- what rows are known, found and ordered by, and what is changed without reading the record: there the column counts.
-- Times are microseconds since 1970-01-01T00:00:00Z.

-- A row an extension, an agent or a queue, as somebody has configured it.
CREATE TABLE directory (
    -- extension, agent or queue
    kind       TEXT   COLLATE "C" NOT NULL,
    pbx        TEXT   COLLATE "C" NOT NULL,
    -- the extension, the agent, the queue: once over all tenants
    known_by   TEXT   COLLATE "C" NOT NULL,
    tenant     TEXT   COLLATE "C" NOT NULL,
    -- rises by one with each change
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    record     TEXT   COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, pbx, known_by)
);

-- A row a call that somebody has put tags or a note on. It goes with its call.
CREATE TABLE annotations (
    call_id    TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    tenant     TEXT   COLLATE "C" NOT NULL,
    pbx        TEXT   COLLATE "C" NOT NULL,
    -- rises by one with each change
    version    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    record     TEXT   COLLATE "C" NOT NULL
);

-- A row an extension that was given to a client.
CREATE TABLE lease_claims (
    pbx       TEXT   COLLATE "C" NOT NULL,
    extension TEXT   COLLATE "C" NOT NULL,
    tenant    TEXT   COLLATE "C" NOT NULL,
    -- the client
    lease_id  TEXT   COLLATE "C" NOT NULL,
    -- from then on anybody may take it
    until_at  BIGINT NOT NULL,
    record    TEXT   COLLATE "C" NOT NULL,
    PRIMARY KEY (pbx, extension)
);

-- A row a request that is done once, however often it comes.
CREATE TABLE idempotency (
    tenant       TEXT   COLLATE "C" NOT NULL,
    actor        TEXT   COLLATE "C" NOT NULL,
    request_key  TEXT   COLLATE "C" NOT NULL,
    -- of what was asked for, 32 bytes
    fingerprint  BYTEA  NOT NULL,
    -- from then on the key is new
    until_at     BIGINT NOT NULL,
    -- what was answered; it is running: NULL
    status       BIGINT,
    content_type TEXT   COLLATE "C",
    body         BYTEA,
    PRIMARY KEY (tenant, actor, request_key)
);
CREATE INDEX idempotency_by_time ON idempotency (until_at);

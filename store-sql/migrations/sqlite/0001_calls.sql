-- One row a call, live or over, with what calls are found, ordered and counted by. The whole record is in
-- call_records: it is ten times as long, and questions that need no record would have to step over it.
--
-- Times are microseconds since 1970-01-01T00:00:00Z. Ids are compared by their bytes.
CREATE TABLE calls (
    id             TEXT    NOT NULL PRIMARY KEY,
    version        INTEGER NOT NULL,
    tenant         TEXT    NOT NULL,
    pbx            TEXT    NOT NULL,
    -- 1: neither over nor part of another call
    live           INTEGER NOT NULL,
    -- 1: part of another call, counts nowhere
    merged         INTEGER NOT NULL,
    ended          INTEGER NOT NULL,
    started_at     INTEGER NOT NULL,
    answered_at    INTEGER,
    ended_at       INTEGER,
    direction      TEXT    NOT NULL,
    disposition    TEXT,
    state          TEXT    NOT NULL,
    answered       INTEGER NOT NULL,
    ring_ms        INTEGER NOT NULL,
    wait_ms        INTEGER NOT NULL,
    talk_ms        INTEGER NOT NULL,
    hold_ms        INTEGER NOT NULL,
    duration_ms    INTEGER NOT NULL,
    caller_number  TEXT,
    caller_name    TEXT,
    dialled        TEXT,
    did            TEXT,
    answered_by    TEXT,
    queue          TEXT,
    hangup_cause   INTEGER,
    merged_into    TEXT,
    -- what stands in call_facets for this call, one kind and value a line
    facets         TEXT    NOT NULL,
    -- numbers and names in lower case, one a line
    search         TEXT    NOT NULL
);

-- One index for each column that few values share, in the order of lists. Each also holds the other ones of these
-- columns, so that a page or a count with several filters is read from one index and looks at no row in vain. A text
-- is looked for in the first one.
CREATE INDEX calls_started     ON calls (started_at, id, merged, live, tenant, pbx, direction, disposition, search);
CREATE INDEX calls_direction   ON calls (direction, started_at, id, merged, live, tenant, pbx, disposition);
CREATE INDEX calls_disposition ON calls (disposition, started_at, id, merged, live, tenant, pbx, direction);
CREATE INDEX calls_tenant      ON calls (tenant, started_at, id, merged, live, pbx, direction, disposition);
CREATE INDEX calls_pbx         ON calls (pbx, started_at, id, merged, live, tenant, direction, disposition);
-- The condition is also its first column, because only then SQLite prefers it.
CREATE INDEX calls_live        ON calls (live, started_at, id, merged, tenant, pbx, direction) WHERE live = 1;

-- The whole record as JSON, in the published form.
CREATE TABLE call_records (
    call_id TEXT NOT NULL PRIMARY KEY REFERENCES calls (id) ON DELETE CASCADE,
    record  TEXT NOT NULL
);

-- What a call has several of and is found by: its numbers, its agents, its queues. In the order of lists, so that a
-- page of the calls of one number is one stretch of it.
CREATE TABLE call_facets (
    -- n: number, a: agent, q: queue
    kind       TEXT    NOT NULL,
    value      TEXT    NOT NULL,
    started_at INTEGER NOT NULL,
    call_id    TEXT    NOT NULL,
    merged     INTEGER NOT NULL,
    PRIMARY KEY (kind, value, started_at, call_id)
) WITHOUT ROWID;

-- What follows is of calls that are over (or became part of another one), one row each, for reports. The rows of a
-- call lie together, in the order of the record.
CREATE TABLE call_legs (
    call_id      TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    n            INTEGER NOT NULL,
    uniqueid     TEXT    NOT NULL,
    channel      TEXT    NOT NULL,
    role         TEXT    NOT NULL,
    number       TEXT,
    name         TEXT,
    started_at   INTEGER NOT NULL,
    ringing_at   INTEGER,
    answered_at  INTEGER,
    ended_at     INTEGER,
    hangup_cause INTEGER,
    dial_status  TEXT,
    internal     INTEGER NOT NULL,
    PRIMARY KEY (call_id, n)
) WITHOUT ROWID;

CREATE TABLE bridge_segments (
    call_id TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    n       INTEGER NOT NULL,
    bridge  TEXT    NOT NULL,
    from_at INTEGER NOT NULL,
    to_at   INTEGER,
    -- their numbers, a JSON array
    parties TEXT    NOT NULL,
    PRIMARY KEY (call_id, n)
) WITHOUT ROWID;

CREATE TABLE parties (
    call_id  TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    n        INTEGER NOT NULL,
    number   TEXT    NOT NULL,
    name     TEXT,
    role     TEXT    NOT NULL,
    answered INTEGER NOT NULL,
    outcome  TEXT,
    PRIMARY KEY (call_id, n)
) WITHOUT ROWID;

CREATE TABLE queue_visits (
    call_id   TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    n         INTEGER NOT NULL,
    queue     TEXT    NOT NULL,
    joined_at INTEGER NOT NULL,
    left_at   INTEGER,
    outcome   TEXT,
    position  INTEGER,
    wait_ms   INTEGER NOT NULL,
    member    TEXT,
    talk_ms   INTEGER NOT NULL,
    hold_ms   INTEGER NOT NULL,
    PRIMARY KEY (call_id, n)
) WITHOUT ROWID;

CREATE TABLE queue_attempts (
    call_id TEXT    NOT NULL REFERENCES calls (id) ON DELETE CASCADE,
    -- queue_visits.n
    visit   INTEGER NOT NULL,
    n       INTEGER NOT NULL,
    member  TEXT    NOT NULL,
    outcome TEXT,
    ring_ms INTEGER NOT NULL,
    PRIMARY KEY (call_id, visit, n)
) WITHOUT ROWID;

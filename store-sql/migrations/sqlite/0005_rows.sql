-- What is kept besides calls. Each row stands in `record` as JSON, whole; the columns beside it are what rows are known,
-- found and ordered by, and what reports want. Times are microseconds since 1970-01-01T00:00:00Z.

-- Queues that were heard of.
CREATE TABLE queues (
    pbx     TEXT NOT NULL,
    queue   TEXT NOT NULL,
    tenant  TEXT NOT NULL,
    seen_at INTEGER NOT NULL,
    record  TEXT NOT NULL,
    PRIMARY KEY (pbx, queue)
) WITHOUT ROWID;

-- Members of queues as they stand.
CREATE TABLE queue_members (
    pbx        TEXT NOT NULL,
    queue      TEXT NOT NULL,
    interface  TEXT NOT NULL,
    tenant     TEXT NOT NULL,
    member     TEXT NOT NULL,
    name       TEXT,
    state      TEXT,
    paused     INTEGER NOT NULL,
    reason     TEXT,
    penalty    INTEGER NOT NULL,
    in_call    INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    record     TEXT NOT NULL,
    PRIMARY KEY (pbx, queue, interface)
) WITHOUT ROWID;

-- Agents as they stand.
CREATE TABLE agents (
    pbx        TEXT NOT NULL,
    agent      TEXT NOT NULL,
    tenant     TEXT NOT NULL,
    number     TEXT,
    name       TEXT,
    state      TEXT NOT NULL,
    since      INTEGER NOT NULL,
    reason     TEXT,
    queue      TEXT,
    changed_at INTEGER NOT NULL,
    record     TEXT NOT NULL,
    PRIMARY KEY (pbx, agent)
) WITHOUT ROWID;

-- What agents did, and what they do now: of these to_at is NULL.
CREATE TABLE agent_intervals (
    from_at  INTEGER NOT NULL,
    -- pbx/agent: with from_at what an interval is known by, in the order of lists
    order_id TEXT NOT NULL,
    pbx      TEXT NOT NULL,
    tenant   TEXT NOT NULL,
    agent    TEXT NOT NULL,
    state    TEXT NOT NULL,
    reason   TEXT,
    queue    TEXT,
    to_at    INTEGER,
    record   TEXT NOT NULL,
    PRIMARY KEY (from_at, order_id)
) WITHOUT ROWID;
CREATE INDEX agent_intervals_agent ON agent_intervals (agent, from_at, order_id, pbx);
CREATE INDEX agent_intervals_pbx ON agent_intervals (pbx, from_at, order_id, tenant);
CREATE INDEX agent_intervals_tenant ON agent_intervals (tenant, from_at, order_id);
CREATE INDEX agent_intervals_ended ON agent_intervals (to_at, from_at, order_id) WHERE to_at IS NOT NULL;

-- Extensions as they stand.
CREATE TABLE extensions (
    pbx          TEXT NOT NULL,
    extension    TEXT NOT NULL,
    tenant       TEXT NOT NULL,
    status       TEXT NOT NULL,
    device_state TEXT,
    registered   INTEGER NOT NULL,
    changed_at   INTEGER NOT NULL,
    record       TEXT NOT NULL,
    PRIMARY KEY (pbx, extension)
) WITHOUT ROWID;

-- What became of extensions.
CREATE TABLE device_events (
    happened_at  INTEGER NOT NULL,
    id           TEXT NOT NULL,
    pbx          TEXT NOT NULL,
    extension    TEXT NOT NULL,
    tenant       TEXT NOT NULL,
    status       TEXT NOT NULL,
    device_state TEXT,
    registered   INTEGER NOT NULL,
    record       TEXT NOT NULL,
    PRIMARY KEY (happened_at, id, pbx, extension)
) WITHOUT ROWID;
CREATE INDEX device_events_extension ON device_events (extension, happened_at, id, pbx);
CREATE INDEX device_events_pbx ON device_events (pbx, happened_at, id, tenant);
CREATE INDEX device_events_tenant ON device_events (tenant, happened_at, id);

-- Leases of extensions as they stand.
CREATE TABLE leases (
    pbx        TEXT NOT NULL,
    extension  TEXT NOT NULL,
    tenant     TEXT NOT NULL,
    state      TEXT NOT NULL,
    expires_at INTEGER,
    changed_at INTEGER NOT NULL,
    record     TEXT NOT NULL,
    PRIMARY KEY (pbx, extension)
) WITHOUT ROWID;

-- Recordings of ended calls.
CREATE TABLE call_recordings (
    call_id  TEXT NOT NULL,
    n        INTEGER NOT NULL,
    -- the call and n: what orders those that began at one moment
    order_id TEXT NOT NULL,
    pbx      TEXT NOT NULL,
    tenant   TEXT NOT NULL,
    file     TEXT,
    from_at  INTEGER NOT NULL,
    to_at    INTEGER,
    record   TEXT NOT NULL,
    PRIMARY KEY (call_id, n)
) WITHOUT ROWID;
CREATE INDEX call_recordings_from ON call_recordings (from_at, order_id);
CREATE INDEX call_recordings_pbx ON call_recordings (pbx, from_at, order_id, tenant);
CREATE INDEX call_recordings_tenant ON call_recordings (tenant, from_at, order_id);

-- The journal that a checkpoint's positions count in, and the time of the input at its position.
ALTER TABLE checkpoints ADD COLUMN journal TEXT;
ALTER TABLE checkpoints ADD COLUMN heard_until INTEGER NOT NULL DEFAULT 0;

-- Since when a call is over, by which it grows old. Of a live one NULL.
ALTER TABLE calls ADD COLUMN over_at INTEGER
    GENERATED ALWAYS AS (CASE WHEN live = 1 THEN NULL ELSE coalesce(ended_at, started_at) END) VIRTUAL;
CREATE INDEX calls_over ON calls (over_at, id, started_at, tenant, pbx) WHERE over_at IS NOT NULL;

-- The recordings of calls that are there already. Times stand in records as 2026-11-20T18:10:04.123456Z.
INSERT INTO call_recordings (call_id, n, order_id, pbx, tenant, file, from_at, to_at, record)
SELECT
    calls.id,
    each.key,
    calls.id || '/' || printf('%06d', each.key),
    calls.pbx,
    calls.tenant,
    each.value ->> '$.file',
    CAST(strftime('%s', substr(each.value ->> '$.from', 1, 19)) AS INTEGER) * 1000000
        + CAST(substr(each.value ->> '$.from', 21, 6) AS INTEGER),
    CAST(strftime('%s', substr(each.value ->> '$.to', 1, 19)) AS INTEGER) * 1000000
        + CAST(substr(each.value ->> '$.to', 21, 6) AS INTEGER),
    json_object(
        'pbx', calls.pbx,
        'tenant', calls.tenant,
        'call', calls.id,
        'n', each.key,
        'file', each.value ->> '$.file',
        'from', each.value ->> '$.from',
        'to', each.value ->> '$.to'
    )
FROM calls
JOIN call_records ON call_records.call_id = calls.id
-- A damaged record stays what it is.
JOIN json_each(CASE WHEN json_valid(call_records.record) THEN call_records.record ELSE '{}' END, '$.recordings') AS each
WHERE calls.ended = 1 AND calls.merged = 0;

-- One row a call, live or over, with what calls are found, ordered and counted by. The whole record is in
-- call_records: it is several times as long, and questions that need no record would have to step over it.
--
-- Times are microseconds since 1970-01-01T00:00:00Z. Texts are compared by their bytes.
--
-- started_at is part of the key so that the tables can be partitioned by it; that an id stands here once, whatever
-- its started_at is, is the writer's promise: writers of one PBX wait for each other.
CREATE TABLE calls (
    id             TEXT     COLLATE "C" NOT NULL,
    started_at     BIGINT   NOT NULL,
    version        BIGINT   NOT NULL,
    tenant         TEXT     COLLATE "C" NOT NULL,
    pbx            TEXT     COLLATE "C" NOT NULL,
    -- 1: neither over nor part of another call
    live           SMALLINT NOT NULL,
    -- 1: part of another call, counts nowhere
    merged         SMALLINT NOT NULL,
    ended          SMALLINT NOT NULL,
    answered_at    BIGINT,
    ended_at       BIGINT,
    direction      TEXT     COLLATE "C" NOT NULL,
    disposition    TEXT     COLLATE "C",
    state          TEXT     COLLATE "C" NOT NULL,
    answered       SMALLINT NOT NULL,
    ring_ms        BIGINT   NOT NULL,
    wait_ms        BIGINT   NOT NULL,
    talk_ms        BIGINT   NOT NULL,
    hold_ms        BIGINT   NOT NULL,
    duration_ms    BIGINT   NOT NULL,
    caller_number  TEXT     COLLATE "C",
    caller_name    TEXT     COLLATE "C",
    dialled        TEXT     COLLATE "C",
    did            TEXT     COLLATE "C",
    answered_by    TEXT     COLLATE "C",
    queue          TEXT     COLLATE "C",
    hangup_cause   BIGINT,
    merged_into    TEXT     COLLATE "C",
    -- what stands in call_facets for this call, one kind and value a line
    facets         TEXT     COLLATE "C" NOT NULL,
    -- numbers and names in lower case, one a line
    search         TEXT     COLLATE "C" NOT NULL,
    -- since when it is over, by which it grows old
    over_at        BIGINT GENERATED ALWAYS AS (CASE WHEN live = 1 THEN NULL ELSE coalesce(ended_at, started_at) END) STORED,
    PRIMARY KEY (id, started_at)
);

-- One index for each column that few values share, in the order of lists. Each also holds the other ones of these
-- columns, so that a page or a count with several filters is read from one index and looks at no row in vain.
CREATE INDEX calls_started     ON calls (started_at, id, merged, live, tenant, pbx, direction, disposition);
CREATE INDEX calls_direction   ON calls (direction, started_at, id, merged, live, tenant, pbx, disposition);
CREATE INDEX calls_disposition ON calls (disposition, started_at, id, merged, live, tenant, pbx, direction);
CREATE INDEX calls_tenant      ON calls (tenant, started_at, id, merged, live, pbx, direction, disposition);
CREATE INDEX calls_pbx         ON calls (pbx, started_at, id, merged, live, tenant, direction, disposition);
CREATE INDEX calls_over        ON calls (over_at, id, started_at, tenant, pbx) WHERE over_at IS NOT NULL;
CREATE INDEX calls_live        ON calls (started_at, id, merged, tenant, pbx, direction) WHERE live = 1;

-- The whole record as JSON, in the published form. Text and not JSONB, which keeps neither the order of keys nor
-- every character.
CREATE TABLE call_records (
    call_id    TEXT   COLLATE "C" NOT NULL,
    started_at BIGINT NOT NULL,
    record     TEXT   COLLATE "C" NOT NULL,
    PRIMARY KEY (call_id, started_at)
);

-- What a call has several of and is found by: its numbers, its agents, its queues. In the order of lists, so that a
-- page of the calls of one number is one stretch of the index.
CREATE TABLE call_facets (
    -- n: number, a: agent, q: queue
    kind       TEXT     COLLATE "C" NOT NULL,
    value      TEXT     COLLATE "C" NOT NULL,
    started_at BIGINT   NOT NULL,
    call_id    TEXT     COLLATE "C" NOT NULL,
    merged     SMALLINT NOT NULL,
    PRIMARY KEY (kind, value, started_at, call_id) INCLUDE (merged)
);

-- What follows is of calls that are over (or became part of another one), one row each, for reports. No foreign keys:
-- the writer takes these rows out with their call, and checking each on its way in would double the work.
CREATE TABLE call_legs (
    call_id      TEXT     COLLATE "C" NOT NULL,
    n            BIGINT   NOT NULL,
    uniqueid     TEXT     COLLATE "C" NOT NULL,
    channel      TEXT     COLLATE "C" NOT NULL,
    role         TEXT     COLLATE "C" NOT NULL,
    number       TEXT     COLLATE "C",
    name         TEXT     COLLATE "C",
    started_at   BIGINT   NOT NULL,
    ringing_at   BIGINT,
    answered_at  BIGINT,
    ended_at     BIGINT,
    hangup_cause BIGINT,
    dial_status  TEXT     COLLATE "C",
    internal     SMALLINT NOT NULL,
    PRIMARY KEY (call_id, n)
);

CREATE TABLE bridge_segments (
    call_id TEXT   COLLATE "C" NOT NULL,
    n       BIGINT NOT NULL,
    bridge  TEXT   COLLATE "C" NOT NULL,
    from_at BIGINT NOT NULL,
    to_at   BIGINT,
    -- their numbers, a JSON array
    parties TEXT   COLLATE "C" NOT NULL,
    PRIMARY KEY (call_id, n)
);

CREATE TABLE parties (
    call_id  TEXT     COLLATE "C" NOT NULL,
    n        BIGINT   NOT NULL,
    number   TEXT     COLLATE "C" NOT NULL,
    name     TEXT     COLLATE "C",
    role     TEXT     COLLATE "C" NOT NULL,
    answered SMALLINT NOT NULL,
    outcome  TEXT     COLLATE "C",
    PRIMARY KEY (call_id, n)
);

CREATE TABLE queue_visits (
    call_id   TEXT   COLLATE "C" NOT NULL,
    n         BIGINT NOT NULL,
    queue     TEXT   COLLATE "C" NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at   BIGINT,
    outcome   TEXT   COLLATE "C",
    position  BIGINT,
    wait_ms   BIGINT NOT NULL,
    member    TEXT   COLLATE "C",
    talk_ms   BIGINT NOT NULL,
    hold_ms   BIGINT NOT NULL,
    PRIMARY KEY (call_id, n)
);

CREATE TABLE queue_attempts (
    call_id TEXT   COLLATE "C" NOT NULL,
    -- queue_visits.n
    visit   BIGINT NOT NULL,
    n       BIGINT NOT NULL,
    member  TEXT   COLLATE "C" NOT NULL,
    outcome TEXT   COLLATE "C",
    ring_ms BIGINT NOT NULL,
    PRIMARY KEY (call_id, visit, n)
);

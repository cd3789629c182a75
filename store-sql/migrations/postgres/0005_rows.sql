-- What is kept besides calls. Each row stands in `record` as JSON, whole; the columns beside it are what rows are known,
-- found and ordered by, and what reports want. Times are microseconds since 1970-01-01T00:00:00Z.

-- Queues that were heard of.
CREATE TABLE queues (
    pbx     TEXT COLLATE "C" NOT NULL,
    queue   TEXT COLLATE "C" NOT NULL,
    tenant  TEXT COLLATE "C" NOT NULL,
    seen_at BIGINT NOT NULL,
    record  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (pbx, queue)
);

-- Members of queues as they stand.
CREATE TABLE queue_members (
    pbx        TEXT COLLATE "C" NOT NULL,
    queue      TEXT COLLATE "C" NOT NULL,
    interface  TEXT COLLATE "C" NOT NULL,
    tenant     TEXT COLLATE "C" NOT NULL,
    member     TEXT COLLATE "C" NOT NULL,
    name       TEXT COLLATE "C",
    state      TEXT COLLATE "C",
    paused     SMALLINT NOT NULL,
    reason     TEXT COLLATE "C",
    penalty    BIGINT NOT NULL,
    in_call    SMALLINT NOT NULL,
    changed_at BIGINT NOT NULL,
    record     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (pbx, queue, interface)
);

-- Agents as they stand.
CREATE TABLE agents (
    pbx        TEXT COLLATE "C" NOT NULL,
    agent      TEXT COLLATE "C" NOT NULL,
    tenant     TEXT COLLATE "C" NOT NULL,
    number     TEXT COLLATE "C",
    name       TEXT COLLATE "C",
    state      TEXT COLLATE "C" NOT NULL,
    since      BIGINT NOT NULL,
    reason     TEXT COLLATE "C",
    queue      TEXT COLLATE "C",
    changed_at BIGINT NOT NULL,
    record     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (pbx, agent)
);

-- What agents did, and what they do now: of these to_at is NULL.
CREATE TABLE agent_intervals (
    from_at  BIGINT NOT NULL,
    -- pbx/agent: with from_at what an interval is known by, in the order of lists
    order_id TEXT COLLATE "C" NOT NULL,
    pbx      TEXT COLLATE "C" NOT NULL,
    tenant   TEXT COLLATE "C" NOT NULL,
    agent    TEXT COLLATE "C" NOT NULL,
    state    TEXT COLLATE "C" NOT NULL,
    reason   TEXT COLLATE "C",
    queue    TEXT COLLATE "C",
    to_at    BIGINT,
    record   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (from_at, order_id)
);
CREATE INDEX agent_intervals_agent ON agent_intervals (agent, from_at, order_id, pbx);
CREATE INDEX agent_intervals_pbx ON agent_intervals (pbx, from_at, order_id, tenant);
CREATE INDEX agent_intervals_tenant ON agent_intervals (tenant, from_at, order_id);
CREATE INDEX agent_intervals_ended ON agent_intervals (to_at, from_at, order_id) WHERE to_at IS NOT NULL;

-- Extensions as they stand.
CREATE TABLE extensions (
    pbx          TEXT COLLATE "C" NOT NULL,
    extension    TEXT COLLATE "C" NOT NULL,
    tenant       TEXT COLLATE "C" NOT NULL,
    status       TEXT COLLATE "C" NOT NULL,
    device_state TEXT COLLATE "C",
    registered   SMALLINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    record       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (pbx, extension)
);

-- What became of extensions.
CREATE TABLE device_events (
    happened_at  BIGINT NOT NULL,
    id           TEXT COLLATE "C" NOT NULL,
    pbx          TEXT COLLATE "C" NOT NULL,
    extension    TEXT COLLATE "C" NOT NULL,
    tenant       TEXT COLLATE "C" NOT NULL,
    status       TEXT COLLATE "C" NOT NULL,
    device_state TEXT COLLATE "C",
    registered   SMALLINT NOT NULL,
    record       TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (happened_at, id, pbx, extension)
);
CREATE INDEX device_events_extension ON device_events (extension, happened_at, id, pbx);
CREATE INDEX device_events_pbx ON device_events (pbx, happened_at, id, tenant);
CREATE INDEX device_events_tenant ON device_events (tenant, happened_at, id);

-- Leases of extensions as they stand.
CREATE TABLE leases (
    pbx        TEXT COLLATE "C" NOT NULL,
    extension  TEXT COLLATE "C" NOT NULL,
    tenant     TEXT COLLATE "C" NOT NULL,
    state      TEXT COLLATE "C" NOT NULL,
    expires_at BIGINT,
    changed_at BIGINT NOT NULL,
    record     TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (pbx, extension)
);

-- Recordings of ended calls.
CREATE TABLE call_recordings (
    call_id  TEXT COLLATE "C" NOT NULL,
    n        BIGINT NOT NULL,
    -- the call and n: what orders those that began at one moment
    order_id TEXT COLLATE "C" NOT NULL,
    pbx      TEXT COLLATE "C" NOT NULL,
    tenant   TEXT COLLATE "C" NOT NULL,
    file     TEXT COLLATE "C",
    from_at  BIGINT NOT NULL,
    to_at    BIGINT,
    record   TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (call_id, n)
);
CREATE INDEX call_recordings_from ON call_recordings (from_at, order_id);
CREATE INDEX call_recordings_pbx ON call_recordings (pbx, from_at, order_id, tenant);
CREATE INDEX call_recordings_tenant ON call_recordings (tenant, from_at, order_id);

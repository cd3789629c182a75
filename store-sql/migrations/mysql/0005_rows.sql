-- What is kept besides calls. Each row stands in `record` as JSON, whole; the columns beside it are what rows are known,
-- found and ordered by, and what reports want. Times are microseconds since 1970-01-01T00:00:00Z.

-- Queues that were heard of.
CREATE TABLE IF NOT EXISTS queues (
    pbx     VARBINARY(255) NOT NULL,
    queue   VARBINARY(255) NOT NULL,
    tenant  VARBINARY(255) NOT NULL,
    seen_at BIGINT NOT NULL,
    record  LONGTEXT NOT NULL,
    PRIMARY KEY (pbx, queue)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Members of queues as they stand.
CREATE TABLE IF NOT EXISTS queue_members (
    pbx        VARBINARY(255) NOT NULL,
    queue      VARBINARY(255) NOT NULL,
    interface  VARBINARY(255) NOT NULL,
    tenant     VARBINARY(255) NOT NULL,
    member     MEDIUMTEXT NOT NULL,
    name       MEDIUMTEXT,
    state      VARCHAR(32),
    paused     TINYINT NOT NULL,
    reason     MEDIUMTEXT,
    penalty    BIGINT NOT NULL,
    in_call    TINYINT NOT NULL,
    changed_at BIGINT NOT NULL,
    record     LONGTEXT NOT NULL,
    PRIMARY KEY (pbx, queue, interface)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Agents as they stand.
CREATE TABLE IF NOT EXISTS agents (
    pbx        VARBINARY(255) NOT NULL,
    agent      VARBINARY(255) NOT NULL,
    tenant     VARBINARY(255) NOT NULL,
    number     MEDIUMTEXT,
    name       MEDIUMTEXT,
    state      VARCHAR(32) NOT NULL,
    since      BIGINT NOT NULL,
    reason     MEDIUMTEXT,
    queue      MEDIUMTEXT,
    changed_at BIGINT NOT NULL,
    record     LONGTEXT NOT NULL,
    PRIMARY KEY (pbx, agent)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What agents did, and what they do now: of these to_at is NULL.
CREATE TABLE IF NOT EXISTS agent_intervals (
    from_at  BIGINT NOT NULL,
    -- pbx/agent: with from_at what an interval is known by, in the order of lists
    order_id VARBINARY(255) NOT NULL,
    pbx      VARBINARY(255) NOT NULL,
    tenant   VARBINARY(255) NOT NULL,
    agent    VARBINARY(255) NOT NULL,
    state    VARCHAR(32) NOT NULL,
    reason   MEDIUMTEXT,
    queue    MEDIUMTEXT,
    to_at    BIGINT,
    record   LONGTEXT NOT NULL,
    PRIMARY KEY (from_at, order_id),
    INDEX agent_intervals_agent (agent, from_at, order_id, pbx),
    INDEX agent_intervals_pbx (pbx, from_at, order_id, tenant),
    INDEX agent_intervals_tenant (tenant, from_at, order_id),
    INDEX agent_intervals_ended (to_at, from_at, order_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Extensions as they stand.
CREATE TABLE IF NOT EXISTS extensions (
    pbx          VARBINARY(255) NOT NULL,
    extension    VARBINARY(255) NOT NULL,
    tenant       VARBINARY(255) NOT NULL,
    status       VARCHAR(32) NOT NULL,
    device_state VARCHAR(32),
    registered   TINYINT NOT NULL,
    changed_at   BIGINT NOT NULL,
    record       LONGTEXT NOT NULL,
    PRIMARY KEY (pbx, extension)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What became of extensions.
CREATE TABLE IF NOT EXISTS device_events (
    happened_at  BIGINT NOT NULL,
    id           VARBINARY(255) NOT NULL,
    pbx          VARBINARY(255) NOT NULL,
    extension    VARBINARY(255) NOT NULL,
    tenant       VARBINARY(255) NOT NULL,
    status       VARCHAR(32) NOT NULL,
    device_state VARCHAR(32),
    registered   TINYINT NOT NULL,
    record       LONGTEXT NOT NULL,
    PRIMARY KEY (happened_at, id, pbx, extension),
    INDEX device_events_extension (extension, happened_at, id, pbx),
    INDEX device_events_pbx (pbx, happened_at, id, tenant),
    INDEX device_events_tenant (tenant, happened_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Leases of extensions as they stand.
CREATE TABLE IF NOT EXISTS leases (
    pbx        VARBINARY(255) NOT NULL,
    extension  VARBINARY(255) NOT NULL,
    tenant     VARBINARY(255) NOT NULL,
    state      VARCHAR(32) NOT NULL,
    expires_at BIGINT,
    changed_at BIGINT NOT NULL,
    record     LONGTEXT NOT NULL,
    PRIMARY KEY (pbx, extension)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Recordings of ended calls.
CREATE TABLE IF NOT EXISTS call_recordings (
    call_id  VARBINARY(255) NOT NULL,
    n        BIGINT NOT NULL,
    -- the call and n: what orders those that began at one moment
    order_id VARBINARY(255) NOT NULL,
    pbx      VARBINARY(255) NOT NULL,
    tenant   VARBINARY(255) NOT NULL,
    file     MEDIUMTEXT,
    from_at  BIGINT NOT NULL,
    to_at    BIGINT,
    record   LONGTEXT NOT NULL,
    PRIMARY KEY (call_id, n),
    INDEX call_recordings_from (from_at, order_id),
    INDEX call_recordings_pbx (pbx, from_at, order_id, tenant),
    INDEX call_recordings_tenant (tenant, from_at, order_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

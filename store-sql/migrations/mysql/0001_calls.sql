-- One row a call, live or over, with what calls are found, ordered and counted by. The whole record is in
-- call_records: it is several times as long, and questions that need no record would have to step over it.
--
-- Times are microseconds since 1970-01-01T00:00:00Z. What is a key is VARBINARY, because it is compared by its bytes
-- and blanks at its end count; of the collations of text only one of MySQL's does so, and only one of MariaDB's.
-- CONVERT(id USING utf8mb4) shows it as text.
--
-- MySQL commits each statement that changes a schema. So that a file can be run again after it broke off, each of its
-- statements may be, and indexes stand in the tables.
CREATE TABLE IF NOT EXISTS calls (
    id             VARBINARY(255) NOT NULL,
    started_at     BIGINT NOT NULL,
    version        BIGINT NOT NULL,
    tenant         VARBINARY(255) NOT NULL,
    pbx            VARBINARY(255) NOT NULL,
    -- 1: neither over nor part of another call
    live           TINYINT NOT NULL,
    -- 1: part of another call, counts nowhere
    merged         TINYINT NOT NULL,
    ended          TINYINT NOT NULL,
    answered_at    BIGINT,
    ended_at       BIGINT,
    direction      VARCHAR(32) NOT NULL,
    disposition    VARCHAR(32),
    state          VARCHAR(32) NOT NULL,
    answered       TINYINT NOT NULL,
    ring_ms        BIGINT NOT NULL,
    wait_ms        BIGINT NOT NULL,
    talk_ms        BIGINT NOT NULL,
    hold_ms        BIGINT NOT NULL,
    duration_ms    BIGINT NOT NULL,
    caller_number  MEDIUMTEXT,
    caller_name    MEDIUMTEXT,
    dialled        MEDIUMTEXT,
    did            MEDIUMTEXT,
    answered_by    MEDIUMTEXT,
    queue          MEDIUMTEXT,
    hangup_cause   BIGINT,
    merged_into    VARBINARY(255),
    -- what stands in call_facets for this call, one kind and value a line
    facets         MEDIUMTEXT NOT NULL,
    -- numbers and names in lower case, one a line
    search         LONGTEXT NOT NULL,
    -- since when it is over, by which it grows old
    over_at        BIGINT GENERATED ALWAYS AS (CASE WHEN live = 1 THEN NULL ELSE coalesce(ended_at, started_at) END) VIRTUAL,
    PRIMARY KEY (id),
    -- One index for each column that few values share, in the order of lists. Each also holds the other ones of these
    -- columns, so that a page or a count with several filters is read from one index and looks at no row in vain.
    INDEX calls_started     (started_at, id, merged, live, tenant, pbx, direction, disposition),
    INDEX calls_direction   (direction, started_at, id, merged, live, tenant, pbx, disposition),
    INDEX calls_disposition (disposition, started_at, id, merged, live, tenant, pbx, direction),
    INDEX calls_tenant      (tenant, started_at, id, merged, live, pbx, direction, disposition),
    INDEX calls_pbx         (pbx, started_at, id, merged, live, tenant, direction, disposition),
    INDEX calls_over        (over_at, id, started_at, tenant, pbx),
    INDEX calls_live        (live, started_at, id, merged, tenant, pbx, direction)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The whole record as JSON, in the published form. Text and not JSON, which keeps neither the order of
-- keys nor their spelling.
CREATE TABLE IF NOT EXISTS call_records (
    call_id    VARBINARY(255) NOT NULL,
    record     LONGTEXT NOT NULL,
    PRIMARY KEY (call_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What a call has several of and is found by: its numbers, its agents, its queues. In the order of lists, so that a
-- page of the calls of one number is one stretch of it.
CREATE TABLE IF NOT EXISTS call_facets (
    -- n: number, a: agent, q: queue
    kind       CHAR(1) NOT NULL,
    value      VARBINARY(255) NOT NULL,
    started_at BIGINT NOT NULL,
    call_id    VARBINARY(255) NOT NULL,
    merged     TINYINT NOT NULL,
    PRIMARY KEY (kind, value, started_at, call_id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What follows is of calls that are over (or became part of another one), one row each, for reports. No foreign keys:
-- the writer takes these rows out with their call, and checking each on its way in would double the work.
CREATE TABLE IF NOT EXISTS call_legs (
    call_id      VARBINARY(255) NOT NULL,
    n            BIGINT NOT NULL,
    uniqueid     MEDIUMTEXT NOT NULL,
    channel      MEDIUMTEXT NOT NULL,
    role         VARCHAR(32) NOT NULL,
    number       MEDIUMTEXT,
    name         MEDIUMTEXT,
    started_at   BIGINT NOT NULL,
    ringing_at   BIGINT,
    answered_at  BIGINT,
    ended_at     BIGINT,
    hangup_cause BIGINT,
    dial_status  MEDIUMTEXT,
    internal     TINYINT NOT NULL,
    PRIMARY KEY (call_id, n)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS bridge_segments (
    call_id VARBINARY(255) NOT NULL,
    n       BIGINT NOT NULL,
    bridge  MEDIUMTEXT NOT NULL,
    from_at BIGINT NOT NULL,
    to_at   BIGINT,
    -- their numbers, a JSON array
    parties MEDIUMTEXT NOT NULL,
    PRIMARY KEY (call_id, n)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS parties (
    call_id  VARBINARY(255) NOT NULL,
    n        BIGINT NOT NULL,
    number   MEDIUMTEXT NOT NULL,
    name     MEDIUMTEXT,
    role     VARCHAR(32) NOT NULL,
    answered TINYINT NOT NULL,
    outcome  VARCHAR(32),
    PRIMARY KEY (call_id, n)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS queue_visits (
    call_id   VARBINARY(255) NOT NULL,
    n         BIGINT NOT NULL,
    queue     MEDIUMTEXT NOT NULL,
    joined_at BIGINT NOT NULL,
    left_at   BIGINT,
    outcome   VARCHAR(32),
    position  BIGINT,
    wait_ms   BIGINT NOT NULL,
    member    MEDIUMTEXT,
    talk_ms   BIGINT NOT NULL,
    hold_ms   BIGINT NOT NULL,
    PRIMARY KEY (call_id, n)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

CREATE TABLE IF NOT EXISTS queue_attempts (
    call_id VARBINARY(255) NOT NULL,
    -- queue_visits.n
    visit   BIGINT NOT NULL,
    n       BIGINT NOT NULL,
    member  MEDIUMTEXT NOT NULL,
    outcome VARCHAR(32),
    ring_ms BIGINT NOT NULL,
    PRIMARY KEY (call_id, visit, n)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What people configure and write, and what servers agree upon. Where there is a `record`, a row stands there as JSON; the columns beside it are
-- what rows are known, found and ordered by, and what is changed without reading the record: there the column counts.
-- Times are microseconds since 1970-01-01T00:00:00Z.

-- A row an extension, an agent or a queue, as somebody has configured it.
CREATE TABLE IF NOT EXISTS directory (
    -- extension, agent or queue
    kind       VARCHAR(32) NOT NULL,
    pbx        VARBINARY(255) NOT NULL,
    -- the extension, the agent, the queue: once over all tenants
    known_by   VARBINARY(255) NOT NULL,
    tenant     VARBINARY(255) NOT NULL,
    -- rises by one with each change
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    record     LONGTEXT NOT NULL,
    PRIMARY KEY (kind, pbx, known_by)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A row a call that somebody has put tags or a note on. It goes with its call.
CREATE TABLE IF NOT EXISTS annotations (
    call_id    VARBINARY(255) NOT NULL PRIMARY KEY,
    tenant     VARBINARY(255) NOT NULL,
    pbx        VARBINARY(255) NOT NULL,
    -- rises by one with each change
    version    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    record     LONGTEXT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A row an extension that was given to a client.
CREATE TABLE IF NOT EXISTS lease_claims (
    pbx       VARBINARY(255) NOT NULL,
    extension VARBINARY(255) NOT NULL,
    tenant    VARBINARY(255) NOT NULL,
    -- the client
    lease_id  VARBINARY(255) NOT NULL,
    -- from then on anybody may take it
    until_at  BIGINT NOT NULL,
    record    LONGTEXT NOT NULL,
    PRIMARY KEY (pbx, extension)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A row a request that is done once, however often it comes.
CREATE TABLE IF NOT EXISTS idempotency (
    tenant       VARBINARY(255) NOT NULL,
    actor        VARBINARY(255) NOT NULL,
    request_key  VARBINARY(255) NOT NULL,
    -- of what was asked for, 32 bytes
    fingerprint  VARBINARY(32) NOT NULL,
    -- from then on the key is new
    until_at     BIGINT NOT NULL,
    -- what was answered; it is running: NULL
    status       BIGINT,
    content_type LONGTEXT,
    body         LONGBLOB,
    PRIMARY KEY (tenant, actor, request_key),
    INDEX idempotency_by_time (until_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- Users, sign-in sessions, keys of machines, and what was done. Each row stands in `record` as JSON; the columns beside it are
-- what rows are known, found and ordered by, and what is changed without reading the record: there the column counts.
-- Times are microseconds since 1970-01-01T00:00:00Z. What is secret stands here as a hash.

-- A row a user.
CREATE TABLE IF NOT EXISTS users (
    id              VARBINARY(255) NOT NULL PRIMARY KEY,
    tenant          VARBINARY(255) NOT NULL,
    -- what it signs in with, normalised
    name            VARBINARY(255) NOT NULL,
    role            VARCHAR(32) NOT NULL,
    disabled        TINYINT NOT NULL,
    -- rises by one with each change
    version         BIGINT NOT NULL,
    created_at      BIGINT NOT NULL,
    last_sign_in_at BIGINT,
    -- Argon2id, as a PHC string
    password        LONGTEXT NOT NULL,
    record          LONGTEXT NOT NULL,
    UNIQUE INDEX users_by_name (tenant, name),
    INDEX users_by_time (created_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A row a sign-in.
CREATE TABLE IF NOT EXISTS sessions (
    id           VARBINARY(255) NOT NULL PRIMARY KEY,
    -- SHA-256 of what its refresh tokens have in common
    family       VARBINARY(255) NOT NULL,
    user_id      VARBINARY(255) NOT NULL,
    tenant       VARBINARY(255) NOT NULL,
    -- rises by one with each refresh
    generation   BIGINT NOT NULL,
    refreshed_at BIGINT NOT NULL,
    expires_at   BIGINT NOT NULL,
    -- was not ended: NULL
    ended_at     BIGINT,
    end_reason   VARCHAR(32),
    record       LONGTEXT NOT NULL,
    UNIQUE INDEX sessions_by_family (family),
    INDEX sessions_by_user (user_id),
    INDEX sessions_by_expiry (expires_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A row a key of a machine.
CREATE TABLE IF NOT EXISTS api_keys (
    id           VARBINARY(255) NOT NULL PRIMARY KEY,
    tenant       VARBINARY(255) NOT NULL,
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    -- counts: NULL
    revoked_at   BIGINT,
    record       LONGTEXT NOT NULL,
    INDEX api_keys_by_time (created_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What was done. Rows are never changed.
CREATE TABLE IF NOT EXISTS audit_log (
    id          VARBINARY(255) NOT NULL PRIMARY KEY,
    happened_at BIGINT NOT NULL,
    tenant      VARBINARY(255) NOT NULL,
    -- the id of a user or a key, or system, or nobody
    actor       VARBINARY(255) NOT NULL,
    action      VARBINARY(255) NOT NULL,
    target      LONGTEXT,
    outcome     VARCHAR(32) NOT NULL,
    record      LONGTEXT NOT NULL,
    INDEX audit_log_by_time (happened_at, id),
    INDEX audit_log_by_tenant (tenant, happened_at, id),
    INDEX audit_log_by_actor (actor, happened_at, id),
    INDEX audit_log_by_action (action, happened_at, id)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- What those lock who look at several rows before they write one.
CREATE TABLE IF NOT EXISTS account_locks (
    name VARBINARY(255) NOT NULL PRIMARY KEY
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT IGNORE INTO account_locks (name) VALUES ('users');

-- What became of the files of recordings. A mark stands in `record` as JSON; the columns beside it are what it is known, found and
-- changed by. Times are microseconds since 1970-01-01T00:00:00Z.

-- A row a file that somebody holds or that was removed. It stays when its call goes.
CREATE TABLE IF NOT EXISTS recording_marks (
    pbx        VARBINARY(255) NOT NULL,
    -- as Asterisk named it
    file       VARBINARY(255) NOT NULL,
    tenant     VARBINARY(255) NOT NULL,
    -- rises by one with each change
    version    BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    record     LONGTEXT NOT NULL,
    PRIMARY KEY (pbx, file)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

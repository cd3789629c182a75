-- Who writes for a PBX: a row a PBX that was ever written. Its lock makes the writers of one PBX wait for each other.
CREATE TABLE IF NOT EXISTS owners (
    pbx        VARBINARY(255) NOT NULL PRIMARY KEY,
    -- nobody: NULL
    owner      VARBINARY(255),
    -- rises by one each time the owner changes
    token      BIGINT NOT NULL DEFAULT 0,
    -- until when it is the owner's, by the clock of this database
    held_until BIGINT NOT NULL DEFAULT 0
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

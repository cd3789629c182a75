-- How far each PBX has come, and the state that its records come from.
CREATE TABLE IF NOT EXISTS checkpoints (
    pbx            VARBINARY(255) NOT NULL PRIMARY KEY,
    position       BIGINT NOT NULL,
    state_position BIGINT NOT NULL DEFAULT 0,
    state          LONGBLOB,
    -- that the positions count in
    journal        MEDIUMTEXT,
    -- the time of the input at the position
    heard_until    BIGINT NOT NULL DEFAULT 0
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

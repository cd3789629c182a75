-- How far each PBX has come, and the state that its records come from.
CREATE TABLE checkpoints (
    pbx            TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    position       BIGINT NOT NULL,
    state_position BIGINT NOT NULL DEFAULT 0,
    state          BYTEA,
    -- that the positions count in
    journal        TEXT COLLATE "C",
    -- the time of the input at the position
    heard_until    BIGINT NOT NULL DEFAULT 0
);

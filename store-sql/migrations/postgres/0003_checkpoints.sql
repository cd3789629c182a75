-- How far each PBX has come, and the state that its records come from.
CREATE TABLE checkpoints (
    pbx            TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    position       BIGINT NOT NULL,
    state_position BIGINT NOT NULL DEFAULT 0,
    state          BYTEA
);

-- How far each PBX has come, and the state that its records come from.
CREATE TABLE checkpoints (
    pbx            TEXT    NOT NULL PRIMARY KEY,
    position       INTEGER NOT NULL,
    state_position INTEGER NOT NULL DEFAULT 0,
    state          BLOB
);

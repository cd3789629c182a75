-- Who writes for a PBX: a row a PBX that was ever claimed.
CREATE TABLE owners (
    pbx        TEXT    NOT NULL PRIMARY KEY,
    -- nobody: NULL
    owner      TEXT,
    -- rises by one each time the owner changes
    token      INTEGER NOT NULL DEFAULT 0,
    -- until when it is the owner's, by the clock of this machine
    held_until INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Who writes for a PBX: a row a PBX that was ever written. Its lock makes the writers of one PBX wait for each other.
CREATE TABLE owners (
    pbx        TEXT   COLLATE "C" NOT NULL PRIMARY KEY,
    -- nobody: NULL
    owner      TEXT   COLLATE "C",
    -- rises by one each time the owner changes
    token      BIGINT NOT NULL DEFAULT 0,
    -- until when it is the owner's, by the clock of this database
    held_until BIGINT NOT NULL DEFAULT 0
);

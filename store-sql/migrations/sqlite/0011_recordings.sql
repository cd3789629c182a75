-- What became of the files of recordings. A mark stands in `record` as JSON; the columns beside it are what it is known, found and
-- changed by. Times are microseconds since 1970-01-01T00:00:00Z.

-- A row a file that somebody holds or that was removed. It stays when its call goes.
CREATE TABLE recording_marks (
    pbx        TEXT    NOT NULL,
    -- as Asterisk named it
    file       TEXT    NOT NULL,
    tenant     TEXT    NOT NULL,
    -- rises by one with each change
    version    INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    record     TEXT    NOT NULL,
    PRIMARY KEY (pbx, file)
) WITHOUT ROWID;

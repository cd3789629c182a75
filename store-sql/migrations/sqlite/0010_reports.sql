-- What reports are made of: what was counted in a quarter of an hour, by direction, disposition, DID, agent or queue. Kept in
-- the transaction that writes calls and intervals. Every wait is in `counts`, so that no threshold need be.
CREATE TABLE report_counts (
    -- direction, disposition, did, agent, queue, visits_joined, visits_ended
    kind    TEXT    NOT NULL,
    -- the beginning of the quarter, in microseconds since 1970-01-01T00:00:00Z
    quarter INTEGER NOT NULL,
    name    TEXT    NOT NULL,
    tenant  TEXT    NOT NULL,
    pbx     TEXT    NOT NULL,
    -- a JSON object
    counts  TEXT    NOT NULL,
    PRIMARY KEY (kind, quarter, name, tenant, pbx)
) WITHOUT ROWID;

-- How far what was there before these counts is counted: one row. No SQL can say what a record adds to them, so the program
-- does it when it opens the database, some hundred records at a time.
CREATE TABLE report_filling (
    id          INTEGER NOT NULL PRIMARY KEY,
    done        INTEGER NOT NULL,
    -- the last call that is counted
    after_call  TEXT    NOT NULL,
    -- the last interval that is counted
    after_from  INTEGER NOT NULL,
    after_order TEXT    NOT NULL
);
INSERT INTO report_filling (id, done, after_call, after_from, after_order)
SELECT 1, CASE WHEN EXISTS (SELECT 1 FROM call_records) OR EXISTS (SELECT 1 FROM agent_intervals) THEN 0 ELSE 1 END,
    '', -9000000000000000000, '';

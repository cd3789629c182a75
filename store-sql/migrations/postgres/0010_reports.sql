-- What reports are made of: what was counted in a quarter of an hour, by direction, disposition, DID, agent or queue. Kept in
-- the transaction that writes calls and intervals. Every wait is in `counts`, so that no threshold need be.
CREATE TABLE report_counts (
    -- direction, disposition, did, agent, queue, visits_joined, visits_ended
    kind    TEXT COLLATE "C" NOT NULL,
    -- the beginning of the quarter, in microseconds since 1970-01-01T00:00:00Z
    quarter BIGINT NOT NULL,
    name    TEXT COLLATE "C" NOT NULL,
    tenant  TEXT COLLATE "C" NOT NULL,
    pbx     TEXT COLLATE "C" NOT NULL,
    -- a JSON object
    counts  TEXT NOT NULL,
    PRIMARY KEY (kind, quarter, name, tenant, pbx)
);

-- How far what was there before these counts is counted: one row. No SQL can say what a record adds to them, so the program
-- does it when it opens the database, some hundred records at a time.
CREATE TABLE report_filling (
    id          BIGINT NOT NULL PRIMARY KEY,
    done        BIGINT NOT NULL,
    -- the last call that is counted
    after_call  TEXT COLLATE "C" NOT NULL,
    -- the last interval that is counted
    after_from  BIGINT NOT NULL,
    after_order TEXT COLLATE "C" NOT NULL
);
INSERT INTO report_filling (id, done, after_call, after_from, after_order)
SELECT 1, CASE WHEN EXISTS (SELECT 1 FROM call_records) OR EXISTS (SELECT 1 FROM agent_intervals) THEN 0 ELSE 1 END,
    '', -9000000000000000000, '';

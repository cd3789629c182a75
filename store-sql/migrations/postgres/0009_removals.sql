-- Before which time calls began that were removed and that `call_statistics` counts still: one row. Calls that began then or
-- later are all there, so their number is what the counts say.
CREATE TABLE call_removals (
    id        BIGINT NOT NULL PRIMARY KEY,
    before_at BIGINT NOT NULL
);
-- Where as many calls are counted as there are none was removed, and the time lies before all of them.
INSERT INTO call_removals (id, before_at)
SELECT 1, CASE
    WHEN (SELECT COALESCE(SUM(calls), 0) FROM call_statistics WHERE span = 3600)
        = (SELECT COUNT(*) FROM calls WHERE ended = 1 AND merged = 0) THEN -4000000000000000000
    ELSE (SELECT COALESCE(MAX(started_at), 0) + 3600000000 FROM call_statistics WHERE span = 3600)
END;

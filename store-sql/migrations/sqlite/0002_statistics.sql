-- Ended calls that are not merged, counted by the hour and by the quarter of an hour in which they began: the midnights
-- of all time zones lie on quarters of UTC's hours, those of most on its hours. Kept in the transaction that writes the
-- calls.
CREATE TABLE call_statistics (
    -- how long one of them is, in seconds: 3600 or 900
    span        INTEGER NOT NULL,
    started_at  INTEGER NOT NULL,
    tenant      TEXT    NOT NULL,
    pbx         TEXT    NOT NULL,
    direction   TEXT    NOT NULL,
    calls       INTEGER NOT NULL,
    answered    INTEGER NOT NULL,
    talk_ms     INTEGER NOT NULL,
    wait_ms     INTEGER NOT NULL,
    hold_ms     INTEGER NOT NULL,
    duration_ms INTEGER NOT NULL,
    -- how many of the calls came out so
    disposition_answered    INTEGER NOT NULL,
    disposition_no_answer   INTEGER NOT NULL,
    disposition_busy        INTEGER NOT NULL,
    disposition_failed      INTEGER NOT NULL,
    disposition_congestion  INTEGER NOT NULL,
    disposition_cancelled   INTEGER NOT NULL,
    disposition_abandoned   INTEGER NOT NULL,
    disposition_blocked     INTEGER NOT NULL,
    disposition_application INTEGER NOT NULL,
    PRIMARY KEY (span, started_at, tenant, pbx, direction)
) WITHOUT ROWID;

-- Ended calls that are not merged, counted by the hour and by the quarter of an hour in which they began: the midnights
-- of all time zones lie on quarters of UTC's hours, those of most on its hours. Kept in the transaction that writes the
-- calls.
CREATE TABLE call_statistics (
    -- how long one of them is, in seconds: 3600 or 900
    span        BIGINT NOT NULL,
    started_at  BIGINT NOT NULL,
    tenant      TEXT   COLLATE "C" NOT NULL,
    pbx         TEXT   COLLATE "C" NOT NULL,
    direction   TEXT   COLLATE "C" NOT NULL,
    calls       BIGINT NOT NULL,
    answered    BIGINT NOT NULL,
    talk_ms     BIGINT NOT NULL,
    wait_ms     BIGINT NOT NULL,
    hold_ms     BIGINT NOT NULL,
    duration_ms BIGINT NOT NULL,
    -- how many of the calls came out so
    disposition_answered    BIGINT NOT NULL,
    disposition_no_answer   BIGINT NOT NULL,
    disposition_busy        BIGINT NOT NULL,
    disposition_failed      BIGINT NOT NULL,
    disposition_congestion  BIGINT NOT NULL,
    disposition_cancelled   BIGINT NOT NULL,
    disposition_abandoned   BIGINT NOT NULL,
    disposition_blocked     BIGINT NOT NULL,
    disposition_application BIGINT NOT NULL,
    PRIMARY KEY (span, started_at, tenant, pbx, direction)
);

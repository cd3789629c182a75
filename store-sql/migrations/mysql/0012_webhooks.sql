-- Webhooks, and what becomes of events on their way to them. Times are microseconds since 1970-01-01T00:00:00Z.

-- A row a webhook. It stands in `record` as JSON, its secrets encrypted; the columns beside it are what it is known, found and
-- ordered by.
CREATE TABLE IF NOT EXISTS webhooks (
    id         VARBINARY(255) NOT NULL PRIMARY KEY,
    tenant     VARBINARY(255) NOT NULL,
    -- rises by one with each change
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    record     LONGTEXT NOT NULL
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- A row an event for one webhook: put in the transaction of the calls that it tells of, and removed by its age. While it is
-- there, the same event is not put again.
CREATE TABLE IF NOT EXISTS webhook_deliveries (
    webhook_id     VARBINARY(255) NOT NULL,
    -- made of the event's content
    event_id       VARBINARY(255) NOT NULL,
    tenant         VARBINARY(255) NOT NULL,
    pbx            VARBINARY(255) NOT NULL,
    -- call.ended, …
    event_type     VARCHAR(64) NOT NULL,
    -- what it tells of: events of one line are delivered in order …
    line           VARBINARY(255) NOT NULL,
    -- … which is that of their places
    place          VARBINARY(64) NOT NULL,
    happened_at    BIGINT NOT NULL,
    -- waiting, delivered, dead
    state          VARCHAR(64) NOT NULL,
    attempts       BIGINT NOT NULL,
    -- not to be sent before then; while it is on its way, until when that is believed
    next_at        BIGINT NOT NULL,
    first_tried_at BIGINT,
    last_tried_at  BIGINT,
    -- what the receiver answered last
    status         BIGINT,
    error          LONGTEXT,
    -- what is sent; empty when it was delivered
    body           LONGTEXT NOT NULL,
    PRIMARY KEY (webhook_id, event_id),
    INDEX webhook_deliveries_by_place (webhook_id, state, pbx, place),
    INDEX webhook_deliveries_by_time (webhook_id, happened_at, event_id),
    INDEX webhook_deliveries_by_age (happened_at)
) ENGINE = InnoDB DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

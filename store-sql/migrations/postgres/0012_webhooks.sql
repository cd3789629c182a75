-- Webhooks, and what becomes of events on their way to them. Times are microseconds since 1970-01-01T00:00:00Z.

-- A row a webhook. It stands in `record` as JSON, its secrets encrypted; the columns beside it are what it is known, found and
-- ordered by.
CREATE TABLE webhooks (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    tenant     TEXT COLLATE "C" NOT NULL,
    -- rises by one with each change
    version    BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    record     TEXT COLLATE "C" NOT NULL
);

-- A row an event for one webhook: put in the transaction of the calls that it tells of, and removed by its age. While it is
-- there, the same event is not put again.
CREATE TABLE webhook_deliveries (
    webhook_id     TEXT COLLATE "C" NOT NULL,
    -- made of the event's content
    event_id       TEXT COLLATE "C" NOT NULL,
    tenant         TEXT COLLATE "C" NOT NULL,
    pbx            TEXT COLLATE "C" NOT NULL,
    -- call.ended, …
    event_type     TEXT COLLATE "C" NOT NULL,
    -- what it tells of: events of one line are delivered in order …
    line           TEXT COLLATE "C" NOT NULL,
    -- … which is that of their places
    place          TEXT COLLATE "C" NOT NULL,
    happened_at    BIGINT NOT NULL,
    -- waiting, delivered, dead
    state          TEXT COLLATE "C" NOT NULL,
    attempts       BIGINT NOT NULL,
    -- not to be sent before then; while it is on its way, until when that is believed
    next_at        BIGINT NOT NULL,
    first_tried_at BIGINT,
    last_tried_at  BIGINT,
    -- what the receiver answered last
    status         BIGINT,
    error          TEXT COLLATE "C",
    -- what is sent; empty when it was delivered
    body           TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (webhook_id, event_id)
);
CREATE INDEX webhook_deliveries_by_place ON webhook_deliveries (webhook_id, state, pbx, place);
CREATE INDEX webhook_deliveries_by_time ON webhook_deliveries (webhook_id, happened_at, event_id);
CREATE INDEX webhook_deliveries_by_age ON webhook_deliveries (happened_at);

//! The names of tables and columns, as `migrations/` makes them.

/// A table that rows are written to.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    /// Those that are written, in the order in which values are bound.
    pub(crate) columns: &'static [&'static str],
    /// The first of them that are the key.
    pub(crate) key: usize,
    /// The first of them that are the key where the table may be partitioned by the time at which calls began.
    pub(crate) partitioned_key: Option<usize>,
    pub(crate) conflict: Conflict,
}

/// What becomes of a row whose key is there already.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Conflict {
    /// There is none: the writer has made room.
    Never,
    /// The old row stays.
    Keep,
    /// The new row takes the place of the old one.
    Replace,
    /// The new row takes the place of the old one where the record is the better one.
    ReplaceOlder,
    /// The new row takes the place of one whose number in this column is not greater.
    ReplaceSince(&'static str),
    /// The new row takes the place of one that has nothing in this column, or a number that is not greater.
    ReplaceUntil(&'static str),
    /// What is no key is added up.
    Add,
}

pub(crate) mod calls {
    pub(crate) const TABLE: &str = "calls";
    pub(crate) const ID: &str = "id";
    pub(crate) const VERSION: &str = "version";
    pub(crate) const TENANT: &str = "tenant";
    pub(crate) const PBX: &str = "pbx";
    pub(crate) const LIVE: &str = "live";
    pub(crate) const MERGED: &str = "merged";
    pub(crate) const ENDED: &str = "ended";
    pub(crate) const STARTED_AT: &str = "started_at";
    pub(crate) const OVER_AT: &str = "over_at";
    pub(crate) const DIRECTION: &str = "direction";
    pub(crate) const DISPOSITION: &str = "disposition";
    pub(crate) const ANSWERED: &str = "answered";
    pub(crate) const TALK_MS: &str = "talk_ms";
    pub(crate) const WAIT_MS: &str = "wait_ms";
    pub(crate) const HOLD_MS: &str = "hold_ms";
    pub(crate) const DURATION_MS: &str = "duration_ms";
    pub(crate) const FACETS: &str = "facets";
    pub(crate) const SEARCH: &str = "search";
}

pub(crate) mod records {
    pub(crate) const TABLE: &str = "call_records";
    pub(crate) const CALL_ID: &str = "call_id";
    /// Only where it is part of the key.
    pub(crate) const STARTED_AT: &str = "started_at";
    pub(crate) const RECORD: &str = "record";
}

pub(crate) mod facets {
    pub(crate) const TABLE: &str = "call_facets";
    pub(crate) const KIND: &str = "kind";
    pub(crate) const VALUE: &str = "value";
    pub(crate) const STARTED_AT: &str = "started_at";
    pub(crate) const CALL_ID: &str = "call_id";
    pub(crate) const MERGED: &str = "merged";
}

/// Only where a text is found by a table of its own.
pub(crate) mod texts {
    pub(crate) const TABLE: &str = "call_texts";
    pub(crate) const ROWID: &str = "rowid";
    /// The same, when calls began, in an answer.
    pub(crate) const MOMENT: &str = "moment";
    pub(crate) const SEARCH: &str = "search";
}

pub(crate) mod removals {
    pub(crate) const TABLE: &str = "call_removals";
    pub(crate) const BEFORE_AT: &str = "before_at";
}

pub(crate) mod reports {
    pub(crate) const TABLE: &str = "report_counts";
    pub(crate) const KIND: &str = "kind";
    pub(crate) const QUARTER: &str = "quarter";
    pub(crate) const NAME: &str = "name";
    pub(crate) const COUNTS: &str = "counts";
}

/// How far reports count what was there before them.
pub(crate) mod filling {
    pub(crate) const TABLE: &str = "report_filling";
    pub(crate) const DONE: &str = "done";
    pub(crate) const AFTER_CALL: &str = "after_call";
    pub(crate) const AFTER_FROM: &str = "after_from";
    pub(crate) const AFTER_ORDER: &str = "after_order";
}

pub(crate) mod statistics {
    pub(crate) const TABLE: &str = "call_statistics";
    pub(crate) const SPAN: &str = "span";
    pub(crate) const CALLS: &str = "calls";
}

pub(crate) mod owners {
    pub(crate) const TABLE: &str = "owners";
    pub(crate) const PBX: &str = "pbx";
    pub(crate) const OWNER: &str = "owner";
    pub(crate) const TOKEN: &str = "token";
    pub(crate) const HELD_UNTIL: &str = "held_until";
}

/// What the tables of rows have in common.
pub(crate) mod rows {
    pub(crate) const TENANT: &str = "tenant";
    pub(crate) const PBX: &str = "pbx";
    pub(crate) const RECORD: &str = "record";
    pub(crate) const CHANGED_AT: &str = "changed_at";
}

pub(crate) mod checkpoints {
    pub(crate) const TABLE: &str = "checkpoints";
    pub(crate) const PBX: &str = "pbx";
    pub(crate) const POSITION: &str = "position";
    pub(crate) const STATE_POSITION: &str = "state_position";
    pub(crate) const STATE: &str = "state";
    pub(crate) const JOURNAL: &str = "journal";
    pub(crate) const HEARD_UNTIL: &str = "heard_until";
}

pub(crate) mod deliveries {
    pub(crate) const TABLE: &str = "webhook_deliveries";
    pub(crate) const WEBHOOK_ID: &str = "webhook_id";
    pub(crate) const EVENT_ID: &str = "event_id";
    pub(crate) const TENANT: &str = "tenant";
    pub(crate) const PBX: &str = "pbx";
    pub(crate) const EVENT_TYPE: &str = "event_type";
    pub(crate) const LINE: &str = "line";
    pub(crate) const PLACE: &str = "place";
    pub(crate) const HAPPENED_AT: &str = "happened_at";
    pub(crate) const STATE: &str = "state";
    pub(crate) const ATTEMPTS: &str = "attempts";
    pub(crate) const NEXT_AT: &str = "next_at";
    #[cfg(feature = "webhooks")]
    pub(crate) const FIRST_TRIED_AT: &str = "first_tried_at";
    #[cfg(feature = "webhooks")]
    pub(crate) const LAST_TRIED_AT: &str = "last_tried_at";
    #[cfg(feature = "webhooks")]
    pub(crate) const STATUS: &str = "status";
    #[cfg(feature = "webhooks")]
    pub(crate) const ERROR: &str = "error";
    pub(crate) const BODY: &str = "body";
}

pub(crate) mod annotations {
    pub(crate) const TABLE: &str = "annotations";
    pub(crate) const CALL_ID: &str = "call_id";
}

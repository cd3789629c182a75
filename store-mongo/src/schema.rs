//! The names of collections and indexes.

use mongodb::bson::{Bson, Document, doc};

/// One document a call, live or over.
pub(crate) const CALLS: &str = "calls";
/// One document a leg of a call that is over.
pub(crate) const LEGS: &str = "callLegs";
/// One document a stretch of talk.
pub(crate) const SEGMENTS: &str = "bridgeSegments";
/// One document an entry into a queue.
pub(crate) const VISITS: &str = "queueVisits";
/// One document a recording.
pub(crate) const RECORDINGS: &str = "recordings";
/// One document a queue.
pub(crate) const QUEUES: &str = "queues";
/// One document a member of a queue.
pub(crate) const MEMBERS: &str = "queueMembers";
/// One document an agent.
pub(crate) const AGENTS: &str = "agents";
/// One document a stretch of time that an agent spent in one state.
pub(crate) const INTERVALS: &str = "agentIntervals";
/// One document an extension.
pub(crate) const EXTENSIONS: &str = "extensions";
/// One document a change of an extension.
pub(crate) const DEVICE_EVENTS: &str = "deviceEvents";
/// One document the lease of an extension.
pub(crate) const LEASES: &str = "leases";
/// One document a PBX: who writes what it tells.
pub(crate) const OWNERS: &str = "owners";
/// What was counted of calls that were removed.
pub(crate) const PURGES: &str = "purgedCalls";
/// One document a PBX.
pub(crate) const CHECKPOINTS: &str = "checkpoints";
/// Parts of states that are too large for one document.
pub(crate) const STATE_PARTS: &str = "checkpointParts";
/// One document a user.
pub(crate) const ACCOUNTS: &str = "accounts";
/// One document a sign-in.
pub(crate) const SIGN_INS: &str = "signInSessions";
/// One document a key of a machine.
pub(crate) const API_KEYS: &str = "apiKeys";
/// One document a thing that was done.
pub(crate) const AUDIT_LOG: &str = "auditLog";
/// One document an entry that somebody has configured.
pub(crate) const DIRECTORY: &str = "directory";
/// One document a call that somebody has written on.
pub(crate) const ANNOTATIONS: &str = "annotations";
/// One document an extension that was given to a client.
pub(crate) const LEASE_CLAIMS: &str = "leaseClaims";
/// One document a request that is done once.
pub(crate) const REQUESTS: &str = "idempotentRequests";
/// One document a file of a recording that somebody holds or that was removed.
pub(crate) const RECORDING_MARKS: &str = "recordingMarks";
/// One document a webhook.
pub(crate) const WEBHOOKS: &str = "webhooks";
/// One document an event for one webhook.
pub(crate) const DELIVERIES: &str = "webhookDeliveries";
/// The version of all this.
pub(crate) const SCHEMA: &str = "callflowSchema";

/// What is written for calls that are over, and taken away with them.
pub(crate) const BELOW_CALLS: [&str; 4] = [LEGS, SEGMENTS, VISITS, RECORDINGS];

/// The names of indexes.
pub(crate) mod index {
    pub(crate) const LIST: &str = "list";
    pub(crate) const NUMBER: &str = "number";
    pub(crate) const AGENT: &str = "agent";
    pub(crate) const QUEUE: &str = "queue";
    pub(crate) const DIRECTION: &str = "direction";
    pub(crate) const DISPOSITION: &str = "disposition";
    pub(crate) const TENANT: &str = "tenant";
    pub(crate) const PBX: &str = "pbx";
    pub(crate) const LIVE: &str = "live";
    pub(crate) const STATISTICS: &str = "statistics";
    /// By what is old.
    pub(crate) const OVER: &str = "over";
    /// Of the collections below calls.
    pub(crate) const CALL: &str = "call";
    /// Of what is listed by its name.
    pub(crate) const NAME: &str = "name";
    /// Of histories.
    pub(crate) const TIME: &str = "time";
    /// Of histories: of one agent, one extension, one call, one who did it.
    pub(crate) const OF: &str = "of";
    /// Of sessions: by what their tokens have in common, and by their user.
    pub(crate) const FAMILY: &str = "family";
    pub(crate) const USER: &str = "user";
    /// Of the audit log.
    pub(crate) const ACTION: &str = "action";
    /// Of the one user who was the first.
    pub(crate) const FIRST: &str = "first";
}

/// An index that a migration makes.
#[derive(Debug)]
pub(crate) struct Index {
    pub(crate) collection: &'static str,
    pub(crate) name: &'static str,
    pub(crate) keys: &'static [&'static str],
    /// Only documents in which this is true are in it.
    pub(crate) only: Option<&'static str>,
    /// No two documents have the same.
    pub(crate) unique: bool,
}

impl Index {
    const fn new(collection: &'static str, name: &'static str, keys: &'static [&'static str]) -> Self {
        Self { collection, name, keys, only: None, unique: false }
    }

    const fn only(mut self, field: &'static str) -> Self {
        self.only = Some(field);
        self
    }

    const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// As the command `createIndexes` has it.
    pub(crate) fn specification(&self) -> Document {
        let keys: Document = self.keys.iter().map(|key| ((*key).to_owned(), Bson::Int32(1))).collect();
        let mut specification = doc! {"key": keys, "name": self.name};
        if self.unique {
            specification.insert("unique", true);
        }
        if let Some(field) = self.only {
            specification.insert("partialFilterExpression", doc! {field: true});
        }
        specification
    }
}

/// Of the first version.
///
/// A list is found by one thing that is asked for, and is then in order: by the start, and calls of the same moment by
/// their id. `merged` stands before that, as lists leave merged calls out unless asked. The one of no filter has the
/// text that is searched, so that a search reads the index alone. That of statistics has all that is counted.
pub(crate) const CALL_INDEXES: &[Index] = &[
    Index::new(CALLS, index::LIST, &["merged", "startedAtMicros", "_id", "search"]),
    Index::new(CALLS, index::NUMBER, &["numbers", "merged", "startedAtMicros", "_id"]),
    Index::new(CALLS, index::AGENT, &["agents", "merged", "startedAtMicros", "_id"]),
    Index::new(CALLS, index::QUEUE, &["queues", "merged", "startedAtMicros", "_id"]),
    Index::new(CALLS, index::DIRECTION, &["direction", "merged", "startedAtMicros", "_id"]),
    Index::new(CALLS, index::DISPOSITION, &["disposition", "merged", "startedAtMicros", "_id"]),
    Index::new(CALLS, index::TENANT, &["tenant", "merged", "startedAtMicros", "_id"]),
    Index::new(CALLS, index::PBX, &["pbx", "merged", "startedAtMicros", "_id"]),
    Index::new(CALLS, index::LIVE, &["live", "startedAtMicros", "_id"]).only("live"),
    Index::new(CALLS, index::OVER, &["overAtMicros", "_id"]),
    Index::new(
        CALLS,
        index::STATISTICS,
        &[
            "counted",
            "startedAtMicros",
            "tenant",
            "pbx",
            "direction",
            "disposition",
            "answered",
            "talkMs",
            "waitMs",
            "holdMs",
            "durationMs",
        ],
    )
    .only("counted"),
    Index::new(LEGS, index::CALL, &["callId", "n"]),
    Index::new(SEGMENTS, index::CALL, &["callId", "n"]),
    Index::new(VISITS, index::CALL, &["callId", "n"]),
    Index::new(RECORDINGS, index::CALL, &["callId", "n"]),
    Index::new(RECORDINGS, index::OF, &["callId", "fromMicros", "orderId"]),
    Index::new(RECORDINGS, index::TIME, &["fromMicros", "orderId"]),
    Index::new(RECORDINGS, index::TENANT, &["tenant", "fromMicros", "orderId"]),
    Index::new(RECORDINGS, index::PBX, &["pbx", "fromMicros", "orderId"]),
    Index::new(PURGES, index::TIME, &["lastMicros", "firstMicros"]),
];

/// Of the second version: lists of what is, by name, and histories, by time.
pub(crate) const ROW_INDEXES: &[Index] = &[
    Index::new(QUEUES, index::NAME, &["pbx", "queue"]),
    Index::new(MEMBERS, index::NAME, &["pbx", "queue", "interface"]),
    Index::new(MEMBERS, index::QUEUE, &["queue", "pbx", "interface"]),
    Index::new(AGENTS, index::NAME, &["pbx", "agent"]),
    Index::new(EXTENSIONS, index::NAME, &["pbx", "extension"]),
    Index::new(LEASES, index::NAME, &["pbx", "extension"]),
    Index::new(INTERVALS, index::TIME, &["fromMicros", "orderId"]),
    Index::new(INTERVALS, index::OF, &["agent", "fromMicros", "orderId"]),
    Index::new(INTERVALS, index::TENANT, &["tenant", "fromMicros", "orderId"]),
    Index::new(INTERVALS, index::PBX, &["pbx", "fromMicros", "orderId"]),
    Index::new(INTERVALS, index::OVER, &["toMicros", "fromMicros", "orderId"]),
    Index::new(DEVICE_EVENTS, index::TIME, &["atMicros", "orderId"]),
    Index::new(DEVICE_EVENTS, index::OF, &["extension", "atMicros", "orderId"]),
    Index::new(DEVICE_EVENTS, index::TENANT, &["tenant", "atMicros", "orderId"]),
    Index::new(DEVICE_EVENTS, index::PBX, &["pbx", "atMicros", "orderId"]),
];

/// Of the third version: what must be there once, and lists.
pub(crate) const ACCOUNT_INDEXES: &[Index] = &[
    Index::new(ACCOUNTS, index::NAME, &["tenant", "name"]).unique(),
    Index::new(ACCOUNTS, index::FIRST, &["first"]).only("first").unique(),
    Index::new(ACCOUNTS, index::TIME, &["createdAtMicros", "_id"]),
    Index::new(ACCOUNTS, index::TENANT, &["tenant", "createdAtMicros", "_id"]),
    Index::new(SIGN_INS, index::FAMILY, &["family"]).unique(),
    Index::new(SIGN_INS, index::USER, &["user", "refreshedAtMicros", "_id"]),
    Index::new(SIGN_INS, index::OVER, &["expiresAtMicros", "_id"]),
    Index::new(API_KEYS, index::TIME, &["createdAtMicros", "_id"]),
    Index::new(API_KEYS, index::TENANT, &["tenant", "createdAtMicros", "_id"]),
    Index::new(AUDIT_LOG, index::TIME, &["atMicros", "_id"]),
    Index::new(AUDIT_LOG, index::TENANT, &["tenant", "atMicros", "_id"]),
    Index::new(AUDIT_LOG, index::OF, &["actor", "atMicros", "_id"]),
    Index::new(AUDIT_LOG, index::ACTION, &["action", "atMicros", "_id"]),
];

/// Of the fourth version: lists, and requests that are old.
pub(crate) const DIRECTORY_INDEXES: &[Index] = &[
    Index::new(DIRECTORY, index::NAME, &["kind", "pbx", "knownBy"]),
    Index::new(LEASE_CLAIMS, index::NAME, &["pbx", "extension"]),
    Index::new(REQUESTS, index::OVER, &["untilMicros"]),
];

/// Of the fifth version: what waits, lists, and what is old.
pub(crate) const WEBHOOK_INDEXES: &[Index] = &[
    Index::new(WEBHOOKS, index::TENANT, &["tenant", "createdAtMicros", "_id"]),
    Index::new(DELIVERIES, index::LIST, &["webhook", "state", "pbx", "place"]),
    Index::new(DELIVERIES, index::TIME, &["webhook", "atMicros", "event"]),
    Index::new(DELIVERIES, index::OVER, &["atMicros"]),
];

/// The collections of the fourth version that have no index but that of their key.
pub(crate) const PLAIN_DIRECTORY: &[&str] = &[ANNOTATIONS];

/// The collections of the fifth version that have no index but that of their key.
pub(crate) const PLAIN_RECORDINGS: &[&str] = &[RECORDING_MARKS];

/// The collections of the second version that have no index but that of their key.
pub(crate) const PLAIN_ROWS: &[&str] = &[OWNERS];

/// The collections of the first version that have no index but that of their key.
pub(crate) const PLAIN: &[&str] = &[CHECKPOINTS, STATE_PARTS];

//! Histories: intervals, device events and recordings by time.

use callflow_core::store::HistoryQuery;
use mongodb::bson::Document;

use super::{Places, of_scope};
use crate::schema::{DEVICE_EVENTS, INTERVALS, RECORDINGS, index};

/// Where a history lies, and what its fields are called.
#[derive(Clone, Copy, Debug)]
pub(crate) struct History {
    pub(crate) collection: &'static str,
    pub(crate) places: Places,
    of: &'static str,
}

pub(crate) const OF_AGENTS: History =
    History { collection: INTERVALS, places: Places { time: "fromMicros", id: "orderId" }, of: "agent" };
pub(crate) const OF_EXTENSIONS: History = History {
    collection: DEVICE_EVENTS,
    places: Places { time: "atMicros", id: "orderId" },
    of: "extension",
};
pub(crate) const OF_RECORDINGS: History =
    History { collection: RECORDINGS, places: Places { time: "fromMicros", id: "orderId" }, of: "callId" };

impl History {
    pub(crate) fn filter(self, query: &HistoryQuery) -> Document {
        let mut filter = of_scope(&query.scope);
        if let Some(of) = &query.of {
            filter.insert(self.of, &**of);
        }
        self.places.restrict(&mut filter, (query.from, query.to), query.cursor.as_ref(), query.sort);
        filter
    }

    /// The index by which the rows are found in order: that of the filter which leaves the fewest.
    pub(crate) fn index(self, query: &HistoryQuery) -> &'static str {
        if query.of.is_some() {
            index::OF
        } else if query.scope.pbx.is_some() {
            index::PBX
        } else if query.scope.tenant.is_some() {
            index::TENANT
        } else {
            index::TIME
        }
    }
}

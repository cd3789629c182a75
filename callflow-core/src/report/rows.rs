//! The rows of reports.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::counts::CallCounts;
use super::record::{Record, RecordError};
use crate::metrics::{AgentFigures, QueueMetrics};
use crate::time::Timestamp;
use crate::zone::{Span, Zone};

/// A report: its rows in the order of their periods, then of their names.
#[derive(Clone, Debug, PartialEq)]
pub struct Report<R> {
    /// The periods that it covers, whole.
    pub span: Span,
    /// The rows.
    pub items: Vec<R>,
    /// The sum of the rows; `None` where rows are no parts of a whole.
    pub totals: Option<R>,
    /// Whether calls were corrected that it counts.
    pub restated: Restated,
}

/// What of a report is no longer what it once was.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Restated {
    /// How many rows count a call that was corrected after its end, or counted it before. Each of these says when, as
    /// `revised_at`.
    pub rows: u64,
    /// When a call of the report was corrected last; `null` if none was.
    pub newest: Option<Timestamp>,
}

/// The period of a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Period {
    /// Its beginning.
    pub from: Timestamp,
    /// Its end; what happens then is in the next one.
    pub to: Timestamp,
    /// Its beginning as the clocks of the report's zone show it, with their distance from UTC.
    pub local_from: String,
}

/// Calls that began in a period.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallsRow {
    /// When.
    #[serde(flatten)]
    pub period: Period,
    /// The direction, the disposition, the DID, the agent or the queue; `null` of all calls.
    pub name: Option<Arc<str>>,
    /// What was counted.
    #[serde(flatten)]
    pub counts: CallCounts,
    /// When one of these calls was last corrected after its end; `null` if none was.
    pub revised_at: Option<Timestamp>,
}

/// Visits to a queue.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct QueueRow {
    /// When.
    #[serde(flatten)]
    pub period: Period,
    /// The queue; `null` of all queues.
    pub queue: Option<Arc<str>>,
    /// Its figures.
    #[serde(flatten)]
    pub metrics: QueueMetrics,
    /// When one of the calls was last corrected after its end; `null` if none was.
    pub revised_at: Option<Timestamp>,
    /// Whether it is a sum over queues that are counted by different limits, so that it has none to show.
    #[serde(skip)]
    pub mixed_limits: bool,
}

/// What an agent did.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AgentRow {
    /// When.
    #[serde(flatten)]
    pub period: Period,
    /// Its extension, else its interface; `null` of all agents.
    pub agent: Option<Arc<str>>,
    /// Its name, as the queues know it.
    pub name: Option<Arc<str>>,
    /// Its figures.
    #[serde(flatten)]
    pub figures: AgentFigures,
    /// When one of the calls was last corrected after its end; `null` if none was.
    pub revised_at: Option<Timestamp>,
}

/// Which of the service levels a report shows.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceLevel {
    /// `service_level_answered`.
    ServiceLevelAnswered,
    /// `service_level_offered`.
    ServiceLevelOffered,
    /// `service_level_strict`.
    ServiceLevelStrict,
}

impl Period {
    /// Of a zone.
    #[must_use]
    pub fn new(span: Span, zone: &Zone) -> Self {
        Self { from: span.from, to: span.to, local_from: zone.shown(span.from) }
    }
}

impl ServiceLevel {
    const COLUMNS: [(Self, &'static str); 3] = [
        (Self::ServiceLevelAnswered, "service_level_answered"),
        (Self::ServiceLevelOffered, "service_level_offered"),
        (Self::ServiceLevelStrict, "service_level_strict"),
    ];
}

impl QueueRow {
    /// The cells of the row, with one of the service levels or all of them.
    ///
    /// # Errors
    /// None: the row has no lists.
    pub fn record(&self, level: Option<ServiceLevel>) -> Result<Record, RecordError> {
        // An expected wait is of now.
        let mut record = Record::of(self)?.without(&["ewt_s"]);
        for (other, column) in ServiceLevel::COLUMNS {
            if level.is_some_and(|level| level != other) {
                record = record.without(&[column]);
            }
        }
        Ok(if self.mixed_limits { record.emptied(&["service_level_s", "short_abandon_s"]) } else { record })
    }
}

impl Restated {
    /// Counts a row in.
    pub(super) fn add(&mut self, revised_at: Option<Timestamp>) {
        self.rows += u64::from(revised_at.is_some());
        self.newest = self.newest.max(revised_at);
    }
}

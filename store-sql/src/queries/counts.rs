//! `call_statistics`: ended calls, counted by the hour and by its quarter.

use std::collections::BTreeMap;

use callflow_core::store::Standing;
use callflow_core::{Call, Disposition};

use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::schema::{Conflict, Table, statistics};
use crate::words::word;

/// In seconds, the longest first.
pub(crate) const SPANS: [i64; 2] = [3_600, 900];

pub(crate) const TABLE: Table = Table {
    name: statistics::TABLE,
    columns: &[
        "span",
        "started_at",
        "tenant",
        "pbx",
        "direction",
        "calls",
        "answered",
        "talk_ms",
        "wait_ms",
        "hold_ms",
        "duration_ms",
        "disposition_answered",
        "disposition_no_answer",
        "disposition_busy",
        "disposition_failed",
        "disposition_congestion",
        "disposition_cancelled",
        "disposition_abandoned",
        "disposition_blocked",
        "disposition_application",
    ],
    key: 5,
    partitioned_key: None,
    conflict: Conflict::Add,
};

/// The dispositions and their columns, in the order of [`TABLE`].
pub(crate) const DISPOSITIONS: [(Disposition, &str); 9] = [
    (Disposition::Answered, "disposition_answered"),
    (Disposition::NoAnswer, "disposition_no_answer"),
    (Disposition::Busy, "disposition_busy"),
    (Disposition::Failed, "disposition_failed"),
    (Disposition::Congestion, "disposition_congestion"),
    (Disposition::Cancelled, "disposition_cancelled"),
    (Disposition::Abandoned, "disposition_abandoned"),
    (Disposition::Blocked, "disposition_blocked"),
    (Disposition::Application, "disposition_application"),
];

/// Calls, answered, the four sums of milliseconds, and the dispositions, in the order of [`TABLE`].
type Sums = [i64; 6 + DISPOSITIONS.len()];

/// One call, as it is counted. What is counted of it is taken back with the same value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Counted {
    pub(crate) started_at: i64,
    pub(crate) tenant: String,
    pub(crate) pbx: String,
    pub(crate) direction: String,
    pub(crate) disposition: Option<String>,
    pub(crate) answered: i64,
    /// Talk, wait, hold, duration.
    pub(crate) ms: [i64; 4],
}

impl Counted {
    /// `None` for a call that counts nowhere, or not yet.
    pub(crate) fn of(call: &Call) -> Option<Self> {
        let counts = Standing::of(call).ended && call.merged_into.is_none();
        let ms = [call.talk_ms, call.wait_ms, call.hold_ms, call.duration_ms];
        counts.then(|| Self {
            started_at: call.started_at.unix_micros(),
            tenant: call.tenant.as_ref().to_owned(),
            pbx: call.pbx.as_ref().to_owned(),
            direction: word(&call.direction),
            disposition: call.disposition.as_ref().map(word),
            answered: call.answered.into(),
            ms: ms.map(|ms| i64::try_from(ms).unwrap_or(i64::MAX)),
        })
    }

    fn sums(&self) -> Sums {
        let [talk, wait, hold, duration] = self.ms;
        let mut sums = [1, self.answered, talk, wait, hold, duration, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        let word = self.disposition.as_deref();
        for (sum, (_, column)) in sums.iter_mut().skip(6).zip(DISPOSITIONS) {
            *sum = (column.strip_prefix("disposition_") == word).into();
        }
        sums
    }
}

/// The beginning of the span of so many seconds that lies before `at`.
pub(crate) fn start_of(span: i64, at: i64) -> i64 {
    at.saturating_sub(at.rem_euclid(span * 1_000_000))
}

/// What a batch adds to the counts.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<(i64, i64, String, String, String), Sums>);

impl Tally {
    pub(crate) fn add(&mut self, counted: Counted) {
        self.put(counted, 1);
    }

    pub(crate) fn take_back(&mut self, counted: Counted) {
        self.put(counted, -1);
    }

    fn put(&mut self, counted: Counted, sign: i64) {
        let more = counted.sums();
        let Counted { started_at, tenant, pbx, direction, .. } = counted;
        for span in SPANS {
            let key = (span, start_of(span, started_at), tenant.clone(), pbx.clone(), direction.clone());
            for (sum, more) in self.0.entry(key).or_default().iter_mut().zip(more) {
                *sum = sum.saturating_add(more.saturating_mul(sign));
            }
        }
    }

    pub(crate) fn into_rows(self, dialect: Dialect) -> Rows {
        let mut rows = Rows::new(dialect);
        let changed = self.0.into_iter().filter(|(_, sums)| sums.iter().any(|sum| *sum != 0));
        for ((span, started_at, tenant, pbx, direction), sums) in changed {
            rows.number(span).number(started_at).key(&tenant).key(&pbx).string(direction);
            for sum in sums {
                rows.number(sum);
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use callflow_core::store::testkit::sample::Sample;

    use super::*;

    #[test]
    fn every_disposition_has_its_column_in_order() {
        for (disposition, column) in DISPOSITIONS {
            assert_eq!(column, format!("disposition_{}", word(&disposition)));
            let call = Sample::new("c", 0).unanswered(disposition).build();
            let sums = Counted::of(&call).unwrap().sums();
            let at = TABLE.columns.iter().position(|name| *name == column).unwrap() - TABLE.key;
            assert_eq!((sums[at], sums[6..].iter().sum::<i64>()), (1, 1));
        }
    }

    #[test]
    fn a_call_that_is_taken_back_leaves_nothing_to_write() {
        let counted = Counted::of(&Sample::new("c", 0).build()).unwrap();
        let mut tally = Tally::default();
        tally.add(counted.clone());
        assert_eq!(tally.0.len(), SPANS.len());
        tally.take_back(counted);
        assert_eq!(tally.into_rows(Dialect::Sqlite).len(), 0);
    }
}

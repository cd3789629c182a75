//! How waits and talks are spread.

use alloc::sync::Arc;
use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::counts::{Spread, VisitCounts};
use super::rows::Period;
use crate::metrics::percent;
use crate::time::Timestamp;

/// Between which seconds waits are counted where nothing else is asked for.
pub const WAIT_BOUNDS_S: &[u32] = &[5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 300, 600];
/// Between which seconds talks are counted where nothing else is asked for.
pub const TALK_BOUNDS_S: &[u32] = &[30, 60, 120, 180, 300, 600, 900, 1_800, 3_600];

/// What is spread.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    /// The waits of those answered.
    WaitAnswered,
    /// The waits of those who gave up.
    WaitAbandoned,
    /// The waits of those who left otherwise.
    WaitFlowOut,
    /// The talks of those answered, hold included.
    Talk,
}

/// How many waits or talks were that long.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct DistributionRow {
    /// When.
    #[serde(flatten)]
    pub period: Period,
    /// The queue; `null` of all queues.
    pub queue: Option<Arc<str>>,
    /// What is counted.
    pub measure: Measure,
    /// Longer than so many seconds; the first row of a measure also has those of no length.
    pub over_s: u32,
    /// And at most so many seconds long; `null` in the last row, which has all others.
    pub up_to_s: Option<u32>,
    /// How many.
    pub count: u64,
    /// How many of them have been, up to this row.
    pub cumulative: u64,
    /// Their share in all of this measure, in percent; `null` where there are none.
    pub share: Option<f64>,
    /// When one of the calls was last corrected after its end; `null` if none was.
    pub revised_at: Option<Timestamp>,
}

impl DistributionRow {
    /// Its columns, for a table without rows.
    pub const COLUMNS: &[&str] = &[
        "from",
        "to",
        "local_from",
        "queue",
        "measure",
        "over_s",
        "up_to_s",
        "count",
        "cumulative",
        "share",
        "revised_at",
    ];
}

impl Measure {
    const ALL: [Self; 4] = [Self::WaitAnswered, Self::WaitAbandoned, Self::WaitFlowOut, Self::Talk];

    fn of(self, counts: &VisitCounts) -> &Spread {
        match self {
            Self::WaitAnswered => &counts.answered,
            Self::WaitAbandoned => &counts.abandoned,
            Self::WaitFlowOut => &counts.flow_outs,
            Self::Talk => &counts.talks,
        }
    }

    fn bounds(self) -> &'static [u32] {
        match self {
            Self::WaitAnswered | Self::WaitAbandoned | Self::WaitFlowOut => WAIT_BOUNDS_S,
            Self::Talk => TALK_BOUNDS_S,
        }
    }
}

/// The rows of all measures. `bounds` are in ascending order; each measure has its own where there are none.
pub(super) fn rows(
    (period, queue): (&Period, Option<&Arc<str>>),
    (counts, revised_at): (&VisitCounts, Option<Timestamp>),
    bounds: Option<&[u32]>,
) -> Vec<DistributionRow> {
    let mut rows = Vec::new();
    for measure in Measure::ALL {
        let (spread, bounds) = (measure.of(counts), bounds.unwrap_or(measure.bounds()));
        let mut cumulative = 0;
        let mut over_s = 0;
        for (up_to_s, count) in bounds.iter().copied().map(Some).chain([None]).zip(buckets(spread, bounds)) {
            cumulative += count;
            rows.push(DistributionRow {
                period: period.clone(),
                queue: queue.cloned(),
                measure,
                over_s,
                up_to_s,
                count,
                cumulative,
                share: percent(count, spread.count()),
                revised_at,
            });
            over_s = up_to_s.unwrap_or(over_s);
        }
    }
    rows
}

/// How many are within each bound and over the one before, and how many are over the last.
fn buckets(spread: &Spread, bounds: &[u32]) -> Vec<u64> {
    let mut buckets = alloc::vec![0; bounds.len() + 1];
    for ms in spread.iter() {
        let place = bounds.partition_point(|bound| u64::from(*bound) * 1_000 < ms);
        if let Some(bucket) = buckets.get_mut(place) {
            *bucket += 1;
        }
    }
    buckets
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_is_in_the_row_that_ends_with_it_and_nothing_is_left_out() {
        let mut counts = VisitCounts::default();
        for ms in [0, 5_000, 5_001, 10_000, 700_000] {
            counts += &VisitCounts { answered: Spread::one(ms), ..VisitCounts::default() };
        }
        assert_eq!(buckets(&counts.answered, &[5, 10]), [2, 2, 1]);
        assert_eq!(buckets(&counts.answered, &[]), [5]);
        let period = Period { from: Timestamp::default(), to: Timestamp::default(), local_from: "".into() };
        let all = rows((&period, None), (&counts, None), Some(&[5, 10]));
        let waits: Vec<_> = all
            .iter()
            .filter(|row| row.measure == Measure::WaitAnswered)
            .map(|row| (row.over_s, row.up_to_s, row.count, row.cumulative, row.share))
            .collect();
        assert_eq!(
            waits,
            [(0, Some(5), 2, 2, Some(40.0)), (5, Some(10), 2, 4, Some(40.0)), (10, None, 1, 5, Some(20.0))]
        );
        let talks: Vec<Option<f64>> =
            all.iter().filter(|row| row.measure == Measure::Talk).map(|row| row.share).collect();
        assert_eq!(talks, [None; 3]);
        let record = crate::report::Record::of(&all[0]).unwrap();
        assert_eq!(record.columns().collect::<Vec<_>>(), DistributionRow::COLUMNS);
    }
}

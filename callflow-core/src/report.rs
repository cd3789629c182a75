//! Reports: what calls, queues and agents did in quarters of an hour, hours, days, weeks and months of a time zone.
//!
//! A store keeps no finished reports. It keeps [`Counts`] by quarter of an hour, the finest piece of time at which the clocks
//! of any time zone change, and a report adds up quarters into the periods of the zone that is asked for:
//!
//! ```text
//! Call, interval ─▶ Share (quarter, group, Counts) ─▶ store adds, and takes back what a correction replaced
//!                                                        │
//! Ask (range, grain, zone, groups, limits) ─▶ periods ─▶ counts of quarters ─▶ rows: metrics::{Tally, QueueMetrics, …}
//! ```
//!
//! - **What is counted** is said once, by [`shares_of_call`] and [`shares_of_interval`]: a store that adds them up as records
//!   are written and one that recounts the records when it is asked give the same report.
//! - **No threshold is in the counts.** They have every wait ([`Spread`]), so that a service level is asked for with any
//!   threshold, the longest wait is known, and a corrected call can be taken back from both.
//! - **No formula is here.** Rows are made by [`metrics`](crate::metrics).
//! - **A corrected call restates** the report of its time: each row says when one of its calls was last revised.
//!
//! A report counts calls that ended. What goes on is in the live figures.

mod call_back;
mod counts;
mod csv;
mod details;
mod distribution;
mod grain;
mod read;
mod record;
mod rows;
mod schedule;
mod share;
mod sheet;
mod times;

pub use self::call_back::{AbandonedRow, CallBack, CallBackState, call_back};
pub use self::counts::{CallCounts, Counts, Spread, VisitCounts};
pub use self::csv::{csv_line, csv_text, harmless};
pub use self::details::DetailsRow;
pub use self::distribution::{DistributionRow, Measure, TALK_BOUNDS_S, WAIT_BOUNDS_S};
pub use self::grain::{Grain, MAX_PERIODS, RangeError, periods};
pub use self::read::{Ask, abandoned, agents, calls, distribution, queues};
pub use self::record::{Cell, Record, RecordError, Shown};
pub use self::rows::{AgentRow, CallsRow, Period, QueueRow, Report, Restated, ServiceLevel};
pub use self::schedule::{Covered, Due, Recurrence, TimeOfDay, TimeOfDayError};
pub use self::share::{Group, QUARTER, Share, ShareKey, quarter_of, shares_of_call, shares_of_interval};
pub use self::sheet::Sheet;

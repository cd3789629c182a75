//! The figures of a call centre: one definition each, as pure functions.
//!
//! Vendors call different things by one name, so every variant has a name of its own here, and nothing is called
//! just "service level". An **empty denominator gives `None`** (`null`, shown as a dash): never 0 and never 100 %.
//!
//! A queue's figures are functions of a [`Tally`], which adds up [`EndedVisit`]s; the tallies of a day's hours add
//! up to that of the day. With *a* answered, *b* abandoned, `T` the threshold of the queue (default 20 s):
//!
//! | field | formula | same as |
//! |---|---|---|
//! | `service_level_answered` | 100 · a≤T / a | Asterisk `ServicelevelPerf` (app_queue.c); Wazo `qos`; QueueMetrics "Answered SLA" |
//! | `service_level_offered` | 100 · (a≤T + b≤T) / (a + b) | Asterisk `ServicelevelPerf2` (app_queue.c); QueueMetrics "Inclusive SLA" |
//! | `service_level_strict` | 100 · a≤T / (a + b − short b + flow-outs) | variants of Genesys |
//! | `abandon_rate` | 100 · b / (a + b + flow-outs) | |
//! | `abandon_rate_net` | 100 · (b − short b) / (a + b + flow-outs − short b) | Talkdesk |
//! | `answer_rate` | 100 · a / (a + b + flow-outs + turned away) | Wazo `answered_rate` |
//! | `asa_s` average speed of answer | Σ wait(a) / a | |
//! | `awt_s` average wait | Σ wait / (a + b + flow-outs) | Wazo |
//! | `longest_wait_s` | the longest of those waits; also apart for a and b | |
//! | `att_s` average talk | Σ talk / handled; hold is **included** | |
//! | `ahold_s` average hold | Σ hold / handled | |
//! | `acw_s` after-call work | Σ wrap-up / handled | |
//! | `aht_s` average handling | Σ (talk incl. hold + wrap-up) / handled | Cisco WFO glossary |
//! | `aring_s` average ring | Σ ring of answered attempts / those attempts | |
//! | `occupancy` | 100 · (talk + hold + wrap-up + ring) / (the same + available) | |
//! | `utilisation` | 100 · (talk + hold + wrap-up) / logged-in time | a variant of Genesys |
//! | `calls_per_hour` | handled · 3600 / logged-in seconds | |
//! | `longest_idle_s` | the longest interval in `available` | |
//! | `adherence` | 100 · (in as scheduled + out as scheduled) / scheduled | Cisco WFO glossary |
//! | `first_call_resolution` | 100 · (1 − calls of a number that were repeated within W / calls), W = 7 days | no standard |
//! | `ewt_s` expected wait | talk · position / available members; none available: ASA · position; no history: 60 s | Mitel KB52331 |
//!
//! *Flow-outs* are visits that ended by timeout, key, empty queue, withdrawal or transfer. *Lost* visits, whose end
//! was not seen, are in no rate. *Handled* is an answered call that is over, so that a talk that still goes on
//! shortens no average; of a past interval it is *a*.

mod abandonment;
mod adherence;
mod agent;
mod durations;
mod expected_wait;
mod queue;
mod resolution;
mod rows;
mod service_level;
mod shares;
mod tally;
mod visit;

use core::time::Duration;

pub use self::abandonment::{abandon_rate, abandon_rate_net, answer_rate};
pub use self::adherence::{Presence, Scheduled, adherence};
pub use self::agent::{
    AgentCounts, AgentFigures, AgentTimes, calls_per_hour, longest_idle_s, occupancy, utilisation,
};
pub use self::durations::{acw_s, ahold_s, aht_s, aring_s, asa_s, att_s, awt_s, longest_wait_s};
pub use self::expected_wait::{ExpectedWait, ewt_s};
pub use self::queue::QueueMetrics;
pub use self::resolution::{RESOLUTION_WINDOW, first_call_resolution};
pub use self::rows::{By, Row, day_row, hour_rows};
pub use self::service_level::{service_level_answered, service_level_offered, service_level_strict};
pub use self::shares::agent_shares;
pub use self::tally::Tally;
pub use self::visit::EndedVisit;

/// `part` of `whole` in percent; `None` if there is no whole.
#[expect(clippy::cast_precision_loss, reason = "counts and milliseconds of a call centre are far below 2^52")]
pub(crate) fn percent(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| 100.0 * part as f64 / whole as f64)
}

/// `ms` divided by `count`, in seconds; `None` if there is no count.
#[expect(clippy::cast_precision_loss, reason = "counts and milliseconds of a call centre are far below 2^52")]
fn mean_s(ms: u64, count: u64) -> Option<f64> {
    (count > 0).then(|| ms as f64 / 1_000.0 / count as f64)
}

/// Milliseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "milliseconds of a call centre are far below 2^52")]
fn seconds(ms: u64) -> f64 {
    ms as f64 / 1_000.0
}

fn millis(span: Duration) -> u64 {
    u64::try_from(span.as_millis()).unwrap_or(u64::MAX)
}

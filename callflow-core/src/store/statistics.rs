//! Calls by hour and by day.

use alloc::format;
use alloc::sync::Arc;

use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::query::Scope;
use crate::call::{Call, CallState, Direction};
use crate::disposition::Disposition;
use crate::time::Timestamp;

/// The most hours or days that one question may span: more than a year by the hour.
pub const MAX_PERIODS: u64 = 10_000;

/// Hours of the day from Baker Island to the Line Islands.
const MAX_OFFSET_MINUTES: i32 = 14 * 60;
const MINUTE_MICROS: i64 = 60_000_000;

/// Which calls to count, and over what.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct StatisticsQuery {
    /// Calls that began at this time or later.
    pub from: Timestamp,
    /// Calls that began before this time.
    pub to: Timestamp,
    /// By hour or by day.
    pub period: Period,
    /// How far the wall clock is ahead of UTC, in minutes: 120 counts days from 22:00 UTC of the day before. One
    /// offset for the whole span; a change to summer time in it is not followed. From -840 to 840.
    pub offset_minutes: i32,
    /// Of this tenant and PBX.
    pub scope: Scope,
    /// That went this way.
    pub direction: Option<Direction>,
    /// That this agent took, as in [`CallQuery::agent`](super::CallQuery::agent).
    pub agent: Option<Arc<str>>,
    /// That entered this queue, as in [`CallQuery::queue`](super::CallQuery::queue).
    pub queue: Option<Arc<str>>,
}

impl StatisticsQuery {
    /// All calls that began between two times, in UTC.
    #[must_use]
    pub fn new(from: Timestamp, to: Timestamp, period: Period) -> Self {
        Self {
            from,
            to,
            period,
            offset_minutes: 0,
            scope: Scope::default(),
            direction: None,
            agent: None,
            queue: None,
        }
    }

    /// Whether a store can answer it; every implementation asks this first.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a span of more than [`MAX_PERIODS`] or an offset that no place has.
    pub fn check(&self) -> Result<(), StoreError> {
        let micros = self.to.unix_micros().saturating_sub(self.from.unix_micros());
        if micros.div_euclid(self.period.micros()) > i64::try_from(MAX_PERIODS).unwrap_or(i64::MAX) {
            return Err(StoreError::invalid("to", format!("spans more than {MAX_PERIODS} hours or days")));
        }
        if self.offset_minutes.abs() > MAX_OFFSET_MINUTES {
            let message = format!("must be from -{MAX_OFFSET_MINUTES} to {MAX_OFFSET_MINUTES}");
            return Err(StoreError::invalid("offset_minutes", message));
        }
        Ok(())
    }

    /// The beginning of the hour or day that `at` lies in, on the wall clock of the offset.
    #[must_use]
    pub fn period_of(&self, at: Timestamp) -> Timestamp {
        let period = self.period.micros();
        let offset = i64::from(self.offset_minutes) * MINUTE_MICROS;
        let into = at.unix_micros().saturating_add(offset).rem_euclid(period);
        Timestamp::from_unix_micros(at.unix_micros().saturating_sub(into))
    }

    /// Whether the call is counted.
    #[must_use]
    pub fn counts(&self, call: &Call) -> bool {
        call.state == CallState::Ended
            && call.merged_into.is_none()
            && self.scope.holds(call)
            && (self.from..self.to).contains(&call.started_at)
            && self.direction.is_none_or(|direction| direction == call.direction)
            && self.agent.as_deref().is_none_or(|agent| super::agents(call).contains(agent))
            && self.queue.as_deref().is_none_or(|queue| super::queues(call).contains(queue))
    }
}

/// The unit of time that calls are counted in.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Period {
    /// Whole hours.
    Hour,
    /// Whole days.
    Day,
}

impl Period {
    /// Its length in microseconds.
    #[must_use]
    pub const fn micros(self) -> i64 {
        match self {
            Self::Hour => 60 * MINUTE_MICROS,
            Self::Day => 24 * 60 * MINUTE_MICROS,
        }
    }
}

/// The calls that began in one hour or one day.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StatisticsRow {
    /// When the hour or day begins.
    pub from: Timestamp,
    /// How many calls.
    pub calls: u64,
    /// How many of them were answered by a person.
    pub answered: u64,
    /// How many went which way.
    pub direction: DirectionCounts,
    /// How many came out how.
    pub disposition: DispositionCounts,
    /// The sum of `talk_ms`.
    pub talk_ms: u64,
    /// The sum of `wait_ms`.
    pub wait_ms: u64,
    /// The sum of `hold_ms`.
    pub hold_ms: u64,
    /// The sum of `duration_ms`.
    pub duration_ms: u64,
}

impl StatisticsRow {
    /// An hour or day without calls.
    #[must_use]
    pub fn empty(from: Timestamp) -> Self {
        Self { from, ..Self::default() }
    }

    /// Counts `calls` more of one direction and disposition; the sums are the caller's to add.
    pub fn count(&mut self, direction: Direction, disposition: Option<Disposition>, calls: u64) {
        self.calls += calls;
        *self.direction.of_mut(direction) += calls;
        if let Some(disposition) = disposition {
            *self.disposition.of_mut(disposition) += calls;
        }
    }
}

macro_rules! counts {
    ($(#[$meta:meta])* $name:ident of $key:ident { $($field:ident = $variant:ident,)* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct $name {
            $(#[doc = concat!("Those that are `", stringify!($field), "`.")] pub $field: u64,)*
        }

        impl $name {
            fn of_mut(&mut self, key: $key) -> &mut u64 {
                match key {
                    $($key::$variant => &mut self.$field,)*
                }
            }
        }
    };
}

counts! {
    /// How many calls went which way.
    DirectionCounts of Direction {
        inbound = Inbound,
        outbound = Outbound,
        internal = Internal,
        unknown = Unknown,
    }
}

counts! {
    /// How many calls came out how.
    DispositionCounts of Disposition {
        answered = Answered,
        no_answer = NoAnswer,
        busy = Busy,
        failed = Failed,
        congestion = Congestion,
        cancelled = Cancelled,
        abandoned = Abandoned,
        blocked = Blocked,
        application = Application,
    }
}

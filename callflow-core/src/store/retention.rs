//! Removing what is old.

use alloc::boxed::Box;
use alloc::format;
use core::fmt;
use core::fmt::Debug;
use core::str::FromStr;

use async_trait::async_trait;

use super::error::StoreError;
use super::facts::over_since;
use super::query::Scope;
use super::rows::{DeviceEventRow, IntervalRow};
use crate::call::Call;
use crate::time::Timestamp;

/// The most rows that one [`RetentionStore::purge`] removes.
pub const MAX_PURGE: u32 = 10_000;

/// Removes what is old.
#[async_trait]
pub trait RetentionStore: Debug + Send + Sync {
    /// Removes the oldest rows of one kind, at most [`Purge::limit`], and says how many; 0 means that none is left.
    /// What belongs to a row goes with it and is not counted.
    ///
    /// - **Atomic**: all of those rows or, on an error, none.
    /// - **Repeated** until it says 0 by whoever wants all of it removed, with time for other writers in between.
    /// - A row that is put again later is a new one: `before` lies further back than what is still told.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit out of range; those of the database.
    async fn purge(&self, purge: &Purge) -> Result<u64, StoreError>;
}

/// What to remove.
///
/// ```
/// use callflow_core::Timestamp;
/// use callflow_core::store::{Entity, Purge};
///
/// let purge = Purge::new(Entity::Calls, Timestamp::default());
/// assert!(purge.check().is_ok());
/// ```
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Purge {
    /// Rows of which kind.
    pub entity: Entity,
    /// Those that were over before this time.
    pub before: Timestamp,
    /// Of this tenant and PBX.
    pub scope: Scope,
    /// At most this many, from 1 to [`MAX_PURGE`].
    pub limit: u32,
}

impl Purge {
    /// Some hundred rows of one kind that were over before a time, of everyone.
    #[must_use]
    pub fn new(entity: Entity, before: Timestamp) -> Self {
        Self { entity, before, scope: Scope::default(), limit: 500 }
    }

    /// Whether a store can do it; every implementation asks this first.
    ///
    /// # Errors
    /// [`StoreError::InvalidQuery`] for a limit of 0 or above [`MAX_PURGE`].
    pub fn check(&self) -> Result<(), StoreError> {
        if (1..=MAX_PURGE).contains(&self.limit) {
            Ok(())
        } else {
            Err(StoreError::invalid("limit", format!("must be from 1 to {MAX_PURGE}")))
        }
    }

    /// Whether this call is to go, if calls are.
    #[must_use]
    pub fn takes_call(&self, call: &Call) -> bool {
        self.scope.holds(call) && over_since(call).is_some_and(|over| over < self.before)
    }

    /// Whether this interval is to go, if intervals are.
    #[must_use]
    pub fn takes_interval(&self, interval: &IntervalRow) -> bool {
        self.scope.holds(interval) && interval.to.is_some_and(|to| to < self.before)
    }

    /// Whether this event is to go, if device events are.
    #[must_use]
    pub fn takes_device_event(&self, event: &DeviceEventRow) -> bool {
        self.scope.holds(event) && event.at < self.before
    }
}

/// What grows with time and may be removed by its age. Live calls, and agents, queues and extensions as they stand, are
/// none of it.
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
#[non_exhaustive]
pub enum Entity {
    /// Calls that are over ([`over_since`]), those that ended first before others: their records with everything below
    /// them, recordings included. What was counted of them stays: without a filter by agent or queue,
    /// [`statistics`](super::CallStore::statistics) of whole hours and days (of UTC) are what they were.
    Calls,
    /// What agents did, by the end of each interval; one that has no end stays.
    AgentIntervals,
    /// What became of extensions.
    DeviceEvents,
}

impl Entity {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Calls, Self::AgentIntervals, Self::DeviceEvents];

    /// Its word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::AgentIntervals => "agent_intervals",
            Self::DeviceEvents => "device_events",
        }
    }
}

impl fmt::Display for Entity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Entity {
    type Err = StoreError;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = Self::ALL.into_iter().find(|entity| entity.as_str() == word);
        known.ok_or_else(|| {
            let words = Self::ALL.map(Self::as_str).join(", ");
            StoreError::invalid("entity", format!("must be one of {words}"))
        })
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn an_entity_survives_being_a_word() {
        for entity in Entity::ALL {
            assert_eq!(entity.to_string().parse::<Entity>().unwrap(), entity);
        }
        assert_eq!("agent_intervals".parse::<Entity>().unwrap(), Entity::AgentIntervals);
        let error = "agents".parse::<Entity>().unwrap_err();
        assert_eq!(error.to_string(), "entity: must be one of calls, agent_intervals, device_events");
    }
}

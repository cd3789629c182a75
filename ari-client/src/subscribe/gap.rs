//! What is missing.

use std::time::SystemTime;

/// Events are missing: what happened in this time is not known from events. Ask Asterisk how things are.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Gap {
    /// The last moment before it.
    pub from: SystemTime,
    /// The first moment after it.
    pub to: SystemTime,
    /// How many events are missing; `None` where nobody can know.
    pub missed: Option<u64>,
    /// Why.
    pub cause: GapCause,
}

/// Why events are missing.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum GapCause {
    /// There was no connection.
    Link,
    /// The listener read more slowly than events came, and its queue was full.
    SlowReader,
    /// What came was no event; it may have been one that was damaged.
    Garbage,
    /// Several of these, one after another.
    Several,
}

impl Gap {
    /// The two as one.
    pub(crate) fn and(self, later: Self) -> Self {
        let missed = self.missed.zip(later.missed).map(|(one, two)| one.saturating_add(two));
        let cause = if self.cause == later.cause { self.cause } else { GapCause::Several };
        Self { from: self.from.min(later.from), to: self.to.max(later.to), missed, cause }
    }
}

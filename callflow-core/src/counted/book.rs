//! Rows of hours, and the row of all time.

use alloc::collections::VecDeque;
use core::ops::AddAssign;

use serde::{Deserialize, Serialize};

use crate::plan::CallCentre;
use crate::time::Timestamp;
use crate::zone::Span;

/// What was counted of one queue or agent and can no longer change.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
pub(super) struct Book<T> {
    overall: T,
    /// The hours of the last days in which something was counted, in order.
    hours: VecDeque<(Span, T)>,
}

impl<T: AddAssign + Copy + Default> Book<T> {
    /// Adds what happened at `at`.
    pub(super) fn add(&mut self, at: Timestamp, part: T, centre: &CallCentre, now: Timestamp) {
        self.overall += part;
        let cutoff = centre.zone.days_back(now, centre.keep_days.max(1));
        while self.hours.front().is_some_and(|(hour, _)| hour.to <= cutoff) {
            self.hours.pop_front();
        }
        let hour = centre.zone.hour_of(at);
        if hour.to <= cutoff {
            return;
        }
        let place = self.hours.partition_point(|(known, _)| known.from < hour.from);
        match self.hours.get_mut(place) {
            Some((known, row)) if known.from == hour.from => *row += part,
            _ => {
                let mut row = T::default();
                row += part;
                self.hours.insert(place, (hour, row));
            }
        }
    }

    /// The sum of the hours that began in a span.
    pub(super) fn within(&self, span: Span) -> T {
        let mut sum = T::default();
        self.hours.iter().filter(|(hour, _)| span.contains(hour.from)).for_each(|(_, row)| sum += *row);
        sum
    }

    pub(super) fn overall(&self) -> T {
        self.overall
    }
}

//! A row while its channels live.

use std::collections::BTreeSet;

use callflow_core::call::HungUpBy;
use callflow_core::{Disposition, HangupCause, Timestamp};

use crate::compare::row::{Hold, Row};

/// Whose hangup it was.
#[derive(Clone, Copy, Debug)]
pub(super) enum Side {
    Caller,
    Callee,
}

/// A row that is not over.
#[derive(Debug)]
pub(super) struct Open {
    pub(super) row: Row,
    /// The Uniqueid of its first channel, the caller's.
    pub(super) first: String,
    /// The Uniqueids of its channels that live.
    pub(super) channels: BTreeSet<String>,
    pub(super) joined: Option<Timestamp>,
    /// By whom and since when the call is held.
    pub(super) held: Option<(Option<String>, Timestamp)>,
    /// The last dial status.
    pub(super) status: Option<String>,
    /// The hangup cause of the first channel.
    pub(super) cause: Option<u16>,
    /// Who hung up first.
    pub(super) asked: Option<Side>,
    answered_at: Option<Timestamp>,
}

impl Open {
    pub(super) fn new(row: Row, first: String) -> Self {
        Self {
            row,
            first,
            channels: BTreeSet::new(),
            joined: None,
            held: None,
            status: None,
            cause: None,
            asked: None,
            answered_at: None,
        }
    }

    /// Somebody answered: the first one is who took the call, the last one who had it in the end.
    pub(super) fn answered(&mut self, at: Timestamp, by: Option<String>) {
        if self.answered_at.is_none() {
            self.answered_at = Some(at);
            self.row.answered_by.clone_from(&by);
        }
        for party in self.row.parties.iter_mut().filter(|party| Some(&party.number) == by.as_ref()) {
            party.answered = true;
        }
        self.row.final_party = by.or(self.row.final_party.take());
    }

    pub(super) fn left_queue(&mut self, outcome: &'static str) {
        if let Some(visit) = self.row.queue_visits.last_mut() {
            visit.outcome = visit.outcome.or(Some(outcome));
        }
    }

    pub(super) fn unhold(&mut self, at: Timestamp) {
        if let Some((by, since)) = self.held.take() {
            self.row.holds.push(Hold { by, ms: at.millis_since(since) });
        }
    }

    /// The row when its last channel is gone.
    pub(super) fn close(mut self, at: Timestamp) -> Row {
        self.unhold(at);
        let waited_from = self.joined.unwrap_or(self.row.started_at);
        self.row.wait_ms = self.answered_at.unwrap_or(at).millis_since(waited_from);
        self.row.talk_ms = self.answered_at.map_or(0, |answered| at.millis_since(answered));
        self.row.answered = self.answered_at.is_some();
        self.row.disposition = Some(self.disposition());
        self.row.hung_up_by = Some(match self.asked {
            Some(Side::Caller) => HungUpBy::Caller,
            Some(Side::Callee) if self.row.answered => HungUpBy::Callee,
            _ => HungUpBy::System,
        });
        self.row
    }

    fn disposition(&self) -> Disposition {
        let abandoned = self.row.queue_visits.last().is_some_and(|visit| visit.outcome == Some("abandoned"));
        if self.row.answered {
            return Disposition::Answered;
        }
        if abandoned {
            return Disposition::Abandoned;
        }
        match self.status.as_deref() {
            Some("BUSY") => Disposition::Busy,
            Some("CANCEL") => Disposition::Cancelled,
            Some("CONGESTION") => Disposition::Congestion,
            Some("CHANUNAVAIL") => Disposition::Failed,
            Some(_) => Disposition::NoAnswer,
            None => match self.cause.map(HangupCause::new) {
                Some(HangupCause::USER_BUSY) => Disposition::Busy,
                Some(HangupCause::NORMAL_CLEARING) => Disposition::Cancelled,
                _ => Disposition::Failed,
            },
        }
    }
}

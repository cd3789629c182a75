//! The pool: who gets which extension, and for how long.

use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::{Extension, Extensions, Instant, News};
use crate::lease::{Lease, LeaseCommand, LeaseError, LeaseId, ReleasedBy};
use crate::plan::Plan;
use crate::time::Timestamp;

impl Extensions {
    /// Does what a client or an operator wants. Reservations whose time is over must have been ended.
    pub(crate) fn lease(
        &mut self,
        plan: &Plan,
        command: &LeaseCommand,
        now: Timestamp,
        news: &mut News,
    ) -> Result<Lease, LeaseError> {
        match command {
            LeaseCommand::Reserve { extension, id, time_to_live } => {
                let until = end(now, *time_to_live)?;
                let extension = match extension {
                    Some(extension) => self.named(plan, extension, id)?,
                    None => {
                        self.held_by(id).or_else(|| self.longest_unused(plan)).ok_or(LeaseError::NoneFree)?
                    }
                };
                Ok(self.hold(plan, &extension, now, news, |known| {
                    if known.tenure.holder() == Some(id) {
                        known.tenure.renew(until);
                    } else {
                        known.tenure.reserve(id, until);
                    }
                }))
            }
            LeaseCommand::Renew { extension, id, time_to_live } => {
                let until = end(now, *time_to_live)?;
                self.check_holder(plan, extension, id)?;
                Ok(self.hold(plan, extension, now, news, |known| known.tenure.renew(until)))
            }
            LeaseCommand::Release { extension, by } => {
                match by {
                    ReleasedBy::Holder(id) => self.check_holder(plan, extension, id)?,
                    ReleasedBy::Operator => self.known(plan, extension).map(|_| ())?,
                }
                Ok(self.hold(plan, extension, now, news, |known| known.tenure.release(now)))
            }
        }
    }

    /// Takes every extension from its holder.
    pub(crate) fn reset_leases(&mut self, plan: &Plan, now: Timestamp, news: &mut News) {
        for exten in self.those(|known| known.tenure.holder().is_some()) {
            self.hold(plan, &exten, now, news, |known| known.tenure.release(now));
        }
    }

    /// When the first reservation ends.
    pub(crate) fn poll_timeout(&self) -> Option<Timestamp> {
        self.due
    }

    /// Ends the reservations whose time is over, the first to end first.
    pub(crate) fn expire(&mut self, plan: &Plan, now: Timestamp, news: &mut News) {
        while let Some(due) = self.due.filter(|due| *due <= now) {
            for exten in self.those(|known| known.tenure.expires_at() == Some(due)) {
                self.hold(plan, &exten, due, news, |known| known.tenure.expire(due));
            }
        }
    }

    /// Changes who has an extension.
    fn hold(
        &mut self,
        plan: &Plan,
        exten: &str,
        now: Timestamp,
        news: &mut News,
        change: impl FnOnce(&mut Extension),
    ) -> Lease {
        self.change(plan, exten, Instant { at: now, now }, news, change)
    }

    /// A certain extension, if that client may have it.
    fn named(&self, plan: &Plan, exten: &str, id: &LeaseId) -> Result<Arc<str>, LeaseError> {
        let known = self.known(plan, exten)?;
        if known.tenure.holder() == Some(id) || (plan.leases(exten) && known.is_free()) {
            Ok(exten.into())
        } else {
            Err(LeaseError::Taken { extension: exten.into() })
        }
    }

    fn held_by(&self, id: &LeaseId) -> Option<Arc<str>> {
        let held = |known: &Extension| known.tenure.holder() == Some(id);
        self.extensions.iter().find_map(|(exten, known)| held(known).then(|| exten.clone()))
    }

    /// The free extensions, the one that nobody had for longest first, so that all come round, and that the last holder's
    /// calls and subscriptions have time to end.
    pub(crate) fn free(&self, plan: &Plan) -> Vec<Arc<str>> {
        let free = self.extensions.iter().filter(|(exten, known)| known.is_free() && plan.leases(exten));
        let mut free: Vec<(&Arc<str>, &Extension)> = free.collect();
        free.sort_by_key(|(exten, known)| (known.tenure.free_since(), exten.len(), *exten));
        free.into_iter().map(|(exten, _)| exten.clone()).collect()
    }

    fn longest_unused(&self, plan: &Plan) -> Option<Arc<str>> {
        self.free(plan).into_iter().next()
    }

    fn check_holder(&self, plan: &Plan, exten: &str, id: &LeaseId) -> Result<(), LeaseError> {
        let known = self.known(plan, exten)?;
        let holds = known.tenure.holder() == Some(id);
        holds.then_some(()).ok_or_else(|| LeaseError::NotHeld { extension: exten.into() })
    }

    /// An extension that is given out, or still held although the plan changed since.
    fn known(&self, plan: &Plan, exten: &str) -> Result<&Extension, LeaseError> {
        let given_out = |known: &&Extension| plan.leases(exten) || known.tenure.holder().is_some();
        let known = self.extensions.get(exten).filter(given_out);
        known.ok_or_else(|| LeaseError::Unknown { extension: exten.into() })
    }

    fn those(&self, which: impl Fn(&Extension) -> bool) -> Vec<Arc<str>> {
        let those = self.extensions.iter().filter(|(_, known)| which(known));
        those.map(|(exten, _)| exten.clone()).collect()
    }
}

/// When a reservation of `time_to_live` from now ends.
fn end(now: Timestamp, time_to_live: Duration) -> Result<Timestamp, LeaseError> {
    let until = now.saturating_add(time_to_live);
    (until > now).then_some(until).ok_or(LeaseError::NoTime)
}

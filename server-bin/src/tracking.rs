//! A tracker with what it is asked and told: the state that a journal's entries change.

use callflow_core::resync::SavedResync;
use callflow_core::{CallFlow, Change, Plan, SavedState};
use serde::{Deserialize, Serialize};

use crate::follow::{Applied, Follower};
use crate::journal::entry::Entry;

/// The state of one PBX. The same entries give the same changes, live and from the journal.
#[derive(Debug)]
pub(crate) struct Tracking {
    pub(crate) flow: CallFlow,
    pub(crate) follower: Follower,
}

/// How a state is written to the disk: the form is the oldest thing that a newer version must read.
#[derive(Serialize)]
struct Written<'a> {
    format: u32,
    flow: &'a SavedState,
    resync: SavedResync,
}

#[derive(Deserialize)]
struct Read {
    format: u32,
    flow: SavedState,
    resync: SavedResync,
}

/// Rises when a state of before cannot be read any more, or means something else.
const FORMAT: u32 = 1;

/// Why a state cannot be gone on from.
#[derive(Debug, thiserror::Error)]
pub(crate) enum StateError {
    #[error("it was saved in format {0} by another version")]
    Format(u32),
    #[error("it cannot be read: {0}")]
    Unreadable(#[from] rmp_serde::decode::Error),
}

impl Tracking {
    pub(crate) fn new(pbx: &str, plan: &Plan) -> Self {
        Self { flow: CallFlow::new(pbx, plan.clone()), follower: Follower::new() }
    }

    /// From what [`save`](Self::save) gave.
    pub(crate) fn restore(plan: &Plan, state: &[u8]) -> Result<Self, StateError> {
        let Read { format, flow, resync } = rmp_serde::from_slice(state)?;
        if format != FORMAT {
            return Err(StateError::Format(format));
        }
        Ok(Self { flow: CallFlow::restore(plan.clone(), flow), follower: Follower::restore(resync) })
    }

    /// From the state that servers without a journal left in the store.
    pub(crate) fn restore_bare(plan: &Plan, state: &[u8]) -> Result<Self, StateError> {
        let flow: SavedState = rmp_serde::from_slice(state)?;
        Ok(Self { flow: CallFlow::restore(plan.clone(), flow), follower: Follower::new() })
    }

    /// `None` while Asterisk owes an answer: what was asked is not part of it.
    pub(crate) fn save(&self) -> Option<Vec<u8>> {
        let resync = self.follower.save()?;
        rmp_serde::to_vec_named(&Written { format: FORMAT, flow: self.flow.state(), resync }).ok()
    }

    /// Applies an entry and drains what it changed.
    pub(crate) fn apply(&mut self, entry: &Entry<'_>, told: &mut Vec<Change>) -> Applied {
        let applied = self.follower.apply(entry, &mut self.flow);
        told.extend(std::iter::from_fn(|| self.flow.poll_output()));
        applied
    }

    /// Applies an entry of a journal.
    pub(crate) fn replay(&mut self, entry: &Entry<'_>, told: &mut Vec<Change>) {
        self.apply(entry, told);
        self.follower.was_asked();
    }
}

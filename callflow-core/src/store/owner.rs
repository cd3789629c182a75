//! Who owns a PBX: several servers may follow one Asterisk, and one of them writes.

use alloc::boxed::Box;
use alloc::sync::Arc;
use core::fmt::Debug;
use core::time::Duration;

use async_trait::async_trait;

use super::error::StoreError;

/// Lends each PBX to one owner at a time.
///
/// An owner that stalls for longer than its claim may not know that another one has taken over. So each change of the
/// owner raises the PBX's **fencing token**, and a commit that carries a [`Fence`] of an older token is refused: what
/// the old owner still writes can do no harm, whatever its clock says.
#[async_trait]
pub trait OwnerStore: Debug + Send + Sync {
    /// Claims `pbx` for `owner`, for `ttl` from now on.
    ///
    /// It is given if nobody has it, if the claim of whoever has it ran out **by the store's own clock**, or if it is
    /// `owner`'s already, whose claim then runs out `ttl` from now. Of several who claim at once one gets it. A claim for no
    /// time is given and runs out at once.
    ///
    /// # Errors
    /// Those of the database.
    async fn claim(&self, pbx: &str, owner: &str, ttl: Duration) -> Result<Claim, StoreError>;

    /// Gives `pbx` up, so that the next one who claims it gets it at once. Does nothing if it is not `owner`'s.
    ///
    /// # Errors
    /// Those of the database.
    async fn release(&self, pbx: &str, owner: &str) -> Result<(), StoreError>;
}

/// What came of [`OwnerStore::claim`].
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Claim {
    /// It is the claimant's.
    Owned {
        /// The fencing token, from 1: one more than the last one where the owner changed or the PBX was given up in
        /// between, the same as before where the owner has it still, also if its claim had run out and nobody took it.
        token: u64,
    },
    /// Another one has it.
    Held {
        /// Who.
        by: Arc<str>,
        /// For how long at most, if it does not claim it again.
        for_another: Duration,
    },
}

/// A condition of a commit: this is still the newest token of this PBX.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Fence<'a> {
    /// The name of the PBX.
    pub pbx: &'a str,
    /// The token that [`OwnerStore::claim`] gave.
    pub token: u64,
}

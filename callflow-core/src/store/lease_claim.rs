//! Who gets which extension, where several servers give them out.

use alloc::boxed::Box;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt::Debug;

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::error::StoreError;
use super::query::Scope;
use crate::lease::{LeaseId, ReleasedBy};
use crate::time::Timestamp;

/// An extension that was given to a client, until a time.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct LeaseClaim {
    /// The name of the PBX.
    pub pbx: Arc<str>,
    /// Whose the client is.
    pub tenant: Arc<str>,
    /// The extension.
    pub extension: Arc<str>,
    /// The client.
    pub id: LeaseId,
    /// Until when nobody else gets it.
    pub until: Timestamp,
}

super::rows::placed!(LeaseClaim);

/// What a client asks for.
#[derive(Clone, Copy, Debug)]
pub struct LeaseRequest<'a> {
    /// The name of the PBX.
    pub pbx: &'a str,
    /// Whose the client is.
    pub tenant: &'a str,
    /// The extensions that it may get, the best ones first.
    pub candidates: &'a [Arc<str>],
    /// The client.
    pub id: &'a LeaseId,
    /// Until when it gets one.
    pub until: Timestamp,
}

/// How an extension stands to a client that asks for one.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Candidate {
    /// Nobody has it, or not any more.
    Free,
    /// The client has it already.
    Own,
    /// Another one has it.
    Taken,
}

impl<'a> LeaseRequest<'a> {
    /// Which extension a store tries to give, of what it has found; `None` if all are taken.
    ///
    /// The client's own one, or the first that is free. If another one was faster, the store looks again, and `turn` rises:
    /// then it is any that is free, a different one for each client, lest all who ask at once stand in line for the same
    /// one.
    #[must_use]
    pub fn choose(&self, stands: impl Fn(&str) -> Candidate, turn: u32) -> Option<(&'a Arc<str>, Candidate)> {
        let mut free = Vec::new();
        for extension in self.candidates {
            match stands(extension) {
                Candidate::Own => return Some((extension, Candidate::Own)),
                Candidate::Free => free.push(extension),
                Candidate::Taken => {}
            }
        }
        let place = match turn {
            0 => 0,
            _ => self.scattered(turn) % free.len().max(1),
        };
        free.get(place).map(|extension| (*extension, Candidate::Free))
    }

    /// A number unlike that of other clients and turns (FNV-1a).
    fn scattered(&self, turn: u32) -> usize {
        let bytes = self.id.as_str().bytes().chain(turn.to_le_bytes());
        let hash = bytes.fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        usize::try_from(hash >> 33).unwrap_or(0)
    }
}

/// Gives extensions to clients, each to one at a time, whichever server a client asks.
///
/// Times are those of whoever asks, and a claim is running while its `until` lies after the `now` of the question. So
/// servers on one store have clocks that agree to within what a claim may be cut short by.
#[async_trait]
pub trait LeaseClaimStore: Debug + Send + Sync {
    /// Gives a client one of the extensions that it asks for; `None` if all of them are taken.
    ///
    /// A claim of the same client that is running is given again, from now on until the new time, if its extension is among
    /// the candidates. Otherwise it is the first candidate that nobody has, or where others ask at the same moment any such
    /// one. No two clients ever have the same extension of a PBX; one client that asks twice at the same moment may get two.
    ///
    /// # Errors
    /// Those of the database.
    async fn claim_lease(
        &self,
        request: &LeaseRequest<'_>,
        now: Timestamp,
    ) -> Result<Option<Arc<str>>, StoreError>;

    /// Lets a client have its extension until another time; says whether it has it still.
    ///
    /// # Errors
    /// Those of the database.
    async fn renew_lease(
        &self,
        pbx: &str,
        extension: &str,
        id: &LeaseId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError>;

    /// Gives an extension back; says whether there was a claim, of the client if it is the client who does so. One that ran
    /// out and that nobody has taken over is there still.
    ///
    /// # Errors
    /// Those of the database.
    async fn release_lease(&self, pbx: &str, extension: &str, by: &ReleasedBy) -> Result<bool, StoreError>;

    /// Takes all extensions of a scope back, whoever has them, and says how many claims there were, those included that
    /// ran out.
    ///
    /// # Errors
    /// Those of the database.
    async fn release_leases(&self, scope: &Scope) -> Result<u64, StoreError>;

    /// The claims that are running, by PBX and extension (by the bytes of both).
    ///
    /// # Errors
    /// [`StoreError::Damaged`] for one that cannot be read, and those of the database.
    async fn lease_claims(&self, scope: &Scope, now: Timestamp) -> Result<Vec<LeaseClaim>, StoreError>;
}

#[cfg(test)]
mod tests {
    use alloc::collections::BTreeSet;
    use alloc::format;

    use super::*;

    #[test]
    fn those_who_lost_a_race_go_different_ways() {
        let candidates: Vec<Arc<str>> = (0..100).map(|n| format!("{n}").into()).collect();
        let chosen = |client: u32, turn| {
            let id = LeaseId::new(&format!("client-{client}"));
            let (pbx, tenant, until) = ("default", "default", Timestamp::default());
            let request = LeaseRequest { pbx, tenant, candidates: &candidates, id: &id, until };
            let stands = |extension: &str| if extension == "0" { Candidate::Taken } else { Candidate::Free };
            request.choose(stands, turn).unwrap().0.clone()
        };
        assert!((0..20).all(|client| *chosen(client, 0) == *"1"));
        let ways: BTreeSet<Arc<str>> = (0..20).map(|client| chosen(client, 1)).collect();
        assert!(ways.len() >= 15, "{ways:?}");
        let turns: BTreeSet<Arc<str>> = (1..20).map(|turn| chosen(0, turn)).collect();
        assert!(turns.len() >= 15, "{turns:?}");
    }
}

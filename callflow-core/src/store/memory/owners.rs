//! Owners of PBXs, in memory.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::sync::Arc;
use core::time::Duration;

use async_trait::async_trait;

use super::MemoryStore;
use crate::store::{Claim, Fence, OwnerStore, StoreError};
use crate::time::Timestamp;

#[derive(Debug, Default)]
pub(super) struct Owners(BTreeMap<String, Ownership>);

/// The token stays when the PBX is given up, so that no two owners ever have the same one.
#[derive(Debug, Default)]
struct Ownership {
    token: u64,
    owner: Option<Arc<str>>,
    until: Timestamp,
}

impl Owners {
    fn claim(&mut self, pbx: &str, owner: &str, ttl: Duration, now: Timestamp) -> Claim {
        let ownership = self.0.entry(pbx.into()).or_default();
        match &ownership.owner {
            Some(by) if **by == *owner => {}
            Some(by) if ownership.until > now => {
                return Claim::Held { by: by.clone(), for_another: ownership.until.since(now) };
            }
            _ => {
                ownership.token += 1;
                ownership.owner = Some(owner.into());
            }
        }
        ownership.until = now.saturating_add(ttl);
        Claim::Owned { token: ownership.token }
    }

    fn release(&mut self, pbx: &str, owner: &str) {
        if let Some(ownership) = self.0.get_mut(pbx) {
            ownership.owner.take_if(|by| **by == *owner);
        }
    }

    /// Whether these are the newest tokens.
    pub(super) fn check(&self, fences: &[Fence<'_>]) -> Result<(), StoreError> {
        let newest = |pbx: &str| self.0.get(pbx).map(|ownership| ownership.token);
        match fences.iter().find(|fence| newest(fence.pbx) != Some(fence.token)) {
            Some(fence) => Err(StoreError::Fenced { pbx: fence.pbx.into() }),
            None => Ok(()),
        }
    }
}

#[async_trait]
impl OwnerStore for MemoryStore {
    async fn claim(&self, pbx: &str, owner: &str, ttl: Duration) -> Result<Claim, StoreError> {
        let mut inner = self.lock();
        let now = self.clock.now();
        Ok(inner.owners.claim(pbx, owner, ttl, now))
    }

    async fn release(&self, pbx: &str, owner: &str) -> Result<(), StoreError> {
        self.lock().owners.release(pbx, owner);
        Ok(())
    }
}

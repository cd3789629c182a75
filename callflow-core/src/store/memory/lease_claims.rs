//! Who gets which extension, in memory.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;

use async_trait::async_trait;

use super::MemoryStore;
use crate::lease::{LeaseId, ReleasedBy};
use crate::store::{Candidate, LeaseClaim, LeaseClaimStore, LeaseRequest, Scope, StoreError};
use crate::time::Timestamp;

/// By PBX and extension.
#[derive(Debug, Default)]
pub(super) struct Claims(BTreeMap<(Arc<str>, Arc<str>), LeaseClaim>);

impl Claims {
    fn of(&self, pbx: &str, extension: &str) -> Option<&LeaseClaim> {
        self.0.get(&(pbx.into(), extension.into()))
    }
}

#[async_trait]
impl LeaseClaimStore for MemoryStore {
    async fn claim_lease(
        &self,
        request: &LeaseRequest<'_>,
        now: Timestamp,
    ) -> Result<Option<Arc<str>>, StoreError> {
        let claims = &mut self.lock().claims;
        let LeaseRequest { pbx, tenant, id, until, .. } = *request;
        let stands = |extension: &str| match claims.of(pbx, extension).filter(|claim| claim.until > now) {
            Some(claim) if claim.id == *id => Candidate::Own,
            Some(_) => Candidate::Taken,
            None => Candidate::Free,
        };
        let Some((extension, _)) = request.choose(stands, 0) else { return Ok(None) };
        let claim = LeaseClaim {
            pbx: pbx.into(),
            tenant: tenant.into(),
            extension: extension.clone(),
            id: id.clone(),
            until,
        };
        claims.0.insert((claim.pbx.clone(), claim.extension.clone()), claim);
        Ok(Some(extension.clone()))
    }

    async fn renew_lease(
        &self,
        pbx: &str,
        extension: &str,
        id: &LeaseId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let claims = &mut self.lock().claims;
        let claim = claims.0.get_mut(&(pbx.into(), extension.into()));
        let claim = claim.filter(|claim| claim.id == *id && claim.until > now);
        Ok(claim.map(|claim| claim.until = until).is_some())
    }

    async fn release_lease(&self, pbx: &str, extension: &str, by: &ReleasedBy) -> Result<bool, StoreError> {
        let claims = &mut self.lock().claims;
        let theirs = claims.of(pbx, extension).is_some_and(|claim| match by {
            ReleasedBy::Holder(id) => claim.id == *id,
            ReleasedBy::Operator => true,
        });
        if theirs {
            claims.0.remove(&(pbx.into(), extension.into()));
        }
        Ok(theirs)
    }

    async fn release_leases(&self, scope: &Scope) -> Result<u64, StoreError> {
        let claims = &mut self.lock().claims.0;
        let before = claims.len();
        claims.retain(|_, claim| !scope.holds(claim));
        Ok((before - claims.len()) as u64)
    }

    async fn lease_claims(&self, scope: &Scope, now: Timestamp) -> Result<Vec<LeaseClaim>, StoreError> {
        let inner = self.lock();
        let running = inner.claims.0.values().filter(|claim| claim.until > now && scope.holds(*claim));
        Ok(running.cloned().collect())
    }
}

//! `leaseClaims`: who gets which extension.
//!
//! An extension is taken by a change of one document, which the server makes in one step. Of two that take the same one it
//! lets one do it; the other one looks again and takes another.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::lease::{LeaseId, ReleasedBy};
use callflow_core::store::{Candidate, LeaseClaim, LeaseClaimStore, LeaseRequest, Scope, StoreError};
use mongodb::bson::{Document, RawDocument, doc};

use super::MongoStore;
use crate::documents::{Fields, key, time, whole};
use crate::error::damaged;
use crate::queries::of_scope;
use crate::schema::LEASE_CLAIMS;

const WHAT: &str = "the claim of an extension";

fn text<'d>(document: &'d RawDocument, name: &str) -> Result<&'d str, StoreError> {
    document.get_str(name).map_err(|error| damaged(WHAT, error))
}

fn until(document: &RawDocument) -> Result<i64, StoreError> {
    whole(document, "untilMicros").ok_or_else(|| damaged(WHAT, "it has no untilMicros"))
}

fn read(document: &RawDocument) -> Result<LeaseClaim, StoreError> {
    Ok(LeaseClaim {
        pbx: text(document, "pbx")?.into(),
        tenant: text(document, "tenant")?.into(),
        extension: text(document, "extension")?.into(),
        id: LeaseId::new(text(document, "leaseId")?),
        until: Timestamp::from_unix_micros(until(document)?),
    })
}

fn of_extension(pbx: &str, extension: &str) -> Document {
    doc! {"_id": key([pbx, extension])}
}

/// The same where it is this client's.
fn of_client(pbx: &str, extension: &str, id: &LeaseId) -> Document {
    doc! {"_id": key([pbx, extension]), "leaseId": id.as_str()}
}

/// What changes when a client gets an extension.
fn given(request: &LeaseRequest<'_>) -> Fields {
    Fields::default()
        .set("tenant", request.tenant)
        .set("leaseId", request.id.as_str())
        .moment("until", Some(request.until))
}

impl MongoStore {
    /// The claims of a PBX, whether they are running or not: whose, and until when.
    async fn claims_of(&self, pbx: &str) -> Result<HashMap<String, (String, i64)>, StoreError> {
        let claims = self.connection.collection(LEASE_CLAIMS);
        let fields = doc! {"extension": 1, "leaseId": 1, "untilMicros": 1};
        let claims = claims.find(doc! {"pbx": pbx}).projection(fields);
        let found = self.connection.all(async { claims.await }).await?;
        let claim = |document: &RawDocument| {
            let client = text(document, "leaseId")?.to_owned();
            Ok((text(document, "extension")?.to_owned(), (client, until(document)?)))
        };
        found.iter().map(|document| claim(document)).collect()
    }

    /// Whether the extension is the client's now.
    async fn take(
        &self,
        request: &LeaseRequest<'_>,
        extension: &str,
        (stands, known): (Candidate, bool),
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let LeaseRequest { pbx, id, until, .. } = *request;
        if stands == Candidate::Own {
            return self.renew_lease(pbx, extension, id, until, now).await;
        }
        if known {
            let mut over = of_extension(pbx, extension);
            over.insert("untilMicros", doc! {"$lte": now.unix_micros()});
            return Ok(self.change(LEASE_CLAIMS, &over, &doc! {"$set": given(request).done()}).await? > 0);
        }
        let document =
            given(request).set("_id", key([pbx, extension])).set("pbx", pbx).set("extension", extension);
        self.insert(LEASE_CLAIMS, &document.encode()?).await
    }
}

#[async_trait]
impl LeaseClaimStore for MongoStore {
    async fn claim_lease(
        &self,
        request: &LeaseRequest<'_>,
        now: Timestamp,
    ) -> Result<Option<Arc<str>>, StoreError> {
        // Whoever loses has lost to somebody who got one, so this comes to an end.
        let mut turn = 0;
        loop {
            let claims = self.claims_of(request.pbx).await?;
            let stands = |extension: &str| match claims.get(extension) {
                Some((_, until)) if *until <= now.unix_micros() => Candidate::Free,
                Some((by, _)) if by == request.id.as_str() => Candidate::Own,
                Some(_) => Candidate::Taken,
                None => Candidate::Free,
            };
            let Some((extension, stands)) = request.choose(stands, turn) else { return Ok(None) };
            let known = claims.contains_key(&**extension);
            if self.take(request, extension, (stands, known), now).await? {
                return Ok(Some(extension.clone()));
            }
            turn += 1;
        }
    }

    async fn renew_lease(
        &self,
        pbx: &str,
        extension: &str,
        id: &LeaseId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mut running = of_client(pbx, extension, id);
        running.insert("untilMicros", doc! {"$gt": now.unix_micros()});
        let change = doc! {"$set": {"untilMicros": until.unix_micros(), "until": time(until)}};
        Ok(self.change(LEASE_CLAIMS, &running, &change).await? > 0)
    }

    async fn release_lease(&self, pbx: &str, extension: &str, by: &ReleasedBy) -> Result<bool, StoreError> {
        let claim = match by {
            ReleasedBy::Holder(id) => of_client(pbx, extension, id),
            ReleasedBy::Operator => of_extension(pbx, extension),
        };
        Ok(self.remove(LEASE_CLAIMS, &claim).await? > 0)
    }

    async fn release_leases(&self, scope: &Scope) -> Result<u64, StoreError> {
        self.remove(LEASE_CLAIMS, &of_scope(scope)).await
    }

    async fn lease_claims(&self, scope: &Scope, now: Timestamp) -> Result<Vec<LeaseClaim>, StoreError> {
        let mut running = of_scope(scope);
        running.insert("untilMicros", doc! {"$gt": now.unix_micros()});
        let claims = self.connection.collection(LEASE_CLAIMS);
        let claims = claims.find(running).sort(doc! {"pbx": 1, "extension": 1});
        let found = self.connection.all(async { claims.await }).await?;
        found.iter().map(|document| read(document)).collect()
    }
}

//! The traits of what is kept besides calls.

mod annotations;
mod directory;
mod idempotency;
mod lease_claims;
mod recording_marks;
mod reports;

use std::collections::BTreeSet;
use std::time::Duration;

use async_trait::async_trait;
use callflow_core::store::{
    AgentRow, AgentStore, AgentSums, AgentSumsQuery, Claim, Dated, DeviceEventRow, ExtensionRow,
    ExtensionStore, HistoryQuery, IntervalRow, LeaseRow, MemberRow, OwnerStore, Page, Purge, QueueRow,
    QueueStore, RecordingRow, RecordingStore, RetentionStore, Scope, StoreError,
};

use crate::error::store_error;
use crate::purge::purge;
use crate::queries::rows::{self, Entity, History};
use crate::queries::{agent_sums, device_events, intervals, members, owners, recordings};
use crate::store::{SqlStore, Tries};

impl SqlStore {
    async fn list<E: Entity>(&self, scope: &Scope) -> Result<Vec<E>, StoreError> {
        let rows = self.rows(&rows::list::<E>(self.dialect(), scope)).await?;
        rows.iter().map(rows::read).collect()
    }

    async fn page<E: Entity + Dated>(
        &self,
        history: History,
        query: &HistoryQuery,
    ) -> Result<Page<E>, StoreError> {
        query.check()?;
        rows::page(&self.rows(&history.page(self.dialect(), query)).await?, query)
    }
}

#[async_trait]
impl AgentStore for SqlStore {
    async fn agents(&self, scope: &Scope) -> Result<Vec<AgentRow>, StoreError> {
        self.list(scope).await
    }

    async fn agent_intervals(&self, query: &HistoryQuery) -> Result<Page<IntervalRow>, StoreError> {
        self.page(intervals::HISTORY, query).await
    }

    async fn agent_sums(&self, query: &AgentSumsQuery) -> Result<AgentSums, StoreError> {
        let mut found = AgentSums::default();
        if query.agents.as_ref().is_some_and(BTreeSet::is_empty) {
            return Ok(found);
        }
        let dialect = self.dialect();
        let long = agent_sums::long_names(dialect, &self.agents(&query.scope).await?);
        for (n, periods) in query.periods.chunks(agent_sums::PERIODS).enumerate() {
            let first = n * agent_sums::PERIODS;
            for row in &self.rows(&agent_sums::sums(dialect, query, periods)).await? {
                found.sums.push(agent_sums::read(row, first, &long)?);
            }
            for row in &self.rows(&agent_sums::others(dialect, query, periods)).await? {
                found.others.push(rows::read(row)?);
            }
        }
        Ok(found)
    }
}

#[async_trait]
impl QueueStore for SqlStore {
    async fn queues(&self, scope: &Scope) -> Result<Vec<QueueRow>, StoreError> {
        self.list(scope).await
    }

    async fn members(&self, scope: &Scope, queue: Option<&str>) -> Result<Vec<MemberRow>, StoreError> {
        let rows = self.rows(&members::list(self.dialect(), scope, queue)).await?;
        rows.iter().map(rows::read).collect()
    }
}

#[async_trait]
impl ExtensionStore for SqlStore {
    async fn extensions(&self, scope: &Scope) -> Result<Vec<ExtensionRow>, StoreError> {
        self.list(scope).await
    }

    async fn leases(&self, scope: &Scope) -> Result<Vec<LeaseRow>, StoreError> {
        self.list(scope).await
    }

    async fn device_events(&self, query: &HistoryQuery) -> Result<Page<DeviceEventRow>, StoreError> {
        self.page(device_events::HISTORY, query).await
    }
}

#[async_trait]
impl RecordingStore for SqlStore {
    async fn recordings(&self, query: &HistoryQuery) -> Result<Page<RecordingRow>, StoreError> {
        self.page(recordings::HISTORY, query).await
    }
}

impl SqlStore {
    async fn try_to_claim(&self, claimant: (&str, &str), ttl: Duration) -> Result<Claim, StoreError> {
        let mut transaction = self.begin().await?;
        let claim = owners::claim(&mut transaction, self.dialect(), self.statements(), claimant, ttl).await?;
        transaction.commit().await.map_err(store_error)?;
        Ok(claim)
    }

    async fn try_to_release(&self, pbx: &str, owner: &str) -> Result<(), StoreError> {
        let mut transaction = self.begin().await?;
        owners::release(&mut transaction, self.dialect(), pbx, owner).await.map_err(store_error)?;
        transaction.commit().await.map_err(store_error)
    }

    async fn try_to_purge(&self, what: &Purge) -> Result<u64, StoreError> {
        let mut transaction = self.begin().await?;
        let removed = purge(&mut transaction, self.dialect(), what).await.map_err(store_error)?;
        transaction.commit().await.map_err(store_error)?;
        Ok(removed)
    }
}

#[async_trait]
impl OwnerStore for SqlStore {
    async fn claim(&self, pbx: &str, owner: &str, ttl: Duration) -> Result<Claim, StoreError> {
        let mut tries = Tries::default();
        loop {
            match self.within(self.try_to_claim((pbx, owner), ttl)).await {
                Err(error) if tries.again(&error) => {}
                done => return done,
            }
        }
    }

    async fn release(&self, pbx: &str, owner: &str) -> Result<(), StoreError> {
        let mut tries = Tries::default();
        loop {
            match self.within(self.try_to_release(pbx, owner)).await {
                Err(error) if tries.again(&error) => {}
                done => return done,
            }
        }
    }
}

#[async_trait]
impl RetentionStore for SqlStore {
    async fn purge(&self, what: &Purge) -> Result<u64, StoreError> {
        what.check()?;
        let mut tries = Tries::default();
        loop {
            match self.within(self.try_to_purge(what)).await {
                Err(error) if tries.again(&error) => {}
                done => return done,
            }
        }
    }
}

//! Time sheets out of a store.

use alloc::collections::BTreeMap;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use super::read::Ask;
use super::sheet::Sheet;
use crate::metrics::AgentTimes;
use crate::store::{AgentStore, AgentSumsQuery, HistoryQuery, IntervalRow, Scope, Sort, StoreError};
use crate::time::Timestamp;
use crate::zone::Span;

/// What each agent did in which of the periods, by their numbers. What goes on ends at `now`.
pub(super) async fn times(
    store: &(impl AgentStore + ?Sized),
    ask: &Ask,
    (periods, now): (&[Span], Timestamp),
) -> Result<BTreeMap<(usize, Arc<str>), AgentTimes>, StoreError> {
    let mut query = AgentSumsQuery::new(periods.into());
    (query.scope, query.agents) = (ask.scope.clone(), ask.names.clone());
    let Some(whole) = query.whole() else { return Ok(BTreeMap::new()) };
    let mut sheet = Sheet::new(periods.into(), now.min(whole.to));
    for interval in under_way(store, ask, whole.from).await? {
        sheet.add(ended(store, interval).await?);
    }
    let found = store.agent_sums(&query).await?;
    found.sums.into_iter().for_each(|sum| sheet.add_sum(&sum));
    for interval in found.others {
        sheet.add(ended(store, interval).await?);
    }
    Ok(sheet.finish())
}

/// What agents were doing when the report begins: intervals tile, so it is the last of each that began before.
async fn under_way(
    store: &(impl AgentStore + ?Sized),
    ask: &Ask,
    at: Timestamp,
) -> Result<Vec<IntervalRow>, StoreError> {
    let mut found = Vec::new();
    for agent in store.agents(&ask.scope).await? {
        if ask.names.as_ref().is_some_and(|names| !names.contains(&agent.agent)) {
            continue;
        }
        let query = HistoryQuery {
            scope: Scope { tenant: ask.scope.tenant.clone(), pbx: Some(agent.pbx) },
            of: Some(agent.agent),
            to: Some(at),
            limit: 1,
            sort: Sort::NewestFirst,
            ..HistoryQuery::default()
        };
        found.extend(store.agent_intervals(&query).await?.items);
    }
    Ok(found)
}

/// The interval with the end that it has had: where it was not seen, it lasted until the next one began.
async fn ended(store: &(impl AgentStore + ?Sized), interval: IntervalRow) -> Result<IntervalRow, StoreError> {
    if interval.to.is_some() {
        return Ok(interval);
    }
    let query = HistoryQuery {
        scope: Scope { tenant: None, pbx: Some(interval.pbx.clone()) },
        of: Some(interval.agent.clone()),
        from: Some(interval.from.saturating_add(Duration::from_micros(1))),
        limit: 1,
        sort: Sort::OldestFirst,
        ..HistoryQuery::default()
    };
    let next = store.agent_intervals(&query).await?.items.into_iter().next();
    Ok(IntervalRow { to: next.map(|next| next.from), ..interval })
}

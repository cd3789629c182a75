//! The calls that go on now, of all Asterisks.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use callflow_core::store::Scope;
use callflow_core::{Call, CallId, Change, ChangeKind};

use crate::control::Members;

/// A view shared by the pipelines, which write it, and the API, which reads it.
#[derive(Clone, Debug, Default)]
pub(crate) struct LiveView {
    calls: Arc<RwLock<BTreeMap<CallId, Arc<Call>>>>,
    members: Members,
}

impl LiveView {
    pub(crate) fn apply(&self, change: &Change) {
        if let ChangeKind::QueueMember(member) = &change.kind {
            self.members.put(&change.pbx, member);
        }
        let Some(call) = change.kind.call() else { return };
        let mut calls = self.calls.write().unwrap_or_else(PoisonError::into_inner);
        match change.kind {
            ChangeKind::CallStarted(_) | ChangeKind::CallUpdated(_)
                if call.ended_at.is_none() && call.merged_into.is_none() =>
            {
                calls.insert(call.id.clone(), Arc::new(call.clone()));
            }
            _ => {
                calls.remove(&call.id);
            }
        }
    }

    pub(crate) fn insert(&self, call: Call) {
        self.calls.write().unwrap_or_else(PoisonError::into_inner).insert(call.id.clone(), Arc::new(call));
    }

    pub(crate) fn call(&self, id: &CallId) -> Option<Arc<Call>> {
        self.calls.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// The calls in a scope, in the order in which they began.
    pub(crate) fn calls(&self, scope: &Scope) -> Vec<Arc<Call>> {
        let calls = self.calls.read().unwrap_or_else(PoisonError::into_inner);
        let fits = |want: &Option<Arc<str>>, have: &str| want.as_deref().is_none_or(|want| want == have);
        let mut found: Vec<Arc<Call>> = calls
            .values()
            .filter(|call| fits(&scope.tenant, &call.tenant) && fits(&scope.pbx, &call.pbx))
            .cloned()
            .collect();
        drop(calls);
        found.sort_by(|a, b| (a.started_at, &a.id).cmp(&(b.started_at, &b.id)));
        found
    }

    /// The members of queues.
    pub(crate) fn members(&self) -> &Members {
        &self.members
    }

    pub(crate) fn len(&self) -> usize {
        self.calls.read().unwrap_or_else(PoisonError::into_inner).len()
    }
}

//! What people write on calls, in memory.

use alloc::boxed::Box;
use alloc::collections::{BTreeMap, BTreeSet};
use alloc::vec::Vec;

use async_trait::async_trait;

use super::MemoryStore;
use crate::ids::CallId;
use crate::store::{Annotation, AnnotationStore, Scope, StoreError, Update, check_calls};

#[derive(Debug, Default)]
pub(super) struct Annotations(BTreeMap<CallId, Annotation>);

impl Annotations {
    /// Whether there was one.
    pub(super) fn remove(&mut self, call: &CallId) -> bool {
        self.0.remove(call).is_some()
    }
}

#[async_trait]
impl AnnotationStore for MemoryStore {
    async fn annotations(&self, scope: &Scope, calls: &[CallId]) -> Result<Vec<Annotation>, StoreError> {
        check_calls(calls)?;
        let inner = self.lock();
        let calls: BTreeSet<&CallId> = calls.iter().collect();
        let found = calls.into_iter().filter_map(|call| inner.annotations.0.get(call));
        Ok(found.filter(|annotation| scope.holds(*annotation)).cloned().collect())
    }

    async fn annotate(&self, annotation: &Annotation) -> Result<Update, StoreError> {
        let mut inner = self.lock();
        let Annotation { call, pbx, tenant, version, .. } = annotation;
        if inner.calls.get(call).is_none_or(|call| (&call.pbx, &call.tenant) != (pbx, tenant)) {
            return Ok(Update::Gone);
        }
        let annotations = &mut inner.annotations.0;
        if annotations.get(call).map_or(0, |old| old.version) != *version {
            return Ok(Update::Changed);
        }
        let version = version.saturating_add(1);
        annotations.insert(call.clone(), Annotation { version, ..annotation.clone() });
        Ok(Update::Done { version })
    }

    async fn remove_annotations(&self, calls: &[CallId]) -> Result<u64, StoreError> {
        let mut inner = self.lock();
        Ok(calls.iter().filter(|call| inner.annotations.remove(call)).count() as u64)
    }
}

//! Requests that are done once, in memory.

use alloc::boxed::Box;
use alloc::collections::BTreeMap;

use async_trait::async_trait;

use super::MemoryStore;
use crate::store::{Answer, Begun, Fingerprint, IdempotencyKey, IdempotencyStore, StoreError};
use crate::time::Timestamp;

#[derive(Debug, Default)]
pub(super) struct Requests(BTreeMap<IdempotencyKey, Request>);

#[derive(Debug)]
struct Request {
    fingerprint: Fingerprint,
    until: Timestamp,
    /// `None` while it is running.
    answer: Option<Answer>,
}

#[async_trait]
impl IdempotencyStore for MemoryStore {
    async fn begin_request(
        &self,
        key: &IdempotencyKey,
        fingerprint: &Fingerprint,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<Begun, StoreError> {
        let requests = &mut self.lock().requests.0;
        if let Some(old) = requests.get(key).filter(|old| old.until > now) {
            return Ok(match &old.answer {
                _ if old.fingerprint != *fingerprint => Begun::Different,
                None => Begun::Running,
                Some(answer) => Begun::Done(answer.clone()),
            });
        }
        requests.insert(key.clone(), Request { fingerprint: *fingerprint, until, answer: None });
        Ok(Begun::New)
    }

    async fn finish_request(&self, key: &IdempotencyKey, answer: &Answer) -> Result<bool, StoreError> {
        let requests = &mut self.lock().requests.0;
        let running = requests.get_mut(key).filter(|request| request.answer.is_none());
        Ok(running.map(|request| request.answer = Some(answer.clone())).is_some())
    }

    async fn abandon_request(&self, key: &IdempotencyKey) -> Result<bool, StoreError> {
        let requests = &mut self.lock().requests.0;
        let running = requests.get(key).is_some_and(|request| request.answer.is_none());
        if running {
            requests.remove(key);
        }
        Ok(running)
    }

    async fn purge_idempotency(&self, before: Timestamp) -> Result<u64, StoreError> {
        let requests = &mut self.lock().requests.0;
        let all = requests.len();
        requests.retain(|_, request| request.until >= before);
        Ok((all - requests.len()) as u64)
    }
}

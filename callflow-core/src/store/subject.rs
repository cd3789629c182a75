//! All calls of one person's number, to hand them out or to take the number out of them.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::Store;
use super::calls::CallStore;
use super::error::StoreError;
use super::facts::is_live;
use super::query::{CallQuery, MAX_LIMIT, Scope, Sort};
use crate::call::Call;
use crate::ids::CallId;
use crate::privacy::{forget, mentions};
use crate::time::Timestamp;

/// All calls of a scope in which this number is, merged ones included, the oldest first: as
/// [`forget`](crate::privacy::forget) finds it, in any field.
///
/// No index has every field, so every record of the scope is read, a page at a time: it takes time in proportion, and
/// holds up nobody else.
#[must_use]
pub fn subject_calls<'s>(store: &'s dyn CallStore, scope: Scope, number: &str) -> SubjectCalls<'s> {
    let query = CallQuery {
        scope,
        include_merged: true,
        sort: Sort::OldestFirst,
        limit: MAX_LIMIT,
        ..CallQuery::default()
    };
    SubjectCalls { store, number: number.into(), query: Some(query) }
}

/// The pages of [`subject_calls`].
#[derive(Debug)]
pub struct SubjectCalls<'s> {
    store: &'s dyn CallStore,
    number: Arc<str>,
    /// The next page; `None` after the last one.
    query: Option<CallQuery>,
}

impl SubjectCalls<'_> {
    /// The next calls, some hundreds at most and perhaps none; `None` if there are no more. After an error it may be
    /// asked again and goes on with the same page.
    ///
    /// # Errors
    /// Those of [`CallStore::calls`].
    pub async fn next_page(&mut self) -> Result<Option<Vec<Call>>, StoreError> {
        let Some(query) = &mut self.query else { return Ok(None) };
        let page = self.store.calls(query).await?;
        match page.next_cursor {
            Some(next) => query.cursor = Some(next),
            None => self.query = None,
        }
        let found = page.items.into_iter().filter(|call| mentions(call, &self.number));
        Ok(Some(found.collect()))
    }
}

/// What [`forget_number`] did.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
#[non_exhaustive]
pub struct Forgotten {
    /// How many records were rewritten.
    pub rewritten: u64,
    /// How many of these had an annotation, which was removed.
    pub annotations: u64,
    /// How many calls with the number go on. Their records are left: the tracker would tell the number again.
    pub live: u64,
}

/// Takes a number, and the names that belong to it, out of all calls of a scope that are over, as
/// [`forget`](crate::privacy::forget) does, revised at `now`. Each page of calls is put at once; after an error it may
/// be asked for again, and rewrites what is left. Where nothing is left it rewrites nothing.
///
/// What people wrote on these calls is removed with it, as it may have the number or the name in any form. The annotation of
/// a call that does not have the number itself is not looked at.
///
/// A tracker remembers a call for a minute after its end and may tell a correction of it with the number. So this is
/// done once more a few minutes after, and whenever [`Forgotten::live`] is not 0.
///
/// # Errors
/// Those of [`CallStore::calls`], [`AnnotationStore::remove_annotations`](super::AnnotationStore::remove_annotations) and
/// [`CallStore::put_calls`].
pub async fn forget_number(
    store: &dyn Store,
    scope: Scope,
    number: &str,
    now: Timestamp,
) -> Result<Forgotten, StoreError> {
    let mut pages = subject_calls(store, scope, number);
    let mut done = Forgotten::default();
    while let Some(calls) = pages.next_page().await? {
        let (live, over): (Vec<Call>, Vec<Call>) = calls.into_iter().partition(is_live);
        let rewritten: Vec<Call> = over.iter().filter_map(|call| forget(call, number, now)).collect();
        if !rewritten.is_empty() {
            // First: once a record does not have the number any more, nobody finds its annotation by it.
            let ids: Vec<CallId> = rewritten.iter().map(|call| call.id.clone()).collect();
            done.annotations += store.remove_annotations(&ids).await?;
            store.put_calls(&rewritten).await?;
        }
        done.live += live.len() as u64;
        done.rewritten += rewritten.len() as u64;
    }
    Ok(done)
}

//! The list of recordings: those of the calls that are asked for.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::Query;
use callflow_accounts::reach::calls_within;
use callflow_core::call::Recording;
use callflow_core::store::{CallQuery, Cursor, MAX_LIMIT, RecordingMark, Scope, Sort, Stage, StoreError};
use callflow_core::{Call, CallId};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};

use super::super::State;
use super::super::query::{NUMBER, Parameters, TIME};
use super::view::RecordingView;
use crate::auth::Granted;
use crate::problem::Problem;

/// So many calls are looked through at once, at least, and so often for one page: where few are recorded, or held, a page is
/// short.
const AT_ONCE: u32 = 200;
const MOST_ROUNDS: usize = 20;

pub(super) type Pairs = Query<Vec<(String, String)>>;

/// A page of recordings.
#[derive(Serialize, ToSchema)]
pub(super) struct RecordingPage {
    items: Vec<RecordingView>,
    /// Where the next page begins; `null` on the last one.
    next_cursor: Option<String>,
    /// Always `null`: they are not counted.
    total: Option<u64>,
}

/// Which recordings, for the document.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "`list` reads them, and tells all mistakes at once")]
pub(super) struct RecordingFilters {
    /// Of this call, which may go on.
    call: Option<String>,
    /// Of calls that began at this time or later.
    #[param(format = DateTime)]
    from: Option<String>,
    /// Of calls that began before this time.
    #[param(format = DateTime)]
    to: Option<String>,
    /// Of calls in which exactly this number called, was dialled, or was a party.
    number: Option<String>,
    /// Of calls whose caller entered this queue.
    queue: Option<String>,
    /// `true`: those that somebody holds; `false`: the others.
    hold: Option<bool>,
    /// Of this tenant.
    tenant: Option<String>,
    /// On this Asterisk.
    pbx: Option<String>,
    /// `-started_at`, those of the newest calls first, or `started_at`.
    sort: Option<String>,
    /// How many, from 1 to 500; 50 unless told.
    #[param(minimum = 1, maximum = 500)]
    limit: Option<u32>,
    /// `next_cursor` of the page before.
    cursor: Option<String>,
}

/// What is asked for.
struct Listing {
    call: Option<Arc<str>>,
    held: Option<bool>,
    calls: CallQuery,
}

impl Listing {
    fn read(pairs: Vec<(String, String)>) -> Result<Self, Problem> {
        const KNOWN: &[&str] =
            &["call", "from", "to", "number", "queue", "hold", "tenant", "pbx", "sort", "limit", "cursor"];
        let mut asked = Parameters::new(pairs, KNOWN);
        let mut calls = CallQuery::default();
        calls.from = asked.parsed("from", TIME);
        calls.to = asked.parsed("to", TIME);
        calls.number = asked.text("number");
        calls.queue = asked.text("queue");
        calls.scope = Scope { tenant: asked.text("tenant"), pbx: asked.text("pbx") };
        calls.stage = Some(Stage::Ended);
        calls.limit = asked.parsed("limit", NUMBER).unwrap_or(calls.limit);
        calls.cursor = asked.parsed::<Cursor>("cursor", "the next_cursor of a list");
        match asked.text("sort").as_deref() {
            None | Some("-started_at") => calls.sort = Sort::NewestFirst,
            Some("started_at") => calls.sort = Sort::OldestFirst,
            Some(other) => asked.refuse("sort", format!("{other:?} is none of started_at, -started_at")),
        }
        let call = asked.text("call");
        let held = asked.parsed("hold", "true or false");
        asked.finish()?;
        calls.check()?;
        Ok(Self { call, held, calls })
    }

    /// Whether the filters leave this call, where one is asked for.
    fn leaves(&self, call: &Call) -> bool {
        // It may go on.
        let mut query = self.calls.clone();
        query.stage = None;
        query.matches(call)
    }
}

pub(super) async fn list(
    state: &State,
    granted: &Granted,
    pairs: Vec<(String, String)>,
) -> Result<RecordingPage, Problem> {
    let listing = Listing::read(pairs)?;
    let mut page = RecordingPage { items: Vec::new(), next_cursor: None, total: None };
    if let Some(id) = &listing.call {
        let id = CallId::new(id);
        let call = match state.live.call(&id) {
            Some(call) => Some((*call).clone()),
            None => state.store.call(&id).await?,
        };
        let call = call.filter(|call| granted.reach.holds_call(call) && listing.leaves(call));
        let calls: Vec<Call> = call.into_iter().collect();
        page.items = views(state, granted, &calls, listing.held).await?.into_iter().flatten().collect();
        return Ok(page);
    }
    let limit = usize::try_from(listing.calls.limit).unwrap_or(usize::MAX);
    let mut query = listing.calls;
    query.limit = query.limit.clamp(AT_ONCE, MAX_LIMIT);
    // Behind which call the next page begins.
    let mut last = query.cursor.clone();
    for _ in 0..MOST_ROUNDS {
        query.cursor = last.clone();
        let calls = calls_within(&*state.store, &granted.reach, &query).await?;
        let of_calls = views(state, granted, &calls.items, listing.held).await?;
        for (call, views) in calls.items.iter().zip(of_calls) {
            let is_full = page.items.len().saturating_add(views.len()) > limit;
            if is_full && !views.is_empty() && !page.items.is_empty() {
                page.next_cursor = last.map(|last| last.to_string());
                return Ok(page);
            }
            page.items.extend(views);
            last = Some(Cursor::after(call));
        }
        let Some(next) = calls.next_cursor else { return Ok(page) };
        last = Some(next);
    }
    page.next_cursor = last.map(|last| last.to_string());
    Ok(page)
}

/// The recordings of each of these calls.
async fn views(
    state: &State,
    granted: &Granted,
    calls: &[Call],
    held: Option<bool>,
) -> Result<Vec<Vec<RecordingView>>, StoreError> {
    let marks = marks(state, calls).await?;
    let of_call = |call: &Call| {
        let view = |recording: &Recording| {
            let file = recording.file.clone();
            let mark = file.and_then(|file| marks.get(&(call.pbx.clone(), file)));
            RecordingView::of(granted, call, recording, mark)
        };
        let views = call.recordings.iter().map(view);
        views.filter(|view| held.is_none_or(|held| view.is_held() == held)).collect()
    };
    Ok(calls.iter().map(of_call).collect())
}

/// The marks of all files of these calls, by PBX and file.
async fn marks(
    state: &State,
    calls: &[Call],
) -> Result<BTreeMap<(Arc<str>, Arc<str>), RecordingMark>, StoreError> {
    let mut files: BTreeMap<&Arc<str>, Vec<Arc<str>>> = BTreeMap::new();
    for call in calls {
        let of_call = call.recordings.iter().filter_map(|recording| recording.file.clone());
        files.entry(&call.pbx).or_default().extend(of_call);
    }
    let mut marks = BTreeMap::new();
    for (pbx, files) in files {
        for files in files.chunks(usize::try_from(MAX_LIMIT).unwrap_or(usize::MAX)) {
            for mark in state.store.recording_marks(pbx, files).await? {
                marks.insert((mark.pbx.clone(), mark.file.clone()), mark);
            }
        }
    }
    Ok(marks)
}

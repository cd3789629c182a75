//! What agents did and what became of extensions, by time and in pages.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::sample::at;
use super::sample_rows::{device_event, interval};
use crate::store::{
    Batch, Cursor, Dated, DeviceEventRow, HistoryQuery, IntervalRow, MAX_LIMIT, Page, Rows, Scope, Sort,
    Store, StoreError,
};

async fn put(store: &dyn Store, intervals: &[IntervalRow], device_events: &[DeviceEventRow]) {
    let rows = Rows { intervals: intervals.into(), device_events: device_events.into(), ..Rows::default() };
    store.commit(&Batch::new(&[]).with_rows(&rows)).await.unwrap();
}

fn ids<R: Dated>(page: &Page<R>) -> Vec<String> {
    page.items.iter().map(|row| format!("{} {}", row.at(), row.id())).collect()
}

fn query(sort: Sort, limit: u32) -> HistoryQuery {
    HistoryQuery { sort, limit, ..HistoryQuery::default() }
}

/// Of several agents and extensions, PBXs and tenants, some at the same moment.
fn some() -> (Vec<IntervalRow>, Vec<DeviceEventRow>) {
    let (mut intervals, mut events) = (Vec::new(), Vec::new());
    for n in 0..8 {
        for (name, pbx, tenant) in [
            ("101", "default", "default"),
            ("102", "default", "acme"),
            ("101", "ams/2", "acme"),
            ("Local/id-12@agents/n", "ams", "default"),
        ] {
            let mut interval = interval(name, n / 2 * 10 + n % 2, (n < 7).then_some(n * 10));
            (interval.pbx, interval.tenant) = (pbx.into(), tenant.into());
            intervals.push(interval);
            let mut event = device_event(name, n / 2);
            event.id = format!("{pbx}-{n}@{name}").into();
            (event.pbx, event.tenant) = (pbx.into(), tenant.into());
            events.push(event);
        }
    }
    (intervals, events)
}

fn asked<R: Dated + Clone>(rows: &[R], query: &HistoryQuery) -> Vec<R> {
    let mut rows: Vec<R> = rows.iter().filter(|row| query.matches(*row)).cloned().collect();
    rows.sort_by(|one, other| query.order(one, other));
    rows
}

/// Newest first by default, oldest first on request.
pub async fn the_newest_row_comes_first(store: &dyn Store) {
    let intervals = [interval("101", 2, Some(9)), interval("101", 9, None), interval("101", 1, Some(2))];
    let events = [device_event("101", 2), device_event("101", 9), device_event("101", 1)];
    put(store, &intervals, &events).await;
    let found = store.agent_intervals(&HistoryQuery::default()).await.unwrap();
    assert_eq!(found.items, [&intervals[1], &intervals[0], &intervals[2]].map(Clone::clone));
    let found = store.device_events(&query(Sort::OldestFirst, 10)).await.unwrap();
    assert_eq!(found.items, [&events[2], &events[0], &events[1]].map(Clone::clone));
}

/// By the bytes of the id, so that every store agrees.
pub async fn rows_of_the_same_moment_are_ordered_by_id(store: &dyn Store) {
    let names = ["b", "B", "a", "10", "9", "_", "é"];
    let intervals = names.map(|name| interval(name, 0, None));
    let events = names.map(|name| DeviceEventRow { id: name.into(), ..device_event("101", 0) });
    put(store, &intervals, &events).await;
    let sorted = ["10", "9", "B", "_", "a", "b", "é"];
    let found = store.agent_intervals(&query(Sort::OldestFirst, 10)).await.unwrap();
    assert_eq!(found.items.iter().map(|row| &*row.agent).collect::<Vec<_>>(), sorted);
    let found = store.device_events(&query(Sort::OldestFirst, 10)).await.unwrap();
    assert_eq!(found.items.iter().map(|row| &*row.id).collect::<Vec<_>>(), sorted);
    // The PBX comes before the agent, and a dash in its name is not between the two.
    let pbxs = ["a-b", "a", "a b", "é"].map(|pbx| IntervalRow { pbx: pbx.into(), ..interval("x", 50, None) });
    put(store, &pbxs, &[]).await;
    let mut later = query(Sort::OldestFirst, 10);
    later.from = Some(at(50));
    let found = store.agent_intervals(&later).await.unwrap();
    assert_eq!(found.items, asked(&pbxs, &later));
}

/// Pages of any size give the whole list, also where many rows are of the same moment.
pub async fn pages_of_rows_join_without_gap_or_repeat(store: &dyn Store) {
    let (intervals, events) = some();
    put(store, &intervals, &events).await;
    for sort in [Sort::NewestFirst, Sort::OldestFirst] {
        let whole = query(sort, MAX_LIMIT);
        let (all_intervals, all_events) =
            (store.agent_intervals(&whole).await.unwrap(), store.device_events(&whole).await.unwrap());
        assert_eq!((all_intervals.items.len(), &all_intervals.next_cursor), (32, &None));
        assert_eq!((all_events.items.len(), &all_events.next_cursor), (32, &None));
        for limit in [1, 3, 31, 32, 33] {
            let mut query = query(sort, limit);
            let mut seen = Vec::new();
            loop {
                let page = store.agent_intervals(&query).await.unwrap();
                seen.extend(ids(&page));
                // The cursor is text on its way to the user and back.
                let Some(next) = page.next_cursor else { break };
                query.cursor = Some(next.to_string().parse::<Cursor>().unwrap());
            }
            assert_eq!(seen, ids(&all_intervals), "{sort:?} by {limit}");
            (query.cursor, seen) = (None, Vec::new());
            loop {
                let page = store.device_events(&query).await.unwrap();
                seen.extend(ids(&page));
                let Some(next) = page.next_cursor else { break };
                query.cursor = Some(next.to_string().parse::<Cursor>().unwrap());
            }
            assert_eq!(seen, ids(&all_events), "{sort:?} by {limit}");
        }
    }
}

/// New rows come in while a user turns pages.
pub async fn rows_put_between_pages_move_nothing(store: &dyn Store) {
    let events: Vec<_> = (0..10).map(|n| device_event("101", n)).collect();
    put(store, &[], &events).await;
    let mut query = query(Sort::NewestFirst, 4);
    let mut seen = Vec::new();
    for round in 0.. {
        let page = store.device_events(&query).await.unwrap();
        seen.extend(page.items);
        put(store, &[], &[device_event("102", 100 + round), device_event("102", 9)]).await;
        let Some(next) = page.next_cursor else { break };
        query.cursor = Some(next);
    }
    seen.reverse();
    assert_eq!(seen, events);
}

/// Every pair of filters finds what [`HistoryQuery::matches`] says.
pub async fn histories_agree_with_their_meaning(store: &dyn Store) {
    let (intervals, events) = some();
    put(store, &intervals, &events).await;
    type Filter = fn(&mut HistoryQuery);
    let filters: &[Filter] = &[
        |_| (),
        |q| q.of = Some("101".into()),
        |q| q.of = Some("Local/id-12@agents/n".into()),
        |q| q.of = Some("10".into()),
        |q| q.from = Some(at(2)),
        |q| q.to = Some(at(2)),
        |q| (q.from, q.to) = (Some(at(30)), Some(at(1))),
        |q| q.scope.tenant = Some("acme".into()),
        |q| q.scope = Scope::of_pbx("default"),
        |q| q.scope.pbx = Some("ams".into()),
        |q| q.sort = Sort::OldestFirst,
        |q| q.limit = 5,
    ];
    let of = |full: usize, limit: u32| full.min(limit as usize);
    for one in filters {
        for other in filters {
            let mut query = HistoryQuery::default();
            one(&mut query);
            other(&mut query);
            let want = asked(&intervals, &query);
            let page = store.agent_intervals(&query).await.unwrap();
            assert_eq!(page.items, want[..of(want.len(), query.limit)], "{query:?}");
            assert_eq!(page.next_cursor.is_some(), want.len() > page.items.len(), "{query:?}");
            let want = asked(&events, &query);
            let page = store.device_events(&query).await.unwrap();
            assert_eq!(page.items, want[..of(want.len(), query.limit)], "{query:?}");
        }
    }
}

/// From the first microsecond to before the last.
pub async fn the_span_of_a_history_is_exact(store: &dyn Store) {
    let [intervals, events] = [[1, 2, 3], [1, 2, 3]];
    let intervals = intervals.map(|second| interval("101", second, Some(second + 1)));
    let events = events.map(|second| device_event("101", second));
    put(store, &intervals, &events).await;
    let mut query = query(Sort::OldestFirst, 10);
    (query.from, query.to) = (Some(intervals[0].from), Some(intervals[2].from));
    assert_eq!(store.agent_intervals(&query).await.unwrap().items, intervals[..2]);
    assert_eq!(store.device_events(&query).await.unwrap().items, events[..2]);
    let micro = core::time::Duration::from_micros(1);
    query.from = query.from.map(|from| from.saturating_add(micro));
    query.to = query.to.map(|to| to.saturating_add(micro));
    assert_eq!(store.agent_intervals(&query).await.unwrap().items, intervals[1..]);
    assert_eq!(store.device_events(&query).await.unwrap().items, events[1..]);
}

/// Neither none nor more than the most.
pub async fn a_history_without_limit_is_refused(store: &dyn Store) {
    for limit in [0, MAX_LIMIT + 1] {
        let query = query(Sort::NewestFirst, limit);
        let errors = vec![
            store.agent_intervals(&query).await.unwrap_err(),
            store.device_events(&query).await.unwrap_err(),
            store.recordings(&query).await.unwrap_err(),
        ];
        for error in errors {
            assert!(matches!(error, StoreError::InvalidQuery { field: "limit", .. }), "{error:?}");
        }
    }
}

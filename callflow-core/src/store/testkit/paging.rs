//! Lists in order and in pages.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::sample::Sample;
use crate::call::Call;
use crate::store::{CallPage, CallQuery, Cursor, MAX_LIMIT, Sort, Store, StoreError};

fn ids(page: &CallPage) -> Vec<String> {
    page.items.iter().map(|call| call.id.to_string()).collect()
}

fn query(sort: Sort, limit: u32) -> CallQuery {
    let mut query = CallQuery::default();
    (query.sort, query.limit) = (sort, limit);
    query
}

/// Newest first by default, oldest first on request.
pub async fn the_newest_calls_come_first(store: &dyn Store) {
    let calls = [("b", 1), ("c", 2), ("a", 0)].map(|(id, second)| Sample::new(id, second).build());
    store.put_calls(&calls).await.unwrap();
    assert_eq!(ids(&store.calls(&CallQuery::default()).await.unwrap()), ["c", "b", "a"]);
    assert_eq!(ids(&store.calls(&query(Sort::OldestFirst, 10)).await.unwrap()), ["a", "b", "c"]);
}

/// By the bytes of the id, so that every store agrees.
pub async fn calls_of_the_same_moment_are_ordered_by_id(store: &dyn Store) {
    let calls = ["b", "B", "a", "10", "9", "_", "é"].map(|id| Sample::new(id, 0).build());
    store.put_calls(&calls).await.unwrap();
    let page = store.calls(&query(Sort::OldestFirst, 10)).await.unwrap();
    assert_eq!(ids(&page), ["10", "9", "B", "_", "a", "b", "é"]);
}

/// Pages of any size give the whole list, also where many calls began at the same moment.
pub async fn pages_join_without_gap_or_repeat(store: &dyn Store) {
    let calls: Vec<Call> =
        (0..23).map(|n| Sample::new(&format!("c{n:02}"), n / 5).through("sales", "101").build()).collect();
    store.put_calls(&calls).await.unwrap();
    for sort in [Sort::NewestFirst, Sort::OldestFirst] {
        let whole = store.calls(&query(sort, MAX_LIMIT)).await.unwrap();
        assert_eq!((whole.items.len(), &whole.next_cursor), (23, &None));
        for limit in [1, 2, 5, 22, 23, 24] {
            for queue in [None, Some("sales")] {
                let mut query = query(sort, limit);
                query.queue = queue.map(Into::into);
                let mut seen = Vec::new();
                loop {
                    let page = store.calls(&query).await.unwrap();
                    seen.extend(ids(&page));
                    // The cursor is text on its way to the user and back.
                    let Some(next) = page.next_cursor else { break };
                    query.cursor = Some(next.to_string().parse::<Cursor>().unwrap());
                }
                assert_eq!(seen, ids(&whole), "{sort:?} by {limit} {queue:?}");
            }
        }
    }
}

/// New calls come in while a user turns pages.
pub async fn calls_put_between_pages_move_nothing(store: &dyn Store) {
    let calls: Vec<Call> = (0..10).map(|n| Sample::new(&format!("c{n}"), n).build()).collect();
    store.put_calls(&calls).await.unwrap();
    let mut query = query(Sort::NewestFirst, 4);
    let mut seen = Vec::new();
    for round in 0.. {
        let page = store.calls(&query).await.unwrap();
        seen.extend(ids(&page));
        let new = [Sample::new(&format!("new{round}"), 100 + round), Sample::new(&format!("c9-{round}"), 9)];
        store.put_calls(&new.map(Sample::build)).await.unwrap();
        let Some(next) = page.next_cursor else { break };
        query.cursor = Some(next);
    }
    assert_eq!(seen, ["c9", "c8", "c7", "c6", "c5", "c4", "c3", "c2", "c1", "c0"]);
}

/// For callers that number their pages.
pub async fn an_offset_skips(store: &dyn Store) {
    let calls: Vec<Call> = (0..5).map(|n| Sample::new(&format!("c{n}"), n).build()).collect();
    store.put_calls(&calls).await.unwrap();
    for (offset, want) in
        [(0, &["c4", "c3"][..]), (3, &["c1", "c0"]), (4, &["c0"]), (5, &[]), (u64::MAX, &[])]
    {
        let mut query = query(Sort::NewestFirst, 2);
        query.offset = offset;
        assert_eq!(ids(&store.calls(&query).await.unwrap()), want, "{offset}");
    }
}

/// Whatever page it is asked with.
pub async fn the_total_counts_all_pages(store: &dyn Store) {
    let calls: Vec<Call> = (0..5).map(|n| Sample::new(&format!("c{n}"), n).build()).collect();
    store.put_calls(&calls).await.unwrap();
    let mut query = query(Sort::NewestFirst, 2);
    query.with_total = true;
    let first = store.calls(&query).await.unwrap();
    assert_eq!(first.total, Some(5));
    (query.cursor, query.offset) = (first.next_cursor, 1);
    assert_eq!(store.calls(&query).await.unwrap().total, Some(5));
}

/// A total that is told is right, and one that is small enough is told.
pub async fn counting_may_stop(store: &dyn Store) {
    let calls: Vec<Call> = (0..5).map(|n| Sample::new(&format!("c{n}"), n).build()).collect();
    store.put_calls(&calls).await.unwrap();
    let number = calls.first().and_then(|call| call.caller.number.clone());
    for most in 0..7 {
        let mut query = query(Sort::NewestFirst, 2);
        (query.with_total, query.count_at_most) = (true, most);
        let by_number = CallQuery { number: number.clone(), ..query.clone() };
        let by_text = CallQuery { text: number.clone(), ..query.clone() };
        for query in [query, by_number, by_text] {
            let page = store.calls(&query).await.unwrap();
            assert!(page.total == Some(5) || most < 5 && page.total.is_none(), "{query:?}: {:?}", page.total);
            assert_eq!(ids(&page), ["c4", "c3"]);
        }
    }
}

/// Neither none nor more than the most.
pub async fn a_limit_out_of_range_is_refused(store: &dyn Store) {
    for limit in [0, MAX_LIMIT + 1] {
        let error = store.calls(&query(Sort::NewestFirst, limit)).await.unwrap_err();
        assert!(matches!(error, StoreError::InvalidQuery { field: "limit", .. }), "{error:?}");
        assert!(!error.retryable());
    }
    assert_eq!(ids(&store.calls(&query(Sort::NewestFirst, MAX_LIMIT)).await.unwrap()), [""; 0]);
}

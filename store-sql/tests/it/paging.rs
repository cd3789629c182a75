//! Pages while calls come in, as a property: a call that was there from the start comes exactly once.

use std::collections::BTreeSet;

use callflow_core::Call;
use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::{CallQuery, CallStore, Sort};
use callflow_store_sql::SqlStore;
use proptest::prelude::*;

/// Calls of few moments and few ids, so that many stand next to each other.
fn calls(prefix: &'static str) -> impl Strategy<Value = Vec<Call>> {
    let call = (0..6_i64, 0..40_u8, any::<bool>()).prop_map(move |(second, id, queue)| {
        let sample = Sample::new(&format!("{prefix}{id}"), second);
        if queue { sample.through("sales", "101").build() } else { sample.build() }
    });
    // One record a call: a call that moves is another property.
    prop::collection::vec(call, 0..40).prop_map(|calls| {
        let mut seen = BTreeSet::new();
        calls.into_iter().filter(|call| seen.insert(call.id.clone())).collect()
    })
}

async fn check(before: Vec<Call>, between: Vec<Vec<Call>>, query: &mut CallQuery) {
    let store = SqlStore::open("sqlite::memory:").await.unwrap();
    store.put_calls(&before).await.unwrap();
    let mut between = between.into_iter();
    let mut seen = Vec::new();
    loop {
        let page = store.calls(query).await.unwrap();
        seen.extend(page.items);
        store.put_calls(&between.next().unwrap_or_default()).await.unwrap();
        let Some(next) = page.next_cursor else { break };
        query.cursor = Some(next);
    }
    assert!(seen.is_sorted_by(|one, other| query.order(one, other).is_lt()), "in order, no call twice");
    query.cursor = None;
    for call in before.iter().filter(|call| query.matches(call)) {
        assert_eq!(seen.iter().filter(|it| it.id == call.id).count(), 1, "{}", call.id);
    }
    for call in &seen {
        assert!(query.matches(call));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn a_call_that_was_there_comes_exactly_once(
        before in calls("a"),
        between in prop::collection::vec(calls("b"), 0..6),
        limit in 1..12_u32,
        oldest_first: bool,
        in_queue: bool,
    ) {
        let mut query = CallQuery::default();
        query.limit = limit;
        if oldest_first {
            query.sort = Sort::OldestFirst;
        }
        query.queue = in_queue.then(|| "sales".into());
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(check(before, between, &mut query));
    }
}

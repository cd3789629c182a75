use callflow_core::store::memory::MemoryStore;
use callflow_core::store::testkit::sample::{Sample, at};
use callflow_core::store::{Period, Sort};
use pollster::block_on;

use super::*;

/// Calls of two tenants, three agents and three queues, some of the same moment.
fn calls() -> Vec<Call> {
    let mut calls = Vec::new();
    for n in 0..60_i64 {
        let tenant = if n % 5 == 4 { "other" } else { "acme" };
        let sample =
            Sample::new(&format!("c{n:02}"), n / 3).inbound(&format!("+1202555{:04}", n % 7), "+15125550170");
        let queue = ["sales", "support", "billing"][usize::try_from(n % 3).unwrap()];
        let agent = ["101", "102", "103"][usize::try_from(n / 3 % 3).unwrap()];
        let sample = if n % 4 == 0 { sample } else { sample.through(queue, agent) };
        calls.push(sample.with(|call| call.tenant = tenant.into()).build());
    }
    calls
}

fn texts(items: &[&str]) -> BTreeSet<Arc<str>> {
    items.iter().map(|item| (*item).into()).collect()
}

fn reaches() -> Vec<Reach> {
    let acme = || Arc::from("acme");
    vec![
        Reach::Own { tenant: acme(), numbers: texts(&[]) },
        Reach::Own { tenant: acme(), numbers: texts(&["101"]) },
        Reach::Own { tenant: acme(), numbers: texts(&["101", "102"]) },
        Reach::Queues { tenant: acme(), numbers: texts(&[]), queues: texts(&["sales"]) },
        Reach::Queues { tenant: acme(), numbers: texts(&["103"]), queues: texts(&["sales", "support"]) },
        Reach::Tenant(acme()),
        Reach::Tenant("nobody".into()),
        Reach::Everything,
    ]
}

fn queries() -> Vec<CallQuery> {
    let mut queries = Vec::new();
    for number in [None, Some("101"), Some("+12025550003")] {
        for agent in [None, Some("101"), Some("102")] {
            for queue in [None, Some("sales"), Some("billing")] {
                for tenant in [None, Some("acme"), Some("other")] {
                    let mut query = CallQuery::default();
                    query.number = number.map(Into::into);
                    query.agent = agent.map(Into::into);
                    query.queue = queue.map(Into::into);
                    query.scope.tenant = tenant.map(Into::into);
                    queries.push(query);
                }
            }
        }
    }
    queries
}

fn store() -> MemoryStore {
    let store = MemoryStore::new();
    block_on(store.put_calls(&calls())).unwrap();
    store
}

/// Every page of every question of everybody: neither less nor more than what the call's own question says.
#[test]
fn pages_have_exactly_what_is_within_reach() {
    let (store, all) = (store(), calls());
    let mut found = 0;
    for reach in reaches() {
        for mut query in queries() {
            for (sort, limit) in [(Sort::NewestFirst, 500), (Sort::NewestFirst, 2), (Sort::OldestFirst, 7)] {
                (query.sort, query.limit, query.cursor) = (sort, limit, None);
                let mut want: Vec<&Call> =
                    all.iter().filter(|call| query.matches(call) && reach.holds_call(call)).collect();
                want.sort_by(|one, other| query.order(one, other));
                let want: Vec<&str> = want.into_iter().map(|call| call.id.as_str()).collect();
                let mut seen = Vec::new();
                loop {
                    let page = block_on(calls_within(&store, &reach, &query)).unwrap();
                    assert!(page.items.len() <= usize::try_from(limit).unwrap());
                    seen.extend(page.items.into_iter().map(|call| call.id));
                    let Some(next) = page.next_cursor else { break };
                    query.cursor = Some(next);
                }
                let seen: Vec<&str> = seen.iter().map(|id| id.as_str()).collect();
                assert_eq!(seen, want, "{reach:?} {query:?}");
                found += seen.len();
            }
        }
    }
    assert!(found > 1_000, "the questions find something: {found}");
}

#[test]
fn another_tenants_calls_are_out_of_reach() {
    let (store, all) = (store(), calls());
    for reach in reaches().into_iter().filter(|reach| *reach != Reach::Everything) {
        assert!(!all.iter().any(|call| &*call.tenant == "other" && reach.holds_call(call)), "{reach:?}");
        let mut query = CallQuery::default();
        (query.scope.tenant, query.with_total) = (Some("other".into()), true);
        let page = block_on(calls_within(&store, &reach, &query)).unwrap();
        assert_eq!((page.items.len(), page.total, page.next_cursor), (0, Some(0), None));
    }
}

#[test]
fn the_total_is_told_where_it_is_exact() {
    let store = store();
    let mut query = CallQuery::default();
    (query.with_total, query.limit) = (true, 5);
    let total =
        |reach: &Reach, query: &CallQuery| block_on(calls_within(&store, reach, query)).unwrap().total;
    assert_eq!(total(&Reach::Tenant("acme".into()), &query), Some(48));
    let two =
        Reach::Queues { tenant: "acme".into(), numbers: texts(&[]), queues: texts(&["sales", "support"]) };
    assert_eq!(total(&two, &query), None);
    query.queue = Some("sales".into());
    assert!(total(&two, &query).is_some_and(|total| total > 0));
}

#[test]
fn an_offset_skips_within_reach() {
    let store = store();
    let two =
        Reach::Queues { tenant: "acme".into(), numbers: texts(&[]), queues: texts(&["sales", "support"]) };
    let mut query = CallQuery::default();
    let whole = block_on(calls_within(&store, &two, &query)).unwrap().items;
    for offset in 0..=whole.len() + 1 {
        for limit in 1..4 {
            (query.offset, query.limit) = (offset as u64, limit);
            let page = block_on(calls_within(&store, &two, &query)).unwrap();
            let want: Vec<Call> = whole.iter().skip(offset).take(limit as usize).cloned().collect();
            assert_eq!(page.items, want, "{limit} after {offset}");
        }
    }
}

/// One queue's calls are the newer ones: what another one has further back does not come before them.
#[test]
fn an_offset_beyond_one_page_skips_in_order() {
    let store = MemoryStore::new();
    let call = |n: i64| {
        let queue = if n < 600 { "support" } else { "sales" };
        Sample::new(&format!("c{n:04}"), n)
            .inbound("+12025550001", "+15125550170")
            .through(queue, "102")
            .build()
    };
    block_on(store.put_calls(&(0..1_300).map(call).collect::<Vec<_>>())).unwrap();
    let queues = texts(&["sales", "support"]);
    let reach = Reach::Queues { tenant: "default".into(), numbers: texts(&[]), queues };
    for (offset, want) in [(650, ["c0649", "c0648"]), (1_200, ["c0099", "c0098"])] {
        let mut query = CallQuery::default();
        (query.offset, query.limit) = (offset, 2);
        let page = block_on(calls_within(&store, &reach, &query)).unwrap();
        let ids: Vec<&str> = page.items.iter().map(|call| call.id.as_str()).collect();
        assert_eq!(ids, want, "after {offset}");
    }
}

/// A caller whose calls are all somebody else's: the search comes to its end.
#[test]
fn a_page_may_be_short_and_lead_on() {
    let store = MemoryStore::new();
    let call = |n: i64| {
        let agent = if n == 0 { "555" } else { "102" };
        Sample::new(&format!("c{n:03}"), n)
            .inbound("+12025550001", "+15125550170")
            .through("sales", agent)
            .build()
    };
    block_on(store.put_calls(&(0..100).map(call).collect::<Vec<_>>())).unwrap();
    let reach = Reach::Own { tenant: "default".into(), numbers: texts(&["555"]) };
    let mut query = CallQuery::default();
    (query.number, query.limit) = (Some("+12025550001".into()), 2);
    let (mut found, mut pages) = (Vec::new(), 0);
    loop {
        let page = block_on(calls_within(&store, &reach, &query)).unwrap();
        found.extend(page.items.into_iter().map(|call| call.id.as_str().to_owned()));
        pages += 1;
        let Some(next) = page.next_cursor else { break };
        query.cursor = Some(next);
    }
    assert_eq!((found, pages), (vec!["c000".to_owned()], 3));
}

#[test]
fn statistics_are_those_within_reach() {
    let (store, all) = (store(), calls());
    let count = |reach: &Reach, agent: Option<&str>, queue: Option<&str>| {
        let mut query = StatisticsQuery::new(at(0), at(86_400), Period::Day);
        (query.agent, query.queue) = (agent.map(Into::into), queue.map(Into::into));
        let rows = block_on(statistics_within(&store, reach, &query))?;
        Ok::<u64, StoreError>(rows.iter().map(|row| row.calls).sum())
    };
    let counted = |which: &dyn Fn(&Call) -> bool| all.iter().filter(|call| which(call)).count() as u64;
    let sales = counted(&|call| &*call.tenant == "acme" && queues(call).contains("sales"));
    let own = counted(&|call| &*call.tenant == "acme" && agents(call).contains("101"));
    assert!(sales > 0 && own > 0);
    let one = Reach::Queues { tenant: "acme".into(), numbers: texts(&["101"]), queues: texts(&["sales"]) };
    let two =
        Reach::Queues { tenant: "acme".into(), numbers: texts(&[]), queues: texts(&["sales", "support"]) };
    let agent = Reach::Own { tenant: "acme".into(), numbers: texts(&["101"]) };
    assert_eq!(count(&one, None, None).unwrap(), sales);
    assert_eq!(count(&two, None, Some("sales")).unwrap(), sales);
    assert_eq!(count(&agent, None, None).unwrap(), own);
    assert_eq!(count(&one, Some("101"), None).unwrap(), own);
    assert_eq!(count(&Reach::Tenant("acme".into()), None, None).unwrap(), 48);
    assert_eq!(count(&Reach::Everything, None, None).unwrap(), 60);
    let nothing = Reach::Own { tenant: "acme".into(), numbers: texts(&[]) };
    assert_eq!(count(&nothing, None, None).unwrap(), 0);
    for (reach, agent, queue, field) in [
        (&two, None, None, "queue"),
        (&two, None, Some("billing"), "queue"),
        (&one, None, Some("billing"), "queue"),
        (&agent, Some("102"), None, "agent"),
    ] {
        let error = count(reach, agent, queue).unwrap_err();
        assert!(matches!(error, StoreError::InvalidQuery { field: it, .. } if it == field), "{error:?}");
    }
}

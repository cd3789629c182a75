//! Lists hold what was asked for.

use alloc::string::String;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::sample::{Sample, at, party};
use crate::call::{Call, Direction};
use crate::disposition::Disposition;
use crate::store::{CallQuery, Scope, Stage, Store};

/// The ids that the question finds, newest first; the total must agree.
async fn ids(store: &dyn Store, change: impl FnOnce(&mut CallQuery)) -> Vec<String> {
    let mut query = CallQuery { with_total: true, ..CallQuery::default() };
    change(&mut query);
    let page = store.calls(&query).await.unwrap();
    assert_eq!(page.total, Some(page.items.len() as u64), "{query:?}");
    page.items.iter().map(|call| call.id.to_string()).collect()
}

fn calls() -> Vec<Call> {
    let other = |call: &mut Call| (call.tenant, call.pbx) = ("acme".into(), "ams".into());
    vec![
        Sample::new("internal", 0).build(),
        Sample::new("inbound", 1).inbound("+12025550143", "+15125550170").build(),
        Sample::new("queue", 2).inbound("+12025550199", "+15125550170").through("sales", "102").build(),
        Sample::new("busy", 3).unanswered(Disposition::Busy).with(other).build(),
        Sample::new("live", 4).live().build(),
        Sample::new("merged", 5).merged_into("internal").build(),
        Sample::new("party", 6).with(|call| call.parties.push(party("103", Some("Zoë Ångström")))).build(),
        Sample::new("two-queues", 7).through("support", "102").through("sales", "104").build(),
    ]
}

/// One filter at a time.
pub async fn every_filter_finds_its_calls(store: &dyn Store) {
    store.put_calls(&calls()).await.unwrap();
    assert_eq!(ids(store, |q| (q.from, q.to) = (Some(at(1)), Some(at(3)))).await, ["queue", "inbound"]);
    assert_eq!(ids(store, |q| q.direction = Some(Direction::Inbound)).await, ["queue", "inbound"]);
    assert_eq!(ids(store, |q| q.disposition = Some(Disposition::Busy)).await, ["busy"]);
    assert_eq!(ids(store, |q| q.number = Some("+12025550143".into())).await, ["inbound"]);
    assert_eq!(ids(store, |q| q.number = Some("103".into())).await, ["party"]);
    assert_eq!(ids(store, |q| q.agent = Some("102".into())).await, ["two-queues", "queue"]);
    assert_eq!(ids(store, |q| q.queue = Some("sales".into())).await, ["two-queues", "queue"]);
    assert_eq!(ids(store, |q| q.queue = Some("support".into())).await, ["two-queues"]);
    assert_eq!(ids(store, |q| q.scope = Scope::of_tenant("acme")).await, ["busy"]);
    assert_eq!(ids(store, |q| q.scope = Scope::of_pbx("ams")).await, ["busy"]);
    assert_eq!(ids(store, |q| q.stage = Some(Stage::Live)).await, ["live"]);
    let ended = ["two-queues", "party", "busy", "queue", "inbound", "internal"];
    assert_eq!(ids(store, |q| q.stage = Some(Stage::Ended)).await, ended);
    assert_eq!(ids(store, |q| q.number = Some("nobody".into())).await, [""; 0]);
}

/// Several filters leave what all of them leave.
pub async fn filters_hold_together(store: &dyn Store) {
    store.put_calls(&calls()).await.unwrap();
    let both = ids(store, |q| {
        (q.queue, q.agent) = (Some("sales".into()), Some("102".into()));
        (q.from, q.direction) = (Some(at(0)), Some(Direction::Inbound));
    });
    assert_eq!(both.await, ["queue"]);
    let none = ids(store, |q| (q.number, q.queue) = (Some("100".into()), Some("none".into())));
    assert_eq!(none.await, [""; 0]);
    let all = ids(store, |q| {
        (q.number, q.agent, q.queue) = (Some("104".into()), Some("104".into()), Some("support".into()));
        (q.disposition, q.stage) = (Some(Disposition::Answered), Some(Stage::Ended));
        (q.scope, q.text) =
            (Scope { tenant: Some("default".into()), pbx: Some("default".into()) }, Some("ann".into()));
    });
    assert_eq!(all.await, ["two-queues"]);
}

/// A part of a number is for the text.
pub async fn numbers_are_matched_whole(store: &dyn Store) {
    store.put_calls(&calls()).await.unwrap();
    for part in ["10", "2025550143", "+1202555014%", ""] {
        assert_eq!(ids(store, |q| q.number = Some(part.into())).await, [""; 0], "{part}");
    }
}

/// Parts of numbers and names, in any case, in any order.
pub async fn text_is_found_in_numbers_and_names(store: &dyn Store) {
    store.put_calls(&calls()).await.unwrap();
    for (text, want) in [
        ("5550143", &["inbound"][..]),
        ("zoë", &["party"]),
        ("ÅNGSTRÖM  zoë", &["party"]),
        ("exam 103", &["party"]),
        ("0143 0199", &[]),
        ("  ", &["two-queues", "party", "live", "busy", "queue", "inbound", "internal"]),
    ] {
        assert_eq!(ids(store, |q| q.text = Some(text.into())).await, want, "{text}");
    }
}

/// `%`, `_`, `*` and quotes stand for themselves.
pub async fn text_is_no_pattern(store: &dyn Store) {
    let name = |name: &'static str| move |call: &mut Call| call.caller.name = Some(name.into());
    let odd = Sample::new("odd", 0).with(name("100%_sure\\ it's *"));
    store.put_calls(&[odd.build(), Sample::new("plain", 1).build()]).await.unwrap();
    for text in ["%", "_", "\\", "'", "*", "0%_s", "sure\\"] {
        assert_eq!(ids(store, |q| q.text = Some(text.into())).await, ["odd"], "{text}");
    }
}

/// A live call is found by number, queue and text, and is found anew when they change.
pub async fn a_live_call_is_found_like_an_ended_one(store: &dyn Store) {
    let live = |version| Sample::new("c", 0).live().version(version);
    store.put_calls(&[live(1).build()]).await.unwrap();
    assert_eq!(ids(store, |q| q.number = Some("101".into())).await, ["c"]);
    let moved = live(2).with(|call| call.dialled = Some("200".into())).with(|call| call.parties.clear());
    store.put_calls(&[moved.build()]).await.unwrap();
    assert_eq!(ids(store, |q| q.number = Some("101".into())).await, [""; 0]);
    assert_eq!(ids(store, |q| q.number = Some("200".into())).await, ["c"]);
    assert_eq!(ids(store, |q| q.text = Some("20 ann".into())).await, ["c"]);
    store.put_calls(&[Sample::new("c", 0).version(3).through("sales", "101").build()]).await.unwrap();
    assert_eq!(ids(store, |q| q.number = Some("200".into())).await, [""; 0]);
    assert_eq!(ids(store, |q| q.queue = Some("sales".into())).await, ["c"]);
}

/// They count nowhere, but their records stay.
pub async fn merged_calls_are_listed_on_request_only(store: &dyn Store) {
    store.put_calls(&[Sample::new("a", 0).build(), Sample::new("b", 1).build()]).await.unwrap();
    assert_eq!(ids(store, |q| q.number = Some("101".into())).await, ["b", "a"]);
    store.put_calls(&[Sample::new("b", 1).version(2).merged_into("a").build()]).await.unwrap();
    assert_eq!(ids(store, |_| ()).await, ["a"]);
    assert_eq!(ids(store, |q| q.include_merged = true).await, ["b", "a"]);
    for merged in [false, true] {
        let number = ids(store, |q| (q.number, q.include_merged) = (Some("101".into()), merged)).await;
        assert_eq!(number, if merged { &["b", "a"][..] } else { &["a"] });
    }
}

/// Neither ended nor merged, oldest first.
pub async fn live_calls_are_those_not_over(store: &dyn Store) {
    let pbx = |pbx: &'static str| move |call: &mut Call| call.pbx = pbx.into();
    let calls = [
        Sample::new("late", 9).live().build(),
        Sample::new("ended", 2).build(),
        Sample::new("merged", 3).live().merged_into("ended").build(),
        Sample::new("other", 4).live().with(pbx("ams")).build(),
        Sample::new("early", 1).live().build(),
    ];
    store.put_calls(&calls).await.unwrap();
    let ids = async |scope: Scope| -> Vec<String> {
        let live = store.live_calls(&scope).await.unwrap();
        live.iter().map(|call| call.id.to_string()).collect()
    };
    assert_eq!(ids(Scope::default()).await, ["early", "other", "late"]);
    assert_eq!(ids(Scope::of_pbx("ams")).await, ["other"]);
    assert_eq!(ids(Scope::of_tenant("default")).await, ["early", "other", "late"]);
    assert_eq!(ids(Scope::of_tenant("none")).await, [""; 0]);
    store.put_calls(&[Sample::new("early", 1).version(2).build()]).await.unwrap();
    assert_eq!(ids(Scope::default()).await, ["other", "late"]);
}

/// Every pair of filters finds what [`CallQuery::matches`] says.
pub async fn all_questions_agree_with_their_meaning(store: &dyn Store) {
    let calls = calls();
    store.put_calls(&calls).await.unwrap();
    type Filter = fn(&mut CallQuery);
    let filters: &[Filter] = &[
        |_| (),
        |q| q.from = Some(at(2)),
        |q| q.to = Some(at(6)),
        |q| q.direction = Some(Direction::Internal),
        |q| q.disposition = Some(Disposition::Answered),
        |q| q.number = Some("101".into()),
        |q| q.agent = Some("102".into()),
        |q| q.queue = Some("sales".into()),
        |q| q.text = Some("example".into()),
        |q| q.scope.tenant = Some("default".into()),
        |q| q.scope.pbx = Some("ams".into()),
        |q| q.stage = Some(Stage::Live),
        |q| q.stage = Some(Stage::Ended),
        |q| q.include_merged = true,
        |q| q.sort = crate::store::Sort::OldestFirst,
    ];
    for one in filters {
        for other in filters {
            let mut query = CallQuery { with_total: true, ..CallQuery::default() };
            one(&mut query);
            other(&mut query);
            let mut want: Vec<&Call> = calls.iter().filter(|call| query.matches(call)).collect();
            want.sort_by(|a, b| query.order(a, b));
            let page = store.calls(&query).await.unwrap();
            assert_eq!(page.items.iter().collect::<Vec<_>>(), want, "{query:?}");
            assert_eq!(page.total, Some(want.len() as u64), "{query:?}");
        }
    }
}

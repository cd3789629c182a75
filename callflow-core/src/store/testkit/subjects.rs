//! The calls of one person, all of them, and what is left when it is forgotten.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::sample::{Sample, at, party};
use crate::call::{Call, Recording};
use crate::ids::CallId;
use crate::store::{
    CallQuery, HistoryQuery, Period, Scope, StatisticsQuery, Store, forget_number, subject_calls,
};

const NUMBER: &str = "+12025550143";

async fn subject(store: &dyn Store, scope: Scope, number: &str) -> Vec<String> {
    let mut pages = subject_calls(store, scope, number);
    let mut ids = Vec::new();
    while let Some(calls) = pages.next_page().await.unwrap() {
        ids.extend(calls.iter().map(|call| call.id.to_string()));
    }
    assert!(pages.next_page().await.unwrap().is_none());
    ids
}

async fn found(store: &dyn Store, change: impl FnOnce(&mut CallQuery)) -> Vec<String> {
    let mut query = CallQuery { include_merged: true, with_total: true, ..CallQuery::default() };
    change(&mut query);
    let page = store.calls(&query).await.unwrap();
    assert_eq!(page.total, Some(page.items.len() as u64));
    page.items.iter().map(|call| call.id.to_string()).collect()
}

/// In whatever field the number is, merged and live ones included, on as many pages as it takes.
pub async fn a_subject_has_all_its_calls(store: &dyn Store) {
    let other = |call: &mut Call| call.tenant = "acme".into();
    let calls = [
        Sample::new("caller", 1).inbound(NUMBER, "+15125550170").build(),
        Sample::new("party", 2).with(|call| call.parties.push(party("912025550143", None))).build(),
        Sample::new("channel", 3)
            .with(|call| call.legs[0].channel = "Local/12025550143@out-1;1".into())
            .build(),
        Sample::new("keyed", 4).with(|call| call.dtmf.push("12025550143".into())).with(other).build(),
        Sample::new("merged", 5).inbound(NUMBER, "+15125550170").merged_into("caller").build(),
        Sample::new("live", 6).inbound(NUMBER, "+15125550170").live().build(),
    ];
    store.put_calls(&calls).await.unwrap();
    let strangers: Vec<Call> = (0..1_100).map(|n| Sample::new(&format!("s{n}"), n % 7).build()).collect();
    store.put_calls(&strangers).await.unwrap();
    let all = ["caller", "party", "channel", "keyed", "merged", "live"];
    assert_eq!(subject(store, Scope::default(), NUMBER).await, all);
    assert_eq!(subject(store, Scope::of_tenant("acme"), NUMBER).await, ["keyed"]);
    assert_eq!(subject(store, Scope::default(), "+12025550144").await, [""; 0]);
}

/// Nor by anything that it was found by; what was counted stays, and so do the others.
pub async fn a_forgotten_number_is_not_found(store: &dyn Store) {
    let inbound = |id: &str, second| {
        let recording =
            Recording { file: Some("in-12025550143.wav".into()), from: at(second), to: None, paused_ms: 0 };
        let sample = Sample::new(id, second).inbound(NUMBER, "+15125550170").through("sales", "102");
        sample.with(|call| {
            call.caller.name = Some("Zoë Ångström".into());
            call.recordings.push(recording);
        })
    };
    let calls = [
        inbound("a", 0).version(3).build(),
        inbound("merged", 1).merged_into("a").build(),
        inbound("live", 2).live().build(),
        Sample::new("other", 3).inbound("+12025550199", "+15125550170").build(),
    ];
    store.put_calls(&calls).await.unwrap();
    let statistics = StatisticsQuery::new(at(0), at(3_600), Period::Hour);
    let counted = store.statistics(&statistics).await.unwrap();

    let done = forget_number(store, Scope::default(), NUMBER, at(99)).await.unwrap();
    assert_eq!((done.rewritten, done.live), (2, 1));
    assert_eq!(found(store, |q| q.number = Some(NUMBER.into())).await, ["live"]);
    assert_eq!(found(store, |q| q.text = Some("5550143".into())).await, ["live"]);
    assert_eq!(found(store, |q| q.text = Some("ångström".into())).await, ["live"]);
    assert_eq!(
        found(store, |q| q.number = Some("+15125550170".into())).await,
        ["other", "live", "merged", "a"]
    );
    assert_eq!(found(store, |q| q.queue = Some("sales".into())).await, ["live", "merged", "a"]);
    let a = store.call(&CallId::new("a")).await.unwrap().unwrap();
    assert_eq!((a.version, a.revised_at, &a.caller.number, &a.caller.name), (4, Some(at(99)), &None, &None));
    let recordings = store.recordings(&HistoryQuery::default()).await.unwrap().items;
    assert_eq!(
        recordings.iter().map(|row| row.file.as_deref()).collect::<Vec<_>>(),
        [Some("in-forgotten.wav")]
    );
    assert_eq!(store.statistics(&statistics).await.unwrap(), counted);

    // Done again it does nothing, until the live call has ended.
    let again = forget_number(store, Scope::default(), NUMBER, at(100)).await.unwrap();
    assert_eq!((again.rewritten, again.live), (0, 1));
    store.put_calls(&[inbound("live", 2).version(2).build()]).await.unwrap();
    let last = forget_number(store, Scope::default(), NUMBER, at(101)).await.unwrap();
    assert_eq!((last.rewritten, last.live), (1, 0));
    assert_eq!(found(store, |q| q.number = Some(NUMBER.into())).await, [""; 0]);
    assert_eq!(subject(store, Scope::default(), NUMBER).await, [""; 0]);
    assert_eq!(subject(store, Scope::default(), "+12025550199").await, ["other"]);
}

/// A tenant forgets for itself.
pub async fn a_number_is_forgotten_in_its_scope(store: &dyn Store) {
    let calls = ["acme", "other"].map(|tenant| {
        let sample = Sample::new(tenant, 0).inbound(NUMBER, "+15125550170");
        sample.with(|call| call.tenant = tenant.into()).build()
    });
    store.put_calls(&calls).await.unwrap();
    let done = forget_number(store, Scope::of_tenant("acme"), NUMBER, at(99)).await.unwrap();
    assert_eq!((done.rewritten, done.live), (1, 0));
    assert_eq!(found(store, |q| q.number = Some(NUMBER.into())).await, ["other"]);
}

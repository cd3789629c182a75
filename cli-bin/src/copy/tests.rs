//! Copies from one store in memory into another one.

use callflow_core::store::memory::MemoryStore;
use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::testkit::sample_rows::{
    agent, device_event, extension, interval, lease, member, queue,
};
use callflow_core::store::{AgentStore as _, QueueStore as _};
use callflow_core::store::{Batch, CallStore as _, Checkpoint, Rows, Scope, StateStore as _};

use super::*;

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

/// More calls than a page holds, each kind of rows, merged and live calls.
async fn full() -> MemoryStore {
    let store = MemoryStore::new();
    let mut calls: Vec<Call> =
        (0..1_200).map(|n| Sample::new(&format!("default-{n}"), n / 3).build()).collect();
    calls.push(Sample::new("default-live", 2_000).live().build());
    let mut merged = Sample::new("default-merged", 7).build();
    merged.merged_into = Some(calls[0].id.clone());
    calls.push(merged);
    let mut rows = Rows::default();
    rows.queues = vec![queue("sales", 1), queue("support", 2)];
    rows.members = vec![member("sales", "101", 3), member("support", "101", 4)];
    rows.agents = vec![agent("101", 5)];
    rows.intervals = (0..700).map(|n| interval("101", n, Some(n + 1))).collect();
    rows.intervals.push(interval("101", 700, None));
    rows.extensions = vec![extension("101", 1), extension("102", 2)];
    rows.device_events = (0..600).map(|n| device_event("101", n)).collect();
    rows.leases = vec![lease("3001", 8)];
    let checkpoints = [Checkpoint::new("default", 4_711)];
    let batch = Batch::new(&calls).with_rows(&rows).with_checkpoints(&checkpoints);
    store.commit(&batch).await.unwrap();
    store
}

const COUNTS: [(&str, u64); 8] = [
    ("calls", 1_202),
    ("queues", 2),
    ("members", 2),
    ("agents", 1),
    ("agent_intervals", 701),
    ("extensions", 2),
    ("device_events", 600),
    ("leases", 1),
];

fn written(copied: &Copied) -> Vec<(&'static str, u64)> {
    copied.kinds.iter().map(|kind| (kind.kind, kind.written)).collect()
}

#[test]
fn everything_is_copied_and_only_once() {
    run(async {
        let (source, target) = (full().await, MemoryStore::new());
        let copied = copy(&source, &target, Verify::Yes).await.unwrap();
        assert_eq!(written(&copied), COUNTS);
        for (kind, (_, count)) in copied.kinds.iter().zip(COUNTS) {
            let compared = kind.compared.as_ref().unwrap();
            assert_eq!((compared.source.count, compared.different), (count, 0), "{}", kind.kind);
            assert_eq!(compared.source, compared.target, "{}", kind.kind);
        }
        assert!(copied.must_be_whole().is_ok());
        // A place in a journal means nothing in another store.
        assert_eq!(target.checkpoint("default").await.unwrap(), None);

        let again = copy(&source, &target, Verify::Yes).await.unwrap();
        assert_eq!(written(&again), COUNTS.map(|(kind, _)| (kind, 0)));
        let sums = |copied: &Copied| -> Vec<Sum> {
            copied.kinds.iter().map(|kind| kind.compared.as_ref().unwrap().source).collect()
        };
        assert_eq!(sums(&again), sums(&copied));
    });
}

#[test]
fn it_goes_on_and_brings_what_came_since() {
    run(async {
        let (source, target) = (full().await, MemoryStore::new());
        // As it was cut off: some of the first are there, and one that began later.
        let first: Vec<Call> = source.calls(&kept::every_call()).await.unwrap().items;
        target.put_calls(&first[..300]).await.unwrap();
        target.put_calls(&[Sample::new("default-1199", 1_199 / 3).build()]).await.unwrap();
        // A long call that began among them, and one that was corrected.
        let long = Sample::new("default-long", 10).build();
        let corrected = Sample::new("default-5", 1).version(2).build();
        source.put_calls(&[long, corrected.clone()]).await.unwrap();

        let copied = copy(&source, &target, Verify::Yes).await.unwrap();
        assert_eq!(copied.kinds[0].written, 1_203 - 301 + 1);
        assert_eq!(copied.kinds[0].compared.as_ref().unwrap().source.count, 1_203);
        assert_eq!(target.call(&corrected.id).await.unwrap(), Some(corrected));
    });
}

#[test]
fn a_call_whose_beginning_was_corrected_is_not_there_twice() {
    run(async {
        let (source, target) = (MemoryStore::new(), MemoryStore::new());
        target.put_calls(&[Sample::new("default-1", 50).build()]).await.unwrap();
        source.put_calls(&[Sample::new("default-1", 40).version(2).build()]).await.unwrap();
        let copied = copy(&source, &target, Verify::Yes).await.unwrap();
        assert_eq!((copied.kinds[0].written, copied.kinds[0].compared.as_ref().unwrap().different), (1, 0));
        assert_eq!(target.calls(&kept::every_call()).await.unwrap().items.len(), 1);
    });
}

#[test]
fn what_is_newer_in_the_target_stays() {
    run(async {
        let (source, target) = (full().await, full().await);
        let newer = Sample::new("default-3", 1).version(9).build();
        let other = Sample::new("other-1", 5_000).build();
        let mut rows = Rows::default();
        rows.agents = vec![agent("101", 99)];
        rows.queues = vec![queue("new", 99)];
        let calls = [newer.clone(), other.clone()];
        target.commit(&Batch::new(&calls).with_rows(&rows)).await.unwrap();

        let copied = copy(&source, &target, Verify::Yes).await.unwrap();
        assert_eq!(written(&copied), COUNTS.map(|(kind, _)| (kind, 0)));
        let of = |kind: &str| copied.kinds.iter().find(|it| it.kind == kind).unwrap();
        assert_eq!((of("calls").newer_in_target, of("calls").only_in_target), (1, 1));
        assert_eq!((of("agents").newer_in_target, of("queues").only_in_target), (1, 1));
        assert!(copied.must_be_whole().is_ok());
        assert_eq!(target.call(&newer.id).await.unwrap(), Some(newer));
        assert_eq!(target.agents(&Scope::default()).await.unwrap(), rows.agents);
        assert_eq!(target.queues(&Scope::default()).await.unwrap().len(), 3);
    });
}

#[test]
fn what_differs_is_told() {
    let compared = Compared {
        source: Sum::default(),
        target: Sum::default(),
        different: 2,
        differences: vec!["default-1".into(), "default-2".into()],
    };
    let kind = CopiedKind {
        kind: "calls",
        written: 0,
        newer_in_target: 0,
        only_in_target: 0,
        compared: Some(compared),
    };
    let copied = Copied { verified: true, kinds: vec![kind] };
    let Err(Failure::Work(error)) = copied.must_be_whole() else { panic!("{copied:?}") };
    assert_eq!(error.to_string(), "the target differs from the source in 2 calls (default-1, default-2)");
}

#[test]
fn without_verifying_nothing_is_compared() {
    run(async {
        let (source, target) = (full().await, MemoryStore::new());
        let copied = copy(&source, &target, Verify::No).await.unwrap();
        assert!(!copied.verified && copied.kinds.iter().all(|kind| kind.compared.is_none()));
        assert_eq!(written(&copied), COUNTS);
    });
}

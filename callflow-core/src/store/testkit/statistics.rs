//! Counts and sums.

use alloc::vec::Vec;

use super::sample::{Sample, at};
use crate::call::{Call, Direction};
use crate::disposition::Disposition;
use crate::store::{Period, Scope, StatisticsQuery, StatisticsRow, Store, StoreError};
use crate::time::Timestamp;

const HOUR: i64 = 3_600;

fn day_by(period: Period) -> StatisticsQuery {
    StatisticsQuery::new(at(-24 * HOUR), at(48 * HOUR), period)
}

async fn rows(store: &dyn Store, query: &StatisticsQuery) -> Vec<StatisticsRow> {
    store.statistics(query).await.unwrap()
}

async fn counts(store: &dyn Store, query: &StatisticsQuery) -> Vec<(Timestamp, u64)> {
    rows(store, query).await.iter().map(|row| (row.from, row.calls)).collect()
}

/// The samples begin at 18:00 UTC.
pub async fn hours_and_days_are_counted(store: &dyn Store) {
    let calls = [
        Sample::new("a", 0).build(),
        Sample::new("b", HOUR - 1).inbound("+1", "+2").through("sales", "101").build(),
        Sample::new("c", HOUR).unanswered(Disposition::NoAnswer).build(),
        Sample::new("d", 6 * HOUR).unanswered(Disposition::Busy).build(),
    ];
    store.put_calls(&calls).await.unwrap();
    let hours = rows(store, &day_by(Period::Hour)).await;
    let first = &hours[0];
    assert_eq!((first.from, first.calls, first.answered), (at(0), 2, 2));
    assert_eq!((first.direction.inbound, first.direction.internal, first.direction.outbound), (1, 1, 0));
    assert_eq!((first.disposition.answered, first.disposition.busy), (2, 0));
    assert_eq!(
        (first.talk_ms, first.wait_ms, first.duration_ms, first.hold_ms),
        (120_000, 10_000, 130_000, 0)
    );
    assert_eq!((hours[1].from, hours[1].calls, hours[1].answered), (at(HOUR), 1, 0));
    assert_eq!((hours[1].disposition.no_answer, hours[1].talk_ms), (1, 0));
    assert_eq!((hours[2].from, hours[2].disposition.busy, hours.len()), (at(6 * HOUR), 1, 3));
    assert_eq!(counts(store, &day_by(Period::Day)).await, [(at(-18 * HOUR), 3), (at(6 * HOUR), 1)]);
}

/// Midnight is where the user is; also where it is not on the hour of UTC.
pub async fn the_offset_moves_the_days(store: &dyn Store) {
    let calls = [("a", 0), ("b", 4 * HOUR - 1), ("c", 4 * HOUR)].map(|(id, at)| Sample::new(id, at).build());
    store.put_calls(&calls).await.unwrap();
    let mut days = day_by(Period::Day);
    days.offset_minutes = 120;
    assert_eq!(counts(store, &days).await, [(at(-20 * HOUR), 2), (at(4 * HOUR), 1)]);
    days.offset_minutes = -480;
    assert_eq!(counts(store, &days).await, [(at(-10 * HOUR), 3)]);
    let mut hours = day_by(Period::Hour);
    hours.offset_minutes = 345;
    let quarter = HOUR / 4;
    assert_eq!(
        counts(store, &hours).await,
        [(at(-3 * quarter), 1), (at(13 * quarter), 2)],
        "Nepal is 5:45 ahead"
    );
    hours.offset_minutes = -7;
    assert_eq!(counts(store, &hours).await.iter().map(|(_, calls)| calls).sum::<u64>(), 3);
}

/// From the first moment to before the last, wherever in the hour they lie.
pub async fn the_span_is_exact(store: &dyn Store) {
    let seconds = [-1_000, 0, 1, 899, 900, 1_799, 1_800, 4_000, 7_199, 7_200];
    let calls: Vec<Call> =
        seconds.iter().map(|second| Sample::new(&alloc::format!("c{second}"), *second).build()).collect();
    store.put_calls(&calls).await.unwrap();
    for from in [-1_000, -1, 0, 1, 450, 900, 901, 4_000] {
        for to in [-2_000, 0, 1, 2, 899, 900, 1_800, 2_000, 7_199, 7_200, 9_000] {
            let query = StatisticsQuery::new(at(from), at(to), Period::Hour);
            let sum: u64 = counts(store, &query).await.iter().map(|(_, calls)| calls).sum();
            let want = seconds.iter().filter(|second| (from..to).contains(second)).count();
            assert_eq!(sum, want as u64, "{from} to {to}");
        }
    }
}

/// Live calls count when they end, merged ones never.
pub async fn live_and_merged_calls_count_nowhere(store: &dyn Store) {
    let calls = [
        Sample::new("a", 0).live().build(),
        Sample::new("b", 1).build(),
        Sample::new("c", 2).merged_into("b").build(),
    ];
    store.put_calls(&calls).await.unwrap();
    assert_eq!(counts(store, &day_by(Period::Hour)).await, [(at(0), 1)]);
    let later =
        [Sample::new("a", 0).version(2).build(), Sample::new("b", 1).version(2).merged_into("a").build()];
    store.put_calls(&later).await.unwrap();
    let hours = rows(store, &day_by(Period::Hour)).await;
    assert_eq!((hours.len(), hours[0].calls, hours[0].talk_ms), (1, 1, 60_000));
    store.put_calls(&[Sample::new("a", 0).version(3).merged_into("x").build()]).await.unwrap();
    assert_eq!(counts(store, &day_by(Period::Hour)).await, []);
}

/// The old numbers of a corrected call are taken back.
pub async fn a_correction_is_counted_once(store: &dyn Store) {
    for version in 1..4 {
        let call = Sample::new("a", 0).version(version).with(|call| call.talk_ms = u64::from(version));
        store.put_calls(&[call.build(), Sample::new("b", 0).build()]).await.unwrap();
        let hours = rows(store, &day_by(Period::Hour)).await;
        assert_eq!((hours.len(), hours[0].calls), (1, 2));
        assert_eq!(hours[0].talk_ms, 60_000 + u64::from(version));
    }
    let moved = Sample::new("a", 2 * HOUR).version(9).unanswered(Disposition::Failed).build();
    store.put_calls(&[moved]).await.unwrap();
    let hours = rows(store, &day_by(Period::Hour)).await;
    assert_eq!((hours[0].calls, hours[0].answered), (1, 1));
    assert_eq!((hours[1].from, hours[1].calls, hours[1].disposition.failed), (at(2 * HOUR), 1, 1));
}

/// By tenant, PBX, direction, agent and queue.
pub async fn statistics_are_filtered(store: &dyn Store) {
    let other = |call: &mut Call| (call.tenant, call.pbx) = ("acme".into(), "ams".into());
    let calls = [
        Sample::new("a", 0).build(),
        Sample::new("b", 1).with(other).build(),
        Sample::new("c", 2).inbound("+1", "+2").through("sales", "102").build(),
        Sample::new("d", 3).through("sales", "103").with(|call| call.answered_by = Some("9".into())).build(),
    ];
    store.put_calls(&calls).await.unwrap();
    let count = async |change: &dyn Fn(&mut StatisticsQuery)| {
        let mut query = day_by(Period::Day);
        change(&mut query);
        counts(store, &query).await.iter().map(|(_, calls)| calls).sum::<u64>()
    };
    assert_eq!(count(&|_| ()).await, 4);
    assert_eq!(count(&|q| q.scope = Scope::of_tenant("acme")).await, 1);
    assert_eq!(count(&|q| q.scope = Scope::of_pbx("default")).await, 3);
    assert_eq!(count(&|q| q.direction = Some(Direction::Inbound)).await, 1);
    assert_eq!(count(&|q| q.queue = Some("sales".into())).await, 2);
    assert_eq!(count(&|q| q.agent = Some("103".into())).await, 1);
    assert_eq!(count(&|q| (q.agent, q.queue) = (Some("102".into()), Some("none".into()))).await, 0);
    assert_eq!(count(&|q| (q.agent, q.scope.pbx) = (Some("9".into()), Some("default".into()))).await, 1);
}

/// A question of ten thousand years would give an endless answer.
pub async fn a_span_out_of_range_is_refused(store: &dyn Store) {
    let long = StatisticsQuery::new(at(0), at(10_002 * HOUR), Period::Hour);
    let mut far = day_by(Period::Day);
    far.offset_minutes = 900;
    for (query, name) in [(long, "to"), (far, "offset_minutes")] {
        let error = store.statistics(&query).await.unwrap_err();
        assert!(matches!(error, StoreError::InvalidQuery { field, .. } if field == name), "{error:?}");
    }
}

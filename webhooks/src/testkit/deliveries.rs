//! Deliveries.

use callflow_core::store::{OutboxRow, StoreError};

use super::sample::{at, event};
use crate::delivery::{Delivery, DeliveryState, Progress};
use crate::id::WebhookId;
use crate::store::{DeliveryQuery, DeliveryStore};

fn hook() -> WebhookId {
    WebhookId::new("hook")
}

async fn all(store: &dyn DeliveryStore) -> Vec<Delivery> {
    store.deliveries(&DeliveryQuery::of(hook())).await.unwrap().items
}

async fn one(store: &dyn DeliveryStore) -> OutboxRow {
    let row = event(&hook(), "call:1", 1);
    store.put_deliveries(std::slice::from_ref(&row)).await.unwrap();
    row
}

/// How far one has come that failed and is tried again at this second.
fn failed(second: i64) -> Progress {
    Progress {
        attempts: 1,
        next_at: at(second),
        first_tried_at: Some(at(5)),
        last_tried_at: Some(at(5)),
        status: Some(503),
        error: Some("answered 503".into()),
        ..Progress::default()
    }
}

/// What was put is what is read.
pub async fn a_delivery_comes_back_whole(store: &dyn DeliveryStore) {
    store.put_deliveries(&[]).await.unwrap();
    let row = one(store).await;
    assert_eq!(all(store).await, [Delivery::from(&row)]);
    assert!(store.deliveries(&DeliveryQuery::of(WebhookId::new("other"))).await.unwrap().items.is_empty());
}

/// Whatever has become of it, and whatever it says now.
pub async fn a_delivery_that_is_put_again_stays_what_it_was(store: &dyn DeliveryStore) {
    let row = one(store).await;
    store.claim_delivery(&hook(), &row.event, at(2), at(9)).await.unwrap().unwrap();
    let done = Progress { state: DeliveryState::Delivered, ..failed(9) };
    assert!(store.settle_delivery(&hook(), &row.event, at(9), &done).await.unwrap());
    let before = all(store).await;
    let again = OutboxRow { body: "{}".into(), place: OutboxRow::place(9, 9, 9), ..row.clone() };
    store.put_deliveries(&[again, row]).await.unwrap();
    assert_eq!(all(store).await, before);
}

/// Of this webhook and PBX, page after page.
pub async fn what_waits_is_in_order_of_its_places(store: &dyn DeliveryStore) {
    let mut rows: Vec<OutboxRow> = [3, 11, 1, 2].map(|n| event(&hook(), "call:1", n)).into();
    rows.push(OutboxRow { pbx: "other".into(), ..event(&hook(), "call:2", 4) });
    rows.push(event(&WebhookId::new("other"), "call:2", 5));
    store.put_deliveries(&rows).await.unwrap();
    let first = store.waiting_deliveries(&hook(), "default", None, 3).await.unwrap();
    let events =
        |page: &[crate::turn::Waiting]| page.iter().map(|it| it.event.to_string()).collect::<Vec<_>>();
    assert_eq!(events(&first), ["evt_call:1_1", "evt_call:1_2", "evt_call:1_3"]);
    let last = &first[2];
    assert_eq!((&last.line, &last.place), (&rows[0].line, &rows[0].place));
    let next = store.waiting_deliveries(&hook(), "default", Some(&last.place), 3).await.unwrap();
    assert_eq!(events(&next), ["evt_call:1_11"]);
    assert_eq!(store.waiting_deliveries(&hook(), "other", None, 3).await.unwrap().len(), 1);
}

/// The others get nothing until it runs out.
pub async fn of_several_who_claim_a_delivery_one_gets_it(store: &dyn DeliveryStore) {
    let row = one(store).await;
    let hook = hook();
    let claim = || store.claim_delivery(&hook, &row.event, at(10), at(20));
    let mut won = Vec::new();
    for claimed in [claim().await, claim().await, claim().await] {
        won.extend(claimed.unwrap());
    }
    assert_eq!(won.len(), 1);
    assert_eq!((&won[0].body, won[0].progress.next_at), (&row.body, at(20)));
    assert_eq!(store.waiting_deliveries(&hook, "default", None, 9).await.unwrap()[0].next_at, at(20));
    assert_eq!(store.claim_delivery(&hook, "nothing", at(10), at(20)).await.unwrap(), None);
}

/// Whoever had it may be dead.
pub async fn a_claim_that_runs_out_is_another_ones(store: &dyn DeliveryStore) {
    let row = one(store).await;
    assert!(store.claim_delivery(&hook(), &row.event, at(10), at(20)).await.unwrap().is_some());
    assert!(store.claim_delivery(&hook(), &row.event, at(19), at(30)).await.unwrap().is_none());
    assert!(store.claim_delivery(&hook(), &row.event, at(20), at(30)).await.unwrap().is_some());
}

/// Nor is one that is done.
pub async fn a_delivery_that_is_not_due_is_not_claimed(store: &dyn DeliveryStore) {
    let row = one(store).await;
    for (progress, now, want) in [
        (failed(30), at(29), false),
        (failed(30), at(30), true),
        (Progress { state: DeliveryState::Dead, ..failed(30) }, at(99), false),
    ] {
        let until = store.waiting_deliveries(&hook(), "default", None, 1).await.unwrap()[0].next_at;
        assert!(store.settle_delivery(&hook(), &row.event, until, &progress).await.unwrap());
        let claimed = store.claim_delivery(&hook(), &row.event, now, now).await.unwrap();
        assert_eq!(claimed.is_some(), want, "{progress:?}");
    }
}

/// It is not needed any more, and tells of people.
pub async fn what_was_delivered_loses_its_body(store: &dyn DeliveryStore) {
    let row = one(store).await;
    store.claim_delivery(&hook(), &row.event, at(2), at(9)).await.unwrap().unwrap();
    let done = Progress { state: DeliveryState::Delivered, status: Some(204), error: None, ..failed(9) };
    assert!(store.settle_delivery(&hook(), &row.event, at(9), &done).await.unwrap());
    assert_eq!(all(store).await, [Delivery { body: "".into(), progress: done, ..Delivery::from(&row) }]);
    assert!(store.waiting_deliveries(&hook(), "default", None, 9).await.unwrap().is_empty());
}

/// With what is to be said of it, and its body.
pub async fn what_failed_waits_for_its_time(store: &dyn DeliveryStore) {
    let row = one(store).await;
    store.claim_delivery(&hook(), &row.event, at(2), at(9)).await.unwrap().unwrap();
    assert!(store.settle_delivery(&hook(), &row.event, at(9), &failed(60)).await.unwrap());
    assert_eq!(all(store).await, [Delivery { progress: failed(60), ..Delivery::from(&row) }]);
}

/// What another one has made of it meanwhile stays.
pub async fn one_who_has_lost_the_claim_notes_nothing(store: &dyn DeliveryStore) {
    let row = one(store).await;
    store.claim_delivery(&hook(), &row.event, at(2), at(9)).await.unwrap().unwrap();
    store.claim_delivery(&hook(), &row.event, at(9), at(20)).await.unwrap().unwrap();
    assert!(!store.settle_delivery(&hook(), &row.event, at(9), &failed(60)).await.unwrap());
    assert!(store.settle_delivery(&hook(), &row.event, at(20), &failed(70)).await.unwrap());
    assert_eq!(all(store).await[0].progress, failed(70));
    assert!(!store.settle_delivery(&hook(), "nothing", at(20), &failed(70)).await.unwrap());
}

/// One of them or all, and nothing else, from the beginning.
pub async fn dead_letters_are_sent_again(store: &dyn DeliveryStore) {
    let rows: Vec<OutboxRow> = (1..=4).map(|n| event(&hook(), "call:1", n)).collect();
    store.put_deliveries(&rows).await.unwrap();
    for (row, state) in rows.iter().zip([DeliveryState::Dead, DeliveryState::Dead, DeliveryState::Delivered])
    {
        store.claim_delivery(&hook(), &row.event, at(2), at(9)).await.unwrap().unwrap();
        let progress = Progress { state, ..failed(60) };
        assert!(store.settle_delivery(&hook(), &row.event, at(9), &progress).await.unwrap());
    }
    assert_eq!(store.replay_deliveries(&hook(), Some(&rows[2].event)).await.unwrap(), 0);
    assert_eq!(store.replay_deliveries(&WebhookId::new("other"), None).await.unwrap(), 0);
    assert_eq!(store.replay_deliveries(&hook(), Some(&rows[0].event)).await.unwrap(), 1);
    assert_eq!(all(store).await[3], Delivery::from(&rows[0]));
    assert_eq!(store.replay_deliveries(&hook(), None).await.unwrap(), 1);
    let waiting = store.waiting_deliveries(&hook(), "default", None, 9).await.unwrap();
    let places: Vec<_> = waiting.iter().map(|it| it.place.clone()).collect();
    assert_eq!(places, [rows[0].place.clone(), rows[1].place.clone(), rows[3].place.clone()]);
}

/// Newest first, of one state or all.
pub async fn deliveries_are_listed_in_pages(store: &dyn DeliveryStore) {
    let mut rows: Vec<OutboxRow> = (1..=5).map(|n| event(&hook(), "call:1", n)).collect();
    // Two of one moment: the id orders them.
    rows[1].at = rows[0].at;
    store.put_deliveries(&rows).await.unwrap();
    store.claim_delivery(&hook(), &rows[3].event, at(2), at(9)).await.unwrap().unwrap();
    let dead = Progress { state: DeliveryState::Dead, ..failed(60) };
    assert!(store.settle_delivery(&hook(), &rows[3].event, at(9), &dead).await.unwrap());
    let mut query = DeliveryQuery::of(hook());
    query.limit = 2;
    let (mut events, mut pages) = (Vec::new(), 0);
    loop {
        let page = store.deliveries(&query).await.unwrap();
        events.extend(page.items.into_iter().map(|it| it.event));
        pages += 1;
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }
    let wanted: Vec<_> = rows.iter().rev().map(|row| row.event.clone()).collect();
    assert_eq!((events, pages), (wanted, 3));
    query.state = Some(DeliveryState::Dead);
    let dead = store.deliveries(&query).await.unwrap();
    assert_eq!((dead.items.len(), &dead.items[0].event, dead.next_cursor), (1, &rows[3].event, None));
}

/// None, and too many.
pub async fn a_limit_out_of_range_is_refused(store: &dyn DeliveryStore) {
    for limit in [0, 501] {
        let mut query = DeliveryQuery::of(hook());
        query.limit = limit;
        let refused = store.deliveries(&query).await;
        assert!(matches!(refused, Err(StoreError::InvalidQuery { field: "limit", .. })), "{limit}");
    }
}

/// In steps, wherever they stand.
pub async fn old_deliveries_go_first(store: &dyn DeliveryStore) {
    let rows: Vec<OutboxRow> = (1..=5).map(|n| event(&hook(), "call:1", n)).collect();
    store.put_deliveries(&rows).await.unwrap();
    assert_eq!(store.purge_deliveries(at(4), 2).await.unwrap(), 2);
    assert_eq!(all(store).await.len(), 3);
    assert_eq!(store.purge_deliveries(at(4), 2).await.unwrap(), 1);
    assert_eq!(store.purge_deliveries(at(4), 2).await.unwrap(), 0);
    let left: Vec<_> = all(store).await.into_iter().map(|it| it.event).collect();
    assert_eq!(left, [rows[4].event.clone(), rows[3].event.clone()]);
}

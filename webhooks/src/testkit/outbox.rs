//! What batches leave to be delivered.

use std::time::Duration;

use callflow_core::store::testkit::sample::Sample;
use callflow_core::store::{Batch, Checkpoint, Claim, Fence, OutboxRow, Store, StoreError};

use super::sample::event;
use crate::delivery::Delivery;
use crate::id::WebhookId;
use crate::store::{DeliveryQuery, DeliveryStore};

fn hook() -> WebhookId {
    WebhookId::new("hook")
}

async fn all<S: DeliveryStore>(store: &S) -> Vec<Delivery> {
    store.deliveries(&DeliveryQuery::of(hook())).await.unwrap().items
}

/// Together with the call that they tell of.
pub async fn a_batch_leaves_deliveries<S: Store + DeliveryStore>(store: &S) {
    let (calls, rows) = ([Sample::new("default-1", 0).build()], [event(&hook(), "call:default-1", 1)]);
    store.commit(&Batch::new(&calls).with_outbox(&rows)).await.unwrap();
    assert_eq!(store.call(&calls[0].id).await.unwrap().as_ref(), Some(&calls[0]));
    assert_eq!(all(store).await, [Delivery::from(&rows[0])]);
    let more = [event(&hook(), "call:default-1", 2)];
    store.commit(&Batch::new(&[]).with_outbox(&more)).await.unwrap();
    assert_eq!(all(store).await.len(), 2, "also without a call");
}

/// Whose answer was lost, or that another server tells again.
pub async fn a_batch_that_is_repeated_leaves_them_once<S: Store + DeliveryStore>(store: &S) {
    let rows = [event(&hook(), "call:1", 1), event(&hook(), "call:1", 2)];
    for _ in 0..2 {
        store.commit(&Batch::new(&[]).with_outbox(&rows)).await.unwrap();
    }
    let again =
        [OutboxRow { place: OutboxRow::place(2, 1, 0), ..rows[0].clone() }, event(&hook(), "call:1", 3)];
    store.commit(&Batch::new(&[]).with_outbox(&again)).await.unwrap();
    let left = all(store).await;
    assert_eq!(left.len(), 3);
    assert_eq!(left[2], Delivery::from(&rows[0]), "its place is that of the first time");
}

/// Nobody is told by a server that does not own the PBX.
pub async fn a_batch_of_another_owner_leaves_none<S: Store + DeliveryStore>(store: &S) {
    let claimed = store.claim("default", "us", Duration::from_secs(60)).await.unwrap();
    let Claim::Owned { token } = claimed else { panic!("{claimed:?}") };
    let (rows, checkpoints) = ([event(&hook(), "call:1", 1)], [Checkpoint::new("default", 1)]);
    for (token, want) in [(token + 1, false), (token, true)] {
        let fences = [Fence { pbx: "default", token }];
        let batch = Batch::new(&[]).with_outbox(&rows).with_checkpoints(&checkpoints).with_fences(&fences);
        let done = store.commit(&batch).await;
        assert_eq!(done.is_ok(), want, "{done:?}");
        assert!(want || matches!(done, Err(StoreError::Fenced { .. })));
        assert_eq!(all(store).await.len(), usize::from(want));
    }
}

/// More than go into one statement.
pub async fn many_deliveries_at_once<S: Store + DeliveryStore>(store: &S) {
    let rows: Vec<OutboxRow> = (0..1_500).map(|n| event(&hook(), "call:1", n)).collect();
    store.commit(&Batch::new(&[]).with_outbox(&rows)).await.unwrap();
    let first = store.waiting_deliveries(&hook(), "default", None, 1_000).await.unwrap();
    let rest = store.waiting_deliveries(&hook(), "default", Some(&first[999].place), 1_000).await.unwrap();
    assert_eq!((first.len(), rest.len()), (1_000, 500));
}

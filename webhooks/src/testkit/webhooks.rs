//! Webhooks.

use callflow_core::store::{Removal, Sealed, Update};

use super::sample::{at, event, webhook};
use crate::id::WebhookId;
use crate::store::{DeliveryQuery, DeliveryStore, WebhookStore};
use crate::webhook::Webhook;

/// What was put is what is read, with its secrets.
pub async fn a_webhook_comes_back_whole(store: &dyn WebhookStore) {
    let made = webhook("default", 0);
    store.create_webhook(&made).await.unwrap();
    assert_eq!(store.webhook(None, &made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(store.webhooks(None).await.unwrap(), [made]);
    assert_eq!(store.webhook(None, &WebhookId::new("nobody")).await.unwrap(), None);
}

/// Each tenant sees its own, in the order in which they were made.
pub async fn webhooks_are_listed_by_tenant(store: &dyn WebhookStore) {
    let made = [("b", 3), ("a", 2), ("a", 1)].map(|(tenant, second)| webhook(tenant, second));
    for one in &made {
        store.create_webhook(one).await.unwrap();
    }
    let ids = |webhooks: Vec<Webhook>| webhooks.into_iter().map(|it| it.id).collect::<Vec<_>>();
    let [third, second, first] = made.map(|it| it.id);
    assert_eq!(ids(store.webhooks(Some("a")).await.unwrap()), [first.clone(), second.clone()]);
    assert_eq!(ids(store.webhooks(None).await.unwrap()), [first, second, third]);
    assert!(store.webhooks(Some("c")).await.unwrap().is_empty());
}

/// It is neither read nor changed nor removed.
pub async fn another_tenants_webhook_is_not_found(store: &dyn WebhookStore) {
    let made = webhook("a", 0);
    store.create_webhook(&made).await.unwrap();
    assert_eq!(store.webhook(Some("b"), &made.id).await.unwrap(), None);
    let moved = Webhook { tenant: "b".into(), ..made.clone() };
    assert_eq!(store.update_webhook(&moved).await.unwrap(), Update::Gone);
    assert_eq!(store.remove_webhook(Some("b"), &made.id, None).await.unwrap(), Removal::Gone);
    assert_eq!(store.webhook(Some("a"), &made.id).await.unwrap(), Some(made));
}

/// The other one is told.
pub async fn of_two_changes_of_one_version_one_counts(store: &dyn WebhookStore) {
    let made = webhook("a", 0);
    store.create_webhook(&made).await.unwrap();
    let mut changed = made.clone().rotated(Sealed::new(*b"new"), at(9));
    changed.settings.enabled = false;
    assert_eq!(store.update_webhook(&changed).await.unwrap(), Update::Done { version: 2 });
    assert_eq!(store.update_webhook(&made).await.unwrap(), Update::Changed);
    let wanted = Webhook { version: 2, ..changed };
    assert_eq!(store.webhook(None, &made.id).await.unwrap(), Some(wanted));
    assert_eq!(store.update_webhook(&webhook("a", 1)).await.unwrap(), Update::Gone);
}

/// In its version, if one is told.
pub async fn a_removed_webhook_is_gone_with_its_deliveries<S: WebhookStore + DeliveryStore>(store: &S) {
    let (gone, stays) = (webhook("a", 0), webhook("a", 1));
    for one in [&gone, &stays] {
        store.create_webhook(one).await.unwrap();
        store.put_deliveries(&[event(&one.id, "call:1", 1)]).await.unwrap();
    }
    assert_eq!(store.remove_webhook(Some("a"), &gone.id, Some(2)).await.unwrap(), Removal::Changed);
    assert_eq!(store.remove_webhook(Some("a"), &gone.id, Some(1)).await.unwrap(), Removal::Done);
    assert_eq!(store.remove_webhook(None, &gone.id, None).await.unwrap(), Removal::Gone);
    for (one, left) in [(gone, 0), (stays, 1)] {
        assert_eq!(store.deliveries(&DeliveryQuery::of(one.id)).await.unwrap().items.len(), left);
    }
}

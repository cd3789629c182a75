//! Where webhooks and their deliveries are kept: traits that a database implements and a server is written against, as those of
//! [`callflow_core::store`] are.
//!
//! Deliveries are put by [`StateStore::commit`](callflow_core::store::StateStore::commit), in the transaction of the records
//! that they tell of ([`Batch::outbox`](callflow_core::store::Batch::outbox)), so that no record is there of which nobody is
//! told, and nobody is told of one that is not there.
//!
//! **Tenants.** A question that may come from somebody of one tenant takes it, and finds nothing of another one.
//!
//! **At once.** [`DeliveryStore::claim_delivery`] lets one of several have a delivery.

mod deliveries;
mod webhooks;

#[cfg(feature = "testkit")]
pub mod memory;

pub use self::deliveries::{DeliveryPage, DeliveryQuery, DeliveryStore};
pub use self::webhooks::WebhookStore;

//! Tests that every store of webhooks passes.
//!
//! Each is a plain `async fn` that takes an empty store and panics where the store does other than the traits say.
//! [`for_each_webhook_test!`](crate::for_each_webhook_test) lists them all, for the runtime of your choice:
//!
//! ```
//! use callflow_webhooks::store::memory::MemoryWebhooks;
//!
//! macro_rules! check {
//!     ($($module:ident::$name:ident,)*) => {$(
//!         pollster::block_on(callflow_webhooks::testkit::$module::$name(&MemoryWebhooks::new()));
//!     )*};
//! }
//! callflow_webhooks::for_each_webhook_test!(check);
//! ```
//!
//! Those of [`outbox`] are for stores that take batches too
//! ([`for_each_outbox_test!`](crate::for_each_outbox_test)).

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests may fail loudly"
)]

pub mod deliveries;
pub mod outbox;
pub mod sample;
pub mod webhooks;

/// Calls the macro that is named with the paths of all tests, `module::name` below `testkit`, each followed by a comma.
#[macro_export]
macro_rules! for_each_webhook_test {
    ($each:ident) => {
        $each! {
            webhooks::a_webhook_comes_back_whole,
            webhooks::webhooks_are_listed_by_tenant,
            webhooks::another_tenants_webhook_is_not_found,
            webhooks::of_two_changes_of_one_version_one_counts,
            webhooks::a_removed_webhook_is_gone_with_its_deliveries,
            deliveries::a_delivery_comes_back_whole,
            deliveries::a_delivery_that_is_put_again_stays_what_it_was,
            deliveries::what_waits_is_in_order_of_its_places,
            deliveries::of_several_who_claim_a_delivery_one_gets_it,
            deliveries::a_claim_that_runs_out_is_another_ones,
            deliveries::a_delivery_that_is_not_due_is_not_claimed,
            deliveries::what_was_delivered_loses_its_body,
            deliveries::what_failed_waits_for_its_time,
            deliveries::one_who_has_lost_the_claim_notes_nothing,
            deliveries::dead_letters_are_sent_again,
            deliveries::deliveries_are_listed_in_pages,
            deliveries::a_limit_out_of_range_is_refused,
            deliveries::old_deliveries_go_first,
        }
    };
}

/// The same for tests of batches.
#[macro_export]
macro_rules! for_each_outbox_test {
    ($each:ident) => {
        $each! {
            outbox::a_batch_leaves_deliveries,
            outbox::a_batch_that_is_repeated_leaves_them_once,
            outbox::a_batch_of_another_owner_leaves_none,
            outbox::many_deliveries_at_once,
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::store::memory::MemoryWebhooks;

    macro_rules! in_memory {
        ($($module:ident::$name:ident,)*) => {$(
            #[test]
            fn $name() {
                pollster::block_on(super::$module::$name(&MemoryWebhooks::new()));
            }
        )*};
    }
    for_each_webhook_test!(in_memory);
}

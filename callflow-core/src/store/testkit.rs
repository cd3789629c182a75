//! Tests that every store passes.
//!
//! Each is a plain `async fn` that takes an empty store and panics where the store does other than the traits say.
//! [`for_each_store_test!`](crate::for_each_store_test) lists them all, for the runtime of your choice:
//!
//! ```
//! use callflow_core::store::memory::MemoryStore;
//!
//! macro_rules! check {
//!     ($($module:ident::$name:ident,)*) => {$(
//!         pollster::block_on(callflow_core::store::testkit::$module::$name(&MemoryStore::new()));
//!     )*};
//! }
//! callflow_core::for_each_store_test!(check);
//! ```
//!
//! In a test file the macro would make a `#[test] fn` of each. [`sample`] has the records they put.

#![allow(
    clippy::expect_used,
    // Other stores' tests, outside of this crate, can write a query in no other way.
    clippy::field_reassign_with_default,
    clippy::indexing_slicing,
    clippy::missing_panics_doc,
    clippy::panic,
    clippy::unwrap_used,
    reason = "tests may fail loudly"
)]

extern crate std;

pub mod filters;
pub mod paging;
pub mod puts;
pub mod sample;
pub mod state;
pub mod statistics;

/// Calls the macro that is named with the paths of all tests, `module::name` below `store::testkit`, each followed
/// by a comma.
#[macro_export]
macro_rules! for_each_store_test {
    ($each:ident) => {
        $each! {
            puts::a_record_comes_back_whole,
            puts::an_unknown_call_is_none,
            puts::an_empty_put_is_fine,
            puts::put_is_idempotent,
            puts::a_newer_version_replaces_an_older_one,
            puts::an_older_version_is_ignored,
            puts::the_same_version_replaces,
            puts::an_end_replaces_a_live_record_of_any_version,
            puts::the_best_record_within_one_put_stays,
            puts::odd_text_is_kept,
            puts::many_calls_in_one_put,
            puts::a_correction_changes_what_a_call_is_found_by,
            puts::a_start_that_is_corrected_moves_the_call,
            filters::every_filter_finds_its_calls,
            filters::filters_hold_together,
            filters::numbers_are_matched_whole,
            filters::text_is_found_in_numbers_and_names,
            filters::text_is_no_pattern,
            filters::a_live_call_is_found_like_an_ended_one,
            filters::merged_calls_are_listed_on_request_only,
            filters::live_calls_are_those_not_over,
            filters::all_questions_agree_with_their_meaning,
            paging::the_newest_calls_come_first,
            paging::calls_of_the_same_moment_are_ordered_by_id,
            paging::pages_join_without_gap_or_repeat,
            paging::calls_put_between_pages_move_nothing,
            paging::an_offset_skips,
            paging::the_total_counts_all_pages,
            paging::a_limit_out_of_range_is_refused,
            statistics::hours_and_days_are_counted,
            statistics::the_offset_moves_the_days,
            statistics::the_span_is_exact,
            statistics::live_and_merged_calls_count_nowhere,
            statistics::a_correction_is_counted_once,
            statistics::statistics_are_filtered,
            statistics::a_span_out_of_range_is_refused,
            state::a_checkpoint_comes_back,
            state::a_checkpoint_without_state_keeps_the_saved_one,
            state::each_pbx_has_its_own_checkpoint,
            state::calls_and_state_are_committed_together,
            state::the_last_checkpoint_of_a_batch_counts,
            state::an_open_store_answers,
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::store::memory::MemoryStore;

    macro_rules! in_memory {
        ($($module:ident::$name:ident,)*) => {$(
            #[test]
            fn $name() {
                pollster::block_on(super::$module::$name(&MemoryStore::new()));
            }
        )*};
    }
    for_each_store_test!(in_memory);
}

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
//! In a test file the macro would make a `#[test] fn` of each. [`sample`] and [`sample_rows`] have what they put.

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

pub mod agent_sums;
pub mod annotations;
pub mod directory;
pub mod filters;
pub mod history;
pub mod idempotency;
pub mod lease_claims;
pub mod owners;
pub mod paging;
pub mod puts;
pub mod recording_marks;
pub mod recordings;
pub mod reports;
pub mod retention;
pub mod rows;
pub mod sample;
pub mod sample_rows;
pub mod state;
pub mod statistics;
pub mod subjects;
pub mod texts;
mod together;

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
            paging::counting_may_stop,
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
            state::a_checkpoint_names_its_journal,
            state::calls_and_state_are_committed_together,
            state::the_last_checkpoint_of_a_batch_counts,
            state::an_open_store_answers,
            rows::rows_come_back_whole,
            rows::a_batch_without_rows_is_fine,
            rows::rows_that_are_put_again_change_nothing,
            rows::the_newest_row_stays,
            rows::the_best_row_of_a_key_within_one_batch_stays,
            rows::a_member_that_was_taken_out_is_gone,
            rows::members_are_those_of_their_queue,
            rows::an_interval_ends_once,
            rows::each_pbx_has_rows_of_its_own,
            rows::lists_are_in_order,
            rows::many_rows_in_one_batch,
            rows::rows_are_committed_with_calls_and_state,
            history::the_newest_row_comes_first,
            history::rows_of_the_same_moment_are_ordered_by_id,
            history::pages_of_rows_join_without_gap_or_repeat,
            history::rows_put_between_pages_move_nothing,
            history::histories_agree_with_their_meaning,
            history::the_span_of_a_history_is_exact,
            history::a_history_without_limit_is_refused,
            agent_sums::sums_of_agents_are_those_of_their_intervals,
            agent_sums::sums_of_agents_are_filtered,
            recordings::recordings_are_listed,
            recordings::a_live_call_has_no_recordings_yet,
            recordings::a_merged_call_has_no_recordings,
            recordings::a_correction_changes_the_recordings,
            recordings::recordings_are_filtered,
            recordings::recordings_are_listed_in_pages,
            reports::quarters_are_counted,
            reports::what_is_put_again_is_counted_once,
            reports::a_correction_restates_the_counts,
            reports::a_merge_takes_back_what_was_counted,
            reports::an_interval_is_counted_when_it_ends,
            reports::counts_are_filtered,
            reports::what_was_reported_stays,
            reports::sums_of_reports_are_the_recount,
            owners::one_owner_at_a_time,
            owners::pbxs_are_owned_apart,
            owners::a_claim_runs_out,
            owners::a_claim_is_extended_from_now,
            owners::what_is_given_up_is_free_at_once,
            owners::only_the_owner_gives_up,
            owners::of_several_claims_at_once_one_wins,
            owners::the_owner_writes_and_the_one_before_does_not,
            owners::a_claim_that_nobody_took_over_still_writes,
            owners::a_fence_of_an_unknown_pbx_does_not_hold,
            owners::every_fence_must_hold,
            retention::the_oldest_calls_go_first,
            retention::live_calls_are_never_removed,
            retention::a_removed_call_leaves_nothing,
            retention::counts_stay_when_calls_go,
            retention::totals_are_of_what_is_left,
            retention::only_the_scope_is_removed,
            retention::old_intervals_go,
            retention::old_device_events_go,
            retention::many_calls_go_in_steps,
            retention::a_purge_without_limit_is_refused,
            subjects::a_subject_has_all_its_calls,
            subjects::a_forgotten_number_is_not_found,
            subjects::a_number_is_forgotten_in_its_scope,
            texts::every_stretch_of_a_text_is_found,
            texts::every_word_of_a_text_is_in_the_call,
            texts::a_text_goes_with_its_record,
            texts::a_text_is_found_beside_every_filter,
            texts::pages_of_a_text_join_without_gap_or_repeat,
            directory::an_entry_comes_back_whole,
            directory::an_unknown_entry_is_none,
            directory::kinds_and_pbxs_are_apart,
            directory::an_entry_exists_once_over_all_tenants,
            directory::of_several_creations_at_once_one_is_done,
            directory::a_change_raises_the_version,
            directory::of_several_changes_of_one_version_one_counts,
            directory::an_unknown_entry_is_not_changed,
            directory::an_entry_is_removed_in_its_version,
            directory::a_removed_entry_may_be_made_again,
            directory::another_tenants_entry_is_not_found,
            directory::entries_are_listed_in_order,
            annotations::an_annotation_comes_back_whole,
            annotations::a_call_without_annotation_has_none,
            annotations::of_several_annotations_at_once_one_counts,
            annotations::an_unknown_call_is_not_annotated,
            annotations::annotations_are_those_of_the_scope,
            annotations::too_many_calls_are_refused,
            annotations::a_correction_of_the_call_changes_no_annotation,
            annotations::annotations_are_removed,
            annotations::a_removed_call_takes_its_annotation_along,
            annotations::a_forgotten_number_takes_annotations_along,
            lease_claims::the_first_free_candidate_is_given,
            lease_claims::a_claim_that_ran_out_is_given_to_another,
            lease_claims::the_same_client_gets_the_same_again,
            lease_claims::a_claim_is_renewed_by_its_client,
            lease_claims::an_extension_is_given_back,
            lease_claims::all_extensions_of_a_scope_are_given_back,
            lease_claims::running_claims_are_listed,
            lease_claims::pbxs_have_claims_of_their_own,
            lease_claims::odd_clients_and_extensions_are_kept,
            lease_claims::of_many_at_once_each_gets_another,
            lease_claims::of_many_at_once_one_gets_the_last,
            idempotency::a_request_is_new_once,
            idempotency::another_request_under_the_same_key_is_told,
            idempotency::requests_are_known_by_all_of_their_key,
            idempotency::an_abandoned_request_may_begin_again,
            idempotency::an_answer_never_changes,
            idempotency::a_key_whose_time_is_over_is_new,
            idempotency::of_several_requests_at_once_one_is_new,
            idempotency::old_requests_are_forgotten,
            recording_marks::a_mark_comes_back_whole,
            recording_marks::a_file_without_mark_has_none,
            recording_marks::of_several_marks_at_once_one_counts,
            recording_marks::files_are_marked_by_pbx,
            recording_marks::odd_files_are_kept,
            recording_marks::too_many_files_are_refused,
            recording_marks::a_mark_stays_when_its_call_goes,
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

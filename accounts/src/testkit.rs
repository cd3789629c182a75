//! Tests that every store of accounts passes.
//!
//! Each is a plain `async fn` that takes an empty store and panics where the store does other than the traits say.
//! [`for_each_account_test!`](crate::for_each_account_test) lists them all, for the runtime of your choice:
//!
//! ```
//! use callflow_accounts::store::memory::MemoryAccounts;
//!
//! macro_rules! check {
//!     ($($module:ident::$name:ident,)*) => {$(
//!         pollster::block_on(callflow_accounts::testkit::$module::$name(&MemoryAccounts::new()));
//!     )*};
//! }
//! callflow_accounts::for_each_account_test!(check);
//! ```

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

pub mod api_keys;
pub mod audit;
pub mod sample;
pub mod sessions;
pub mod users;

/// Calls the macro that is named with the paths of all tests, `module::name` below `testkit`, each followed by a comma.
#[macro_export]
macro_rules! for_each_account_test {
    ($each:ident) => {
        $each! {
            users::an_account_comes_back_whole,
            users::an_unknown_user_is_none,
            users::odd_names_are_kept,
            users::a_name_is_taken_once_a_tenant,
            users::of_several_of_one_name_at_once_one_is_made,
            users::the_first_user_is_made_if_there_is_none,
            users::of_several_first_users_at_once_one_is_made,
            users::a_change_raises_the_version,
            users::of_two_changes_of_one_version_one_counts,
            users::a_user_is_not_renamed_to_another_one,
            users::a_user_may_be_renamed,
            users::an_unknown_user_is_not_changed,
            users::a_sign_in_is_noted,
            users::a_sign_in_is_no_change,
            users::a_password_is_hashed_anew,
            users::a_changed_password_is_not_taken_back,
            users::a_removed_user_is_gone_with_its_sessions,
            users::users_are_listed_by_tenant_in_pages,
            users::another_tenants_user_is_not_found,
            users::a_limit_out_of_range_is_refused,
            sessions::a_session_comes_back_whole,
            sessions::a_session_is_found_by_its_family,
            sessions::a_refresh_is_stored_once,
            sessions::of_several_refreshes_at_once_one_counts,
            sessions::an_answer_that_was_lost_is_given_again,
            sessions::an_ended_session_is_not_refreshed,
            sessions::a_session_ends_once,
            sessions::all_sessions_of_a_user_end,
            sessions::a_refresh_does_not_outrun_the_end,
            sessions::live_sessions_are_listed,
            sessions::sessions_that_are_over_are_removed_in_steps,
            api_keys::a_key_comes_back_whole,
            api_keys::a_key_is_revoked_once,
            api_keys::a_use_is_noted,
            api_keys::keys_are_listed_by_tenant_in_pages,
            api_keys::another_tenants_key_is_not_found,
            audit::an_entry_comes_back_whole,
            audit::no_entries_are_fine,
            audit::an_entry_is_never_changed,
            audit::entries_are_filtered,
            audit::entries_are_listed_in_pages,
            audit::another_tenants_entries_are_not_found,
            audit::many_entries_at_once,
            audit::the_oldest_entries_go_first,
            audit::an_audit_limit_out_of_range_is_refused,
        }
    };
}

#[cfg(test)]
mod tests {
    use crate::store::memory::MemoryAccounts;

    macro_rules! in_memory {
        ($($module:ident::$name:ident,)*) => {$(
            #[test]
            fn $name() {
                pollster::block_on(super::$module::$name(&MemoryAccounts::new()));
            }
        )*};
    }
    for_each_account_test!(in_memory);
}

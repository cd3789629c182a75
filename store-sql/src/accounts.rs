//! The traits of accounts: users, sign-in sessions, keys of machines and the audit log.

mod api_keys;
mod audit;
mod pages;
mod sessions;
mod users;

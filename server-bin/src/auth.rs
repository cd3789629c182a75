//! Signing in over HTTP: who a request is from, from where, and whether it may do what it asks for.
//!
//! What is decided is decided in `callflow-accounts`; here are cookies, headers and the guard before each route.

pub(crate) mod caller;
pub(crate) mod cookies;
pub(crate) mod guard;
pub(crate) mod origin;
pub(crate) mod page;
mod secrets;
mod start;

pub(crate) use self::caller::Callers;
pub(crate) use self::cookies::CookieNames;
pub(crate) use self::guard::{Granted, Routes, guarded, public};
pub use self::secrets::SecretError;
pub(crate) use self::secrets::signing_keys;
pub(crate) use self::start::keep_first_password;

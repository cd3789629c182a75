//! Reports that are sent by themselves, by e-mail or to a URL.
//!
//! Which ones, when and to whom is in a file of the operator's ([`Schedules`]). When each is due is said by
//! `callflow_core::report::Recurrence`; what is sent is what the API answers. Each due time is claimed in the store before it is
//! sent, so that of several servers one sends it, and a server that was started again sends nothing twice.

mod claims;
mod entry;
mod letter;
mod run;

pub(crate) use self::entry::{Schedule, Schedules, Way};
pub(crate) use self::letter::{Mailer, sender};
pub(crate) use self::run::Scheduler;

//! The API as clients know it: paths, forms and statuses, area by area.

mod agents;
mod calls;
mod control;
mod document;
mod entries;
mod extensions;
mod fuzzed;
mod leasing;
mod leasing_shared;
mod manager;
pub(crate) mod phones;
mod queues;
mod reports;

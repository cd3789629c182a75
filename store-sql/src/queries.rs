//! What is said to the database, one file an entity.

pub(crate) mod agent_sums;
pub(crate) mod agents;
pub(crate) mod calls;
pub(crate) mod checkpoints;
pub(crate) mod counts;
pub(crate) mod device_events;
pub(crate) mod extensions;
pub(crate) mod facets;
pub(crate) mod intervals;
pub(crate) mod leases;
pub(crate) mod legs;
pub(crate) mod list;
pub(crate) mod members;
pub(crate) mod outbox;
pub(crate) mod owners;
pub(crate) mod parties;
pub(crate) mod place;
pub(crate) mod queue_visits;
pub(crate) mod queues;
pub(crate) mod recordings;
pub(crate) mod records;
pub(crate) mod report_counts;
pub(crate) mod rows;
pub(crate) mod segments;
pub(crate) mod statistics;
pub(crate) mod texts;
pub(crate) mod totals;

#[cfg(test)]
mod plans;

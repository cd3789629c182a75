//! What is said to the database, one file an entity.

pub(crate) mod calls;
pub(crate) mod checkpoints;
pub(crate) mod counts;
pub(crate) mod facets;
pub(crate) mod legs;
pub(crate) mod list;
pub(crate) mod owners;
pub(crate) mod parties;
pub(crate) mod queue_visits;
pub(crate) mod records;
pub(crate) mod segments;
pub(crate) mod statistics;

#[cfg(test)]
mod plans;

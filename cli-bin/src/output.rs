//! Forms of results: JSON for programs, tables for people.

pub(crate) mod grid;
pub(crate) mod json;
pub(crate) mod listed;
pub(crate) mod table;

//! Forms of results: JSON for programs, tables for people.

pub(crate) mod json;
pub(crate) mod table;

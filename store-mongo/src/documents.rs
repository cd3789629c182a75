//! Records as documents, one file a collection. The README has the whole mapping.

pub(crate) mod calls;
pub(crate) mod checkpoints;
mod fields;
pub(crate) mod legs;
pub(crate) mod recordings;
pub(crate) mod segments;
pub(crate) mod visits;

pub(crate) use self::fields::{Fields, encode, number, time};

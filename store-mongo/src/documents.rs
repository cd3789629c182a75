//! Records and rows as documents, one file a collection or two. The README has the whole mapping.

mod agents;
pub(crate) mod calls;
pub(crate) mod checkpoints;
mod children;
mod extensions;
mod fields;
pub(crate) mod outbox;
mod queues;
mod rows;
pub(crate) mod shares;

pub(crate) use self::children::{Children, below};
pub(crate) use self::fields::{Fields, encode, number, time, whole};
pub(crate) use self::rows::{Put, StoredRow, key, put, read};

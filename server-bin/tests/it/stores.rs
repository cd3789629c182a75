//! The server on databases that go away, are slow, break or fill up, and servers that are killed or take over.
//!
//! Whatever happens, the store holds in the end each call once, as the same recordings tell it without a server. Tests
//! that need a database server are started by `scripts/test databases`.

pub(crate) mod databases;
mod faults;
mod kills;
mod proxy;
mod takeover;
mod traffic;
mod upgrade;

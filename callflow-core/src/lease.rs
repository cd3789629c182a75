//! Extensions given out on time: a browser reserves one, registers with it, calls, and gives it back.
//!
//! ```text
//!          reserve                 a device registers             a channel
//!   free ──────────▶ reserved ──────────────────────▶ busy ◀──────────────────▶ in_call
//!    ▲ ▲   expiry,      │                              │ ▲      its last one ends   │
//!    │ └── release ─────┘                              │ └──── a device registers   │
//!    │                                                 │       without reservation  │
//!    └──────────── the last device unregisters ────────┴────────────────────────────┘
//! ```
//!
//! What Asterisk says decides: an extension with a registered device or a channel is never given out, whoever is
//! behind it, and one that is reserved is given to nobody else until its time is over. So no two clients ever have
//! the same extension. A reservation whose device registers becomes its holder's lease and keeps its
//! [id](Lease::id) until the last device has unregistered, and its last call is over.
//!
//! Which extensions belong to the pool is said in the [plan](crate::plan::Leasing); the commands are given to
//! [`CallFlow::lease`](crate::CallFlow::lease).

mod tenure;

use alloc::sync::Arc;
use core::time::Duration;

use serde::{Deserialize, Serialize};

pub(crate) use self::tenure::Tenure;
use crate::time::Timestamp;

crate::ids::ids! {
    /// The name under which a client holds an extension; whoever knows it may renew and release.
    ///
    /// Any text that the driver makes up for a client, unlike those of all others.
    LeaseId;
}

/// How an extension stands. In JSON `{"extension": "3001", "state": "reserved", "id": "…", "expires_at": "…"}`.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Lease {
    /// The extension.
    pub extension: Arc<str>,
    /// What it is doing.
    pub state: LeaseState,
    /// Whose it is; `None` if it is free, or was taken without a reservation.
    pub id: Option<LeaseId>,
    /// When the reservation ends, of one that is reserved and whose device has not registered.
    pub expires_at: Option<Timestamp>,
}

/// What a leased extension is doing.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum LeaseState {
    /// Nobody has it.
    Free,
    /// A client has asked for it, and has not registered yet.
    Reserved,
    /// A device is registered with it.
    Busy,
    /// It has a channel.
    InCall,
}

/// What a client or an operator wants of the pool.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub enum LeaseCommand {
    /// Gives a client an extension for a time, in which its device has to register.
    Reserve {
        /// A certain one; `None` for the client's own, if it has one, else the one that was unused for longest.
        extension: Option<Arc<str>>,
        /// The client.
        id: LeaseId,
        /// How long it is reserved from now on, in microseconds at the finest.
        time_to_live: Duration,
    },
    /// Gives a reservation more time, from now on. A device that is registered needs none, and gets none.
    Renew {
        /// The extension.
        extension: Arc<str>,
        /// Its holder.
        id: LeaseId,
        /// How long it is reserved from now on, in microseconds at the finest.
        time_to_live: Duration,
    },
    /// Gives an extension back. With a device that is still registered it stays `busy`, though nobody's, until that
    /// unregisters: two devices with one extension would take each other's calls.
    Release {
        /// The extension.
        extension: Arc<str>,
        /// Who wants it.
        by: ReleasedBy,
    },
}

/// Who gives an extension back.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub enum ReleasedBy {
    /// The client that holds it.
    Holder(LeaseId),
    /// Someone who may take it from any client.
    Operator,
}

/// Why a [`LeaseCommand`] was not done. Nothing was changed.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum LeaseError {
    /// All extensions of the pool are taken; one may be free later.
    #[error("no extension is free")]
    NoneFree,
    /// The extension is reserved for another client, or has a device registered.
    #[error("extension {extension} is taken")]
    Taken {
        /// The extension that was asked for.
        extension: Arc<str>,
    },
    /// The extension is not in the pool, or Asterisk was not heard to have it.
    #[error("extension {extension} is not one that is given out")]
    Unknown {
        /// The extension that was asked for.
        extension: Arc<str>,
    },
    /// The client does not hold the extension: it never did, its time is over, or it was given back.
    #[error("extension {extension} is not held under that id")]
    NotHeld {
        /// The extension that was named.
        extension: Arc<str>,
    },
    /// A reservation for no time at all.
    #[error("the time to live is below a microsecond")]
    NoTime,
}

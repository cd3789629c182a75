//! Where what is seen comes from: a server, or an Asterisk itself.

pub(super) mod ami;
pub(super) mod api;

use std::sync::Arc;

use callflow_core::{Call, Timestamp};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use super::floor::Floor;
use crate::failure::Failure;

/// What is seen at a moment.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    pub(super) floor: Arc<Floor>,
    pub(super) link: Link,
    /// How many events there were since the beginning.
    pub(super) events: u64,
}

/// Whether what is seen is how things are.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub(super) enum Link {
    /// It is not known yet.
    #[default]
    Asking,
    /// It is.
    Up,
    /// It was, until then; why it is not any more.
    Lost { since: Timestamp, why: String },
}

/// Somebody who tells what is seen, and hangs up.
pub(super) struct Source {
    /// What it is called.
    pub(super) place: String,
    pub(super) seen: watch::Receiver<Seen>,
    /// Ends when there will be no more of it: with why.
    pub(super) ended: JoinHandle<Failure>,
    pub(super) hands: Hands,
}

/// What hangs up.
#[derive(Clone)]
pub(super) enum Hands {
    Api(Arc<crate::api::Api>),
    Ami(ami_client::Client),
}

impl Hands {
    /// Hangs a call up; gives what came of it, in words.
    pub(super) async fn hang_up(self, call: Arc<Call>) -> Result<String, String> {
        match self {
            Self::Api(api) => api::hang_up(&api, &call).await,
            Self::Ami(client) => ami::hang_up(&client, &call).await,
        }
    }

    /// Ends what is open.
    pub(super) async fn close(self) {
        match self {
            // Not the last one to hold it: a question is still open, and the session ends by itself.
            Self::Api(api) => {
                if let Some(api) = Arc::into_inner(api) {
                    api.close().await;
                }
            }
            Self::Ami(client) => client.close().await,
        }
    }
}

//! What happens, as it happens: one stream of changes, served as Server-Sent Events, over WebSocket and over Socket.IO.
//!
//! ```text
//! pipelines ─▶ bus ─▶ hub: view, numbers, ring ─▶ outbox of each client ─▶ SSE, WebSocket, Socket.IO
//!                          └ classes: who sees what, looked up
//! ```

pub(crate) mod audience;
mod classes;
pub(crate) mod classic;
pub(crate) mod client;
pub(crate) mod event;
pub(crate) mod figures;
pub(crate) mod forms;
pub(crate) mod hub;
mod mirror;
pub(crate) mod outbox;
#[cfg(test)]
mod samples;
mod view;

use std::sync::Arc;

use tracing::warn;

use self::hub::Hub;
use crate::bus::{Heard, Listener};
use crate::trackers::Tracker;

/// Hands what is told to the hub, as long as anything is told.
pub(crate) async fn follow(mut listener: Box<dyn Listener>, hub: Arc<Hub>, trackers: Arc<[Tracker]>) {
    loop {
        match listener.next().await {
            Heard::Told(told) => hub.take(&told),
            Heard::Missed => {
                warn!("clients are behind what happens; telling them how everything stands");
                for tracker in trackers.iter() {
                    // It answers on the bus, in step with its changes. One that has ended tells nothing more.
                    let _ = tracker.tell_standing().await;
                }
            }
            Heard::Ended => return,
        }
    }
}

//! What is played to a channel or a bridge, and recorded of it, one after the other.

use std::collections::VecDeque;

/// Where something is played or recorded.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Target {
    Channel(String),
    Bridge(String),
}

impl Target {
    /// `target_uri`.
    pub(super) fn uri(&self) -> String {
        match self {
            Self::Channel(id) => format!("channel:{id}"),
            Self::Bridge(id) => format!("bridge:{id}"),
        }
    }
}

/// What waits for its turn, or has it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Turn {
    /// The playback of that number.
    Playback(u64),
    /// The recording of that name.
    Recording(String),
}

#[derive(Clone, Debug, Default)]
pub(super) struct Stage {
    pub(super) now: Option<Turn>,
    pub(super) queue: VecDeque<Turn>,
}

impl Stage {
    /// Takes out what waits or has its turn.
    pub(super) fn remove(&mut self, turn: &Turn) {
        if self.now.as_ref() == Some(turn) {
            self.now = None;
        }
        self.queue.retain(|waits| waits != turn);
    }

    /// Begins with the next, if nothing is on.
    pub(super) fn next(&mut self) -> Option<Turn> {
        if self.now.is_some() {
            return None;
        }
        self.now = self.queue.pop_front();
        self.now.clone()
    }
}

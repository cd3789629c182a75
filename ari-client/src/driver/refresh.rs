//! What is done after each connection: subscriptions are made again, and Asterisk is asked how things are.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;

use super::Shared;
use super::link::Link;
use crate::error::Error;
use crate::operation::{applications, bridges, channels, device_states, endpoints};
use crate::subscribe::{Message, Snapshot};
use crate::text::Text;

/// What the applications are subscribed to besides their own channels. Asterisk forgets it with the connection.
#[derive(Debug, Default)]
pub(crate) struct Sources(Mutex<BTreeSet<(Text, Text)>>);

impl Sources {
    fn lock(&self) -> MutexGuard<'_, BTreeSet<(Text, Text)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn add(&self, app: &Text, source: &Text) {
        self.lock().insert((app.clone(), source.clone()));
    }

    pub(crate) fn remove(&self, app: &Text, source: &Text) {
        self.lock().remove(&(app.clone(), source.clone()));
    }

    fn all(&self) -> Vec<(Text, Text)> {
        self.lock().iter().cloned().collect()
    }
}

/// Ends early when the connection does: its task is aborted then.
pub(super) async fn refresh(shared: Arc<Shared>, link: Arc<Link>) {
    for (app, source) in shared.sources.all() {
        let request = applications::Subscribe::new(&app, [&source]);
        match shared.send(&request, shared.settings.answer_within).await {
            Ok(_) => {}
            // What is gone has no more events.
            Err(Error::NotFound { .. } | Error::Invalid { .. }) => shared.sources.remove(&app, &source),
            Err(error) => tracing::warn!(pbx.name = %shared.settings.name, %error, "not subscribed again"),
        }
    }
    if !shared.settings.snapshots {
        return;
    }
    match snapshot(&shared).await {
        // Of an older connection, it would be told after the newer one began.
        Ok(snapshot) if shared.link().is_some_and(|now| Arc::ptr_eq(&now, &link)) => {
            shared.hub.message(&Message::Snapshot(Arc::new(snapshot)));
        }
        Ok(_) => {}
        Err(error) => tracing::warn!(pbx.name = %shared.settings.name, %error, "not told how things are"),
    }
}

/// Asks Asterisk how things are.
pub(crate) async fn snapshot(shared: &Shared) -> Result<Snapshot, Error> {
    let within = shared.settings.answer_within;
    let asked = shared.clock.now();
    let (channels, bridges, endpoints, device_states) =
        (channels::List::new(), bridges::List::new(), endpoints::List::new(), device_states::List::new());
    let (channels, bridges, endpoints, device_states) = tokio::try_join!(
        shared.send(&channels, within),
        shared.send(&bridges, within),
        shared.send(&endpoints, within),
        shared.send(&device_states, within),
    )?;
    let bytes = size(&channels) + size(&bridges) + size(&endpoints) + size(&device_states);
    Ok(Snapshot { asked, at: shared.clock.now(), channels, bridges, endpoints, device_states, bytes })
}

/// What it costs in memory, roughly: twice its text.
fn size<T: Serialize>(list: &[T]) -> usize {
    serde_json::to_string(list).map_or(0, |text| text.len() * 2)
}

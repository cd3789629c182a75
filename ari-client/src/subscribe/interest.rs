//! Which events a listener wants.

use std::collections::BTreeSet;

use crate::event::Event;
use crate::text::{BridgeId, ChannelId, Text};

/// Which events a listener wants: all, or those of some types, or those about one channel or bridge.
///
/// ```
/// use ari_client::{Event, Interest};
///
/// let ends = Interest::events(["ChannelDestroyed", "StasisEnd"]);
/// assert!(!ends.takes(&Event::from_json(r#"{"type":"ChannelHold"}"#)?));
/// assert!(ends.takes(&Event::from_json(r#"{"type":"StasisEnd"}"#)?));
/// # Ok::<(), ari_client::DecodeError>(())
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Interest {
    names: Option<BTreeSet<Text>>,
    about: Option<About>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum About {
    Channel(ChannelId),
    Bridge(BridgeId),
}

impl Interest {
    /// All events.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Events of these types.
    #[must_use]
    pub fn events(names: impl IntoIterator<Item = impl Into<Text>>) -> Self {
        Self { names: Some(names.into_iter().map(Into::into).collect()), about: None }
    }

    /// Events that tell of this channel, and of playbacks and recordings on it.
    #[must_use]
    pub fn channel(id: impl Into<ChannelId>) -> Self {
        Self { names: None, about: Some(About::Channel(id.into())) }
    }

    /// Events that tell of this bridge, and of playbacks and recordings on it.
    #[must_use]
    pub fn bridge(id: impl Into<BridgeId>) -> Self {
        Self { names: None, about: Some(About::Bridge(id.into())) }
    }

    /// Of these only those of some types.
    #[must_use]
    pub fn only(mut self, names: impl IntoIterator<Item = impl Into<Text>>) -> Self {
        self.names = Self::events(names).names;
        self
    }

    /// Whether an event is among them.
    #[must_use]
    pub fn takes(&self, event: &Event) -> bool {
        self.names.as_ref().is_none_or(|names| names.contains(event.name()))
            && match &self.about {
                None => true,
                Some(About::Channel(id)) => event.is_about_channel(id.as_str()),
                Some(About::Bridge(id)) => event.is_about_bridge(id.as_str()),
            }
    }
}

//! All of ARI as one trait.

use crate::operation::applications::Applications;
use crate::operation::asterisk::Asterisk;
use crate::operation::bridges::Bridges;
use crate::operation::channels::Channels;
use crate::operation::device_states::DeviceStates;
use crate::operation::endpoints::Endpoints;
use crate::operation::events::Events;
use crate::operation::mailboxes::Mailboxes;
use crate::operation::playbacks::Playbacks;
use crate::operation::recordings::Recordings;
use crate::operation::sounds::Sounds;

/// All resources. Whatever implements each of them is one: [`Client`](crate::Client), or a fake.
///
/// ```
/// use std::sync::Arc;
///
/// use ari_client::operation::channels::{Answer, Channels};
/// use ari_client::{Ari, ChannelHandle, Error};
///
/// #[derive(Default)]
/// struct Fake;
///
/// #[async_trait::async_trait]
/// impl Channels for Fake {
///     async fn answer(&self, request: Answer) -> Result<(), Error> {
///         assert_eq!(request.channel_id, "1");
///         Ok(())
///     }
/// }
/// impl ari_client::operation::bridges::Bridges for Fake {}
/// impl ari_client::operation::playbacks::Playbacks for Fake {}
/// // … and so on for each other resource.
/// # use ari_client::operation as op;
/// # impl op::applications::Applications for Fake {}
/// # impl op::asterisk::Asterisk for Fake {}
/// # impl op::device_states::DeviceStates for Fake {}
/// # impl op::endpoints::Endpoints for Fake {}
/// # impl op::events::Events for Fake {}
/// # impl op::mailboxes::Mailboxes for Fake {}
/// # impl op::recordings::Recordings for Fake {}
/// # impl op::sounds::Sounds for Fake {}
///
/// # tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
/// let channel = ChannelHandle::new("1", Arc::new(Fake));
/// channel.answer().await?;
/// assert!(matches!(channel.ring().await, Err(Error::Unsupported { operation: "channels.ring" })));
/// # Ok::<(), Error>(())
/// # }).unwrap();
/// ```
pub trait Ari:
    Applications
    + Asterisk
    + Bridges
    + Channels
    + DeviceStates
    + Endpoints
    + Events
    + Mailboxes
    + Playbacks
    + Recordings
    + Sounds
{
}

impl<T> Ari for T where
    T: Applications
        + Asterisk
        + Bridges
        + Channels
        + DeviceStates
        + Endpoints
        + Events
        + Mailboxes
        + Playbacks
        + Recordings
        + Sounds
{
}

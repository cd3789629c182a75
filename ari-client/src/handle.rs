//! Handles: one channel, bridge, playback or recording, with what can be done with it.

mod bridge;
mod channel;
mod playback;
mod recording;

pub use bridge::BridgeHandle;
pub use channel::ChannelHandle;
pub use playback::PlaybackHandle;
pub use recording::RecordingHandle;

/// A handle: an id, and what is asked about it.
macro_rules! handle {
    ($(#[$about:meta])* $name:ident $id:ident $type:ident) => {
        $(#[$about])*
        #[derive(Clone)]
        pub struct $name {
            $id: $crate::text::$type,
            ari: std::sync::Arc<dyn $crate::Ari>,
        }

        impl $name {
            /// Of whatever implements all resources: a client, or a fake.
            #[must_use]
            pub fn new($id: impl Into<$crate::text::$type>, ari: std::sync::Arc<dyn $crate::Ari>) -> Self {
                Self { $id: $id.into(), ari }
            }

            /// Which one.
            #[must_use]
            pub fn $id(&self) -> &$crate::text::$type {
                &self.$id
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_tuple(stringify!($name)).field(&self.$id).finish()
            }
        }
    };
}
use handle;

//! The client at a real Asterisk, 22 and 16, one binary: `scripts/test live`.
//!
//! Each test has instances of its own (`tests/asterisk`), which end with it.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at what it did not expect")]

mod operations;
mod outages;
mod outbound;
mod provoked;
mod readme;
mod rig;
mod run;
mod scenario;

/// Makes of functions `async fn name(asterisk: Asterisk)` tests at both versions.
macro_rules! at_both {
    ($($name:ident),* $(,)?) => {
        mod asterisk_22 { $(
            #[tokio::test]
            #[ignore = "needs a real Asterisk: scripts/test live"]
            async fn $name() {
                super::$name(crate::rig::Asterisk::up("22").await).await;
            }
        )* }
        mod asterisk_16 { $(
            #[tokio::test]
            #[ignore = "needs a real Asterisk: scripts/test live"]
            async fn $name() {
                super::$name(crate::rig::Asterisk::up("16").await).await;
            }
        )* }
    };
}
pub(crate) use at_both;

//! The command at a real Asterisk, 22 and 16: `scripts/test live`.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at what it did not expect")]

mod init;
#[path = "../it/pty.rs"]
#[allow(dead_code, reason = "the other tests take more of it")]
mod pty;
mod rig;
mod top;

/// Makes of functions `fn name(asterisk: Asterisk)` tests at both versions.
macro_rules! at_both {
    ($($name:ident),* $(,)?) => {
        mod asterisk_22 { $(
            #[test]
            #[ignore = "needs a real Asterisk: scripts/test live"]
            fn $name() {
                super::$name(crate::rig::Asterisk::up("22"));
            }
        )* }
        mod asterisk_16 { $(
            #[test]
            #[ignore = "needs a real Asterisk: scripts/test live"]
            fn $name() {
                super::$name(crate::rig::Asterisk::up("16"));
            }
        )* }
    };
}
pub(crate) use at_both;

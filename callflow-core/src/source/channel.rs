//! What both interfaces tell of channels and bridges in the same words.

use crate::signal::{BridgeKind, HangupAsk};

/// What a bridge is for. AMI `BridgeType`, ARI `bridge_class`; `holds` is that its technology is `holding_bridge`, or
/// its type in ARI `holding`.
pub(super) fn bridge_kind(class: &str, holds: bool) -> BridgeKind {
    match class {
        _ if holds => BridgeKind::Waiting,
        "parking" | "agent_hold" | "holding" => BridgeKind::Waiting,
        "base" => BridgeKind::Conference,
        _ => BridgeKind::Talk,
    }
}

/// Who asked for a hangup that no phone asked for.
///
/// quirk: the cause of a soft hangup is mostly no hangup cause but the flag that asked for it, as in `channel.h`: 4 is
/// `AST_SOFTHANGUP_SHUTDOWN` (29-restart-in-mid-call).
pub(super) fn soft_hangup_by(cause: Option<u64>) -> HangupAsk {
    const SHUTDOWN: u64 = 4;
    match cause {
        Some(SHUTDOWN) => HangupAsk::Shutdown,
        _ => HangupAsk::Asterisk,
    }
}

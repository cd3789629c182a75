//! Stops in the middle of a call and goes on with the saved state, as a server does when it is restarted.

use std::io::Write;

use callflow_core::{CallFlow, ChangeKind, Input, Plan, SavedState, Timestamp};

const RECORDING: &[u8] = include_bytes!("../captures/asterisk-22/01-internal-caller-hangs-up/ami.raw");

fn main() -> anyhow::Result<()> {
    let mut flow = CallFlow::new("default", Plan::default());
    let mut now = Timestamp::from_unix_micros(1_795_198_571_000_000);
    let mut out = std::io::stdout().lock();
    let mut ends = 0;

    let mut frames = ami_proto::frames(RECORDING);
    let mut restarted = false;
    while let Some(frame) = frames.next() {
        now = now.saturating_add(std::time::Duration::from_millis(50));
        flow.handle(Input::Ami(frame?), now);
        while let Some(change) = flow.poll_output() {
            ends += usize::from(matches!(change.kind, ChangeKind::CallEnded(_)));
        }
        let talks = flow.live_calls().iter().any(|call| call.answered);
        if talks && !restarted {
            restarted = true;
            let saved = serde_json::to_vec(&flow.save())?;
            writeln!(out, "saved {} bytes with {} live call", saved.len(), flow.live_count())?;
            let state: SavedState = serde_json::from_slice(&saved)?;
            flow = CallFlow::restore(Plan::default(), state);
        }
    }

    writeln!(out, "the call ended {ends} time")?;
    anyhow::ensure!(restarted && ends == 1);
    Ok(())
}

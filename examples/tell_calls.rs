//! Tells the calls of a recording: an attended transfer by feature code, which is one call with three talks.

use std::io::Write;

use callflow_core::{Call, CallFlow, ChangeKind, Input, Plan, Timestamp};

const RECORDING: &[u8] = include_bytes!("../captures/asterisk-22/14-attended-transfer-dtmf/ami.raw");

fn main() -> anyhow::Result<()> {
    let mut flow = CallFlow::new("default", Plan::default());
    let mut ended: Vec<Box<Call>> = Vec::new();

    let mut now = Timestamp::from_unix_micros(1_795_198_656_000_000);
    let mut frames = ami_proto::frames(RECORDING);
    while let Some(frame) = frames.next() {
        // A program takes the time of reception; here every event is a tenth of a second after the one before.
        now = now.saturating_add(std::time::Duration::from_millis(100));
        flow.handle(Input::Ami(frame?), now);
        while let Some(change) = flow.poll_output() {
            if let ChangeKind::CallEnded(call) = change.kind {
                ended.push(call);
            }
        }
    }

    let mut out = std::io::stdout().lock();
    for call in &ended {
        writeln!(out, "{}", serde_json::to_string_pretty(call)?)?;
    }
    let [call] = &*ended else { anyhow::bail!("{} calls", ended.len()) };
    anyhow::ensure!(call.answered_by.as_deref() == Some("101") && call.final_party.as_deref() == Some("102"));
    Ok(())
}

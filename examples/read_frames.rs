//! Reads frames out of bytes as they come from a socket, and looks at one kind of event by its type.

use std::io::Write;

use ami_proto::{Decoder, Event};

const RECORDING: &[u8] = include_bytes!("../captures/asterisk-22/02-internal-callee-hangs-up/ami.raw");

fn main() -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    let mut decoder = Decoder::new();
    let (mut frames, mut hangups) = (0, 0);

    // A socket gives bytes in pieces that end anywhere.
    for piece in RECORDING.chunks(1_000) {
        decoder.feed(piece);
        while let Some(frame) = decoder.next() {
            frames += 1;
            if let Some(Event::Hangup(hangup)) = Event::of(frame?) {
                hangups += 1;
                let (channel, cause) = (hangup.channel().unwrap_or_default(), hangup.cause());
                writeln!(out, "{channel} was hung up, cause {cause:?}")?;
            }
        }
    }

    writeln!(out, "{frames} frames, {hangups} hangups")?;
    anyhow::ensure!(hangups == 2, "the recording has two channels");
    Ok(())
}

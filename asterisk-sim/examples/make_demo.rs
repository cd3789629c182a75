//! Writes `demo/`, the recordings that the crate brings along, from the repository's captures:
//! `cargo run -p asterisk-sim --example make_demo`.

use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use ami_proto::FrameKind;

const LEFT_OUT: [&[u8]; 5] = [b"VarSet", b"RTCPSent", b"RTCPReceived", b"TestEvent", b"SuccessfulAuth"];

fn main() -> Result<(), Box<dyn Error>> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    for name in asterisk_sim::demo::NAMES {
        let from = here.join("../captures/asterisk-22").join(name);
        let to = here.join("demo").join(name);
        fs::create_dir_all(&to)?;
        let (raw, times) =
            strip(&fs::read(from.join("ami.raw"))?, &fs::read_to_string(from.join("ami.times"))?);
        fs::write(to.join("ami.raw"), raw)?;
        fs::write(to.join("ami.times"), times)?;
    }
    Ok(())
}

/// The frames that stay, and a row of times for each.
fn strip(raw: &[u8], times: &str) -> (Vec<u8>, String) {
    let rows: Vec<(usize, &str)> = times
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .filter_map(|(offset, at)| Some((offset.parse().ok()?, at)))
        .collect();
    let (mut bytes, mut kept) = (Vec::new(), String::new());
    let mut frames = ami_proto::frames(raw);
    while let Some(Ok(frame)) = frames.next() {
        let is_kept = match frame.kind() {
            FrameKind::Banner => true,
            FrameKind::Event => frame.event_name().is_some_and(|name| !LEFT_OUT.contains(&name)),
            _ => false,
        };
        if is_kept {
            let end = usize::try_from(frame.offset()).unwrap_or(0) + frame.bytes().len();
            let row = rows.partition_point(|(offset, _)| *offset < end).saturating_sub(1);
            if let Some((_, at)) = rows.get(row) {
                let _ = writeln!(kept, "{}\t{at}", bytes.len());
            }
            bytes.extend_from_slice(frame.bytes());
        }
    }
    (bytes, kept)
}

//! What `callflow parse --format summary` prints.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Duration;

use super::{grouped, shown};
use crate::frames::Tally;
use crate::parse::Counts;

/// Prints how many frames there are of what.
pub(crate) fn summary(
    out: &mut impl Write,
    name: &str,
    counts: &Counts,
    tally: &Tally,
    took: Duration,
) -> io::Result<()> {
    let frames: u64 = counts.kinds.values().sum();
    let seconds = took.as_secs_f64().max(1e-6);
    writeln!(out, "{name}")?;
    writeln!(out)?;
    count(out, tally.bytes, "bytes")?;
    count(out, frames, "frames")?;
    for (kind, frames) in &counts.kinds {
        count(out, *frames, &format!("  {kind}"))?;
    }
    if tally.refused > 0 {
        count(out, tally.refused, "  left out, larger than the limits")?;
    }
    #[expect(clippy::cast_precision_loss, reason = "a rate is for reading, not for counting")]
    let (bytes, frames) = (tally.bytes as f64 / seconds / 1e6, frames as f64 / seconds);
    writeln!(out, "{:>12}  read in {:.3} s: {bytes:.1} MB/s, {frames:.0} frames/s", "", took.as_secs_f64())?;
    names(out, "events", &counts.events)?;
    names(out, "responses", &counts.responses)
}

/// A heading and the counts under it, the largest first.
fn names(out: &mut impl Write, heading: &str, counts: &BTreeMap<Vec<u8>, u64>) -> io::Result<()> {
    if counts.is_empty() {
        return Ok(());
    }
    writeln!(out)?;
    count(out, counts.values().sum(), heading)?;
    let mut counts: Vec<(&Vec<u8>, &u64)> = counts.iter().collect();
    counts.sort_by(|(a, more), (b, fewer)| fewer.cmp(more).then(a.cmp(b)));
    for (name, frames) in counts {
        count(out, *frames, &format!("  {}", shown(&String::from_utf8_lossy(name))))?;
    }
    Ok(())
}

fn count(out: &mut impl Write, count: u64, what: &str) -> io::Result<()> {
    writeln!(out, "{:>12}  {what}", grouped(count))
}

//! What `callflow backfill` prints: one line a call, and under it what changed.

use std::io::{self, Write};

use super::calls::{came_out, parties};
use super::steps::lines;
use super::{shown, word};
use crate::backfill::{Backfilled, Deed};

/// Prints the calls that were corrected or made.
pub(crate) fn backfilled(out: &mut impl Write, result: &Backfilled) -> io::Result<()> {
    for done in &result.calls {
        let call = &done.record;
        let told = format!("{}, {}, {}", parties(call), word(&call.direction), came_out(call));
        let deed = match done.deed {
            Deed::Corrected => "corrected",
            Deed::Made => "made from CEL",
        };
        writeln!(out, "{}  {deed}: {told}", shown(call.id.as_str()))?;
        for line in lines(&done.changes) {
            writeln!(out, "    {line}")?;
        }
    }
    if !result.calls.is_empty() {
        writeln!(out)?;
    }
    let would = if result.dry_run { " (nothing is written: --dry-run)" } else { "" };
    writeln!(
        out,
        "{} corrected, {} made from CEL, {} looked at{would}",
        result.corrected, result.made, result.looked_at
    )
}

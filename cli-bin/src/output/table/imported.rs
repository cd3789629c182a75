//! What `callflow import` prints: counts.

use std::io::{self, Write};

use super::grouped;
use crate::import::Imported;

/// Prints what was read and written.
pub(crate) fn imported(out: &mut impl Write, it: &Imported) -> io::Result<()> {
    let would = if it.dry_run { " (nothing is written: --dry-run)" } else { "" };
    writeln!(out, "{} rows, {} calls", grouped(it.rows), grouped(it.calls))?;
    writeln!(
        out,
        "{} written, {} there already, {} that Callflow saw itself{would}",
        grouped(it.written),
        grouped(it.unchanged),
        grouped(it.seen)
    )?;
    if it.bad_rows > 0 {
        writeln!(out, "{} rows could not be read", grouped(it.bad_rows))?;
    }
    Ok(())
}

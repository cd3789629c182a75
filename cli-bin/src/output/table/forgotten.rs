//! What `callflow forget` prints.

use std::io::{self, Write};

use super::grouped;
use crate::privacy::Forgotten;

/// Prints how many records there were, and where the number may be still.
pub(crate) fn forgotten(out: &mut impl Write, it: &Forgotten) -> io::Result<()> {
    let calls = grouped(it.calls);
    if !it.done {
        writeln!(
            out,
            "the number is in {calls} calls; nothing is changed: say --yes to take it out of them"
        )?;
    } else {
        writeln!(out, "the number was taken out of {calls} calls")?;
    }
    if it.live > 0 {
        writeln!(out, "{} more calls with it go on; run this again when they are over", grouped(it.live))?;
    }
    writeln!(
        out,
        "not touched: the journal of a running callflowd, which keeps what it heard for journal.keep_minutes; \
         backups; recordings and files of Asterisk"
    )?;
    if it.done && it.calls > 0 {
        writeln!(
            out,
            "a call that ended just now may be corrected with the number once more: run this again in a few minutes"
        )?;
    }
    Ok(())
}

//! What `callflow copy`, `backup` and `restore` print: one line a kind.

use std::io::{self, Write};

use super::{grouped, shown};
use crate::copy::{Copied, CopiedKind};

/// Prints what was copied of each kind.
pub(crate) fn copied(out: &mut impl Write, copied: &Copied) -> io::Result<()> {
    for kind in &copied.kinds {
        writeln!(out, "{:<16} {}", kind.kind.replace('_', " "), line(kind))?;
    }
    Ok(())
}

fn line(kind: &CopiedKind) -> String {
    let mut parts = vec![format!("{} written", grouped(kind.written))];
    if let Some(compared) = &kind.compared {
        let (count, checksum) = (grouped(compared.source.count), compared.source.checksum);
        if compared.different == 0 {
            parts.push(format!("{count} are the same on both sides (checksum {checksum:032x})"));
        } else {
            let named = shown(&compared.differences.join(", "));
            parts.push(format!("{} of {count} DIFFER: {named}", grouped(compared.different)));
        }
    }
    for (count, what) in [(kind.newer_in_target, "newer in the target"), (kind.only_in_target, "only there")]
    {
        if count > 0 {
            parts.push(format!("{} {what}", grouped(count)));
        }
    }
    parts.join(", ")
}

//! What `callflow migrate` prints: one line a version.

use std::io::{self, Write};

use super::shown;
use crate::migrate::Migrated;

/// Prints the versions, and whether anything is to be done.
pub(crate) fn migrated(out: &mut impl Write, migrated: &Migrated) -> io::Result<()> {
    writeln!(out, "{}", shown(&migrated.database))?;
    for it in &migrated.migrations {
        let state = match (it.applied, migrated.taken.contains(&it.version)) {
            (true, true) => "taken now",
            (true, false) => "there",
            (false, _) if it.drops_data => "missing, and takes data out: 'callflow migrate up --yes'",
            (false, _) => "missing: 'callflow migrate up'",
        };
        writeln!(out, "{:>4}  {:<28} {state}", it.version, shown(&it.name))?;
    }
    Ok(())
}

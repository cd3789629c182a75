//! Which recordings of a journal a call may be in.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::anyhow;
use callflow_core::Timestamp;

use crate::capture::{self, Connection};
use crate::failure::Failure;

/// The second in an id was Asterisk's own, the receive times are those of another machine.
const CLOCKS_DIFFER: Duration = Duration::from_secs(60);

/// The capture folders within `journal` whose receive times cover the second that the id `asked` holds; all of them
/// where it holds none. A connection without receive times may be of any time.
pub(super) fn covering(journal: &Path, asked: &str) -> Result<Vec<PathBuf>, Failure> {
    let folders = capture::folders(journal)?;
    let Some(begun) = second_of(asked) else { return Ok(folders) };
    let mut covering = Vec::new();
    for folder in folders {
        let spans = capture::connections(&folder)?.iter().map(span).collect::<Result<Vec<_>, _>>()?;
        let covers = |span: &Option<(Timestamp, Timestamp)>| {
            span.is_none_or(|(from, to)| {
                from.saturating_sub(CLOCKS_DIFFER) <= begun && begun <= to.saturating_add(CLOCKS_DIFFER)
            })
        };
        if spans.iter().any(covers) {
            covering.push(folder);
        }
    }
    if covering.is_empty() {
        let journal = journal.display();
        return Err(Failure::Work(anyhow!("no recording in {journal} is of {begun}, when '{asked}' began")));
    }
    Ok(covering)
}

/// The second in `[pbx-][system-]seconds.number`.
fn second_of(asked: &str) -> Option<Timestamp> {
    let own = asked.rsplit_once('-').map_or(asked, |(_, own)| own);
    let (seconds, _) = own.split_once('.')?;
    Timestamp::from_unix_text(seconds).filter(|_| seconds.len() >= 9)
}

/// The first and the last receive time of a connection.
fn span(connection: &Connection) -> Result<Option<(Timestamp, Timestamp)>, Failure> {
    let Some(path) = &connection.times else { return Ok(None) };
    let text = fs::read_to_string(path).map_err(|error| Failure::unreadable(path.display(), &error))?;
    let time = |line: &str| Timestamp::from_unix_text(line.split_once('\t')?.1);
    // A wrong row is told, with its place, when the recording is played.
    Ok(text.lines().next().and_then(time).zip(text.lines().next_back().and_then(time)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_asterisks_own_form_holds_its_second() {
        let at = Timestamp::from_unix_text("1795198589");
        for (asked, second) in [
            ("default-1795198589.10", at),
            ("1795198589.10", at),
            ("ams-pbx-ams.1-1795198589.0", at),
            ("589.10", None),
            ("default-my%20call-1795198589", None),
        ] {
            assert_eq!(second_of(asked), second, "{asked}");
        }
    }
}

//! Events of ARI on disk: `ari.jsonl` of a capture folder, one event a line.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use ari_client::Event;
use callflow_core::Timestamp;
use callflow_core::source::ari::stamp;

use crate::failure::Failure;
use crate::playback::{Passage, Read, What, after};
use crate::terminal::Progress;

/// The name that the file has in a capture folder.
const NAME: &str = "ari.jsonl";

/// Reads the events of a capture folder, or of a file, and hands them over with their own times: no others were kept.
pub(crate) fn read(path: &Path, take: &mut dyn FnMut(Passage<'_>)) -> Result<Read, Failure> {
    let file = file_of(path)?;
    let unreadable = |error| Failure::unreadable(file.display(), &error);
    let mut reader = BufReader::new(File::open(&file).map_err(unreadable)?);
    let progress = Progress::new(fs::metadata(&file).map(|about| about.len()).ok());
    let (mut bytes, mut offset, mut last) = (Vec::new(), 0, Timestamp::default());
    let mut events = 0_u64;
    for number in 1_u64.. {
        bytes.clear();
        let length = reader.read_until(b'\n', &mut bytes).map_err(unreadable)? as u64;
        if length == 0 {
            break;
        }
        progress.add(length);
        if let Some(line) = said(&bytes) {
            let wrong = |what: String| Failure::input(format_args!("{}:{number}", file.display()), what);
            let event = event_of(line).map_err(wrong)?;
            last = last.max(stamp(&event).unwrap_or_else(|| after(last)));
            take(Passage { file: &file, offset, received: last, what: What::Ari(Box::new(event)) });
            events += 1;
        }
        offset += length;
    }
    if events == 0 {
        return Err(Failure::input(
            file.display(),
            "is empty; give the events of ARI, one JSON object a line",
        ));
    }
    Ok(Read { notes: Vec::new(), refused: 0 })
}

fn file_of(path: &Path) -> Result<PathBuf, Failure> {
    let is_folder = fs::metadata(path).map_err(|error| Failure::unreadable(path.display(), &error))?.is_dir();
    let file = if is_folder { path.join(NAME) } else { path.into() };
    if is_folder && !file.is_file() {
        let what =
            format_args!("no {NAME} in this folder; a capture folder in which ARI was recorded has one");
        return Err(Failure::input(path.display(), what));
    }
    Ok(file)
}

/// What stands in a line, if anything does.
fn said(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii();
    (!line.is_empty()).then_some(line)
}

fn event_of(line: &[u8]) -> Result<Event, String> {
    let text =
        str::from_utf8(line).map_err(|error| format!("no UTF-8 at byte {}", error.valid_up_to() + 1))?;
    Event::from_json(text).map_err(|error| format!("no event of ARI: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bad_line_is_told_by_what_is_wrong_with_it() {
        for (line, want) in [
            (
                &b"{\"type\":\"X\""[..],
                "no event of ARI: not a JSON object: EOF while parsing an object at line 1 column 11",
            ),
            (
                b"[]",
                "no event of ARI: not a JSON object: invalid type: sequence, expected an object at line 1 column 0",
            ),
            (b"{\"a\":1}", "no event of ARI: an object without a type"),
            (b"{\"a\":\"\xe9\"}", "no UTF-8 at byte 7"),
        ] {
            assert_eq!(event_of(line).unwrap_err(), want);
        }
        assert_eq!(event_of(b"{\"type\":\"New\",\"x\":1}").unwrap().name(), "New");
    }
}

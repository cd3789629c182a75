//! Files of call detail records.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use callflow_core::backfill::CdrRow;
use csv::{ByteRecord, Position, ReaderBuilder, StringRecord};

use super::rows::Rows;
use crate::failure::Failure;
use crate::terminal::Progress;

/// Reads the files one after the other.
pub(super) fn read(paths: &[PathBuf], rows: &mut Rows) -> Result<(), Failure> {
    let length =
        |path: &PathBuf| fs::metadata(path).ok().filter(fs::Metadata::is_file).map(|about| about.len());
    let progress = Progress::new(paths.iter().map(length).sum());
    paths.iter().try_for_each(|path| file(path, rows, &progress))
}

fn file(path: &Path, rows: &mut Rows, progress: &Progress) -> Result<(), Failure> {
    let unreadable = |error| Failure::unreadable(path.display(), &error);
    if path.is_dir() {
        return Err(Failure::input(path.display(), "is a folder; name the file in it"));
    }
    let reader = BufReader::new(Counted { file: File::open(path).map_err(unreadable)?, progress });
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(reader);
    let mut head: Option<StringRecord> = None;
    let mut record = ByteRecord::new();
    let mut first = true;
    while reader.read_byte_record(&mut record).map_err(|error| Failure::input(path.display(), error))? {
        let at = format!("{}:{}", path.display(), record.position().map_or(0, Position::line));
        // Names come from callers, in any encoding.
        let record = StringRecord::from_byte_record_lossy(record.clone());
        if std::mem::take(&mut first) && is_head(&record) {
            head = Some(record.iter().map(|name| name.trim().to_ascii_lowercase()).collect());
            continue;
        }
        let columns = match &head {
            Some(head) if record.len() < head.len() => {
                let (fields, named) = (record.len(), head.len());
                rows.refuse(at, format_args!("{fields} fields, where the first line names {named}"));
                continue;
            }
            Some(head) => Some(head.clone()),
            None => CdrRow::master_columns(record.len(), record.get(16)).map(StringRecord::from),
        };
        match columns.map(|columns| record.deserialize(Some(&columns))) {
            Some(Ok(row)) => rows.take(at, row),
            Some(Err(error)) => rows.refuse(at, error),
            None => rows.refuse(at, format_args!("{} fields; Master.csv has 16 to 21", record.len())),
        }
    }
    Ok(())
}

/// A first line that names columns.
fn is_head(record: &StringRecord) -> bool {
    let has = |name: &str| record.iter().any(|field| field.trim().eq_ignore_ascii_case(name));
    has("channel") && has("disposition")
}

struct Counted<'a> {
    file: File,
    progress: &'a Progress,
}

impl Read for Counted<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(into)?;
        self.progress.add(read as u64);
        Ok(read)
    }
}

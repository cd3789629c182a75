//! Reading `queue_log` and the file of `cel_custom`.

use std::fs;
use std::path::Path;

use callflow_core::Zone;
use callflow_core::backfill::{CelEvent, CelExtra, CelRow, Files, QueueLogEntry};
use csv::{ByteRecord, Position, ReaderBuilder, StringRecord};

use crate::cli::BackfillArgs;
use crate::failure::Failure;

/// Reads the files that are named.
pub(super) fn read(args: &BackfillArgs) -> Result<Files, Failure> {
    let zone = Zone::new(&args.zone).map_err(|error| Failure::input("--zone", error))?;
    let mut files = Files::default();
    if let Some(path) = &args.queue_log {
        files.queue_log = queue_log(path)?;
    }
    if let Some(path) = &args.cel {
        files.cel = cel(path, &zone)?;
    }
    Ok(files)
}

fn bytes(path: &Path) -> Result<Vec<u8>, Failure> {
    fs::read(path).map_err(|error| Failure::unreadable(path.display(), &error))
}

fn queue_log(path: &Path) -> Result<Vec<QueueLogEntry>, Failure> {
    // Names come from callers, in any encoding.
    let bytes = bytes(path)?;
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let read = |(number, line): (usize, &str)| {
        let at = format_args!("{}:{}", path.display(), number + 1).to_string();
        QueueLogEntry::read(line).map_err(|error| Failure::input(at, error))
    };
    lines.map(read).collect()
}

fn cel(path: &Path, zone: &Zone) -> Result<Vec<CelEvent>, Failure> {
    let bytes = bytes(path)?;
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).from_reader(&*bytes);
    let mut head = StringRecord::from(CelRow::COLUMNS.to_vec());
    let mut events = Vec::new();
    for (number, record) in reader.byte_records().enumerate() {
        let record: ByteRecord = record.map_err(|error| Failure::input(path.display(), error))?;
        let line = record.position().map_or(0, Position::line);
        let wrong = |what: String| Failure::input(format_args!("{}:{line}", path.display()), what);
        let record = StringRecord::from_byte_record_lossy(record);
        if number == 0 && record.iter().any(|field| field == "eventtype") {
            let missing = CelRow::NEEDED.iter().find(|needed| !record.iter().any(|field| field == **needed));
            if let Some(missing) = missing {
                return Err(wrong(format!("no column {missing}; without it no call can be told")));
            }
            head = record;
            continue;
        }
        let row: CelRow = record.deserialize(Some(&head)).map_err(|error| wrong(error.to_string()))?;
        let extra = match &*row.eventextra {
            "" => CelExtra::default(),
            json => serde_json::from_str(json)
                .map_err(|error| wrong(format!("eventextra is not the JSON that CEL writes: {error}")))?,
        };
        events.push(CelEvent::new(row, extra, zone).map_err(|error| wrong(error.to_string()))?);
    }
    Ok(events)
}

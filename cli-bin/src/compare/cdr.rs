//! Asterisk's own call detail records, read as reports do: one row is one call.

use std::path::Path;

use callflow_core::{Disposition, Plan, Timestamp};

use super::row::{Caller, Party, Row, Visit, endpoint};
use crate::failure::Failure;

/// The columns that `cdr_csv` writes where the file has no head line.
const MASTER: [&str; 18] = [
    "accountcode",
    "src",
    "dst",
    "dcontext",
    "clid",
    "channel",
    "dstchannel",
    "lastapp",
    "lastdata",
    "start",
    "answer",
    "end",
    "duration",
    "billsec",
    "disposition",
    "amaflags",
    "uniqueid",
    "userfield",
];

/// The rows of `cdr.csv`, if there is one.
pub(super) fn read(folder: &Path, plan: &Plan) -> Result<Option<Vec<Row>>, Failure> {
    let Some((path, bytes)) = super::optional(folder, "cdr.csv")? else { return Ok(None) };
    // Names come from callers, in any encoding.
    let text = String::from_utf8_lossy(&bytes);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let mut head: Vec<String> = MASTER.iter().map(|name| (*name).to_owned()).collect();
    let mut rows = Vec::new();
    for (number, record) in reader.records().enumerate() {
        let record = record.map_err(|error| Failure::input(path.display(), error))?;
        if number == 0 && record.iter().any(|field| field == "dstchannel") {
            head = record.iter().map(str::to_owned).collect();
            continue;
        }
        let fields = Fields { head: &head, record: &record };
        let row = row(&fields, plan).ok_or_else(|| {
            let line = record.position().map_or(0, csv::Position::line);
            Failure::input(format_args!("{}:{line}", path.display()), "not a row of call detail records")
        })?;
        rows.push(row);
    }
    Ok(Some(rows))
}

struct Fields<'a> {
    head: &'a [String],
    record: &'a csv::StringRecord,
}

impl<'a> Fields<'a> {
    fn get(&self, name: &str) -> Option<&'a str> {
        let at = self.head.iter().position(|column| column == name)?;
        self.record.get(at).filter(|text| !text.is_empty())
    }

    fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(str::to_owned)
    }

    fn seconds(&self, name: &str) -> Option<u64> {
        self.get(name)?.parse().ok()
    }
}

/// `None` if the line is no such record.
fn row(fields: &Fields<'_>, plan: &Plan) -> Option<Row> {
    let channel = fields.get("channel")?;
    let started_at: Timestamp = format!("{}Z", fields.get("start")?.replacen(' ', "T", 1)).parse().ok()?;
    let (duration, billed) = (fields.seconds("duration")?, fields.seconds("billsec")?);
    let disposition = match fields.get("disposition")? {
        "ANSWERED" => Disposition::Answered,
        "BUSY" => Disposition::Busy,
        "CONGESTION" => Disposition::Congestion,
        "FAILED" => Disposition::Failed,
        _ => Disposition::NoAnswer,
    };
    let answered = disposition == Disposition::Answered;
    let called = fields.get("dstchannel").map(endpoint);
    // Over a trunk it is the number that was called, and not the trunk, that answered.
    let called =
        called.map(|called| if plan.is_trunk(called) { fields.get("dst").unwrap_or(called) } else { called });
    let answered_by = called.filter(|_| answered).map(str::to_owned);
    let in_application = |name: &str| fields.get("lastapp") == Some(name);
    let argument = fields.get("lastdata").and_then(|data| data.split(',').next()).map(str::to_owned);
    let queue = argument.clone().filter(|_| in_application("Queue"));
    let visit = |queue: &String| Visit {
        queue: queue.clone(),
        outcome: answered_by.as_ref().map(|_| "answered"),
        attempts: Vec::new(),
    };
    let mut row = Row {
        id: fields.text("uniqueid").unwrap_or_default(),
        disposition: Some(disposition),
        caller: Caller { number: fields.text("src"), name: None },
        dialled: fields.text("dst"),
        answered,
        final_party: answered_by.clone(),
        voicemail: in_application("VoiceMail"),
        started_at,
        wait_ms: duration.saturating_sub(billed) * 1000,
        talk_ms: if answered { billed * 1000 } else { 0 },
        queue_visits: queue.iter().map(visit).collect(),
        parties: called.map(|number| Party { number: number.into(), answered }).into_iter().collect(),
        conference: argument.filter(|_| in_application("ConfBridge")),
        answered_by,
        queue,
        ..Row::default()
    };
    row.direct(plan, fields.get("dcontext"), channel);
    Some(row)
}

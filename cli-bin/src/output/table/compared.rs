//! What `callflow compare` prints: each recording as every way tells it, and how many calls each way counted.

use std::io::{self, Write};

use callflow_core::{Call, Timestamp};
use clap::ValueEnum;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::{NOTHING, duration, grouped, shown, word};
use crate::cli::Way;
use crate::compare::{Compared, Recording, Row, Told};

const HEAD: [&str; 9] =
    ["way", "start", "caller → dialled", "disposition", "answered by", "wait", "talk", "hung up by", "queue"];

/// Prints the recordings, one table each, and the totals.
pub(crate) fn compared(out: &mut impl Write, compared: &Compared) -> io::Result<()> {
    for recording in &compared.recordings {
        writeln!(out, "{}\n", shown(&recording.path))?;
        for line in lines(recording) {
            writeln!(out, "{line}")?;
        }
        writeln!(out)?;
    }
    let counted = |way: &Way| {
        let of_way = |recording: &Recording| {
            recording
                .ways
                .iter()
                .find(|telling| telling.way == *way)
                .map(|telling| telling.calls.len() as u64)
        };
        let counts: Vec<u64> = compared.recordings.iter().filter_map(of_way).collect();
        (!counts.is_empty()).then(|| format!("{} {}", name(*way), grouped(counts.iter().sum())))
    };
    let counts: Vec<String> = Way::value_variants().iter().filter_map(counted).collect();
    writeln!(out, "calls counted: {}", counts.join(", "))
}

fn name(way: Way) -> String {
    way.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

fn lines(recording: &Recording) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled).set_header(HEAD);
    for telling in &recording.ways {
        let mut way = name(telling.way);
        if telling.calls.is_empty() {
            table.add_row([way.clone(), String::new(), "no calls".into()]);
        }
        for told in &telling.calls {
            let cells = match told {
                Told::Record(call) => of_record(call),
                Told::Row(row) => of_row(row),
            };
            table.add_row(std::iter::once(std::mem::take(&mut way)).chain(cells));
        }
    }
    for (place, column) in table.column_iter_mut().enumerate() {
        let is_duration = matches!(HEAD.get(place), Some(&("wait" | "talk")));
        let align = if is_duration { CellAlignment::Right } else { CellAlignment::Left };
        column.set_padding((0, 2)).set_cell_alignment(align);
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

fn of_record(call: &Call) -> [String; 8] {
    cells(&Shown {
        started_at: call.started_at,
        caller: call.caller.number.as_deref(),
        dialled: call.dialled.as_deref(),
        disposition: super::calls::came_out(call),
        answered_by: call.answered_by.as_deref(),
        wait_ms: call.wait_ms,
        talk_ms: Some(call.talk_ms).filter(|_| call.answered),
        hung_up_by: call.hung_up_by.map(|by| word(&by)),
        queue: call.queue.as_deref(),
    })
}

fn of_row(row: &Row) -> [String; 8] {
    let mut disposition = row.disposition.map_or_else(|| NOTHING.into(), |how| word(&how));
    if row.voicemail {
        disposition.push_str(", voicemail");
    }
    cells(&Shown {
        started_at: row.started_at,
        caller: row.caller.number.as_deref(),
        dialled: row.dialled.as_deref(),
        disposition,
        answered_by: row.answered_by.as_deref(),
        wait_ms: row.wait_ms,
        talk_ms: Some(row.talk_ms).filter(|_| row.answered),
        hung_up_by: row.hung_up_by.map(|by| word(&by)),
        queue: row.queue.as_deref(),
    })
}

/// What is shown of a call, whoever tells it.
struct Shown<'a> {
    started_at: Timestamp,
    caller: Option<&'a str>,
    dialled: Option<&'a str>,
    disposition: String,
    answered_by: Option<&'a str>,
    wait_ms: u64,
    talk_ms: Option<u64>,
    hung_up_by: Option<String>,
    queue: Option<&'a str>,
}

fn cells(call: &Shown<'_>) -> [String; 8] {
    let text = |text: Option<&str>| text.map_or_else(|| NOTHING.into(), shown);
    [
        call.started_at.to_string().chars().skip(11).take(8).collect(),
        format!("{} → {}", call.caller.map_or_else(|| "unknown".into(), shown), text(call.dialled)),
        call.disposition.clone(),
        text(call.answered_by),
        duration(call.wait_ms),
        call.talk_ms.map_or_else(|| NOTHING.into(), duration),
        call.hung_up_by.clone().unwrap_or_else(|| NOTHING.into()),
        text(call.queue),
    ]
}

//! What `callflow replay` prints: one line a call, and what they come to.

use std::collections::BTreeMap;
use std::io::{self, Write};

use callflow_core::Call;
use comfy_table::{CellAlignment, ContentArrangement, Table, presets};

use super::{NOTHING, duration, grouped, shown, word};
use crate::replay::Document;

/// A column of the table.
struct Column {
    heading: &'static str,
    cell: fn(&Call) -> String,
    align: CellAlignment,
    /// Which columns go first where the terminal is too narrow for all; `None` for those that stay.
    spare: Option<u8>,
}

const fn column(heading: &'static str, cell: fn(&Call) -> String) -> Column {
    Column { heading, cell, align: CellAlignment::Left, spare: None }
}

impl Column {
    const fn right(mut self) -> Self {
        self.align = CellAlignment::Right;
        self
    }

    const fn spare(mut self, order: u8) -> Self {
        self.spare = Some(order);
        self
    }
}

/// The columns, of calls that all began on one day or of others.
fn columns(one_day: bool) -> Vec<Column> {
    vec![
        column("start", if one_day { time } else { day_and_time }),
        column("direction", |call| word(&call.direction)).spare(1),
        column("caller → dialled", parties),
        column("disposition", came_out),
        column("answered by", answered_by),
        column("wait", |call| duration(call.wait_ms)).right().spare(4),
        column("talk", |call| if call.answered { duration(call.talk_ms) } else { NOTHING.into() }).right(),
        column("hung up by", |call| call.hung_up_by.map_or_else(|| NOTHING.into(), |by| word(&by))).spare(0),
        column("queue", |call| call.queue.as_deref().map_or_else(|| NOTHING.into(), shown)).spare(3),
        column("call", |call| shown(call.id.as_str())).spare(2),
    ]
}

/// Prints the calls, but for those that became part of another one; in `width` columns, if that is given.
pub(crate) fn calls(out: &mut impl Write, document: &Document, width: Option<usize>) -> io::Result<()> {
    let calls: Vec<&Call> = document.calls.iter().filter(|call| call.merged_into.is_none()).collect();
    if let Some(first) = calls.first() {
        let one_day = calls.iter().all(|call| day(call) == day(first));
        if one_day {
            writeln!(out, "{} (UTC)\n", day(first))?;
        }
        let mut columns = columns(one_day);
        let mut left_out = Vec::new();
        let lines = loop {
            let lines = lines(&columns, &calls);
            let widest = lines.iter().map(|line| line.chars().count()).max().unwrap_or(0);
            let fits = width.is_none_or(|width| widest <= width);
            let spare = columns.iter().enumerate().filter_map(|(at, column)| Some((column.spare?, at))).min();
            match spare {
                Some((_, at)) if !fits => left_out.push(columns.remove(at).heading),
                _ => break lines,
            }
        };
        for line in lines {
            writeln!(out, "{line}")?;
        }
        writeln!(out)?;
        if !left_out.is_empty() {
            writeln!(out, "(not shown, as the terminal is narrow: {})", left_out.join(", "))?;
        }
    }
    writeln!(out, "{}", totals(&calls))?;
    match document.anomalies.len() {
        0 => Ok(()),
        1 => writeln!(out, "1 event could not be explained ('--format json' shows it)"),
        several => writeln!(out, "{several} events could not be explained ('--format json' shows them)"),
    }
}

fn lines(columns: &[Column], calls: &[&Call]) -> Vec<String> {
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Disabled);
    table.set_header(columns.iter().map(|column| column.heading));
    table.add_rows(calls.iter().map(|call| columns.iter().map(|column| (column.cell)(call))));
    for (shown, column) in table.column_iter_mut().zip(columns) {
        shown.set_padding((0, 2)).set_cell_alignment(column.align);
    }
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// `2026-11-20`
fn day(call: &Call) -> String {
    call.started_at.to_string().chars().take(10).collect()
}

/// `18:10:04`
fn time(call: &Call) -> String {
    call.started_at.to_string().chars().skip(11).take(8).collect()
}

fn day_and_time(call: &Call) -> String {
    format!("{} {}", day(call), time(call))
}

/// Who called what: `+12025550143 → 101`.
pub(crate) fn parties(call: &Call) -> String {
    let caller = call.caller.number.as_deref().unwrap_or("unknown");
    let dialled = call.dialled.as_deref().unwrap_or(NOTHING);
    shown(&format!("{caller} → {dialled}"))
}

/// How the call came out; of a live one what it is doing.
pub(crate) fn came_out(call: &Call) -> String {
    let mut text = call.disposition.map_or_else(|| format!("({})", word(&call.state)), |how| word(&how));
    if call.voicemail {
        text.push_str(", voicemail");
    }
    text
}

/// The first person to talk, and the last.
fn answered_by(call: &Call) -> String {
    match (call.answered_by.as_deref(), call.final_party.as_deref()) {
        (Some(first), Some(last)) if first != last => shown(&format!("{first}, then {last}")),
        (Some(one), _) | (None, Some(one)) => shown(one),
        (None, None) => call
            .conference
            .as_deref()
            .map_or_else(|| NOTHING.into(), |room| shown(&format!("conference {room}"))),
    }
}

/// `6 calls: 4 answered, 1 busy, 1 live. Talk 12:31 in all.`
fn totals(calls: &[&Call]) -> String {
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    for call in calls {
        let how = call.disposition.map_or_else(|| "live".into(), |how| word(&how));
        *counts.entry(how).or_default() += 1;
    }
    let mut counts: Vec<(String, u64)> = counts.into_iter().collect();
    counts.sort_by(|(_, a), (_, b)| b.cmp(a));
    let total = calls.len() as u64;
    if total == 0 {
        return "no calls".into();
    }
    let noun = if total == 1 { "call" } else { "calls" };
    let counts: Vec<String> =
        counts.iter().map(|(how, count)| format!("{} {how}", grouped(*count))).collect();
    let talk = duration(calls.iter().map(|call| call.talk_ms).sum());
    format!("{} {noun}: {}; talk {talk} in all", grouped(total), counts.join(", "))
}

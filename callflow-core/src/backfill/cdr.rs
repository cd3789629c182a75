//! Call detail records (CDR) of Asterisk, as the history of before Callflow was there.
//!
//! CDR is a row a pair of channels, in whole seconds, and knows neither who talked with whom after a transfer nor how
//! long a caller waited in a queue that had answered first. So a call that is told from it is the best that can be said,
//! and says where it is from ([`Call::imported_from`]). Where there is CEL, [`told`](super::told) knows more.

mod tell;

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::time::Duration;

use serde::Deserialize;

use crate::call::Call;
use crate::plan::Plan;
use crate::time::Timestamp;
use crate::zone::Zone;

/// The columns of CDR that say something of calls, by the names of `cdr_custom.conf` and of the table `cdr`. Others may
/// stand beside them.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize)]
#[serde(default)]
pub struct CdrRow {
    /// Caller ID, `"Name" <number>`.
    pub clid: Arc<str>,
    /// Caller ID number.
    pub src: Arc<str>,
    /// The extension that was called.
    pub dst: Arc<str>,
    /// Its context.
    pub dcontext: Arc<str>,
    /// Name of the calling channel.
    pub channel: Arc<str>,
    /// Name of the called channel; empty where there was none.
    pub dstchannel: Arc<str>,
    /// The application that ran last.
    pub lastapp: Arc<str>,
    /// Its arguments.
    pub lastdata: Arc<str>,
    /// When the row began; in tables `calldate` instead.
    pub start: Arc<str>,
    /// The same as `start`, where that is empty.
    pub calldate: Arc<str>,
    /// When the calling channel was answered; tables may lack it.
    pub answer: Arc<str>,
    /// When the row ended; tables may lack it.
    pub end: Arc<str>,
    /// Seconds from `start` to `end`, whole or with a fraction.
    pub duration: Arc<str>,
    /// Seconds from `answer` to `end`.
    pub billsec: Arc<str>,
    /// `ANSWERED`, `NO ANSWER`, `BUSY`, `FAILED` or `CONGESTION`.
    pub disposition: Arc<str>,
    /// Account code.
    pub accountcode: Arc<str>,
    /// `Uniqueid` of the calling channel; empty where Asterisk was not told to write it.
    pub uniqueid: Arc<str>,
    /// `Linkedid` of the calling channel; older files lack it.
    pub linkedid: Arc<str>,
    /// Counts the rows of an Asterisk.
    pub sequence: Arc<str>,
}

impl CdrRow {
    /// The columns of `Master.csv` (`cdr_csv`), for a row of so many fields with this 17th one. `loguniqueid`,
    /// `loguserfield` and `newcdrcolumns` of `cdr.conf` each add to the 16 that are always there; a row of 17 ends in
    /// one of the first two, which its form tells. `None` for a row that is none of the file.
    #[must_use]
    pub fn master_columns(fields: usize, seventeenth: Option<&str>) -> Option<Vec<&'static str>> {
        const ALWAYS: [&str; 16] = [
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
        ];
        let one = if seventeenth.is_some_and(is_uniqueid) { "uniqueid" } else { "userfield" };
        let added: &[&str] = match fields {
            16 => &[],
            17 => &[one],
            18 => &["uniqueid", "userfield"],
            19 => &["peeraccount", "linkedid", "sequence"],
            20 => &[one, "peeraccount", "linkedid", "sequence"],
            21 => &["uniqueid", "userfield", "peeraccount", "linkedid", "sequence"],
            _ => return None,
        };
        Some(ALWAYS.iter().chain(added).copied().collect())
    }
}

/// `1795198589.10`, `pbx-1795198589.10`.
fn is_uniqueid(text: &str) -> bool {
    let own = text.rsplit_once('-').map_or(text, |(_, own)| own);
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    own.split_once('.').is_some_and(|(seconds, number)| is_number(seconds) && is_number(number))
}

/// One row of CDR that was understood.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct CdrRecord {
    row: CdrRow,
    start: Timestamp,
    answer: Option<Timestamp>,
    end: Timestamp,
    billed: Duration,
    sequence: u64,
}

/// Why a row of CDR cannot be used.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum CdrError {
    /// A needed column is empty or missing.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// A time is in no known form.
    #[error("{column} {text:?} is no time: 2026-11-20 18:16:50 or Unix seconds are wanted")]
    NotATime {
        /// The column.
        column: &'static str,
        /// What stands there.
        text: Arc<str>,
    },
    /// A duration is no number of seconds.
    #[error("{column} {text:?} is no number of seconds")]
    NotSeconds {
        /// The column.
        column: &'static str,
        /// What stands there.
        text: Arc<str>,
    },
    /// The disposition is none that Asterisk writes.
    #[error("disposition {0:?} is none of ANSWERED, NO ANSWER, BUSY, FAILED and CONGESTION")]
    NotADisposition(Arc<str>),
}

impl CdrRecord {
    /// One row; `zone` is that of Asterisk's clock, for times that are not in Unix seconds.
    ///
    /// # Errors
    /// If the row has no channel, no beginning or no length, or what stands in a column is not what Asterisk writes.
    pub fn new(row: CdrRow, zone: &Zone) -> Result<Self, CdrError> {
        if row.channel.is_empty() {
            return Err(CdrError::Empty("channel"));
        }
        if !["ANSWERED", "NO ANSWER", "BUSY", "FAILED", "CONGESTION"].contains(&&*row.disposition) {
            return Err(CdrError::NotADisposition(row.disposition));
        }
        let began = if row.start.is_empty() { ("calldate", &row.calldate) } else { ("start", &row.start) };
        let start = time(began, zone)?.ok_or(CdrError::Empty("start"))?;
        let end = match time(("end", &row.end), zone)? {
            Some(end) => end,
            None => start.saturating_add(seconds("duration", &row.duration)?.ok_or(CdrError::Empty("end"))?),
        };
        let billed = seconds("billsec", &row.billsec)?.unwrap_or_default();
        let answer = match time(("answer", &row.answer), zone)? {
            None if &*row.disposition == "ANSWERED" => Some(end.saturating_sub(billed)),
            answer => answer,
        };
        let sequence = row.sequence.parse().unwrap_or_default();
        Ok(Self { row, start, answer, end: end.max(start), billed, sequence })
    }

    /// When it began.
    #[must_use]
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// When it ended.
    #[must_use]
    pub fn end(&self) -> Timestamp {
        self.end
    }

    fn is_answered(&self) -> bool {
        &*self.row.disposition == "ANSWERED"
    }

    /// What the rows of one call have in common. Without a `Linkedid` the channel; without its `Uniqueid`, too, its name
    /// and the second, so that a row is a call.
    fn group(&self) -> (Arc<str>, i64) {
        if let Some(id) = [&self.row.linkedid, &self.row.uniqueid].into_iter().find(|id| !id.is_empty()) {
            return (id.clone(), 0);
        }
        (self.row.channel.clone(), self.start.unix_micros().div_euclid(1_000_000))
    }
}

fn time((column, text): (&'static str, &Arc<str>), zone: &Zone) -> Result<Option<Timestamp>, CdrError> {
    let trimmed = text.trim();
    // A table without a time has zeros.
    if trimmed.is_empty() || trimmed.starts_with("0000-00-00") {
        return Ok(None);
    }
    if let Some(at) = Timestamp::from_unix_text(trimmed) {
        return Ok(Some(at));
    }
    // A column with a zone of its own (`timestamptz`) says which time it is.
    let iso = trimmed.replacen(' ', "T", 1);
    if let Ok(at) = iso.parse::<jiff::Timestamp>() {
        return Ok(Some(Timestamp::from_unix_micros(at.as_microsecond())));
    }
    let shown = format!("{iso}Z").parse().ok();
    let at = shown.map(|shown| zone.time_of(shown));
    at.map(Some).ok_or_else(|| CdrError::NotATime { column, text: text.clone() })
}

fn seconds(column: &'static str, text: &Arc<str>) -> Result<Option<Duration>, CdrError> {
    if text.is_empty() {
        return Ok(None);
    }
    let span = Timestamp::from_unix_text(text).filter(|span| *span >= Timestamp::default());
    let span = span.map(|span| span.since(Timestamp::default()));
    span.map(Some).ok_or_else(|| CdrError::NotSeconds { column, text: text.clone() })
}

/// The calls that the rows tell of, in the order in which they began. The same rows give the same calls, whatever their
/// order.
///
/// A call has the id that it has where Callflow sees it live, if the rows have its `Linkedid`, and version 0: the record
/// of one that was seen replaces it in any store. `disposition` is `no_answer` where the caller gave up, too, and
/// `hung_up_by` is `None`: CDR does not know.
#[must_use]
pub fn cdr_calls(pbx: &str, plan: &Plan, records: &[CdrRecord]) -> Vec<Call> {
    let mut groups: BTreeMap<(Arc<str>, i64), Vec<&CdrRecord>> = BTreeMap::new();
    for record in records {
        groups.entry(record.group()).or_default().push(record);
    }
    let mut calls: Vec<Call> = Vec::new();
    for ((linkedid, _), mut rows) in groups {
        rows.sort_by_cached_key(|row| (row.start, row.sequence, row.end, row.row.distinction()));
        calls.extend(tell::call(pbx, plan, &linkedid, &rows));
    }
    calls.sort_by(|one, other| (one.started_at, &one.id).cmp(&(other.started_at, &other.id)));
    calls
}

impl CdrRow {
    /// So that rows of one moment have an order of their own.
    fn distinction(&self) -> [Arc<str>; 4] {
        [&self.uniqueid, &self.channel, &self.dstchannel, &self.lastapp].map(Arc::clone)
    }
}

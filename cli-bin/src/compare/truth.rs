//! What really happened, written down by whoever made the recording: `truth.json`.

use std::path::Path;

use callflow_core::call::{Direction, HungUpBy};
use callflow_core::{Disposition, Timestamp};
use serde::Deserialize;

use super::row::{Caller, Row};
use crate::failure::Failure;

#[derive(Deserialize)]
struct Truth {
    calls: Vec<Happened>,
}

/// The keys that are shown; there are more.
#[derive(Deserialize)]
struct Happened {
    id: u32,
    direction: Direction,
    caller: Option<String>,
    dialled: Option<String>,
    answered: bool,
    answered_by: Option<String>,
    disposition: Disposition,
    /// `transfer` besides our words: whoever was left on the other side.
    hung_up_by: Option<String>,
    queue: Option<String>,
    wait_s: Option<f64>,
    talk_s: Option<f64>,
    #[serde(default)]
    voicemail: bool,
    started_at: Option<f64>,
    /// Both mark the second leg that a person placed for another row: no call of its own.
    consult_for: Option<u32>,
    retrieves: Option<u32>,
}

/// The calls of `truth.json`, if there is one.
pub(super) fn read(folder: &Path) -> Result<Option<Vec<Row>>, Failure> {
    let Some((path, bytes)) = super::optional(folder, "truth.json")? else { return Ok(None) };
    let truth: Truth =
        serde_json::from_slice(&bytes).map_err(|error| Failure::input(path.display(), error))?;
    let counts = |call: &Happened| call.consult_for.is_none() && call.retrieves.is_none();
    Ok(Some(truth.calls.into_iter().filter(counts).map(row).collect()))
}

fn row(call: Happened) -> Row {
    let is_person = call.answered_by.as_deref().is_some_and(|by| by != "dialplan");
    Row {
        id: call.id.to_string(),
        direction: Some(call.direction),
        disposition: Some(call.disposition),
        caller: Caller { number: call.caller.filter(|number| number != "anonymous"), name: None },
        dialled: call.dialled,
        answered: call.answered,
        answered_by: call.answered_by.filter(|_| is_person),
        hung_up_by: match call.hung_up_by.as_deref() {
            Some("caller") => Some(HungUpBy::Caller),
            Some("callee") => Some(HungUpBy::Callee),
            Some("system") => Some(HungUpBy::System),
            _ => None,
        },
        voicemail: call.voicemail,
        started_at: call
            .started_at
            .and_then(|at| Timestamp::from_unix_text(&at.to_string()))
            .unwrap_or_default(),
        wait_ms: millis(call.wait_s),
        talk_ms: millis(call.talk_s),
        queue: call.queue,
        ..Row::default()
    }
}

fn millis(seconds: Option<f64>) -> u64 {
    // The wanted precision is far below what a float loses.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "negative becomes 0, and no call lasts so long"
    )]
    seconds.map_or(0, |seconds| (seconds * 1000.0).round() as u64)
}

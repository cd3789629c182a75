//! `callflow calls`: calls of a server, those that are over or those that go on.

use callflow_core::call::HungUpBy;
use callflow_core::{Call, Disposition, Timestamp};

use crate::api::Api;
use crate::cli::{CallsArgs, word as choice};
use crate::database::block_on;
use crate::failure::Failure;
use crate::now::now;
use crate::output::grid::{Cell, Column};
use crate::output::listed::{Listed, Page, Printer};
use crate::output::table::{came_out, duration, parties, word};
use crate::paint::Colour;

/// So many are asked for at once.
const AT_ONCE: u64 = 500;

const LISTED: Listed<Call> = Listed {
    called: ("call", "calls"),
    columns,
    csv: &[
        ("id", |call| call.id.to_string()),
        ("started_at", |call| call.started_at.to_string()),
        ("answered_at", |call| time(call.answered_at)),
        ("ended_at", |call| time(call.ended_at)),
        ("direction", |call| code(&call.direction)),
        ("state", |call| code(&call.state)),
        ("disposition", |call| call.disposition.map(|how| code(&how)).unwrap_or_default()),
        ("caller", |call| text(call.caller.number.as_deref())),
        ("caller_name", |call| text(call.caller.name.as_deref())),
        ("dialled", |call| text(call.dialled.as_deref())),
        ("answered_by", |call| text(call.answered_by.as_deref())),
        ("final_party", |call| text(call.final_party.as_deref())),
        ("hung_up_by", |call| call.hung_up_by.map(|by| code(&by)).unwrap_or_default()),
        ("queue", |call| text(call.queue.as_deref())),
        ("wait_ms", |call| call.wait_ms.to_string()),
        ("talk_ms", |call| call.talk_ms.to_string()),
        ("hold_ms", |call| call.hold_ms.to_string()),
        ("duration_ms", |call| call.duration_ms.to_string()),
        ("voicemail", |call| call.voicemail.to_string()),
        ("tenant", |call| call.tenant.to_string()),
        ("pbx", |call| call.pbx.to_string()),
    ],
};

/// Runs the command.
pub(crate) fn run(args: &CallsArgs) -> Result<(), Failure> {
    block_on(async {
        let api = Api::open(&args.server).await?;
        let printed = if args.live { live(&api, args).await } else { ended(&api, args).await };
        api.close().await;
        printed
    })
}

async fn live(api: &Api, args: &CallsArgs) -> Result<(), Failure> {
    let mut page: Page = api.get("/api/calls/live", &scope(args)).await?;
    let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
    let more = page.items.len() > limit;
    page.items.truncate(limit);
    let mut printer = Printer::new(&LISTED, args.format)?;
    printer.page(page, |_| true)?;
    printer.finish(more)
}

async fn ended(api: &Api, args: &CallsArgs) -> Result<(), Failure> {
    let mut printer = Printer::new(&LISTED, args.format)?;
    let (mut left, mut cursor) = (args.limit, None);
    loop {
        let mut query = query(args);
        query.push(("limit", left.min(AT_ONCE).to_string()));
        query.extend(cursor.map(|cursor| ("cursor", cursor)));
        let mut page: Page = api.get("/api/calls", &query).await?;
        left = left.saturating_sub(u64::try_from(page.items.len()).unwrap_or(u64::MAX));
        cursor = page.next_cursor.take();
        printer.page(page, |_| true)?;
        if left == 0 || cursor.is_none() {
            return printer.finish(cursor.is_some());
        }
    }
}

fn scope(args: &CallsArgs) -> Vec<(&'static str, String)> {
    let given = [("tenant", &args.tenant), ("pbx", &args.scope.pbx)];
    given.into_iter().filter_map(|(name, value)| Some((name, value.clone()?))).collect()
}

fn query(args: &CallsArgs) -> Vec<(&'static str, String)> {
    let given = [
        ("from", args.from.clone()),
        ("to", args.to.clone()),
        ("direction", args.direction.map(choice)),
        ("disposition", args.disposition.map(choice)),
        ("number", args.number.clone()),
        ("agent", args.agent.clone()),
        ("queue", args.queue.clone()),
        ("text", args.text.clone()),
        ("include_merged", args.merged.then(|| "true".to_owned())),
        ("sort", args.oldest_first.then(|| "started_at".to_owned())),
    ];
    let given = given.into_iter().filter_map(|(name, value)| Some((name, value?)));
    scope(args).into_iter().chain(given).collect()
}

fn columns(calls: &[Call]) -> Vec<Column<Call>> {
    let day = |call: &Call| call.started_at.to_string().get(..10).map(str::to_owned);
    let today = now().to_string().get(..10).map(str::to_owned);
    let began: fn(&Call) -> Cell =
        if calls.iter().all(|call| day(call) == today) { clock } else { day_and_clock };
    vec![
        Column::new("began (UTC)", began),
        Column::new("direction", |call: &Call| Cell::new(word(&call.direction))).spare(1),
        Column::new("caller → dialled", |call: &Call| Cell::new(parties(call))),
        Column::new("came out", |call: &Call| Cell::new(came_out(call)).painted(colour(call))),
        Column::new("answered by", |call: &Call| Cell::of(talked_with(call))).spare(5),
        Column::new("wait", |call: &Call| Cell::new(duration(call.wait_ms))).right().spare(4),
        Column::new(
            "talk",
            |call: &Call| {
                if call.answered { Cell::new(duration(call.talk_ms)) } else { Cell::nothing() }
            },
        )
        .right(),
        Column::new("hung up by", |call: &Call| Cell::of(call.hung_up_by.map(by))).spare(0),
        Column::new("queue", |call: &Call| Cell::of(call.queue.as_deref())).spare(3),
        Column::new("call", |call: &Call| Cell::new(call.id.as_str()).painted(Colour::Dim)).spare(2),
    ]
}

fn clock(call: &Call) -> Cell {
    Cell::new(call.started_at.to_string().get(11..19).unwrap_or_default())
}

fn day_and_clock(call: &Call) -> Cell {
    Cell::new(call.started_at.to_string().get(..19).unwrap_or_default().replace('T', " "))
}

/// Green is what went well, red what did not, cyan what goes on.
fn colour(call: &Call) -> Colour {
    match call.disposition {
        None => Colour::Cyan,
        Some(Disposition::Answered) => Colour::Green,
        Some(Disposition::Application | Disposition::Blocked) => Colour::Plain,
        Some(Disposition::Cancelled) => Colour::Yellow,
        Some(
            Disposition::NoAnswer
            | Disposition::Busy
            | Disposition::Failed
            | Disposition::Congestion
            | Disposition::Abandoned,
        ) => Colour::Red,
    }
}

/// The first person to talk, and the last.
fn talked_with(call: &Call) -> Option<String> {
    match (call.answered_by.as_deref(), call.final_party.as_deref()) {
        (Some(first), Some(last)) if first != last => Some(format!("{first}, then {last}")),
        (Some(one), _) | (None, Some(one)) => Some(one.to_owned()),
        (None, None) => call.conference.as_deref().map(|room| format!("conference {room}")),
    }
}

const fn by(by: HungUpBy) -> &'static str {
    match by {
        HungUpBy::Caller => "caller",
        HungUpBy::Callee => "callee",
        HungUpBy::System => "system",
    }
}

/// A word of the record as it stands there.
fn code(code: &impl serde::Serialize) -> String {
    word(code).replace(' ', "_")
}

fn text(text: Option<&str>) -> String {
    text.unwrap_or_default().to_owned()
}

fn time(at: Option<Timestamp>) -> String {
    at.map(|at| at.to_string()).unwrap_or_default()
}

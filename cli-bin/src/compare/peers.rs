//! The call tracker of the crate `asterisk-rs-ami`, through its public interface.
//!
//! It tells one call for each Uniqueid: its ids, its hangup cause, how long the channel lived by the machine's clock,
//! and the channel's events. The times of the recording stand in for that clock, and what the events tell is taken
//! from them.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::time::Duration;

use anyhow::anyhow;
use asterisk_rs_ami::tracker::CallTrackerConfig;
use asterisk_rs_ami::{AmiEvent, CallTracker, CompletedCall, RawAmiMessage};
use asterisk_rs_core::event::EventBus;
use callflow_core::call::HungUpBy;
use callflow_core::source::ami::stamp;
use callflow_core::{Disposition, Plan, Timestamp};

use super::row::{Caller, Hold, Party, Recorded, Row, Visit, endpoint};
use crate::failure::Failure;
use crate::playback::{self, Setting, What};

/// Reads the events of a recording.
pub(super) fn read(path: &Path, setting: &Setting<'_>) -> Result<Vec<Row>, Failure> {
    let mut events = Vec::new();
    playback::read(path, &setting.sieve, &mut |passage| {
        let What::Frame(frame) = passage.what else { return };
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let headers = frame.headers().map(|header| (text(header.name), text(header.value))).collect();
        let raw = message(headers);
        let at = stamp(&frame).unwrap_or(passage.received);
        // Some of its variants take what Asterisk sends for malformed; those tell it nothing.
        events.extend(AmiEvent::from_raw(&raw).map(|event| (at, event)));
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(|error| Failure::Work(error.into()))?;
    let calls = runtime.block_on(track(events))?;
    Ok(calls.into_iter().map(|call| row(call, setting.plan)).collect())
}

/// A call of the tracker, with the times of the recording.
struct Tracked {
    call: CompletedCall,
    began: Timestamp,
    /// When its channel was answered.
    up: Option<Timestamp>,
    ended: Timestamp,
    /// When it was held, and for how long.
    holds: Vec<u64>,
}

async fn track(events: Vec<(Timestamp, AmiEvent)>) -> Result<Vec<Tracked>, Failure> {
    let bus = EventBus::new(64);
    // Its default keeps 256 events of a call, fewer than a long one has.
    let config = CallTrackerConfig { max_events_per_call: events.len(), ..CallTrackerConfig::default() };
    let (tracker, mut completed) = CallTracker::with_config(bus.subscribe(), config);
    // It listens only after a timer of its own; a channel that is no part of the recording shows when it does.
    let shown = async {
        for event in probe() {
            bus.publish(event);
        }
        while completed.recv().await.is_some_and(|call| call.unique_id != PROBE) {}
    };
    let started = tokio::time::timeout(Duration::from_secs(10), shown).await;
    started.map_err(|_| Failure::Work(anyhow!("the tracker of asterisk-rs-ami does not start")))?;
    let mut times = Times::default();
    let mut calls = Vec::new();
    for (at, event) in events {
        times.note(at, &event);
        bus.publish(event);
        // One thread runs both, so the tracker has its turn now, and no event waits for it.
        tokio::task::yield_now().await;
        while let Ok(call) = completed.try_recv() {
            calls.push(times.of(call, at));
        }
    }
    if tracker.stats().lagged_events > 0 {
        return Err(Failure::Work(anyhow!("the tracker of asterisk-rs-ami lost events")));
    }
    Ok(calls)
}

/// The Uniqueid of the channel that is no part of any recording.
const PROBE: &str = "probe";

/// A channel that comes and goes.
fn probe() -> impl Iterator<Item = AmiEvent> {
    const CAME: [(&str, &str); 8] = [
        ("Event", "Newchannel"),
        ("Channel", "probe"),
        ("ChannelState", "0"),
        ("ChannelStateDesc", "Down"),
        ("CallerIDNum", ""),
        ("CallerIDName", ""),
        ("Uniqueid", PROBE),
        ("Linkedid", PROBE),
    ];
    const WENT: [(&str, &str); 5] =
        [("Event", "Hangup"), ("Channel", "probe"), ("Uniqueid", PROBE), ("Cause", "0"), ("Cause-txt", "")];
    let events = [&CAME[..], &WENT[..]].into_iter();
    events.filter_map(|headers| {
        let owned = headers.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        AmiEvent::from_raw(&message(owned.collect()))
    })
}

/// A message in the form of the crate.
fn message(headers: Vec<(String, String)>) -> RawAmiMessage {
    RawAmiMessage { headers, output: Vec::new(), channel_variables: HashMap::new() }
}

/// When what happened to each channel that lives.
#[derive(Default)]
struct Times {
    began: BTreeMap<String, Timestamp>,
    up: BTreeMap<String, Timestamp>,
    held: BTreeMap<String, Timestamp>,
    holds: BTreeMap<String, Vec<u64>>,
}

impl Times {
    fn note(&mut self, at: Timestamp, event: &AmiEvent) {
        let Some(id) = event.unique_id().map(str::to_owned) else { return };
        match event {
            AmiEvent::NewChannel { .. } => {
                self.began.insert(id, at);
            }
            AmiEvent::Newstate { channel_state, .. } if channel_state == "6" => {
                self.up.entry(id).or_insert(at);
            }
            AmiEvent::Hold { .. } => {
                self.held.insert(id, at);
            }
            AmiEvent::Unhold { .. } => {
                if let Some(since) = self.held.remove(&id) {
                    self.holds.entry(id).or_default().push(at.millis_since(since));
                }
            }
            _ => {}
        }
    }

    fn of(&mut self, call: CompletedCall, ended: Timestamp) -> Tracked {
        let id = &call.unique_id;
        let began = self.began.remove(id).unwrap_or(ended);
        let (up, holds) = (self.up.remove(id), self.holds.remove(id).unwrap_or_default());
        Tracked { call, began, up, ended, holds }
    }
}

fn row(tracked: Tracked, plan: &Plan) -> Row {
    let Tracked { call, began, up, ended, holds } = tracked;
    let known = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty() && text != "<unknown>");
    let mut row = Row { id: call.unique_id.clone(), started_at: began, ..Row::default() };
    let (mut status, mut asked, mut abandoned) = (None, None, false);
    for event in &call.events {
        match event {
            AmiEvent::NewChannel { caller_id_num, caller_id_name, .. } => {
                row.caller = Caller { number: known(caller_id_num), name: known(caller_id_name) };
            }
            AmiEvent::DialEnd { destination, dial_status, .. } => {
                let number = endpoint(destination).to_owned();
                let answered = dial_status == "ANSWER";
                row.answered_by =
                    row.answered_by.take().or_else(|| Some(number.clone()).filter(|_| answered));
                row.parties.push(Party { number, answered });
                status = Some(&**dial_status);
            }
            AmiEvent::QueueCallerJoin { queue, .. } => {
                row.queue = Some(queue.clone());
                row.queue_visits.push(Visit { queue: queue.clone(), outcome: None, attempts: Vec::new() });
            }
            AmiEvent::QueueCallerAbandon { .. } => abandoned = true,
            // Its AgentConnect wants headers that Asterisk does not send, so it never comes; DialEnd tells the same.
            AmiEvent::ConfbridgeJoin { conference, .. } => row.conference = known(conference),
            AmiEvent::MixMonitorStart { .. } => row.recordings.push(Recorded { from: began }),
            AmiEvent::HangupRequest { .. } => asked = Some(HungUpBy::Caller),
            _ => {}
        }
    }
    row.holds = holds.into_iter().map(|ms| Hold { by: row.caller.number.clone(), ms }).collect();
    row.answered = row.answered_by.is_some() || row.conference.is_some();
    row.final_party.clone_from(&row.answered_by);
    row.hung_up_by = asked.or(Some(if row.answered { HungUpBy::Callee } else { HungUpBy::System }));
    row.talk_ms = up.filter(|_| row.answered).map_or(0, |up| ended.millis_since(up));
    row.wait_ms = up.unwrap_or(ended).millis_since(began);
    for visit in &mut row.queue_visits {
        visit.outcome = if row.answered { Some("answered") } else { abandoned.then_some("abandoned") };
    }
    row.disposition = Some(match (status, call.cause) {
        _ if row.answered => Disposition::Answered,
        _ if abandoned => Disposition::Abandoned,
        (Some("BUSY"), _) | (None, 17) => Disposition::Busy,
        (Some("CANCEL"), _) | (None, 16) => Disposition::Cancelled,
        (Some("CONGESTION"), _) => Disposition::Congestion,
        (Some("CHANUNAVAIL"), _) | (None, _) => Disposition::Failed,
        (Some(_), _) => Disposition::NoAnswer,
    });
    row.direct(plan, None, &call.channel);
    row
}

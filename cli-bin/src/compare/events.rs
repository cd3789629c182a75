//! The plain way to read the manager interface: one row for each Uniqueid, or one for each Linkedid, that a handler
//! for each event fills in.
//!
//! It is what most programs do, written as well as they do it: it knows dials, queues, transfers, holds, parking,
//! pickups, recordings and conferences by their events. What it leaves out is what this project is for: ids that
//! change, channels that are no call, and events that do not mean what they say.

mod open;

use std::collections::BTreeMap;
use std::path::Path;

use ami_proto::{Frame, FrameKind};
use callflow_core::source::ami::stamp;
use callflow_core::{Plan, Timestamp};

use self::open::{Open, Side};
use super::row::{Attempt, Forward, Park, Party, Pickup, Recorded, Row, Transfer, Visit, endpoint};
use crate::failure::Failure;
use crate::playback::{self, Setting, What};

/// What a row stands for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Key {
    /// A channel.
    Uniqueid,
    /// The channels that Asterisk says belong together.
    Linkedid,
}

/// Reads the events of a recording.
pub(super) fn read(path: &Path, key: Key, setting: &Setting<'_>) -> Result<Vec<Row>, Failure> {
    let mut handler = Handler { key, plan: setting.plan, open: BTreeMap::new(), done: Vec::new() };
    let mut last = Timestamp::default();
    playback::read(path, &setting.sieve, &mut |passage| {
        let What::Frame(frame) = passage.what else { return };
        last = stamp(&frame).unwrap_or(passage.received);
        if frame.kind() == FrameKind::Event {
            handler.event(&Event { frame, key, at: last });
        }
    })?;
    let Handler { open, mut done, .. } = handler;
    done.extend(open.into_values().map(|open| open.close(last)));
    Ok(done)
}

struct Handler<'p> {
    key: Key,
    plan: &'p Plan,
    open: BTreeMap<String, Open>,
    done: Vec<Row>,
}

/// An event, with its words as such programs take them.
struct Event<'a> {
    frame: Frame<'a>,
    key: Key,
    at: Timestamp,
}

impl Event<'_> {
    fn get(&self, name: &str) -> Option<String> {
        let text = String::from_utf8_lossy(self.frame.get(name)?).into_owned();
        Some(text).filter(|text| !text.is_empty() && text != "<unknown>")
    }

    /// What the row of a channel is known by; `prefix` says which channel of the event.
    fn row_key(&self, prefix: &str) -> Option<String> {
        self.get(&match self.key {
            Key::Uniqueid => format!("{prefix}Uniqueid"),
            Key::Linkedid => format!("{prefix}Linkedid"),
        })
    }

    fn number(&self, prefix: &str) -> Option<String> {
        self.get(&format!("{prefix}CallerIDNum"))
    }
}

impl Handler<'_> {
    fn event(&mut self, event: &Event<'_>) {
        match event.frame.event_name().unwrap_or_default() {
            b"Newchannel" => self.new_channel(event),
            b"DialBegin" | b"DialEnd" => self.dial(event),
            b"BlindTransfer" | b"AttendedTransfer" => self.transfer(event),
            b"ParkedCall" | b"UnParkedCall" => self.park(event),
            b"Pickup" => self.pickup(event),
            b"Hangup" => self.hangup(event),
            b"OriginateResponse" if event.frame.get("Response") == Some(b"Success") => {
                if let Some(open) = event.get("Uniqueid").and_then(|id| self.with_channel(&id)) {
                    open.row.originated = true;
                }
            }
            name => {
                if let Some(open) = event.row_key("").and_then(|key| self.open.get_mut(&key)) {
                    open.within(event, name);
                }
            }
        }
    }

    fn with_channel(&mut self, uniqueid: &str) -> Option<&mut Open> {
        self.open.values_mut().find(|open| open.channels.contains(uniqueid))
    }

    fn new_channel(&mut self, event: &Event<'_>) {
        let (Some(key), Some(uniqueid)) = (event.row_key(""), event.get("Uniqueid")) else { return };
        let channel = event.get("Channel").unwrap_or_default();
        // Such programs have learned that these are nobody's phone.
        if self.key == Key::Uniqueid && channel.starts_with("Local/") {
            return;
        }
        let open = self.open.entry(key.clone()).or_insert_with(|| {
            let mut row =
                Row { id: key, dialled: event.get("Exten"), started_at: event.at, ..Row::default() };
            row.caller.number = event.number("");
            row.caller.name = event.get("CallerIDName");
            row.direct(self.plan, event.get("Context").as_deref(), &channel);
            Open::new(row, uniqueid.clone())
        });
        open.channels.insert(uniqueid);
    }

    fn dial(&mut self, event: &Event<'_>) {
        // Asterisk's own dials have no calling side.
        let key = event.row_key("").or_else(|| event.row_key("Dest"));
        let Some(open) = key.and_then(|key| self.open.get_mut(&key)) else { return };
        let channel = event.get("DestChannel").unwrap_or_default();
        let is_local = channel.starts_with("Local/");
        let number = event.number("Dest").unwrap_or_else(|| endpoint(&channel).to_owned());
        let known = open.row.parties.iter().position(|party| party.number == number);
        if known.is_none() && !is_local {
            open.row.parties.push(Party { number: number.clone(), answered: false });
        }
        let Some(status) = event.get("DialStatus") else { return };
        if let Some(to) = event.get("Forward") {
            open.row.forwards.push(Forward { from: Some(number.clone()), to });
        }
        if status == "ANSWER" && !is_local {
            open.answered(event.at, Some(number));
        }
        open.status = Some(status);
    }

    fn transfer(&mut self, event: &Event<'_>) {
        let (kind, by, to) = if event.frame.event_name() == Some(b"BlindTransfer") {
            ("blind", "Transferer", event.get("Extension"))
        } else {
            let consulted = || event.get("SecondTransfererConnectedLineNum");
            ("attended", "OrigTransferer", event.number("TransferTarget").or_else(consulted))
        };
        let succeeded = event.frame.get("Result") == Some(b"Success");
        // It belongs to whom it moves.
        let key = event.row_key("Transferee").or_else(|| event.row_key(by));
        let Some(open) = key.and_then(|key| self.open.get_mut(&key)) else { return };
        if succeeded && to.is_some() {
            open.row.final_party.clone_from(&to);
        }
        open.row.transfers.push(Transfer { kind, by: event.number(by), to, succeeded });
    }

    fn park(&mut self, event: &Event<'_>) {
        // With an ActionID it is an item of a list.
        if event.frame.get("ActionID").is_some() {
            return;
        }
        let Some(open) = event.row_key("Parkee").and_then(|key| self.open.get_mut(&key)) else { return };
        let retriever = event.number("Retriever");
        match (event.frame.event_name(), open.row.parks.last_mut()) {
            (Some(b"UnParkedCall"), Some(park)) => park.retrieved_by = retriever,
            _ => open.row.parks.push(Park { space: event.get("ParkingSpace"), retrieved_by: retriever }),
        }
    }

    fn pickup(&mut self, event: &Event<'_>) {
        let key = event.row_key("Target");
        let Some(open) = key.and_then(|key| self.open.get_mut(&key)) else { return };
        let by = event.number("");
        open.row.pickups.push(Pickup { from: event.number("Target"), by: by.clone() });
        open.answered(event.at, by);
    }

    fn hangup(&mut self, event: &Event<'_>) {
        let (Some(key), Some(uniqueid)) = (event.row_key(""), event.get("Uniqueid")) else { return };
        let Some(open) = self.open.get_mut(&key) else { return };
        open.channels.remove(&uniqueid);
        if uniqueid == open.first {
            open.cause = event.get("Cause").and_then(|cause| cause.parse().ok());
        }
        if open.channels.is_empty()
            && let Some(open) = self.open.remove(&key)
        {
            self.done.push(open.close(event.at));
        }
    }
}

impl Open {
    /// Events of a channel of the row itself.
    fn within(&mut self, event: &Event<'_>, name: &[u8]) {
        match name {
            b"QueueCallerJoin" => {
                let queue = event.get("Queue").unwrap_or_default();
                self.joined.get_or_insert(event.at);
                self.row.queue = Some(queue.clone());
                self.row.queue_visits.push(Visit { queue, outcome: None, attempts: Vec::new() });
            }
            b"QueueCallerAbandon" => self.left_queue("abandoned"),
            b"AgentRingNoAnswer" => {
                let member = event.get("Interface").map(|interface| endpoint(&interface).to_owned());
                if let (Some(visit), Some(member)) = (self.row.queue_visits.last_mut(), member) {
                    visit.attempts.push(Attempt { member, outcome: "no_answer" });
                }
            }
            b"AgentConnect" => {
                let member = event.get("Interface").map(|interface| endpoint(&interface).to_owned());
                self.left_queue("answered");
                self.answered(event.at, member);
            }
            b"Hold" => self.held = self.held.take().or(Some((event.number(""), event.at))),
            b"Unhold" => self.unhold(event.at),
            b"ConfbridgeJoin" => {
                self.row.conference = event.get("Conference");
                self.answered(event.at, None);
            }
            b"MixMonitorStart" => self.row.recordings.push(Recorded { from: event.at }),
            b"Newexten" if event.frame.get("Application") == Some(b"VoiceMail") => self.row.voicemail = true,
            b"HangupRequest" => {
                let is_first = event.get("Uniqueid").as_deref() == Some(&*self.first);
                self.asked = self.asked.or(Some(if is_first { Side::Caller } else { Side::Callee }));
            }
            _ => {}
        }
    }
}

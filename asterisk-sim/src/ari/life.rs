//! How a channel begins, changes and ends.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;

use serde_json::json;

use super::channel::{Channel, Control, Entry, Party, State};
use super::json;
use super::people::{Reply, Step, When};
use super::stage::{Stage, Target, Turn};
use super::told::{About, subscribe, unsubscribe};
use super::world::World;

/// What is to be known of a channel before there is one.
#[derive(Debug)]
pub(super) struct Begin {
    /// One that is not taken; else Asterisk gives it one.
    pub(super) id: Option<String>,
    pub(super) endpoint: String,
    pub(super) state: State,
    pub(super) caller: Party,
    pub(super) context: &'static str,
    pub(super) exten: String,
    pub(super) control: Control,
    pub(super) reply: Option<Reply>,
    pub(super) linkedid: Option<String>,
    pub(super) media_to: Option<SocketAddr>,
    pub(super) steps: Vec<Step>,
}

/// Why a channel ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct End {
    pub(super) cause: u8,
    pub(super) by: By,
}

/// Who ends it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum By {
    /// The application, or Asterisk for it.
    Request,
    /// The other end.
    Peer,
    /// The manager interface.
    Manager,
    /// Asterisk itself.
    Asterisk,
}

/// Ends of channel names and counters of Uniqueids begin where those of recordings never come.
const FIRST: u64 = 0x1000_0000;

impl World {
    /// Makes a channel.
    pub(super) fn begin(&mut self, begin: Begin) -> String {
        let number = self.created;
        self.created += 1;
        let id = begin.id.unwrap_or_else(|| format!("{}.{}", self.now.as_secs(), FIRST + number));
        let protocol_id = self.uuid();
        let channel = Channel {
            name: format!("{}-{:08x}", begin.endpoint, FIRST + number),
            endpoint: begin.endpoint,
            state: begin.state,
            protocol_id,
            is_originated: matches!(begin.control, Control::Dialled(_)),
            caller: begin.caller,
            connected: Party::default(),
            context: begin.context.to_owned(),
            exten: begin.exten,
            app_name: String::new(),
            app_data: String::new(),
            created: self.now,
            number,
            linkedid: begin.linkedid.unwrap_or_else(|| id.clone()),
            variables: BTreeMap::new(),
            control: begin.control,
            dialling: None,
            reply: begin.reply,
            bridge: None,
            stage: Stage::default(),
            music: false,
            media_to: begin.media_to,
            steps: VecDeque::from(begin.steps),
            id: id.clone(),
        };
        self.channels.insert(id.clone(), channel);
        self.tell_of(&id, "ChannelCreated", json!({}));
        self.ami_tell(&id, "Newchannel", "call", &[]);
        id
    }

    /// Tells of an event with a channel and these fields.
    pub(super) fn tell_of(&mut self, id: &str, kind: &str, mut fields: serde_json::Value) {
        let Some(channel) = self.channels.get(id) else { return };
        if let Some(fields) = fields.as_object_mut() {
            fields.insert("channel".into(), json::channel(channel));
        }
        self.tell(&[About::Channel(id)], kind, fields);
    }

    /// Tells the manager interface of an event with a channel and these headers.
    pub(super) fn ami_tell(&mut self, id: &str, event: &str, class: &str, headers: &[(&str, &str)]) {
        let Some(channel) = self.channels.get(id) else { return };
        let event = self.ami_of(event, class, channel);
        self.tell_ami(headers.iter().fold(event, |event, (name, value)| event.with(name, value)));
    }

    /// The channel is so far, unless it is up already: what an application answers while it is dialled does not ring
    /// after that.
    pub(super) fn set_state(&mut self, id: &str, state: State) {
        let Some(channel) =
            self.channels.get_mut(id).filter(|channel| ![state, State::Up].contains(&channel.state))
        else {
            return;
        };
        channel.state = state;
        self.tell_of(id, "ChannelStateChange", json!({}));
        self.ami_tell(id, "Newstate", "call", &[]);
        self.device_of(id);
        if state == State::Up {
            self.happened(id, &When::Answered);
        }
    }

    /// The application of the dial plan that the channel executes from now on.
    pub(super) fn set_application(&mut self, id: &str, name: &str, data: &str) {
        self.show_application(id, name, data);
        let fields = json!({ "dialplan_app": name, "dialplan_app_data": data });
        self.tell_of(id, "ChannelDialplan", fields);
        let exten = self.channels.get(id).map(|channel| channel.exten.clone()).unwrap_or_default();
        let headers = [("Extension", exten.as_str()), ("Application", name), ("AppData", data)];
        self.ami_tell(id, "Newexten", "dialplan", &headers);
    }

    fn show_application(&mut self, id: &str, name: &str, data: &str) {
        if let Some(channel) = self.channels.get_mut(id) {
            (channel.app_name, channel.app_data) = (name.to_owned(), data.to_owned());
        }
    }

    pub(super) fn set_variable(&mut self, id: &str, name: &str, value: &str) {
        let Some(channel) = self.channels.get_mut(id) else { return };
        let (party, is_caller) = match name.split_once('(') {
            Some(("CALLERID", _)) => (&mut channel.caller, true),
            Some(("CONNECTEDLINE", _)) => (&mut channel.connected, false),
            _ => {
                channel.variables.insert(name.to_owned(), value.to_owned());
                self.tell_of(id, "ChannelVarset", json!({ "variable": name, "value": value }));
                self.ami_tell(id, "VarSet", "dialplan", &[("Variable", name), ("Value", value)]);
                return;
            }
        };
        match name.split_once('(').map(|(_, part)| part.trim_end_matches(')')) {
            Some("num") => value.clone_into(&mut party.number),
            Some("name") => value.clone_into(&mut party.name),
            _ => *party = Party::read(value),
        }
        self.tell_party(id, is_caller);
    }

    /// Tells that name or number of the caller, or of the other party, changed.
    pub(super) fn tell_party(&mut self, id: &str, is_caller: bool) {
        if is_caller {
            let text = "Presentation Allowed, Not Screened";
            let fields = json!({ "caller_presentation": 0, "caller_presentation_txt": text });
            self.tell_of(id, "ChannelCallerId", fields);
            self.ami_tell(id, "NewCallerid", "call", &[("CID-CallingPres", &format!("0 ({text})"))]);
        } else {
            self.tell_of(id, "ChannelConnectedLine", json!({}));
            self.ami_tell(id, "NewConnectedLine", "call", &[]);
        }
    }

    /// The channel enters an application. Where nobody listens to it, the channel ends.
    pub(super) fn enter(&mut self, id: &str, entry: &Entry) {
        self.show_application(id, "Stasis", &entry.data());
        self.set_variable(id, "STASISSTATUS", "");
        let Some(app) = self.apps.get_mut(&entry.app).filter(|app| app.socket.is_some()) else {
            self.set_variable(id, "STASISSTATUS", "FAILED");
            self.end(id, End { cause: 0, by: By::Asterisk });
            return;
        };
        subscribe(&mut app.channels, id);
        let Some(channel) = self.channels.get_mut(id) else { return };
        channel.control = Control::Stasis(entry.app.clone());
        let fields = json!({ "args": entry.args, "channel": json::channel(channel) });
        self.tell(&[About::App(&entry.app)], "StasisStart", fields);
    }

    /// The channel leaves the application that it is in.
    pub(super) fn leave(&mut self, id: &str) {
        let Some(channel) = self.channels.get_mut(id) else { return };
        let Some(app) = channel.app().map(str::to_owned) else { return };
        channel.control = Control::DialPlan;
        let fields = json!({ "channel": json::channel(channel) });
        self.tell(&[About::App(&app)], "StasisEnd", fields);
        if let Some(app) = self.apps.get_mut(&app) {
            unsubscribe(&mut app.channels, id);
        }
        self.set_variable(id, "STASISSTATUS", "SUCCESS");
    }

    /// The channel ends.
    pub(super) fn end(&mut self, id: &str, end: End) {
        if !self.channels.contains_key(id) {
            return;
        }
        match end.by {
            By::Request => {
                self.tell_of(id, "ChannelHangupRequest", json!({ "cause": 32, "soft": true }));
                self.ami_tell(id, "SoftHangupRequest", "call", &[("Cause", "32")]);
            }
            By::Peer => {
                self.tell_of(id, "ChannelHangupRequest", json!({ "cause": end.cause }));
                self.ami_tell(id, "HangupRequest", "call", &[("Cause", &end.cause.to_string())]);
            }
            // Who is in an application is just taken out of it.
            By::Manager if self.channels.get(id).is_some_and(|channel| channel.app().is_some()) => {}
            By::Manager => {
                self.tell_of(id, "ChannelHangupRequest", json!({ "cause": 16, "soft": true }));
                self.ami_tell(id, "SoftHangupRequest", "call", &[("Cause", "16")]);
            }
            By::Asterisk => {}
        }
        if end.by != By::Asterisk {
            self.dial_ends(id, end.cause);
        }
        self.stop_all(id);
        self.leave_bridge(id, false);
        self.leave(id);
        let originated = self.channels.get(id).is_some_and(|channel| channel.is_originated);
        let (name, data) = if originated { (DIALS, LINE) } else { ("", "") };
        self.show_application(id, name, data);
        let text = cause_text(end.cause);
        self.tell_of(id, "ChannelDestroyed", json!({ "cause": end.cause, "cause_txt": text }));
        let cause = end.cause.to_string();
        self.ami_tell(id, "Hangup", "call", &[("Cause", &cause), ("Cause-txt", text)]);
        let ended = self.channels.remove(id);
        self.nothing_more_of(id);
        for app in self.apps.values_mut() {
            app.channels.remove(id);
        }
        self.forget_apps();
        if let Some(ended) = ended {
            self.device(&ended.endpoint);
        }
    }

    /// What is played and recorded on the channel is over, and what waits for its turn as well.
    fn stop_all(&mut self, id: &str) {
        let Some(channel) = self.channels.get_mut(id) else { return };
        let (stage, music) = (std::mem::take(&mut channel.stage), std::mem::take(&mut channel.music));
        self.cut_off(stage);
        if music {
            self.ami_tell(id, "MusicOnHoldStop", "call", &[]);
        }
    }

    /// Ends what has its turn because its channel or bridge ends; what waits begins and ends at once, as at Asterisk.
    pub(super) fn cut_off(&mut self, stage: Stage) {
        if let Some(turn) = stage.now {
            self.finish(&turn);
        }
        for turn in stage.queue {
            self.start(&turn);
            self.finish(&turn);
        }
    }

    fn finish(&mut self, turn: &Turn) {
        match turn {
            Turn::Playback(number) => self.playback_ends(*number, "failed"),
            Turn::Recording(name) => self.recording_ends(name, "done"),
        }
    }

    pub(super) fn channels_of(&self, target: &Target) -> Vec<String> {
        match target {
            Target::Channel(id) => vec![id.clone()],
            Target::Bridge(id) => {
                self.bridges.get(id).map(|bridge| bridge.channels.clone()).unwrap_or_default()
            }
        }
    }

    fn device_of(&mut self, id: &str) {
        if let Some(endpoint) = self.channels.get(id).map(|channel| channel.endpoint.clone()) {
            self.device(&endpoint);
        }
    }
}

/// What a channel that was originated executes.
pub(super) const DIALS: &str = "AppDial2";
pub(super) const LINE: &str = "(Outgoing Line)";

/// `Cause-txt` (Q.850).
pub(super) fn cause_text(cause: u8) -> &'static str {
    match cause {
        1 => "Unallocated (unassigned) number",
        16 => "Normal Clearing",
        17 => "User busy",
        18 => "No user responding",
        19 => "User alerting, no answer",
        21 => "Call Rejected",
        26 => "Answered elsewhere",
        27 => "Destination out of order",
        28 => "Invalid number format",
        31 => "Normal, unspecified",
        34 => "Circuit/channel congestion",
        38 => "Network out of order",
        58 => "Bearer capability not available",
        127 => "Interworking, unspecified",
        _ => "Unknown",
    }
}

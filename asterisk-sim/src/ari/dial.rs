//! Calls to telephones and from callers, and what those at the other end do.

use std::time::Duration;

use serde_json::json;

use super::channel::{Control, Dialling, Entry, Party, State};
use super::json;
use super::life::{Begin, By, End};
use super::people::{Act, Reply, Step, When};
use super::told::About;
use super::world::{Timer, World};

/// How long a call takes to reach a telephone.
const REACHED_AFTER: Duration = Duration::from_millis(20);

impl World {
    /// The channel's telephone is called.
    pub(super) fn dial(&mut self, id: &str, gives_up_after: Option<Duration>) {
        let Some(channel) = self.channels.get_mut(id) else { return };
        let string = channel.endpoint.split_once('/').map_or("", |(_, resource)| resource).to_owned();
        channel.dialling = Some(Dialling { string });
        self.tell_dial(id, "");
        self.after(REACHED_AFTER, Timer::Reached { channel: id.to_owned() });
        if let Some(time) = gives_up_after {
            self.after(time, Timer::GivesUp { channel: id.to_owned() });
        }
    }

    /// An event `Dial`; without a status it begins.
    fn tell_dial(&mut self, id: &str, status: &str) {
        let Some(channel) = self.channels.get(id) else { return };
        let string = channel.dialling.as_ref().map_or("", |dialling| dialling.string.as_str());
        // What an application dials is not named any more once it goes on.
        let shown = if channel.app().is_some() && !status.is_empty() { "" } else { string };
        let fields = json!({
            "dialstatus": status,
            "forward": "",
            "dialstring": shown,
            "peer": json::channel(channel),
        });
        let (event, header, value) = match status {
            "" => ("DialBegin", "DialString", string),
            "RINGING" => ("DialState", "DialStatus", status),
            _ => ("DialEnd", "DialStatus", status),
        };
        let event = self.ami(event, "call").channel("Dest", channel).with(header, value);
        self.tell(&[About::Channel(id)], "Dial", fields);
        self.tell_ami(event);
    }

    pub(super) fn reached(&mut self, id: &str) {
        let Some(channel) = self.channels.get(id).filter(|channel| channel.dialling.is_some()) else {
            return;
        };
        match channel.reply {
            Some(Reply::Refuses(cause)) => self.end(id, End { cause, by: By::Peer }),
            Some(Reply::Answers(time)) => {
                self.rings(id);
                self.after(time, Timer::PickedUp { channel: id.to_owned() });
            }
            Some(Reply::Rings | Reply::Unreachable) | None => self.rings(id),
        }
    }

    fn rings(&mut self, id: &str) {
        self.tell_dial(id, "RINGING");
        self.set_state(id, State::Ringing);
    }

    pub(super) fn picked_up(&mut self, id: &str) {
        if self.channels.get(id).is_none_or(|channel| channel.dialling.is_none()) {
            return;
        }
        self.set_state(id, State::Up);
        self.tell_dial(id, "ANSWER");
        let Some(channel) = self.channels.get_mut(id) else { return };
        channel.dialling = None;
        let control = channel.control.clone();
        self.waits_no_more(id);
        if let Control::Dialled(entry) = control {
            if let Some(channel) = self.channels.get_mut(id) {
                channel.control = Control::DialPlan;
            }
            if let Some(entry) = entry {
                self.enter(id, &entry);
            }
        }
    }

    pub(super) fn gives_up(&mut self, id: &str) {
        let Some(channel) = self.channels.get(id).filter(|channel| channel.dialling.is_some()) else {
            return;
        };
        let by = if channel.app().is_some() { By::Request } else { By::Asterisk };
        self.end(id, End { cause: 19, by });
    }

    /// A call to a telephone ends before it was answered. What an application dials ends without a word.
    pub(super) fn dial_ends(&mut self, id: &str, cause: u8) {
        let Some(channel) = self.channels.get(id) else { return };
        if channel.dialling.is_none() || channel.app().is_some() {
            return;
        }
        self.tell_dial(
            id,
            match cause {
                17 => "BUSY",
                34 | 38 => "CONGESTION",
                3 | 20 => "CHANUNAVAIL",
                _ => "NOANSWER",
            },
        );
    }

    /// An application begins to listen: those who want to call it do so.
    pub(super) fn listens(&mut self, app: &str) {
        if !self.called.insert(app.to_owned()) {
            return;
        }
        for caller in 0..self.callers.len() {
            if let Some(after) =
                self.callers.get(caller).filter(|caller| caller.app == app).map(|one| one.after)
            {
                self.after(after, Timer::Calls { caller });
            }
        }
    }

    pub(super) fn calls(&mut self, caller: usize) {
        let Some(caller) = self.callers.get(caller).cloned() else { return };
        let id = self.begin(Begin {
            id: None,
            endpoint: caller.from,
            state: State::Ring,
            caller: Party { name: caller.name, number: caller.number },
            context: "from-trunk",
            exten: caller.exten,
            control: Control::DialPlan,
            reply: None,
            linkedid: None,
            media_to: None,
            steps: caller.steps,
        });
        let entry = Entry { app: caller.app, args: caller.args };
        self.set_application(&id, "Stasis", &entry.data());
        self.enter(&id, &entry);
    }

    /// Something happens on a channel for which who is there may have waited.
    pub(super) fn happened(&mut self, id: &str, what: &When) {
        let Some(channel) = self.channels.get_mut(id) else { return };
        if channel.steps.front().is_some_and(|step| step.when == *what)
            && let Some(step) = channel.steps.pop_front()
        {
            let bridge = channel.bridge.clone();
            self.after(step.after, Timer::Does { channel: id.to_owned(), step });
            if let Some(bridge) = bridge.filter(|_| *what != When::Echoed && *what != When::Bridged) {
                self.speak_in(&bridge);
            }
        }
    }

    pub(super) fn does(&mut self, id: &str, step: &Step) {
        match step.act {
            Act::Press(key) => self.presses(id, key),
            Act::HangUp => self.end(id, End { cause: 16, by: By::Peer }),
        }
    }

    fn presses(&mut self, id: &str, key: char) {
        let digit = key.to_string();
        self.ami_tell(id, "DTMFBegin", "dtmf", &[("Digit", &digit), ("Direction", "Received")]);
        let ended = [("Digit", digit.as_str()), ("DurationMs", "100"), ("Direction", "Received")];
        self.ami_tell(id, "DTMFEnd", "dtmf", &ended);
        self.tell_of(id, "ChannelDtmfReceived", json!({ "digit": digit, "duration_ms": 100 }));
        self.key_ends_recording(id, key);
    }
}

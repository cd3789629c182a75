//! What the steps of the dial plan and its variables tell of a call.

use super::places::text;
use super::{Place, Tracker};
use crate::plan::is_special_exten;
use crate::signal::{ChannelSnapshot, KnownVariable};
use crate::story::{
    App, Diversion, Leg, LegNo, Moment, Origin, Story, Unjoined, Unreached, Visit, Voicemail,
    strip_technology,
};
use alloc::sync::Arc;

impl Tracker {
    pub(super) fn dialplan_step(
        &mut self,
        channel: &ChannelSnapshot<'_>,
        application: &str,
        data: &str,
        at: Moment,
    ) {
        let Some(place) = self.place_or_adopt(channel, at) else { return };
        let news = self.observe(place, channel, at);
        if self.take_step(place, channel, (application, data), at) || news {
            self.touch(place.call, at);
        }
    }

    /// Says whether the record has news of it.
    fn take_step(
        &mut self,
        place: Place,
        channel: &ChannelSnapshot<'_>,
        (application, data): (&str, &str),
        at: Moment,
    ) -> bool {
        let Some(story) = self.calls.get_mut(place.call) else { return false };
        let Some(leg) = story.leg_mut(place.leg) else { return false };
        // Hangup handlers run after the call, and `(Outgoing Line)` is no step of a dial plan.
        let in_plan = leg.ended().is_none()
            && leg.dismissed.is_none()
            && channel.exten.as_deref() != Some("h")
            && !application.starts_with("AppDial")
            && application != "AppQueue";
        if !in_plan {
            return false;
        }
        // A step from before may be told just after the one that the channel waits in: nobody moved it.
        let just_came = leg.app_since.is_some_and(|since| since.is_near(at));
        let moved = leg.is_moved(channel) && !just_came;
        let repeats =
            leg.waits_in.as_ref().is_some_and(|(was, with)| **was == *application && **with == *data);
        leg.is_at(channel.context.as_deref(), channel.exten.as_deref());
        let mut news = false;
        if let Some(exten) = channel.exten.as_deref().filter(|exten| !is_special_exten(exten)) {
            // What was dialled, where the channel was not born with it.
            news = leg.exten.is_none() && leg.birth_exten.as_deref() != Some(exten);
            leg.exten = leg.exten.take().or_else(|| Some(leg.place_name(exten)));
        }
        if moved && repeats {
            // No step: Asterisk says where the channel goes on, with the application that it was torn out of.
            return story.note_redirect(place.leg, channel.exten.as_deref(), at) || news;
        }
        leg.waits_in = waits_in(application).then(|| (application.into(), data.into()));
        let app = App::of(application);
        // A tone is played for a while; what is told just after it was before it.
        let tone = leg.app_since.filter(|_| matches!(leg.app, App::Busy | App::Congestion));
        if app == App::Other && tone.is_some_and(|since| since.is_near(at)) {
            return news;
        }
        (leg.app, leg.app_since) = (app, Some(at));
        match leg.app {
            App::Queue => {
                leg.queue_timeout_s = queue_timeout(data);
                story.queue_asked = story.queue_asked.or(Some(at));
            }
            App::VoiceMail => {
                story.reach_voicemail(at).busy |= voicemail_is_busy(data);
                news = true;
            }
            _ => {}
        }
        // The next step means that the Dial before it is over, and the Queue too.
        news |= story.give_up_unreached(place.leg);
        news |= application != "Queue" && story.give_up_unjoined(place.leg);
        match application {
            "Dial" => {
                story.note_dial(place.leg, data, at);
                news |= story.divert_to(place.leg, data);
            }
            "Set" => story.note_diversion(place.leg, data, at),
            "Queue" => story.note_queue(place.leg, data, at),
            "MixMonitor" | "Monitor" => {
                story.next_file =
                    data.split(',').next().filter(|f| !f.is_empty()).map(|f| (place.leg, f.into()));
            }
            _ => {}
        }
        if moved {
            news |= story.note_redirect(place.leg, channel.exten.as_deref(), at);
        }
        // Whoever waits in a queue runs no step of a dial plan; one that was before it may be told just after.
        let waits = |visit: &Visit| {
            visit.leg == place.leg && visit.left.is_none() && !visit.joined.is_near(at) && app != App::Queue
        };
        if story.visits.iter().any(waits) {
            self.leaves_queue(place, at);
        }
        news
    }

    pub(super) fn variable_set(
        &mut self,
        channel: &ChannelSnapshot<'_>,
        variable: KnownVariable,
        value: &str,
        at: Moment,
    ) {
        let Some((place, story)) = self.known(channel) else { return };
        match variable {
            KnownVariable::QueueStatus if !value.is_empty() => {
                let Some(visit) = story.visits.iter_mut().rev().find(|visit| visit.leg == place.leg) else {
                    return;
                };
                visit.status = Some(value.into());
            }
            KnownVariable::VoicemailStatus if !value.is_empty() => {
                story.reach_voicemail(at);
            }

            KnownVariable::MixMonitorFilename => story.name_recording(place.leg, value),
            KnownVariable::QueueStatus | KnownVariable::VoicemailStatus | KnownVariable::TransfererName => {
                return;
            }
        }
        self.touch(place.call, at);
    }

    pub(super) fn message_left(&mut self, channel: &ChannelSnapshot<'_>, at: Moment) {
        let Some((place, story)) = self.known(channel) else { return };
        // Who listens to a mailbox changes its count too.
        if story.leg(place.leg).is_some_and(|leg| leg.app != App::VoiceMailMain) {
            story.reach_voicemail(at);
            self.touch(place.call, at);
        }
    }

    pub(super) fn key_pressed(&mut self, channel: &ChannelSnapshot<'_>, digit: char, at: Moment) {
        /// Enough for any menu; a stuck key must not fill the memory.
        const MOST_KEYS: usize = 256;
        /// A tone lasts at least 40 ms, and so does the pause after it (ITU-T Q.24).
        const FASTEST_MS: u64 = 80;
        let Some((place, story)) = self.known(channel) else { return };
        let repeated = story.keys.iter().rev().any(|(known_at, leg, known)| {
            *leg == place.leg && *known == digit && at.at.millis_since(known_at.at) < FASTEST_MS
        });
        if story.keys.len() < MOST_KEYS && !repeated {
            story.keys.push((at, place.leg, digit));
            self.touch(place.call, at);
        }
    }

    pub(super) fn agent_logged_in(&mut self, channel: &ChannelSnapshot<'_>, at: Moment) {
        let Some(place) = self.place_or_adopt(channel, at) else { return };
        if let Some(leg) = self.leg_mut(place) {
            leg.app = App::AgentLogin;
        }
        self.touch(place.call, at);
    }
}

impl App {
    pub(super) fn of(application: &str) -> Self {
        match application {
            "Busy" => Self::Busy,
            "Congestion" => Self::Congestion,
            "Queue" => Self::Queue,
            "VoiceMail" => Self::VoiceMail,
            "VoiceMailMain" => Self::VoiceMailMain,
            "AgentLogin" => Self::AgentLogin,
            "AppQueue" => Self::Member,
            _ => Self::Other,
        }
    }
}

impl Story {
    pub(super) fn reach_voicemail(&mut self, at: Moment) -> &mut Voicemail {
        self.voicemail.get_or_insert(Voicemail { at, busy: false })
    }

    /// `REDIRECTING(from-num)=101`: what the channel dials next is dialled in place of 101.
    fn note_diversion(&mut self, leg: LegNo, assignment: &str, at: Moment) {
        let Some(from) = redirecting_from(assignment) else { return };
        let repeated = |known: &Diversion| known.leg == leg && *known.from == *from && known.at.is_near(at);
        if !self.diversions.iter().any(repeated) {
            self.diversions.retain(|diversion| diversion.leg != leg || diversion.to.is_some());
            self.diversions.push(Diversion { leg, at, from: from.into(), to: None });
        }
    }

    /// Says whether the `Dial()` is that of a diversion.
    fn divert_to(&mut self, leg: LegNo, data: &str) -> bool {
        let open =
            self.diversions.iter_mut().find(|diversion| diversion.leg == leg && diversion.to.is_none());
        let to = data.split([',', '&']).next().filter(|to| !to.is_empty());
        let (Some(diversion), Some(to)) = (open, to) else { return false };
        diversion.to = Some(to.into());
        true
    }

    /// Notes whom `Dial()` is to call. Those for whom a `DialBegin` follows are struck off; the rest was not to
    /// be reached.
    pub(super) fn note_dial(&mut self, leg: LegNo, data: &str, at: Moment) {
        let destinations = data.split(',').next().unwrap_or("");
        // A Local channel can always be reached.
        let can_fail = |destination: &&str| destination.contains('/') && !destination.starts_with("Local/");
        for destination in destinations.split('&').filter(can_fail) {
            let string = strip_technology(destination);
            let known =
                self.unreached.iter().any(|unreached| unreached.leg == leg && &*unreached.string == string);
            // The step may be told twice, or only after the calling that it began.
            let dialled = self.legs.iter().any(|callee| {
                let by_leg = callee.origin == (Origin::Dialled { by: Some(leg) });
                let dial = callee.dial.as_ref().filter(|dial| by_leg && dial.began.is_near(at));
                dial.and_then(|dial| dial.string.as_deref())
                    .is_some_and(|dial| strip_technology(dial) == string)
            });
            if !known && !dialled {
                self.unreached.push(Unreached {
                    leg,
                    string: string.into(),
                    at,
                    given_up: false,
                    unseen: false,
                });
            }
        }
    }
}

impl Story {
    /// Notes the queue that a leg is sent into, until it joins it.
    fn note_queue(&mut self, leg: LegNo, data: &str, at: Moment) {
        let queue = data.split(',').next().map(str::trim).filter(|queue| !queue.is_empty());
        // Once a leg and queue, and never where it did join: events may be repeated. quirk: who leaves by a key runs
        // `Queue()` once more, at the place the key leads to, and leaves from there (54-fp-queue-exit-key on 22).
        let joined = |visit: &Visit| visit.leg == leg && Some(&*visit.queue) == queue;
        let noted = |known: &Unjoined| known.leg == leg && Some(&*known.queue) == queue;
        if self.visits.iter().any(joined) || self.unjoined.iter().any(noted) {
            return;
        }
        self.unjoined.extend(queue.map(|queue| Unjoined { leg, queue: queue.into(), at, refused: false }));
    }

    /// Marks the queues that did not let a leg in. Says whether there are any.
    pub(super) fn give_up_unjoined(&mut self, leg: LegNo) -> bool {
        let mut any = false;
        for unjoined in self.unjoined.iter_mut().filter(|known| known.leg == leg && !known.refused) {
            unjoined.refused = true;
            any = true;
        }
        any
    }
}

/// The number in `REDIRECTING(from-num,i)=101`.
fn redirecting_from(assignment: &str) -> Option<&str> {
    let (name, number) = assignment.split_once('=')?;
    let number = number.trim();
    (name.starts_with("REDIRECTING(from-num") && !is_special_exten(number)).then_some(number)
}

impl Leg {
    /// Whether the channel was taken out of an application that it waited in (a redirect, a transfer, the end of
    /// parking) and goes on elsewhere: at the beginning of an extension, where a macro's end would lead back into
    /// one.
    fn is_moved(&self, channel: &ChannelSnapshot<'_>) -> bool {
        let elsewhere = self.at_exten.as_deref() != channel.exten.as_deref()
            || self.context.as_deref() != channel.context.as_deref();
        self.waits_in.is_some() && elsewhere && channel.priority == Some(1)
    }
}

/// The applications that a channel stays in until something happens to it. Those that a key ends are left out: a
/// key takes the channel elsewhere too.
fn waits_in(application: &str) -> bool {
    matches!(
        application,
        "Dial"
            | "Queue"
            | "Park"
            | "ParkAndAnnounce"
            | "Playback"
            | "Wait"
            | "MusicOnHold"
            | "Echo"
            | "ConfBridge"
            | "MeetMe"
            | "Page"
            | "BridgeWait"
            | "Stasis"
            | "VoiceMail"
            | "Bridge"
    )
}

/// How many seconds `Queue(name,options,url,announce,timeout,…)` waits: its fifth argument. With option `n` it tries its
/// members once, and that is its timeout.
pub(super) fn queue_timeout(data: &str) -> Option<u32> {
    if has_option(data, 'n') {
        return Some(0);
    }
    data.split(',').nth(4)?.trim().parse().ok()
}

/// Whether an option is among an application's, its second argument; options may have arguments of their own:
/// `tb(context^exten^1)n`.
fn has_option(data: &str, option: char) -> bool {
    let mut depth = 0_u32;
    data.split(',').nth(1).is_some_and(|options| {
        options.chars().any(|c| {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            depth == 0 && c == option
        })
    })
}

/// Option `b` of `VoiceMail(mailboxes,options)`: play the busy greeting.
fn voicemail_is_busy(data: &str) -> bool {
    has_option(data, 'b')
}

/// Says whether it was new.
pub(super) fn set_if_new(place: &mut Option<Arc<str>>, value: Option<&str>) -> bool {
    let is_new = value.is_some() && place.as_deref() != value;
    if is_new {
        *place = text(value);
    }
    is_new
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_are_told_from_their_arguments() {
        for (data, want) in [
            ("sales,n,,,30", Some(0)),
            ("sales,tn", Some(0)),
            ("sales,tb(on-call^s^1)n,,,30", Some(0)),
            ("sales,b(on-call^s^1),,,30", Some(30)),
            ("sales,t,,, 25 ", Some(25)),
            ("sales", None),
            ("sales,t,,,", None),
        ] {
            assert_eq!(queue_timeout(data), want, "{data}");
        }
        assert!(voicemail_is_busy("101@default,b") && voicemail_is_busy("101,sb"));
        assert!(!voicemail_is_busy("101@default,u") && !voicemail_is_busy("101,d(b)"));
    }
}

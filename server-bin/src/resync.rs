//! Asking Asterisk, after each login, what there is: calls that began unseen are taken up, and calls that ended
//! unseen must not stay open.

use ami_proto::{Action, EncodeError, Frame, FrameKind, OwnedFrame};
use callflow_core::source::ami;
use callflow_core::{Mark, Signal, Timestamp};

/// The `ActionID` of the list of channels, the one that must be whole; one is under way at a time on a connection.
const CHANNELS: &str = "callflow-channels";

/// The other lists, whose items are taken one by one as they come. What bridges are for is to be known before the
/// channels in them, and the channels before the callers who wait.
const BEFORE: &[&str] = &["BridgeList"];
const AFTER: &[&str] = &["QueueStatus", "ParkedCalls", "ExtensionStateList", "DeviceStateList"];

/// The list under way.
#[derive(Debug)]
pub(crate) struct Resync {
    asked: Mark,
    channels: Vec<OwnedFrame>,
}

/// What a frame was to the list.
pub(crate) enum Heard {
    /// Not part of it.
    Other,
    /// Part of it.
    Part,
    /// Its end.
    Whole,
    /// The manager user may not ask.
    Refused(String),
}

impl Resync {
    /// The questions, in order.
    pub(crate) fn begin(asked: Mark) -> Result<(Self, Vec<Action>), EncodeError> {
        let other = |name: &&'static str| Action::new(*name).header("ActionID", "callflow-list");
        let mut actions = BEFORE.iter().map(other).collect::<Result<Vec<_>, _>>()?;
        actions.push(Action::new("Status").header("ActionID", CHANNELS)?);
        for action in AFTER.iter().map(other) {
            actions.push(action?);
        }
        Ok((Self { asked, channels: Vec::new() }, actions))
    }

    pub(crate) fn handle(&mut self, frame: &Frame<'_>) -> Heard {
        if frame.get("ActionID") != Some(CHANNELS.as_bytes()) {
            return Heard::Other;
        }
        match (frame.kind(), frame.event_name()) {
            (FrameKind::Response, _) if frame.get("Response") == Some(b"Error") => {
                Heard::Refused(frame.text("Message").unwrap_or_default().into_owned())
            }
            (_, Some(b"Status")) => {
                self.channels.push(frame.to_owned());
                Heard::Part
            }
            (_, Some(b"StatusComplete")) => Heard::Whole,
            _ => Heard::Part,
        }
    }

    pub(crate) fn asked(&self) -> Mark {
        self.asked
    }

    /// The channels of the list.
    pub(crate) fn items(&self, now: Timestamp) -> Vec<Signal<'_>> {
        self.channels.iter().filter_map(|frame| ami::signal(&frame.as_frame(), now)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(bytes: &[u8]) -> (Vec<&'static str>, Vec<String>) {
        let (mut resync, actions) = Resync::begin(Mark::default()).unwrap();
        let questions: Vec<u8> = actions.iter().flat_map(|action| action.encode().unwrap()).collect();
        let channels = b"Action: Status\r\nActionID: callflow-channels\r\n\r\n";
        assert!(questions.windows(channels.len()).any(|window| window == channels));
        let mut frames = ami_proto::frames(bytes);
        let mut all = Vec::new();
        while let Some(frame) = frames.next() {
            all.push(match resync.handle(&frame.unwrap()) {
                Heard::Other => "other",
                Heard::Part => "part",
                Heard::Whole => "whole",
                Heard::Refused(message) if message == "Permission denied" => "refused",
                Heard::Refused(_) => "refused in other words",
            });
        }
        let items = resync.items(Timestamp::default());
        let uniqueid = |item: &Signal<'_>| match item {
            Signal::ChannelListed(listed) => listed.channel.uniqueid.to_string(),
            other => panic!("{other:?} is no channel"),
        };
        (all, items.iter().map(uniqueid).collect())
    }

    #[test]
    fn the_list_is_told_from_the_events_around_it() {
        let list = "Response: Success\r\nActionID: callflow-channels\r\nEventList: start\r\n\r\n\
                    Event: Status\r\nActionID: callflow-channels\r\nUniqueid: 1.1\r\n\r\n\
                    Event: Hangup\r\nUniqueid: 1.2\r\n\r\n\
                    Event: Status\r\nActionID: another\r\nUniqueid: 1.3\r\n\r\n\
                    Event: Status\r\nActionID: callflow-channels\r\nUniqueid: 1.4\r\n\r\n\
                    Event: StatusComplete\r\nActionID: callflow-channels\r\nListItems: 2\r\n\r\n";
        let (heard, uniqueids) = heard(list.as_bytes());
        assert_eq!(heard, ["part", "part", "other", "other", "part", "whole"]);
        assert_eq!(uniqueids, ["1.1", "1.4"]);
    }

    #[test]
    fn no_channels_are_a_whole_list() {
        let list = b"Event: StatusComplete\r\nActionID: callflow-channels\r\nListItems: 0\r\n\r\n";
        assert_eq!(heard(list), (vec!["whole"], vec![]));
    }

    #[test]
    fn a_user_who_may_not_ask_is_refused() {
        let denied = b"Response: Error\r\nActionID: callflow-channels\r\nMessage: Permission denied\r\n\r\n";
        assert_eq!(heard(denied), (vec!["refused"], vec![]));
    }
}

//! Asking Asterisk, after each login, which channels there are: calls that ended unseen must not stay open.

use ami_proto::{Action, EncodeError, Frame, FrameKind};
use callflow_core::Mark;

/// The `ActionID` of the question; one is under way at a time on a connection.
const ACTION_ID: &str = "callflow-channels";

/// The list under way.
#[derive(Debug)]
pub(crate) struct Resync {
    asked: Mark,
    uniqueids: Vec<String>,
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
    pub(crate) fn begin(asked: Mark) -> Result<(Self, Action), EncodeError> {
        let action = Action::new("CoreShowChannels").header("ActionID", ACTION_ID)?;
        Ok((Self { asked, uniqueids: Vec::new() }, action))
    }

    pub(crate) fn handle(&mut self, frame: &Frame<'_>) -> Heard {
        if frame.get("ActionID") != Some(ACTION_ID.as_bytes()) {
            return Heard::Other;
        }
        match (frame.kind(), frame.event_name()) {
            (FrameKind::Response, _) if frame.get("Response") == Some(b"Error") => {
                Heard::Refused(frame.text("Message").unwrap_or_default().into_owned())
            }
            (_, Some(b"CoreShowChannel")) => {
                self.uniqueids.extend(frame.text("Uniqueid").map(|uniqueid| uniqueid.into_owned()));
                Heard::Part
            }
            (_, Some(b"CoreShowChannelsComplete")) => Heard::Whole,
            _ => Heard::Part,
        }
    }

    pub(crate) fn asked(&self) -> Mark {
        self.asked
    }

    pub(crate) fn uniqueids(&self) -> Vec<&str> {
        self.uniqueids.iter().map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(bytes: &[u8]) -> (Vec<&'static str>, Vec<String>) {
        let (mut resync, action) = Resync::begin(Mark::default()).unwrap();
        let question = b"Action: CoreShowChannels\r\nActionID: callflow-channels\r\n\r\n";
        assert_eq!(action.encode().unwrap(), question);
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
        (all, resync.uniqueids().into_iter().map(str::to_owned).collect())
    }

    #[test]
    fn the_list_is_told_from_the_events_around_it() {
        let list = "Response: Success\r\nActionID: callflow-channels\r\nEventList: start\r\n\r\n\
                    Event: CoreShowChannel\r\nActionID: callflow-channels\r\nUniqueid: 1.1\r\n\r\n\
                    Event: Hangup\r\nUniqueid: 1.2\r\n\r\n\
                    Event: CoreShowChannel\r\nActionID: another\r\nUniqueid: 1.3\r\n\r\n\
                    Event: CoreShowChannel\r\nActionID: callflow-channels\r\nUniqueid: 1.4\r\n\r\n\
                    Event: CoreShowChannelsComplete\r\nActionID: callflow-channels\r\nListItems: 2\r\n\r\n";
        let (heard, uniqueids) = heard(list.as_bytes());
        assert_eq!(heard, ["part", "part", "other", "other", "part", "whole"]);
        assert_eq!(uniqueids, ["1.1", "1.4"]);
    }

    #[test]
    fn no_channels_are_a_whole_list() {
        let list = b"Event: CoreShowChannelsComplete\r\nActionID: callflow-channels\r\nListItems: 0\r\n\r\n";
        assert_eq!(heard(list), (vec!["whole"], vec![]));
    }

    #[test]
    fn a_user_who_may_not_ask_is_refused() {
        let denied = b"Response: Error\r\nActionID: callflow-channels\r\nMessage: Permission denied\r\n\r\n";
        assert_eq!(heard(denied), (vec!["refused"], vec![]));
    }
}

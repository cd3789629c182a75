//! Asking Asterisk, after each login, what there is: calls that began unseen are taken up, and calls that ended
//! unseen must not stay open.

use ami_proto::{Action, EncodeError, Frame, FrameKind, OwnedFrame};
use callflow_core::source::ami;
use callflow_core::{Mark, Signal, Timestamp};

/// One thing to ask for.
#[derive(Debug, Eq, PartialEq)]
pub(crate) struct Question {
    /// The action.
    pub(crate) action: &'static str,
    /// The least right of the manager user, in `write`, that allows it. Empty where none is needed.
    pub(crate) right: &'static str,
    /// Without the answer records are wrong, not only late.
    pub(crate) needed: bool,
}

const fn question(action: &'static str, right: &'static str) -> Question {
    Question { action, right, needed: false }
}

/// The list that must be whole.
const CHANNELS: &str = "Status";

/// The questions, in order. What bridges are for is to be known before the channels in them, and the channels before
/// the callers who wait. Items are taken one by one as they come, but those of [`CHANNELS`].
const QUESTIONS: [Question; 11] = [
    question("BridgeList", ""),
    Question { needed: true, ..question(CHANNELS, "reporting") },
    question("QueueStatus", ""),
    question("ParkedCalls", "call"),
    question("ExtensionStateList", "reporting"),
    question("DeviceStateList", "reporting"),
    question("PJSIPShowEndpoints", "system"),
    question("PJSIPShowContacts", "system"),
    question("SIPpeers", "reporting"),
    question("IAXpeerlist", "reporting"),
    question("Agents", "agent"),
];

/// Before the action's name, the `ActionID` of a question; each is under way once at a time on a connection.
const ID: &str = "callflow-";

/// The questions under way.
#[derive(Debug)]
pub(crate) struct Resync {
    asked: Mark,
    channels: Vec<OwnedFrame>,
}

/// What a frame was to the questions.
pub(crate) enum Heard {
    /// Not part of the list of channels, nor a refusal.
    Other,
    /// Part of the list of channels.
    Part,
    /// Its end.
    Whole,
    /// Asterisk does not answer the question, in its own words.
    Refused(&'static Question, String),
}

impl Resync {
    /// The questions, in order.
    pub(crate) fn begin(asked: Mark) -> Result<(Self, Vec<Action>), EncodeError> {
        let ask = |question: &Question| {
            Action::new(question.action).header("ActionID", format!("{ID}{}", question.action))
        };
        let actions = QUESTIONS.iter().map(ask).collect::<Result<Vec<_>, _>>()?;
        Ok((Self { asked, channels: Vec::new() }, actions))
    }

    pub(crate) fn handle(&mut self, frame: &Frame<'_>) -> Heard {
        let id = frame.get("ActionID").and_then(|id| id.strip_prefix(ID.as_bytes()));
        let Some(question) = QUESTIONS.iter().find(|question| Some(question.action.as_bytes()) == id) else {
            return Heard::Other;
        };
        if frame.kind() == FrameKind::Response && frame.get("Response") == Some(b"Error") {
            return Heard::Refused(question, frame.text("Message").unwrap_or_default().into_owned());
        }
        match (question.action, frame.event_name()) {
            (CHANNELS, Some(b"Status")) => {
                self.channels.push(frame.to_owned());
                Heard::Part
            }
            (CHANNELS, Some(b"StatusComplete")) => Heard::Whole,
            (CHANNELS, _) => Heard::Part,
            _ => Heard::Other,
        }
    }

    pub(crate) fn asked(&self) -> Mark {
        self.asked
    }

    /// Takes the channels of the list.
    pub(crate) fn take_channels(&mut self) -> Vec<OwnedFrame> {
        std::mem::take(&mut self.channels)
    }
}

/// What the list of channels tells.
pub(crate) fn items(channels: &[OwnedFrame], now: Timestamp) -> Vec<Signal<'_>> {
    channels.iter().filter_map(|frame| ami::signal(&frame.as_frame(), now)).collect()
}

/// What a refusal tells that is no refusal: Asterisk has no list of no contacts.
pub(crate) fn empty(question: &Question, message: &str) -> Option<Signal<'static>> {
    let is_empty = question.action == "PJSIPShowContacts" && message.starts_with("No Contacts found");
    is_empty.then(|| Signal::ContactsListed { technology: "PJSIP".into() })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn heard(bytes: &[u8]) -> (Vec<String>, Vec<String>) {
        let (mut resync, _) = Resync::begin(Mark::default()).unwrap();
        let mut frames = ami_proto::frames(bytes);
        let mut all = Vec::new();
        while let Some(frame) = frames.next() {
            all.push(match resync.handle(&frame.unwrap()) {
                Heard::Other => "other".to_owned(),
                Heard::Part => "part".to_owned(),
                Heard::Whole => "whole".to_owned(),
                Heard::Refused(question, message) => format!("{}: {message}", question.action),
            });
        }
        let channels = resync.take_channels();
        let uniqueid = |item: &Signal<'_>| match item {
            Signal::ChannelListed(listed) => listed.channel.uniqueid.to_string(),
            other => panic!("{other:?} is no channel"),
        };
        (all, items(&channels, Timestamp::default()).iter().map(uniqueid).collect())
    }

    #[test]
    fn bridges_are_asked_for_before_channels_and_channels_before_who_waits() {
        let (_, actions) = Resync::begin(Mark::default()).unwrap();
        let questions: Vec<u8> = actions.iter().flat_map(|action| action.encode().unwrap()).collect();
        let mut asked = Vec::new();
        let mut frames = ami_proto::frames(&questions);
        while let Some(frame) = frames.next() {
            let frame = frame.unwrap();
            asked.push(["Action", "ActionID"].map(|name| frame.text(name).unwrap().into_owned()));
        }
        let names: Vec<&str> = asked.iter().map(|[action, _]| action.as_str()).collect();
        let expected = [
            "BridgeList",
            "Status",
            "QueueStatus",
            "ParkedCalls",
            "ExtensionStateList",
            "DeviceStateList",
            "PJSIPShowEndpoints",
            "PJSIPShowContacts",
            "SIPpeers",
            "IAXpeerlist",
            "Agents",
        ];
        assert_eq!(names, expected);
        assert!(asked.iter().all(|[action, id]| *id == format!("callflow-{action}")));
    }

    #[test]
    fn the_list_is_told_from_the_events_around_it() {
        let list = "Response: Success\r\nActionID: callflow-Status\r\nEventList: start\r\n\r\n\
                    Event: Status\r\nActionID: callflow-Status\r\nUniqueid: 1.1\r\n\r\n\
                    Event: Hangup\r\nUniqueid: 1.2\r\n\r\n\
                    Event: Status\r\nActionID: another\r\nUniqueid: 1.3\r\n\r\n\
                    Event: Status\r\nActionID: callflow-Status\r\nUniqueid: 1.4\r\n\r\n\
                    Event: StatusComplete\r\nActionID: callflow-Status\r\nListItems: 2\r\n\r\n";
        let (heard, uniqueids) = heard(list.as_bytes());
        assert_eq!(heard, ["part", "part", "other", "other", "part", "whole"]);
        assert_eq!(uniqueids, ["1.1", "1.4"]);
    }

    #[test]
    fn no_channels_are_a_whole_list() {
        let list = b"Event: StatusComplete\r\nActionID: callflow-Status\r\nListItems: 0\r\n\r\n";
        assert_eq!(heard(list), (vec!["whole".to_owned()], vec![]));
    }

    #[test]
    fn items_of_the_other_lists_are_taken_as_they_come() {
        let lists = "Response: Success\r\nActionID: callflow-DeviceStateList\r\nEventList: start\r\n\r\n\
                     Event: DeviceStateChange\r\nActionID: callflow-DeviceStateList\r\nDevice: PJSIP/1\r\n\r\n\
                     Event: Status\r\nActionID: callflow-Agents\r\nUniqueid: 1.1\r\n\r\n";
        assert_eq!(heard(lists.as_bytes()), (vec!["other".to_owned(); 3], vec![]));
    }

    #[test]
    fn a_refusal_names_its_question() {
        let denied = "Response: Error\r\nActionID: callflow-Status\r\nMessage: Permission denied\r\n\r\n\
                      Response: Error\r\nActionID: callflow-Agents\r\nMessage: Invalid/unknown command\r\n\r\n\
                      Response: Error\r\nMessage: Missing action in request\r\n\r\n";
        let refused = ["Status: Permission denied", "Agents: Invalid/unknown command", "other"];
        assert_eq!(heard(denied.as_bytes()), (refused.map(str::to_owned).into(), vec![]));
    }

    #[test]
    fn no_contacts_are_an_empty_list() {
        let [.., contacts, _, _, agents] = &QUESTIONS;
        let nothing = Some(Signal::ContactsListed { technology: "PJSIP".into() });
        assert_eq!(empty(contacts, "No Contacts found"), nothing);
        assert_eq!(empty(contacts, "Permission denied"), None);
        assert_eq!(empty(agents, "No Contacts found"), None);
    }
}

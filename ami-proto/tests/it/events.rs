//! Typed views: what their accessors make of headers.

use std::fs;
use std::time::Duration;

use ami_proto::event::{self, code};
use ami_proto::{Event, EventView as _, FrameKind, OwnedFrame, frames};

use crate::captures::recordings;

#[test]
fn accessors_read_text_numbers_times_flags_codes_and_lists() {
    let frame = OwnedFrame::from_headers([
        ("Event", "AgentConnect"),
        ("ActionID", "a"),
        ("Privilege", "agent,all"),
        ("ChannelState", "6"),
        ("ChannelStateDesc", "Up"),
        ("ChanVariable", "A=1"),
        ("ChanVariable", "B=2"),
        ("DestChannelStateDesc", "Unheard-of"),
        ("DestPriority", "many"),
        ("HoldTime", "3"),
        ("Queue", "sales"),
    ]);
    let Some(Event::AgentConnect(event)) = Event::of(frame.as_frame()) else {
        unreachable!("an AgentConnect")
    };
    assert_eq!(event.queue().as_deref(), Some("sales"));
    assert_eq!(event.channel_state(), Some(6));
    assert_eq!(event.channel_state_desc(), Some(code::ChannelStateDesc::UP));
    assert_eq!(event.dest_channel_state_desc().map(|code| code.text().into_owned()).unwrap(), "Unheard-of");
    assert_eq!(event.dest_priority(), None);
    assert_eq!(event.frame().get("DestPriority"), Some(&b"many"[..]));
    assert_eq!(event.hold_time(), Some(Duration::from_secs(3)));
    assert_eq!(event.chan_variable().collect::<Vec<_>>(), ["A=1", "B=2"]);
    assert_eq!(event.dest_chan_variable().count(), 0);
    assert_eq!(event.member_name(), None);
    assert_eq!(event.requested_by().as_deref(), Some("a"));
    assert_eq!(event.privilege().as_deref(), Some("agent,all"));
    assert_eq!(Event::from(event), Event::of(frame.as_frame()).unwrap());
}

#[test]
fn flags_and_odd_header_names_have_accessors() {
    let frame = OwnedFrame::from_headers([("Event", "Hangup"), ("Cause", "17"), ("Cause-txt", "User busy")]);
    let hangup = event::Hangup::of(frame.as_frame()).unwrap();
    assert_eq!((hangup.cause(), hangup.cause_txt().as_deref()), (Some(17), Some("User busy")));
    assert_eq!(event::Newchannel::of(frame.as_frame()), None);

    let frame =
        OwnedFrame::from_headers([("Event", "QueueMemberPause"), ("Paused", "1"), ("Ringinuse", "0")]);
    let member = event::QueueMemberPause::of(frame.as_frame()).unwrap();
    assert_eq!((member.paused(), member.ringinuse(), member.in_call()), (Some(true), Some(false), None));

    let frame = OwnedFrame::from_headers([("Event", "EndpointDetail"), ("100rel", "yes")]);
    assert_eq!(event::EndpointDetail::of(frame.as_frame()).unwrap().rel_100().as_deref(), Some("yes"));
}

#[test]
fn events_not_documented_but_seen_have_accessors() {
    let frame =
        OwnedFrame::from_headers([("Event", "QueueMember"), ("Location", "PJSIP/101"), ("Paused", "0")]);
    let Some(Event::QueueMember(member)) = Event::of(frame.as_frame()) else { unreachable!("a QueueMember") };
    assert_eq!(member.location().as_deref(), Some("PJSIP/101"));
}

#[test]
fn what_is_no_event_has_no_view() {
    let frame = OwnedFrame::from_headers([("Response", "Success"), ("Event", "Hangup")]);
    assert_eq!(frame.as_frame().kind(), FrameKind::Response);
    assert_eq!(Event::of(frame.as_frame()), None);
}

#[test]
fn an_unknown_event_keeps_everything() {
    let frame = OwnedFrame::from_headers([("Event", "OurOwnModule"), ("", "no colon"), ("X-Y", "z")]);
    let event = Event::of(frame.as_frame()).unwrap();
    assert_eq!(event, Event::Other(frame.as_frame()));
    let owned = event.into_owned();
    assert_eq!(owned.as_event(), event);
    assert_eq!(owned.as_frame().headers().len(), 3);
}

#[test]
fn owned_events_outlive_the_decoder() {
    let owned = {
        let mut frames = frames(b"Event: DialEnd\r\nDialStatus: NOANSWER\r\n\r\n");
        Event::of(frames.next().unwrap().unwrap()).unwrap().into_owned()
    };
    let Event::DialEnd(end) = owned.as_event() else { unreachable!("a DialEnd") };
    assert_eq!(end.dial_status(), Some(code::DialStatus::NOANSWER));
}

#[test]
fn every_recorded_event_has_a_view_and_all_its_headers() {
    for path in recordings() {
        let bytes = fs::read(&path).unwrap();
        let mut frames = frames(&bytes);
        while let Some(frame) = frames.next() {
            let frame = frame.unwrap();
            match Event::of(frame) {
                Some(Event::Other(other)) => assert_eq!(other.event_name(), None, "{}", path.display()),
                Some(event) => assert_eq!(event.frame(), frame),
                None => assert_ne!(frame.kind(), FrameKind::Event),
            }
        }
    }
}

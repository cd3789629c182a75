//! What was sent in recordings is what is planned from the records of their calls, and what came then is what is waited
//! for.

use std::fs;
use std::path::{Path, PathBuf};

use ami_proto::OwnedFrame;
use callflow_core::{CallFlow, Input, Plan, Timestamp};

use super::*;

fn folder(version: &str, name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures").join(format!("asterisk-{version}")).join(name)
}

fn frames(folder: &Path) -> Vec<OwnedFrame> {
    let bytes = fs::read(folder.join("ami.raw")).unwrap();
    let mut frames = ami_proto::frames(&bytes);
    let mut owned = Vec::new();
    while let Some(frame) = frames.next() {
        owned.push(frame.unwrap().to_owned());
    }
    owned
}

/// The value of a header in the first recorded action of that name.
fn sent_then(folder: &Path, action: &str, header: &str) -> String {
    let sent = fs::read_to_string(folder.join("ami.sent")).unwrap();
    let recorded = sent
        .split("\n\n")
        .find(|recorded| recorded.lines().any(|line| line == format!("Action: {action}")))
        .unwrap();
    let line = recorded.lines().find_map(|line| line.strip_prefix(header)?.strip_prefix(": "));
    line.unwrap().to_owned()
}

/// Plays a recording up to the first event of that name with that header, plans, and finds what is waited for in the rest.
fn planned(
    folder: &Path,
    (event, header, value): (&str, &str, &str),
    plan: impl FnOnce(&CallFlow) -> Result<Order, ControlError>,
) -> Order {
    let frames = frames(folder);
    let is_it = |frame: &OwnedFrame| {
        let frame = frame.as_frame();
        frame.event_name() == Some(event.as_bytes()) && frame.text(header).is_some_and(|found| found == value)
    };
    let now = frames.iter().position(is_it).unwrap();
    let (before, after) = frames.split_at(now);
    let mut flow = CallFlow::new("default", Plan::default());
    for (millis, frame) in (0_i64..).zip(before) {
        flow.handle(
            Input::Ami(frame.as_frame()),
            Timestamp::from_unix_micros(NOW.unix_micros() + millis * 1_000),
        );
        while flow.poll_output().is_some() {}
    }
    let order = plan(&flow).unwrap();
    for expected in &order.expects {
        let met = after.iter().any(|frame| expected.is_met_by(&frame.as_frame()));
        assert!(met, "{expected:?} in {}", folder.display());
    }
    order
}

fn header(order: &Order, name: &str) -> String {
    String::from_utf8(order.actions[0].get(name).unwrap().to_vec()).unwrap()
}

fn only(flow: &CallFlow) -> Call {
    let mut live = flow.live_calls();
    assert_eq!(live.len(), 1);
    live.remove(0)
}

#[test]
fn transfers_are_those_of_the_recording() {
    for version in ["22", "16"] {
        let folder = folder(version, "13-blind-transfer-ami");
        let rules = Rules { contexts: vec!["from-internal".into()], ..Rules::default() };
        let order = planned(&folder, ("BlindTransfer", "Extension", "102"), |flow| {
            transfer(&only(flow), &Transfer { party: None, to: "102".into(), context: None }, &rules)
        });
        for name in ["Channel", "Context", "Exten"] {
            assert_eq!(header(&order, name), sent_then(&folder, "BlindTransfer", name), "{version} {name}");
        }
    }
}

#[test]
fn parking_is_that_of_the_recording() {
    for version in ["22", "16"] {
        let folder = folder(version, "15-park-and-retrieve");
        let order = planned(&folder, ("ParkedCall", "ParkingSpace", "901"), |flow| {
            park(&only(flow), &Park { lot: Some("default".into()), timeout_s: Some(30), party: None })
        });
        for name in ["Channel", "TimeoutChannel", "Timeout", "Parkinglot"] {
            assert_eq!(header(&order, name), sent_then(&folder, "Park", name), "{version} {name}");
        }
    }
}

#[test]
fn recordings_are_those_of_the_recording() {
    for version in ["22", "16"] {
        let folder = folder(version, "22-mixmonitor");
        for (step, event, header_name, value, action) in [
            (RecordingStep::On, "VarSet", "Variable", "MIXMONITOR_FILENAME", "MixMonitor"),
            (RecordingStep::Pause, "MixMonitorMute", "State", "1", "MixMonitorMute"),
            (RecordingStep::Resume, "MixMonitorMute", "State", "0", "MixMonitorMute"),
            (RecordingStep::Off, "MixMonitorStop", "Context", "from-internal", "StopMixMonitor"),
        ] {
            let order = planned(&folder, (event, header_name, value), |flow| {
                recording(&only(flow), &Recording { action: step, party: None }, &rules(), NOW)
            });
            assert_eq!(header(&order, "Action"), action);
            assert_eq!(
                header(&order, "Channel"),
                sent_then(&folder, action, "Channel"),
                "{version} {step:?}"
            );
        }
    }
}

#[test]
fn hangups_are_those_of_the_recording() {
    for version in ["22", "16"] {
        let folder = folder(version, "100-hung-up-by-the-manager");
        // The recorder named the callee; of both channels the ends are in the recording.
        for (party, channels) in [(Some("callee"), 1), (None, 2)] {
            let order = planned(&folder, ("BridgeEnter", "BridgeNumChannels", "2"), |flow| {
                hang_up(&only(flow), party, None)
            });
            assert_eq!((order.actions.len(), order.expects.len()), (channels, channels), "{version}");
            let last = order.actions.last().and_then(|action| action.get("Channel")).unwrap();
            assert!(last.starts_with(b"PJSIP/101-"), "{version}: {order:?}");
        }
    }
}

#[test]
fn members_are_those_of_the_recording() {
    for version in ["22", "16"] {
        let folder = folder(version, "27-queue-members");
        let members =
            |flow: &CallFlow| flow.queues().into_iter().flat_map(|queue| queue.members).collect::<Vec<_>>();
        planned(&folder, ("QueueMemberAdded", "Interface", "PJSIP/108"), |flow| {
            let request = QueueAdd {
                queue: "support".into(),
                agent: "108".into(),
                penalty: Some(2),
                name: Some("Ivan Example".into()),
                ..QueueAdd::default()
            };
            add(&request, &rules(), &members(flow))
        });
        planned(&folder, ("QueueMemberPenalty", "Interface", "PJSIP/108"), |flow| {
            let request =
                QueuePenalty { queue: Some("support".into()), agent: "108".into(), penalty: 5, pbx: None };
            penalty(&request, &rules(), &members(flow))
        });
        planned(&folder, ("QueueMemberPause", "Interface", "PJSIP/105"), |flow| {
            let request = QueuePause {
                queue: Some("support".into()),
                agent: "PJSIP/105".into(),
                paused: true,
                reason: Some("lunch: soup + bread".into()),
                pbx: None,
            };
            pause(&request, &rules(), &members(flow))
        });
    }
}

//! Actions and their answers.

use std::time::Duration;

use ami_client::ami_proto::action::{
    CoreShowChannels, DBGet, DBPut, Getvar, Hangup, Originate, Ping, QueueStatus, Setvar,
};
use ami_client::{Client, SendError};
use tokio::task::JoinSet;

use crate::at_both;
use crate::rig::{Asterisk, Listener, PATIENCE, action, collect, originate};

at_both!(
    every_list_comes_to_its_end,
    commands_give_their_lines,
    two_hundred_actions_each_get_their_own_answer,
    who_may_not_is_told_so,
    a_phone_that_rings_holds_nobody_up,
    what_became_of_an_originate,
);

type Headers = &'static [(&'static str, &'static str)];

/// How a list ends.
#[derive(Debug)]
enum End {
    /// With so many items.
    Items(usize),
    /// With an error of these words.
    Refused(&'static str),
    /// There is no list, but a response alone.
    Plain,
    /// As `ListCommands` says, this version does not know it.
    Unknown,
}
use End::{Items, Plain, Refused, Unknown};

/// All actions of Asterisk 16 and 22 that are answered by a list, and some that are not; on an Asterisk with a
/// conference, a parked call and a caller in a queue.
const LISTS: &[(&str, Headers, End)] = &[
    ("BridgeList", &[], Items(2)),
    ("BridgeTechnologyList", &[], Items(4)),
    ("ConfbridgeList", &[("Conference", "610")], Items(1)),
    ("ConfbridgeList", &[("Conference", "611")], Refused("No Conference by that name found.")),
    ("ConfbridgeListRooms", &[], Items(1)),
    ("CoreShowChannels", &[], Items(6)),
    ("DBGet", &[("Family", "live"), ("Key", "a")], Items(1)),
    ("DBGet", &[("Family", "live"), ("Key", "none")], Refused("Database entry not found")),
    ("DBGetTree", &[("Family", "live")], Items(3)),
    ("DeviceStateList", &[], Items(21)),
    ("ExtensionStateList", &[], Items(10)),
    ("ParkedCalls", &[], Items(1)),
    ("ParkedCalls", &[("ParkingLot", "none")], Refused("Requested parking lot could not be found.")),
    ("Parkinglots", &[], Items(1)),
    ("PJSIPShowAors", &[], Items(11)),
    ("PJSIPShowAuths", &[], Items(10)),
    // Its message ends in a line feed too many.
    ("PJSIPShowContacts", &[], Refused("No Contacts found")),
    ("PJSIPShowEndpoint", &[("Endpoint", "1001")], Items(4)),
    ("PJSIPShowEndpoint", &[("Endpoint", "none")], Refused("Unable to retrieve endpoint none")),
    ("PJSIPShowEndpoints", &[], Items(11)),
    ("PJSIPShowRegistrationInboundContactStatuses", &[], Items(0)),
    ("PJSIPShowRegistrationsInbound", &[], Items(11)),
    ("PJSIPShowRegistrationsOutbound", &[], Items(1)),
    ("PJSIPShowResourceLists", &[], Refused("No resource lists found")),
    ("PJSIPShowSubscriptionsInbound", &[], Items(0)),
    ("PJSIPShowSubscriptionsOutbound", &[], Items(0)),
    ("PresenceStateList", &[], Items(0)),
    ("QueueStatus", &[], Items(8)),
    ("QueueStatus", &[("Queue", "support")], Items(5)),
    ("QueueStatus", &[("Queue", "none")], Items(0)),
    ("QueueSummary", &[], Items(2)),
    ("ShowDialPlan", &[("Context", "storm")], Items(6)),
    ("ShowDialPlan", &[("Context", "none")], Refused("Did not find context none")),
    ("Status", &[], Items(6)),
    ("Status", &[("Channel", "none")], Refused("No such channel")),
    // A blank line too many follows.
    ("QueueRule", &[], Plain),
    ("CoreSettings", &[], Plain),
    ("CoreStatus", &[], Plain),
    ("ListCommands", &[], Plain),
    ("ListCategories", &[("Filename", "queues.conf")], Plain),
    ("GetConfig", &[("Filename", "queues.conf")], Plain),
    // Their modules are not loaded.
    ("Agents", &[], Unknown),
    ("DAHDIShowChannels", &[], Unknown),
    ("FAXSessions", &[], Unknown),
    ("IAXpeerlist", &[], Unknown),
    ("IAXpeers", &[], Unknown),
    ("IAXregistry", &[], Unknown),
    ("MeetmeListRooms", &[], Unknown),
    ("PRIShowSpans", &[], Unknown),
    ("SIPpeers", &[], Unknown),
    ("SIPshowregistry", &[], Unknown),
    ("VoicemailUsersList", &[], Unknown),
];

async fn every_list_comes_to_its_end(asterisk: Asterisk) {
    let client = asterisk.client().await;
    let mut events = Listener::new(&client);
    for number in ["610", "700", "600"] {
        client.send(originate(&format!("Local/{number}@phones"), 60)).await.unwrap();
    }
    for key in ["a", "b", "c"] {
        client.send(DBPut::new().family("live").key(key).val(key)).await.unwrap();
    }
    for (name, header, value) in [
        ("ConfbridgeJoin", "Conference", "610"),
        ("ParkedCall", "Parkinglot", "default"),
        ("QueueCallerJoin", "Queue", "support"),
    ] {
        // They come in any order.
        if !events.heard.iter().any(|message| crate::rig::is_event(message, name, header, value)) {
            events.event(name, header, value).await;
        }
    }

    let commands = client.send(action("ListCommands", &[])).await.unwrap();
    for (name, headers, end) in LISTS {
        let told = format!("{name} {headers:?}, {end:?}");
        let got = collect(&client, action(name, headers)).await;
        assert_eq!(commands.text(name).is_none(), matches!(end, Unknown), "{told}: {got:?}");
        match (end, got) {
            (Items(expected), Ok((items, said))) => {
                assert_eq!(items, *expected, "{told}");
                // Asterisk 16 says 1 whatever there is.
                let wrong = asterisk.version == 16 && *name == "DBGetTree";
                assert_eq!(said, Some(if wrong { 1 } else { items }), "{told}");
            }
            (Plain, Ok((0, None))) => {}
            (Refused(words), Err(SendError::Refused { message })) => assert_eq!(message, *words, "{told}"),
            (Unknown, Err(SendError::Refused { message })) => {
                assert!(
                    message.starts_with(&format!("Invalid/unknown command: {name}.")),
                    "{told}: {message}"
                );
            }
            (_, got) => panic!("{told}: {got:?}"),
        }
    }
    // Nothing of a list was taken for an event, nor for an answer that is none.
    events.take();
    for name in events.words() {
        assert!(!name.ends_with("Complete") && !name.starts_with("DBGet"), "{name} is an item of a list");
    }
    assert_eq!((client.metrics().unreadable, client.metrics().actions.timed_out), (0, 0));
}

async fn commands_give_their_lines(asterisk: Asterisk) {
    const ROWS: usize = 1_000;
    let client = asterisk.client().await;
    let mut puts = JoinSet::new();
    for number in 0..ROWS {
        let client = client.clone();
        let put = DBPut::new().family("rows").key(format!("k{number:04}")).val(format!("value: {number}"));
        puts.spawn(async move { client.send(put).await.unwrap() });
    }
    assert_eq!(puts.join_all().await.len(), ROWS);
    let lines = client.command("database show rows").await.unwrap();
    assert_eq!(lines.len(), ROWS + 1);
    for (number, line) in lines[..ROWS].iter().enumerate() {
        let (key, value) = line.split_once(" : ").unwrap();
        assert_eq!(
            (key.trim(), &*format!("value: {number}")),
            (&*format!("/rows/k{number:04}"), value.trim())
        );
    }
    assert_eq!(lines[ROWS], format!("{ROWS} results found."));
    assert!(client.command("core show help").await.unwrap().len() > 200);

    // Blank lines are lines, and a command may say nothing at all.
    assert!(client.command("core show settings").await.unwrap().iter().any(String::is_empty));
    assert_eq!(
        client.command("core show hint 1001").await.unwrap().last().unwrap(),
        "1 hint matching extension 1001"
    );
    let silent = client.command("dialplan set global SILENT yes").await.unwrap();
    assert!(silent.len() < 3, "{silent:?}");

    // Both versions say `Error` and give the reason as output.
    let error = client.command("no such command").await.unwrap_err();
    let expected =
        "No such command 'no such command' (type 'core show help no such' for other possible commands)";
    assert!(matches!(&error, SendError::Refused { message } if message == expected), "{error:?}");
    assert!(error.did_nothing());
}

/// What was asked, and what the answer to it must say.
async fn one_of_many(client: Client, number: usize) {
    match number % 5 {
        0 => assert_eq!(client.send(Ping::new()).await.unwrap().text("Ping").unwrap(), "Pong"),
        1 => {
            let response = client.send(Getvar::new().variable(format!("V{number}"))).await.unwrap();
            assert_eq!(response.text("Value").unwrap(), format!("is {number}"));
        }
        2 => {
            let lines = client.command(format!("database get many {number}")).await.unwrap();
            assert_eq!(lines, [format!("Value: is {number}")]);
        }
        3 => {
            let get = DBGet::new().family("many").key(number.to_string());
            let (_, items) = client.collect(get).await.unwrap();
            assert_eq!(items.len(), 1);
            assert_eq!(items[0].as_frame().text("Val").unwrap(), format!("is {number}"));
        }
        _ => {
            let (queue, members) = if number.is_multiple_of(2) { ("support", 3) } else { ("sales", 2) };
            let (_, items) = client.collect(QueueStatus::new().queue(queue)).await.unwrap();
            assert_eq!(items.len(), members + 1);
            assert!(items.iter().all(|item| item.as_frame().text("Queue").unwrap() == queue));
        }
    }
}

async fn two_hundred_actions_each_get_their_own_answer(asterisk: Asterisk) {
    let client = asterisk.client().await;
    for number in 0..200 {
        let value = format!("is {number}");
        client.send(Setvar::new().variable(format!("V{number}")).value(&value)).await.unwrap();
        client.send(DBPut::new().family("many").key(number.to_string()).val(&value)).await.unwrap();
    }
    // With events between the answers.
    client.send(originate("Local/500@storm", 0)).await.unwrap();
    let before = client.metrics().actions.sent;
    let mut actions = JoinSet::new();
    for number in 0..200 {
        actions.spawn(one_of_many(client.clone(), number));
    }
    assert_eq!(actions.join_all().await.len(), 200);
    let actions = client.metrics().actions;
    assert_eq!((actions.sent - before, actions.timed_out, actions.lost, actions.refused), (200, 0, 0, 0));
}

async fn who_may_not_is_told_so(asterisk: Asterisk) {
    let reader = Client::connect(asterisk.options("reader")).await.unwrap();
    let nosystem = Client::connect(asterisk.options("nosystem")).await.unwrap();
    let mut refused = 0;
    for (client, name, headers) in [
        (&reader, "Originate", &[("Channel", "Local/9001@phones"), ("Application", "Wait")][..]),
        (&reader, "Command", &[("Command", "core show uptime")]),
        (&reader, "Getvar", &[("Variable", "X")]),
        (&reader, "Setvar", &[("Variable", "X"), ("Value", "1")]),
        (&reader, "Hangup", &[("Channel", "none")]),
        (&reader, "CoreShowChannels", &[]),
        (&reader, "PJSIPShowEndpoints", &[]),
        (&reader, "Filter", &[("Operation", "Add"), ("Filter", "Event: Hangup")]),
        (&nosystem, "Command", &[("Command", "core show uptime")]),
        (&nosystem, "PJSIPShowEndpoints", &[]),
        (&nosystem, "DBPut", &[("Family", "live"), ("Key", "a"), ("Val", "1")]),
    ] {
        let error = client.collect(action(name, headers)).await.unwrap_err();
        assert!(matches!(error, SendError::PermissionDenied) && error.did_nothing(), "{name}: {error:?}");
        refused += 1;
    }
    assert_eq!(reader.metrics().actions.refused + nosystem.metrics().actions.refused, refused);
    // What needs no right is done.
    assert_eq!(reader.send(Ping::new()).await.unwrap().text("Ping").unwrap(), "Pong");
    assert_eq!(collect(&reader, QueueStatus::new()).await.unwrap(), (7, Some(7)));
    assert_eq!(collect(&nosystem, CoreShowChannels::new()).await.unwrap(), (0, Some(0)));
}

async fn a_phone_that_rings_holds_nobody_up(asterisk: Asterisk) {
    let client = asterisk.client().await;
    let mut events = Listener::new(&client);
    // For Asterisk `false` would mean that the connection waits until somebody answers.
    let rings = originate("Local/5020@phones", 0).async_("false").timeout("60000");
    let response = client.send(rings).await.unwrap();
    assert_eq!(response.message(), "Originate successfully queued");
    events.event("Newstate", "ChannelStateDesc", "Ringing").await;
    for _ in 0..10 {
        assert_eq!(client.send(Ping::new()).await.unwrap().text("Ping").unwrap(), "Pong");
    }
    // It rings still.
    let (_, channels) = client.collect(CoreShowChannels::new()).await.unwrap();
    assert_eq!(channels.len(), 2);
    events.take();
    assert!(!events.words().contains(&"OriginateResponse".to_owned()));
    let ringing = channels[0].as_frame().text("Channel").unwrap().into_owned();
    client.send(Hangup::new().channel(ringing)).await.unwrap();
    events.event("OriginateResponse", "Response", "Failure").await;
}

async fn what_became_of_an_originate(asterisk: Asterisk) {
    let client = asterisk.client().await;
    let mut events = Listener::new(&client);
    let of = |channel: &str| originate(channel, 0).timeout("1500");
    let calls = [
        "Local/9001@phones",
        "Local/817@phones",
        "Local/821@phones",
        "Local/5020@phones",
        "Local/none@phones",
    ];
    // All at once: each outcome must find its call.
    let mut outcomes = JoinSet::new();
    for channel in calls {
        let (client, action) = (client.clone(), of(channel));
        outcomes.spawn(async move { (channel, client.originate(action, PATIENCE).await.unwrap()) });
    }
    let outcomes = outcomes.join_all().await;
    for channel in calls {
        let (_, told) = outcomes.iter().find(|(of, _)| *of == channel).unwrap();
        assert_eq!(told.response.message(), "Originate successfully queued");
        // Busy and refused give no reason, in both versions.
        let expected = match channel {
            "Local/9001@phones" => (true, Some(4), true),
            "Local/5020@phones" => (false, Some(3), false),
            _ => (false, Some(0), false),
        };
        assert_eq!((told.succeeded(), told.reason(), told.uniqueid().is_some()), expected, "{channel}");
        let of_outcome = told.outcome.as_frame().text("Channel").unwrap();
        assert!(of_outcome.starts_with(channel), "{of_outcome}");
    }
    // It is an event for all as well.
    events.take();
    assert_eq!(events.words().iter().filter(|name| *name == "OriginateResponse").count(), calls.len());

    // One that cannot be asked for has no outcome to wait for.
    let nowhere = Originate::new().channel("Local/9001@phones").context("phones").exten("none").priority("1");
    let error = client.originate(nowhere, PATIENCE).await.unwrap_err();
    assert!(matches!(&error, SendError::Refused { .. }), "{error:?}");
    // And one whose outcome does not come in time is not known.
    let error = client.originate(of("Local/5020@phones"), Duration::from_millis(100)).await.unwrap_err();
    assert!(matches!(error, SendError::TimedOut(_)) && !error.did_nothing(), "{error:?}");
}

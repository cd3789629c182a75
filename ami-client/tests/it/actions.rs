//! Actions: every answer, and every way in which there is none.

use std::time::Duration;

use ami_client::ami_proto::Action;
use ami_client::ami_proto::action::{Hangup, Originate, ParkedCalls, Ping, Redirect};
use ami_client::{Client, SendError};

use crate::peer::{connected, connected_with, header, options};

/// Sends a ping from a task of its own.
fn ping(client: &Client) -> tokio::task::JoinHandle<Result<String, SendError>> {
    let client = client.clone();
    tokio::spawn(
        async move { client.send(Ping::new()).await.map(|response| response.message().into_owned()) },
    )
}

#[tokio::test(start_paused = true)]
async fn answers_find_whoever_waits_for_them() {
    let (client, mut peer, _asterisk) = connected().await;
    let (one, two) = (ping(&client), ping(&client));
    let ids = [peer.asked("Ping").await, peer.asked("Ping").await];
    assert_ne!(ids[0], ids[1]);
    peer.responds(&ids[1], "Success", "Message: two\r\n").await;
    peer.responds(&ids[0], "Success", "Message: one\r\n").await;
    let mut told = [one.await.unwrap().unwrap(), two.await.unwrap().unwrap()];
    told.sort();
    assert_eq!(told, ["one", "two"]);
    let actions = client.metrics().actions;
    assert_eq!((actions.sent, actions.latency.iter().sum::<u64>()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_told_in_the_words_of_asterisk() {
    let (client, mut peer, _asterisk) = connected().await;
    let pings = [ping(&client), ping(&client)];
    for message in ["Permission denied", "No such channel"] {
        let id = peer.asked("Ping").await;
        peer.responds(&id, "Error", &format!("Message: {message}\r\n")).await;
    }
    let [denied, refused] = pings;
    let denied = denied.await.unwrap().unwrap_err();
    assert!(matches!(denied, SendError::PermissionDenied) && denied.did_nothing());
    let refused = refused.await.unwrap().unwrap_err();
    assert!(matches!(&refused, SendError::Refused { message } if message == "No such channel"));
    assert_eq!(client.metrics().actions.refused, 2);
}

#[tokio::test(start_paused = true)]
async fn a_command_that_fails_is_told_by_its_output() {
    let (client, mut peer, _asterisk) = connected().await;
    let command = {
        let client = client.clone();
        tokio::spawn(async move { client.command("no such").await })
    };
    let id = peer.asked("Command").await;
    let words = ["No such command 'no such'", "  (type 'core show help')"];
    let output = format!("Output: {}\r\nOutput: {}\r\nOutput: \r\n", words[0], words[1]);
    peer.responds(&id, "Error", &format!("Message: Command output follows\r\n{output}")).await;
    let error = command.await.unwrap().unwrap_err();
    assert!(matches!(&error, SendError::Refused { message } if *message == words.join("\n")), "{error}");
}

#[tokio::test(start_paused = true)]
async fn no_answer_in_time_is_no_refusal() {
    let (client, mut peer, _asterisk) = connected().await;
    let late = ping(&client);
    let id = peer.asked("Ping").await;
    let error = late.await.unwrap().unwrap_err();
    assert!(matches!(error, SendError::TimedOut(within) if within == Duration::from_secs(10)));
    assert!(!error.did_nothing());
    // What comes too late disturbs nobody.
    peer.responds(&id, "Success", "").await;
    let next = ping(&client);
    let id = peer.asked("Ping").await;
    peer.responds(&id, "Success", "Message: in time\r\n").await;
    assert_eq!(next.await.unwrap().unwrap(), "in time");
}

#[tokio::test(start_paused = true)]
async fn a_lost_connection_leaves_the_outcome_unknown() {
    let (client, mut peer, asterisk) = connected().await;
    let hangup = {
        let client = client.clone();
        tokio::spawn(async move { client.send(Hangup::new().channel("PJSIP/1001-00000001")).await })
    };
    peer.asked("Hangup").await;
    asterisk.is_down(true);
    drop(peer);
    let error = hangup.await.unwrap().unwrap_err();
    assert!(matches!(error, SendError::OutcomeUnknown) && !error.did_nothing());
    // Now nothing can be sent, and that is certain.
    let error = client.send(Ping::new()).await.unwrap_err();
    assert!(matches!(error, SendError::NotConnected) && error.did_nothing());
    assert_eq!(client.metrics().actions.lost, 1);
}

#[tokio::test(start_paused = true)]
async fn an_action_that_nobody_waits_for_any_more_is_not_sent() {
    let (client, mut peer, _asterisk) = connected().await;
    {
        // Polled once: given to the driver, which has had no turn yet.
        let send = client.send(Hangup::new().channel("PJSIP/1001-00000001"));
        tokio::pin!(send);
        assert!(std::future::poll_fn(|cx| std::task::Poll::Ready(send.as_mut().poll(cx))).await.is_pending());
    }
    let ping = ping(&client);
    let id = peer.asked("Ping").await;
    peer.responds(&id, "Success", "").await;
    ping.await.unwrap().unwrap();
}

#[tokio::test(start_paused = true)]
async fn lists_are_collected_and_events_between_are_not() {
    let (client, mut peer, _asterisk) = connected().await;
    let list = {
        let client = client.clone();
        tokio::spawn(async move { client.collect(ParkedCalls::new()).await })
    };
    let id = peer.asked("ParkedCalls").await;
    peer.responds(&id, "Success", "EventList: start\r\n").await;
    let item = |id: &str, slot: u32| format!("Event: ParkedCall\r\n{id}ParkingSpace: {slot}\r\n\r\n");
    let id_line = format!("ActionID: {id}\r\n");
    peer.says(item(&id_line, 701)).await;
    peer.says(item("", 702)).await;
    peer.says(item(&id_line, 703)).await;
    peer.says(format!("Event: ParkedCallsComplete\r\n{id_line}EventList: Complete\r\nTotal: 2\r\n\r\n"))
        .await;
    let (response, items) = list.await.unwrap().unwrap();
    assert_eq!(response.text("EventList").unwrap(), "start");
    let slots: Vec<_> =
        items.iter().map(|item| item.as_frame().text("ParkingSpace").unwrap().into_owned()).collect();
    assert_eq!(slots, ["701", "703"]);
}

#[tokio::test(start_paused = true)]
async fn a_list_that_breaks_off_is_not_taken_for_whole() {
    for ending in ["cancelled", "silence", "link"] {
        let (client, mut peer, _asterisk) = connected().await;
        let mut list = {
            let client = client.clone();
            tokio::spawn(async move { client.list(ParkedCalls::new()).await.unwrap() })
        };
        let id = peer.asked("ParkedCalls").await;
        peer.responds(&id, "Success", "EventList: start\r\n").await;
        let mut list = (&mut list).await.unwrap();
        peer.says(format!("Event: ParkedCall\r\nActionID: {id}\r\n\r\n")).await;
        assert!(list.next().await.unwrap().is_ok());
        match ending {
            "cancelled" => {
                peer.says(format!("Event: X\r\nActionID: {id}\r\nEventList: cancelled\r\n\r\n")).await;
                assert!(matches!(list.next().await, Some(Err(SendError::ListCancelled))));
            }
            "silence" => assert!(matches!(list.next().await, Some(Err(SendError::TimedOut(_))))),
            _ => {
                drop(peer);
                assert!(matches!(list.next().await, Some(Err(SendError::OutcomeUnknown))));
            }
        }
        assert!(list.next().await.is_none() && list.end().is_none(), "{ending}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_oldest_lists_end_with_their_only_item() {
    let (client, mut peer, _asterisk) = connected().await;
    let list = {
        let client = client.clone();
        tokio::spawn(async move { client.collect(Action::new("DBGet")).await })
    };
    let id = peer.asked("DBGet").await;
    peer.responds(&id, "Success", "Message: Result will follow\r\n").await;
    peer.says(format!("Event: DBGetResponse\r\nActionID: {id}\r\nVal: 7\r\n\r\n")).await;
    let (_, items) = list.await.unwrap().unwrap();
    assert_eq!(items.len(), 1);
    assert_eq!(items[0].as_frame().get("Val"), Some(&b"7"[..]));
}

#[tokio::test(start_paused = true)]
async fn an_originate_never_holds_the_connection() {
    let (client, mut peer, _asterisk) = connected().await;
    let sync = {
        let client = client.clone();
        let action = Originate::new().channel("PJSIP/1001").async_("false");
        tokio::spawn(async move { client.send(action).await })
    };
    let action = peer.action().await;
    assert_eq!(action.matches("Async: ").count(), 1, "{action}");
    assert_eq!(header(&action, "Async"), "true");
    peer.responds(header(&action, "ActionID"), "Success", "Message: Originate successfully queued\r\n").await;
    assert_eq!(sync.await.unwrap().unwrap().message(), "Originate successfully queued");
}

#[tokio::test(start_paused = true)]
async fn what_came_of_an_originate_is_told_and_is_an_event_too() {
    let (client, mut peer, _asterisk) = connected().await;
    let mut events = client.subscribe(ami_client::SubscribeOptions::new());
    let call = {
        let client = client.clone();
        let action = Originate::new().channel("PJSIP/1001").application("Wait");
        tokio::spawn(async move { client.originate(action, Duration::from_secs(60)).await })
    };
    let id = peer.asked("Originate").await;
    peer.responds(&id, "Success", "Message: Originate successfully queued\r\n").await;
    tokio::time::sleep(Duration::from_secs(15)).await;
    peer.says(format!(
        "Event: OriginateResponse\r\nActionID: {id}\r\nResponse: Failure\r\nReason: 3\r\nUniqueid: <unknown>\r\n\r\n"
    ))
    .await;
    let told = call.await.unwrap().unwrap();
    assert_eq!((told.succeeded(), told.reason(), told.uniqueid()), (false, Some(3), None));
    events.recv().await.unwrap();
    assert!(
        matches!(events.recv().await, Some(ami_client::Message::Event(event)) if event.name() == "OriginateResponse")
    );
}

#[tokio::test(start_paused = true)]
async fn what_may_not_be_sent_is_not() {
    let (client, _peer, _asterisk) = connected().await;
    let error = client.send(Redirect::new().exten("1\r\nAction: Command")).await.unwrap_err();
    assert!(matches!(error, SendError::Encode(_)), "{error}");
    let error = client.send(Redirect::new().channel("PJSIP/1")).await.unwrap_err();
    assert!(error.to_string().contains("needs parameter"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_slow_does_not_hold_a_separate_connection() {
    let (options, mut asterisk) = options();
    let client = Client::start(options.separate_actions()).unwrap();
    let (mut one, mut two) = (asterisk.next().await, asterisk.next().await);
    // Which of the two comes first is not said.
    let mut events = client.subscribe(ami_client::SubscribeOptions::new());
    one.says(crate::peer::BANNER).await;
    two.says(crate::peer::BANNER).await;
    let mut masks = Vec::new();
    for peer in [&mut one, &mut two] {
        let id = peer.asked("Challenge").await;
        peer.responds(&id, "Success", "Challenge: hel\r\n").await;
        let login = peer.action().await;
        masks.push(header(&login, "Events").to_owned());
        peer.responds(header(&login, "ActionID"), "Success", "").await;
        peer.asked("CoreSettings").await;
    }
    assert!(client.ready().await);
    let (mut for_events, mut for_actions) = if masks == ["on", "off"] { (one, two) } else { (two, one) };
    assert!(masks.contains(&"off".to_owned()));
    let ping = ping(&client);
    let id = for_actions.asked("Ping").await;
    for_events.event(1).await;
    assert!(matches!(events.recv().await, Some(ami_client::Message::Connected { .. })));
    assert!(matches!(events.recv().await, Some(ami_client::Message::Event(_))));
    for_actions.responds(&id, "Success", "").await;
    ping.await.unwrap().unwrap();
    assert_eq!(client.metrics().actions.sent, 1);
}

#[tokio::test(start_paused = true)]
async fn two_hundred_actions_are_under_way_at_once() {
    let (options, mut asterisk) = options();
    let crate::peer::Pair(client, mut peer) = connected_with(options, &mut asterisk).await;
    let pings: Vec<_> = (0..200).map(|_| ping(&client)).collect();
    let mut ids = Vec::new();
    for _ in 0..200 {
        ids.push(peer.asked("Ping").await);
    }
    for id in ids.iter().rev() {
        peer.responds(id, "Success", &format!("Message: {id}\r\n")).await;
    }
    let mut told = Vec::new();
    for ping in pings {
        told.push(ping.await.unwrap().unwrap());
    }
    told.sort();
    ids.sort();
    assert_eq!(told, ids);
}

//! Listening: order, gaps, policies, questions.

use std::time::Duration;

use ami_client::ami_proto::action::QueueStatus;
use ami_client::{GapCause, Interest, Message, Part, Policy, SendError, SubscribeOptions, Subscription};

use crate::peer::{Peer, connected};

/// A message in short words.
pub(crate) fn word(message: &Message) -> String {
    match message {
        Message::Connected { .. } => "connected".into(),
        Message::Disconnected { .. } => "disconnected".into(),
        Message::Event(event) => match event.frame().text("Number") {
            Some(number) => number.into_owned(),
            None => event.name().into_owned(),
        },
        Message::Gap(gap) => format!("gap {:?} {:?}", gap.cause, gap.missed),
        Message::Answer(_, Part::Response { last, .. }) => format!("response last={last}"),
        Message::Answer(_, Part::Item(item)) => format!("item {}", item.as_frame().text("Number").unwrap()),
        Message::Answer(_, Part::End(_)) => "end".into(),
        Message::Answer(_, part) => format!("{part:?}"),
        other => format!("{other:?}"),
    }
}

/// All that has come, once everything has had its turn.
async fn told(events: &mut Subscription) -> Vec<String> {
    settle().await;
    std::iter::from_fn(|| events.try_recv()).map(|message| word(&message)).collect()
}

async fn settle() {
    tokio::time::sleep(Duration::from_millis(1)).await;
}

async fn events(peer: &mut Peer, numbers: std::ops::Range<usize>) {
    for number in numbers {
        peer.event(number).await;
    }
    settle().await;
}

#[tokio::test(start_paused = true)]
async fn everybody_hears_everything_in_order() {
    let (client, mut peer, _asterisk) = connected().await;
    let mut early = client.subscribe(SubscribeOptions::new());
    events(&mut peer, 0..3).await;
    let mut late = client.subscribe(SubscribeOptions::new());
    events(&mut peer, 3..5).await;
    assert_eq!(told(&mut early).await, ["connected", "0", "1", "2", "3", "4"]);
    assert_eq!(told(&mut late).await, ["connected", "3", "4"]);
    let metrics = client.metrics();
    assert_eq!((metrics.events, metrics.events_by_name["Newstate"], metrics.subscribers.len()), (5, 5, 2));
}

#[tokio::test(start_paused = true)]
async fn everybody_hears_what_they_are_interested_in() {
    let (client, mut peer, _asterisk) = connected().await;
    let mut ends = client.subscribe(SubscribeOptions::new().interest(Interest::events(["Hangup"])));
    let mut calls = client.subscribe(SubscribeOptions::new().interest(Interest::classes(["call"])));
    events(&mut peer, 0..1).await;
    peer.says("Event: Hangup\r\nPrivilege: call,all\r\n\r\nEvent: Reload\r\nPrivilege: system,all\r\n\r\n")
        .await;
    assert_eq!(told(&mut ends).await, ["connected", "Hangup"]);
    assert_eq!(told(&mut calls).await, ["connected", "0", "Hangup"]);
}

#[tokio::test(start_paused = true)]
async fn a_lost_link_is_a_gap_from_the_last_sign_of_life_to_the_login() {
    let (client, mut peer, mut asterisk) = connected().await;
    let mut events = client.subscribe(SubscribeOptions::new());
    peer.event(1).await;
    tokio::time::sleep(Duration::from_secs(19)).await;
    asterisk.is_down(true);
    peer.says("Event: Newstate\r\nNumb").await;
    drop(peer);
    tokio::time::sleep(Duration::from_secs(100)).await;
    asterisk.is_down(false);
    let mut peer = asterisk.next().await;
    peer.lets_in().await;
    peer.event(2).await;
    settle().await;
    let messages: Vec<Message> = std::iter::from_fn(|| events.try_recv()).collect();
    let words: Vec<String> = messages.iter().map(word).collect();
    assert_eq!(words, ["connected", "1", "disconnected", "gap Link None", "connected", "2"]);
    let (Message::Disconnected { last_heard }, Message::Gap(gap)) = (&messages[2], &messages[3]) else {
        panic!()
    };
    let Message::Connected { since, .. } = &messages[4] else { panic!() };
    assert_eq!((gap.from, gap.to), (*last_heard, *since));
    assert!(gap.to.duration_since(gap.from).unwrap() >= Duration::from_secs(100));
    // The half of an event that was cut off is never shown.
    assert_eq!(client.metrics().events_by_name["Newstate"], 2);
    assert_eq!((client.metrics().connects, client.metrics().gaps), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_silent_link_is_given_up_and_the_gap_begins_with_the_silence() {
    let (client, mut peer, mut asterisk) = connected().await;
    let mut events = client.subscribe(SubscribeOptions::new());
    let id = peer.asked("Ping").await;
    peer.responds(&id, "Success", "Ping: Pong\r\n").await;
    let begun = tokio::time::Instant::now();
    // Nothing is answered any more.
    let mut next = asterisk.next().await;
    assert_eq!(begun.elapsed().as_secs(), 30);
    next.lets_in().await;
    settle().await;
    let messages: Vec<Message> = std::iter::from_fn(|| events.try_recv()).collect();
    let Message::Gap(gap) = &messages[2] else { panic!("{messages:?}") };
    assert!(gap.to.duration_since(gap.from).unwrap() >= Duration::from_secs(30));
    drop(peer);
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_read_is_a_gap() {
    let (client, mut peer, _asterisk) = connected().await;
    let mut events = client.subscribe(SubscribeOptions::new());
    peer.event(1).await;
    peer.says("%&/ noise\r\n\r\n").await;
    peer.event(2).await;
    peer.says(format!("Event: X\r\nY: {}\r\n\r\n", "y".repeat(2 << 20))).await;
    peer.event(3).await;
    let words = told(&mut events).await;
    assert_eq!(words, ["connected", "1", "gap Garbage None", "2", "gap TooLarge None", "3"]);
    assert_eq!(client.metrics().unreadable, 2);
}

#[tokio::test(start_paused = true)]
async fn a_lossless_reader_misses_nothing_up_to_its_bound_and_then_knows_what() {
    let (client, mut peer, _asterisk) = connected().await;
    let bound = 10_000;
    let mut slow =
        client.subscribe(SubscribeOptions::new().named("slow").policy(Policy::Lossless { bytes: bound }));
    let mut fast = client.subscribe(SubscribeOptions::new());
    events(&mut peer, 0..200).await;
    let metrics = client.metrics();
    let slow_metrics = metrics.subscribers.iter().find(|one| one.name == "slow").unwrap();
    assert!(slow_metrics.bytes <= bound && slow_metrics.missed > 0, "{slow_metrics:?}");
    assert_eq!(told(&mut fast).await.len(), 201);
    // While it reads again, but has not read half, events are still missing.
    for _ in 0..3 {
        slow.try_recv().unwrap();
    }
    events(&mut peer, 200..201).await;
    let words = told(&mut slow).await;
    let kept: usize = words.iter().filter(|word| word.parse::<usize>().is_ok()).count() + 2;
    assert_eq!(words.last().unwrap(), &format!("gap SlowReader Some({})", 201 - kept));
    // From then on it hears everything again.
    events(&mut peer, 201..203).await;
    assert_eq!(told(&mut slow).await, ["201", "202"]);
    // Also where it begins to read only after events fitted in again.
    events(&mut peer, 300..500).await;
    while let Some(message) = slow.try_recv() {
        if matches!(message, Message::Event(event) if event.frame().text("Number").unwrap() == "310") {
            break;
        }
    }
    events(&mut peer, 500..502).await;
    let words = told(&mut slow).await;
    let gap = words.iter().position(|word| word.starts_with("gap SlowReader")).unwrap();
    let after: Vec<&str> = words[gap + 1..].iter().map(String::as_str).collect();
    assert!(after.is_empty() || after == ["500", "501"], "{words:?}");
    let numbers: Vec<usize> = words[..gap].iter().map(|word| word.parse().unwrap()).collect();
    assert!(numbers.windows(2).all(|pair| pair[1] == pair[0] + 1), "{numbers:?}");
}

#[tokio::test(start_paused = true)]
async fn a_lagging_reader_hears_the_newest() {
    let (client, mut peer, _asterisk) = connected().await;
    let mut lag = client.subscribe(SubscribeOptions::new().policy(Policy::Lag { messages: 3 }));
    events(&mut peer, 0..10).await;
    // That the link is there is news that is not lost.
    assert_eq!(told(&mut lag).await, ["gap SlowReader Some(7)", "connected", "7", "8", "9"]);
    events(&mut peer, 10..12).await;
    assert_eq!(told(&mut lag).await, ["10", "11"]);
}

#[tokio::test(start_paused = true)]
async fn whoever_never_reads_holds_nobody_up_and_no_memory() {
    let (client, mut peer, mut asterisk) = connected().await;
    let never = [Policy::Lossless { bytes: 5_000 }, Policy::Lag { messages: 5 }]
        .map(|policy| client.subscribe(SubscribeOptions::new().named("never").policy(policy)));
    let mut fast = client.subscribe(SubscribeOptions::new().named("fast"));
    for round in 0..50 {
        events(&mut peer, 0..20).await;
        let words = told(&mut fast).await;
        assert_eq!(words.iter().filter(|word| word.parse::<usize>().is_ok()).count(), 20, "round {round}");
        drop(peer);
        peer = asterisk.next().await;
        peer.lets_in().await;
        settle().await;
    }
    for one in client.metrics().subscribers.iter().filter(|one| one.name == "never") {
        assert!(one.bytes <= 6_000 && one.messages <= 50, "{one:?}");
    }
    // And whoever has gone is forgotten.
    drop(never);
    settle().await;
    assert_eq!(client.metrics().subscribers.len(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_question_is_answered_in_step_with_the_events() {
    let (client, mut peer, _asterisk) = connected().await;
    let mut events = client.subscribe(SubscribeOptions::new());
    let mut other = client.subscribe(SubscribeOptions::new());
    events.ask(QueueStatus::new()).await.unwrap();
    let id = peer.asked("QueueStatus").await;
    peer.event(1).await;
    peer.responds(&id, "Success", "EventList: start\r\n").await;
    peer.event(2).await;
    peer.says(format!("Event: QueueParams\r\nActionID: {id}\r\nNumber: 77\r\n\r\n")).await;
    peer.event(3).await;
    peer.says(format!("Event: QueueStatusComplete\r\nActionID: {id}\r\nEventList: Complete\r\n\r\n")).await;
    peer.event(4).await;
    let words = told(&mut events).await;
    assert_eq!(words, ["connected", "1", "response last=false", "2", "item 77", "3", "end", "4"]);
    assert_eq!(told(&mut other).await, ["connected", "1", "2", "3", "4"]);
}

#[tokio::test(start_paused = true)]
async fn a_question_without_an_answer_says_so() {
    let (client, mut peer, asterisk) = connected().await;
    let mut events = client.subscribe(SubscribeOptions::new());
    let one = events.ask(QueueStatus::new()).await.unwrap();
    peer.asked("QueueStatus").await;
    asterisk.is_down(true);
    drop(peer);
    settle().await;
    let two = events.ask(QueueStatus::new()).await.unwrap();
    settle().await;
    let mut failed = Vec::new();
    while let Some(message) = events.try_recv() {
        if let Message::Answer(question, Part::Failed(error)) = message {
            failed.push((question, matches!(error, SendError::OutcomeUnknown)));
        }
    }
    assert_eq!(failed, [(one, true), (two, false)]);
    assert_ne!(one, two);
}

#[tokio::test(start_paused = true)]
async fn a_closed_client_gives_what_is_left_and_then_ends() {
    let (client, mut peer, _asterisk) = connected().await;
    let mut events = client.subscribe(SubscribeOptions::new());
    let closing = tokio::spawn({
        let client = client.clone();
        async move { client.close().await }
    });
    let id = peer.asked("Logoff").await;
    // What was on its way.
    peer.event(1).await;
    peer.responds(&id, "Goodbye", "Message: Thanks for all the fish.\r\n").await;
    drop(peer);
    closing.await.unwrap();
    assert_eq!(told(&mut events).await, ["connected", "1", "disconnected"]);
    assert!(events.recv().await.is_none());
    assert!(matches!(
        client.send(ami_client::ami_proto::action::Ping::new()).await,
        Err(SendError::ClientClosed)
    ));
    assert!(!client.ready().await);
    assert!(client.subscribe(SubscribeOptions::new()).recv().await.is_none());
}

#[tokio::test(start_paused = true)]
async fn a_client_that_is_closed_amid_its_login_misses_nothing_that_is_on_its_way() {
    let (options, mut asterisk) = crate::peer::options();
    let client = ami_client::Client::start(options).unwrap();
    let mut events = client.subscribe(SubscribeOptions::new());
    let mut peer = asterisk.next().await;
    peer.says(crate::peer::BANNER).await;
    let id = peer.asked("Challenge").await;
    peer.responds(&id, "Success", "Challenge: hel\r\n").await;
    let id = peer.asked("Login").await;
    let closing = tokio::spawn(async move { client.close().await });
    settle().await;
    peer.responds(&id, "Success", "Message: Authentication accepted\r\n").await;
    peer.event(1).await;
    while peer.action().await.lines().next() != Some("Action: Logoff") {}
    drop(peer);
    closing.await.unwrap();
    assert_eq!(told(&mut events).await, ["connected", "1", "disconnected"]);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_left_behind_when_everybody_has_gone() {
    let (client, mut peer, _asterisk) = connected().await;
    let events = client.subscribe(SubscribeOptions::new());
    drop(client);
    // Who listens keeps the connection.
    peer.event(1).await;
    settle().await;
    drop(events);
    peer.asked("Logoff").await;
}

#[tokio::test(start_paused = true)]
async fn many_at_a_time_are_the_same_as_one_by_one() {
    let (client, mut peer, _asterisk) = connected().await;
    let mut reader = client.subscribe(SubscribeOptions::new());
    events(&mut peer, 0..10).await;
    let mut messages = Vec::new();
    assert_eq!(reader.recv_many(&mut messages, 4).await, 4);
    assert_eq!(reader.recv_many(&mut messages, 100).await, 7);
    assert_eq!(messages.len(), 11);
    assert_eq!(messages.iter().skip(1).map(word).collect::<Vec<_>>()[9], "9");
    client.close().await;
    messages.clear();
    while reader.recv_many(&mut messages, 100).await > 0 {}
    assert_eq!(messages.len(), 1);
    assert!(matches!(messages[0], Message::Disconnected { .. }), "{:?} {:?}", messages, GapCause::Link);
}

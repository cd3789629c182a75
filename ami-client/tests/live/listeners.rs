//! Those who listen: slow ones, picky ones, and the last words.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use ami_client::ami_proto::Action;
use ami_client::ami_proto::action::{Originate, QueueStatus};
use ami_client::{Client, GapCause, Message, Part, Policy, Received, SubscribeOptions};
use callflow_sip_agent::OnCall;
use tokio::time::{Instant, MissedTickBehavior, interval};

use crate::at_both;
use crate::rig::{Asterisk, Listener, mark, originate, state};

at_both!(
    one_who_does_not_read_holds_nobody_up,
    events_by_name_are_those_alone,
    a_question_is_answered_in_step_with_the_events,
    what_was_said_before_the_end_is_delivered,
);

/// 50 calls a second for a minute.
async fn one_who_does_not_read_holds_nobody_up(asterisk: Asterisk) {
    const CALLS: usize = 3_000;
    let client = asterisk.client().await;
    let small = SubscribeOptions::new().named("stalled").policy(Policy::Lossless { bytes: 1 << 20 });
    let mut stalled = client.subscribe(small);
    let mut reader = Listener::new(&client);
    let first = client.metrics().events;

    let caller = {
        let client = client.clone();
        tokio::spawn(async move {
            let mut beat = interval(Duration::from_millis(20));
            beat.set_missed_tick_behavior(MissedTickBehavior::Burst);
            for _ in 0..CALLS {
                beat.tick().await;
                client.send(originate("Local/9000@phones", 0)).await.unwrap();
            }
        })
    };
    let mut hung_up = 0;
    let patience = Instant::now() + Duration::from_secs(240);
    while hung_up < 2 * CALLS {
        let message = tokio::time::timeout_at(patience, reader.subscription.recv()).await.unwrap().unwrap();
        hung_up += usize::from(matches!(&message, Message::Event(event) if event.name() == "Hangup"));
        reader.heard.push(message);
    }
    caller.await.unwrap();
    mark(&client, "Marked").await;
    reader.marked("Marked").await;

    // Nobody else has a turn meanwhile, so that both have heard of the same.
    reader.take();
    let kept: Vec<Message> = std::iter::from_fn(|| stalled.try_recv()).collect();
    let metrics = client.metrics();
    assert_eq!((metrics.connects, metrics.disconnects, metrics.gaps, metrics.unreadable), (1, 0, 0, 0));

    // The reader: everything, and no gap.
    let is_event = |message: &&Message| matches!(message, Message::Event(_));
    let total = reader.heard.iter().filter(is_event).count();
    assert_eq!(reader.heard.len(), total + 1, "{:?}", &reader.words()[..3]);
    assert_eq!(total as u64, metrics.events - first);
    let born = reader.words().iter().filter(|name| *name == "Newchannel").count();
    assert_eq!((born, hung_up), (2 * CALLS, 2 * CALLS));

    // The other: the beginning, and exactly how much is missing.
    let (gap, kept) = kept.split_last().unwrap();
    let Message::Gap(gap) = gap else { panic!("{gap:?}") };
    let kept_events = kept.iter().filter(is_event).count();
    assert_eq!(gap.cause, GapCause::SlowReader);
    assert_eq!(gap.missed, Some((total - kept_events) as u64));
    assert!(kept_events > 500 && kept.len() == kept_events + 1, "{kept_events} of {total}");
    for (one, other) in kept.iter().zip(&reader.heard) {
        if let (Message::Event(one), Message::Event(other)) = (one, other) {
            assert_eq!(one, other);
        }
    }
    let Message::Event(missing) = &reader.heard[kept.len()] else { panic!() };
    let Message::Event(last) = reader.heard.last().unwrap() else { panic!() };
    assert_eq!((gap.from, gap.to), (missing.at(), last.at()));
    // And on it goes.
    mark(&client, "On").await;
    loop {
        // States of devices are told late, also behind the mark.
        match stalled.recv().await {
            Some(Message::Event(event)) if event.name() == "UserEvent" => break,
            Some(Message::Event(_)) => {}
            other => panic!("{other:?}"),
        }
    }
    let counted = metrics.subscribers.iter().find(|one| one.name == "stalled").unwrap();
    assert_eq!((counted.gaps, counted.missed), (1, gap.missed.unwrap()));
}

/// Where the user may, Asterisk filters; where not, the client does.
async fn events_by_name_are_those_alone(asterisk: Asterisk) {
    let all = asterisk.client().await;
    let mut all = Listener::new(&all);
    let filtered = Client::connect(asterisk.options("callflow").only_events(["Hangup"])).await.unwrap();
    let denied = Client::connect(asterisk.options("nosystem").only_events(["Hangup"])).await.unwrap();
    state(&filtered, "filtered", |state| {
        state.server().is_some_and(|server| server.asterisk_version().is_some())
    })
    .await;
    state(&denied, "denied", |state| {
        state.server().is_some_and(|server| server.asterisk_version().is_some())
    })
    .await;
    assert_eq!(filtered.state().borrow().server().unwrap().filter_refused(), None);
    assert_eq!(denied.state().borrow().server().unwrap().filter_refused(), Some("Permission denied"));

    let (mut one, mut two) = (Listener::new(&filtered), Listener::new(&denied));
    let mut kim = asterisk.phone("1001", OnCall::Ring).await;
    let call = kim.agent.call("9100").await.unwrap();
    kim.answered(&call).await;
    kim.agent.hang_up(&call).await.unwrap();
    kim.ended(&call).await;
    for listener in [&mut all, &mut one, &mut two] {
        listener.event("Hangup", "CallerIDNum", "1001").await;
    }
    // A phone that hangs up is two events, and the name of one is the beginning of the other's.
    assert!(all.words().contains(&"HangupRequest".to_owned()));
    assert_eq!(one.words(), ["connected", "Hangup"]);
    assert_eq!(two.words(), ["connected", "Hangup"]);
    let came =
        |client: &Client| -> BTreeSet<String> { client.metrics().events_by_name.into_keys().collect() };
    assert_eq!(came(&filtered), BTreeSet::from(["Hangup".to_owned()]));
    assert!(came(&denied).contains("HangupRequest"), "{:?}", came(&denied));
}

async fn a_question_is_answered_in_step_with_the_events(asterisk: Asterisk) {
    const TIMES: usize = 20;
    let client = asterisk.client().await;
    let mut events = Listener::new(&client);
    client.send(originate("Local/2000@storm", 60)).await.unwrap();
    for number in 0..TIMES {
        mark(&client, &format!("before {number}")).await;
        events.subscription.ask(QueueStatus::new()).await.unwrap();
        mark(&client, &format!("behind {number}")).await;
    }
    // What it is refused is answered, too.
    events.subscription.ask(Action::new("Agents")).await.unwrap();
    mark(&client, "End").await;
    events.marked("End").await;

    let mut words = events.heard.iter().filter_map(|message| match message {
        Message::Event(event) if event.name() == "UserEvent" => {
            event.frame().text("UserEvent").filter(|name| name != "Storm").map(Cow::into_owned)
        }
        Message::Answer(_, Part::Response { frame, last }) => {
            Some(format!("{} last={last}", frame.as_frame().text("Response").unwrap()))
        }
        Message::Answer(_, Part::Item(item)) => Some(item.as_frame().text("Event").unwrap().into_owned()),
        Message::Answer(_, Part::End(end)) => Some(end.as_frame().text("ListItems").unwrap().into_owned()),
        Message::Event(_) | Message::Connected { .. } => None,
        other => panic!("{other:?}"),
    });
    let mut next = || words.next().unwrap();
    for number in 0..TIMES {
        assert_eq!(next(), format!("before {number}"));
        assert_eq!(next(), "Success last=false");
        let mut items: Vec<String> = (0..7).map(|_| next()).collect();
        items.sort();
        assert_eq!(items[..5], ["QueueMember"; 5]);
        assert_eq!(items[5..], ["QueueParams"; 2]);
        assert_eq!(next(), "7");
        assert_eq!(next(), format!("behind {number}"));
    }
    assert_eq!([next(), next()], ["Error last=true", "End"]);
    assert_eq!(words.next(), None);
}

async fn what_was_said_before_the_end_is_delivered(asterisk: Asterisk) {
    let watcher = asterisk.client().await;
    let mut watched = Listener::new(&watcher);
    let client = asterisk.client().await;
    let mut events = Listener::new(&client);
    watched.until("both there", |message| matches!(message, Message::Event(_))).await;
    let storm = Originate::new().channel("Local/1000@storm").application("Wait").data("60");
    client.send(storm).await.unwrap();
    events.event("UserEvent", "Left", "990").await;
    // In the middle of the storm.
    mark(&client, "Last").await;
    client.close().await;
    assert!(matches!(*client.state().borrow(), ami_client::State::Closed));
    while let Some(message) = events.subscription.recv().await {
        events.heard.push(message);
    }
    let last = |message: &Message| crate::rig::is_event(message, "UserEvent", "UserEvent", "Last");
    assert!(events.heard.iter().any(last), "the event that was answered before the end is missing");
    let words = events.words();
    assert!(words[..words.len() - 1].iter().all(|word| !word.starts_with("gap") && word != "disconnected"));
    assert_eq!(words.last().unwrap(), "disconnected");
    mark(&watcher, "End").await;
    watched.marked("End").await;

    // What came is what another one heard, without a hole.
    let (came, all) = (frames(&events), frames(&watched));
    let begin = all.iter().position(|frame| *frame == came[0]).unwrap();
    assert_eq!(came[..], all[begin..begin + came.len()]);
    assert!(came.len() > 50 && begin + came.len() < all.len());
    // Asterisk has let it go.
    let sessions = watcher.command("manager show connected").await.unwrap();
    assert_eq!(sessions.last().unwrap(), "1 users connected.");
}

/// All events but `FullyBooted`, which each connection is told alone.
fn shared(listener: &Listener) -> impl Iterator<Item = &Received> {
    listener.heard.iter().filter_map(|message| match message {
        Message::Event(event) if event.name() != "FullyBooted" => Some(event),
        _ => None,
    })
}

/// The bytes of all events that every connection is told.
pub(crate) fn frames(listener: &Listener) -> Vec<Vec<u8>> {
    shared(listener).map(|event| event.frame().bytes().to_vec()).collect()
}

/// When they came.
pub(crate) fn times(listener: &Listener) -> Vec<SystemTime> {
    shared(listener).map(Received::at).collect()
}

//! The link breaks, answers never come, Asterisk crashes.

use std::time::Duration;

use ari_client::operation::{applications, bridges, channels};
use ari_client::{
    Client, ConnectError, Error, Event, GapCause, Message, State, SubscribeOptions, Subscription,
};
use asterisk_sim::{Ari, Fault, Harm, Moment, Outage, OutageKind, Pace, Place, Script, Version};

use super::{VERSIONS, asterisk, options};
use crate::server::until;

const SECOND: Duration = Duration::from_secs(1);

async fn connected(sim: &asterisk_sim::Sim) -> (Client, Subscription) {
    let (client, events) = Client::start_listening(options(sim, "app"), SubscribeOptions::new());
    client.state().wait_for(State::is_up).await.unwrap();
    (client, events)
}

fn is_snapshot(message: &Message) -> bool {
    matches!(message, Message::Snapshot(_))
}

#[tokio::test]
async fn a_link_cut_in_an_event_is_a_gap_and_the_call_goes_on() {
    for version in VERSIONS {
        // The first WebSocket breaks in the middle of its third event.
        let fault = Fault::new(Place::Event(3), Harm::DropWithin);
        let sim = asterisk(version, Ari::new().fault(fault)).await;
        let (client, mut events) = connected(&sim).await;
        client.follow("deviceState:Stasis:x").await.unwrap();
        until(&mut events, is_snapshot).await;
        let dial = channels::Originate::new("PJSIP/1001").app("app").channel_id("a");
        client.send(&dial).await.unwrap();
        let (before, snapshot) = until(&mut events, is_snapshot).await;
        let Message::Snapshot(snapshot) = snapshot else { panic!("{snapshot:?}") };
        let gap = before.iter().find_map(|message| match message {
            Message::Gap(gap) => Some(gap),
            _ => None,
        });
        let gap = gap.unwrap_or_else(|| panic!("{before:?}"));
        assert_eq!((gap.missed, gap.cause), (None, GapCause::Link));
        let heard = before.iter().filter(|message| matches!(message, Message::Event(_))).count();
        assert!(heard >= 2, "{before:?}");
        assert_eq!(snapshot.channels.first().unwrap().id, *"a");
        // The call has entered the application meanwhile, or does so now.
        let channel = client.channel("a");
        while channel.get().await.unwrap().dialplan.app_name.as_str() != "Stasis" {
            events.recv().await.unwrap();
        }
        channel.play("sound:x").await.unwrap();
        let finished = |message: &Message| matches!(message, Message::Event(event) if matches!(event.event(), Event::PlaybackFinished(_)));
        until(&mut events, finished).await;
        // What was followed is followed, by both.
        let app = client.send(&applications::Get::new("app")).await.unwrap();
        assert_eq!(app.device_names.first().unwrap(), &"Stasis:x");
    }
}

#[tokio::test]
async fn a_request_with_the_link_cut_is_of_unknown_outcome_and_was_done() {
    let fault = Fault::on_each(Place::Answer(1), Harm::DropBefore);
    let sim = asterisk(Version::ASTERISK_22, Ari::new().fault(fault)).await;
    let client = Client::connect(options(&sim, "app").without_snapshots()).await.unwrap();
    let error = client.send(&bridges::CreateWithId::new("b")).await.unwrap_err();
    assert!(matches!(error, Error::OutcomeUnknown { .. }) && !error.did_nothing(), "{error:?}");
    let look = Client::connect(options(&sim, "look").requests(ari_client::Requests::Http)).await.unwrap();
    assert_eq!(look.send(&bridges::Get::new("b")).await.unwrap().id, *"b");
}

#[tokio::test]
async fn a_request_whose_answer_never_comes_times_out_and_was_done() {
    let never = |place| Fault::on_each(place, Harm::Unanswered);
    for version in VERSIONS {
        // The first answer over HTTP tells the version.
        let ari = Ari::new().fault(never(Place::Answer(1))).http_fault(never(Place::Answer(2)));
        let sim = asterisk(version, ari).await;
        let options = options(&sim, "app").without_snapshots().answer_within(SECOND / 4);
        let client = Client::connect(options).await.unwrap();
        let error = client.send(&bridges::CreateWithId::new("b")).await.unwrap_err();
        assert!(matches!(error, Error::TimedOut { .. }) && !error.did_nothing(), "{error:?}");
        // The next answer comes: over the WebSocket, or another connection.
        assert_eq!(client.send(&bridges::Get::new("b")).await.unwrap().id, *"b");
    }
}

#[tokio::test]
async fn asterisk_crashes_and_what_there_was_is_gone() {
    let crash = Outage::new(Moment::After(SECOND), OutageKind::Crash, SECOND / 2);
    let script = Script::new().pace(Pace::Original);
    let options = asterisk_sim::Options::new().script(script).outage(crash).ari(Ari::new());
    let sim = asterisk_sim::Sim::bind(options).await.unwrap();
    let (client, mut events) = connected(&sim).await;
    until(&mut events, is_snapshot).await;
    let dial = channels::Originate::new("PJSIP/1001").app("app").channel_id("a");
    client.send(&dial).await.unwrap();
    let (before, snapshot) = until(&mut events, is_snapshot).await;
    assert!(before.iter().any(|message| matches!(message, Message::Gap(gap) if gap.cause == GapCause::Link)));
    let Message::Snapshot(snapshot) = snapshot else { panic!("{snapshot:?}") };
    assert_eq!(snapshot.channels.len(), 0);
    assert!(matches!(client.channel("a").get().await, Err(Error::NotFound { .. })));
}

#[tokio::test]
async fn who_is_refused_is_told_so() {
    let refuse = Fault::on_each(Place::Byte(0), Harm::RefuseLogin);
    let sim = asterisk(Version::ASTERISK_22, Ari::new().http_fault(refuse.clone()).fault(refuse)).await;
    let error = Client::connect(options(&sim, "app")).await.unwrap_err();
    assert!(matches!(error, ConnectError::Refused { status: 401, .. }), "{error:?}");
}

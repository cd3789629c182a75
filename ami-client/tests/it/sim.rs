//! Against the simulated Asterisk, over TCP.

use std::path::Path;

use ami_client::ami_proto::action::{CoreShowChannels, ListCommands};
use ami_client::{Client, Message, Options, SubscribeOptions};
use asterisk_sim::{Audience, Capture, Ids, Script, Sim, User};

#[tokio::test]
async fn a_recording_comes_as_it_was_made() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../captures/asterisk-22/28-storm");
    let recorded = std::fs::read(folder.join("ami.raw")).unwrap();
    let capture = Capture::open(folder).unwrap();
    let script = Script::of(capture).ids(Ids::RecordedFirst).audience(Audience::Needed);
    let options = asterisk_sim::Options::new().user(User::new("callflow", "s3cret")).script(script);
    let sim = Sim::bind(options).await.unwrap();
    let address = sim.local_addr().to_string();

    let wrong = Client::connect(Options::new(&address, "callflow", "wrong").unwrap()).await.unwrap_err();
    assert!(wrong.to_string().contains("refuses the login of \"callflow\""), "{wrong}");

    let client = Client::start(Options::new(&address, "callflow", "s3cret").unwrap()).unwrap();
    let mut events = client.subscribe(SubscribeOptions::new());
    assert!(client.ready().await);
    let (_, channels) = client.collect(CoreShowChannels::new()).await.unwrap();
    assert!(channels.iter().all(|item| item.as_frame().event_name() == Some(b"CoreShowChannel")));
    assert!(client.send(ListCommands::new()).await.unwrap().text("Ping").is_some());
    sim.finished().await;
    client.close().await;

    let hangups = recorded.windows(13).filter(|bytes| bytes == b"Event: Hangup").count();
    let mut heard = 0;
    while let Some(message) = events.recv().await {
        match message {
            Message::Event(event) => heard += usize::from(event.name().starts_with("Hangup")),
            Message::Gap(gap) => panic!("{gap:?}"),
            _ => {}
        }
    }
    assert_eq!(heard, hangups);
    assert!(hangups > 10);
}

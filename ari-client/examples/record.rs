//! Records what a caller says until `#` is pressed, ten seconds at most, and plays it back.
#![expect(clippy::print_stdout, reason = "it tells what happens")]

use ari_client::model::{IfExists, TerminateOn};
use ari_client::operation::channels;
use ari_client::{Client, Event, Interest, SubscribeOptions};

mod stage;
use stage::Fake;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let options = stage::asterisk(Fake::new(1)).await?;
    let (client, mut calls) = Client::start_listening(options, SubscribeOptions::new());
    let start = stage::call(&mut calls).await?;
    let channel = client.channel(&start.channel.id);
    let mut events = client.subscribe(SubscribeOptions::new().interest(Interest::channel(channel.id())));
    channel.answer().await?;

    let record = channels::Record::new(channel.id(), "example", "wav")
        .beep(true)
        .if_exists(IfExists::OVERWRITE)
        .max_duration_seconds(10_u32)
        .terminate_on(TerminateOn::HASH);
    let recording = channel.record_with(record).await?;
    let seconds = stage::until(&mut events, |event| match event {
        Event::RecordingFinished(end) => Some(end.recording.duration),
        _ => None,
    });
    if let Some(seconds) = seconds.await? {
        println!("recorded {} seconds", seconds.unwrap_or_default());
        channel.play(format!("recording:{}", recording.name())).await?;
        stage::played(&mut events).await?;
        stage::hang_up(&channel).await?;
    }
    println!("over");
    Ok(())
}

//! Answers a call, plays a greeting, and hangs up.
#![expect(clippy::print_stdout, reason = "it tells what happens")]

use ari_client::{Client, Interest, SubscribeOptions};

mod stage;
use stage::Fake;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let options = stage::asterisk(Fake::new(1)).await?;
    // Listens before it is connected, so that not even the first call is missed.
    let (client, mut calls) = Client::start_listening(options, SubscribeOptions::new());
    let start = stage::call(&mut calls).await?;
    println!("{} calls", start.channel.caller.number);

    let channel = client.channel(&start.channel.id);
    let mut events = client.subscribe(SubscribeOptions::new().interest(Interest::channel(channel.id())));
    channel.answer().await?;
    channel.play("sound:hello-world").await?;
    stage::played(&mut events).await?;
    stage::hang_up(&channel).await?;
    println!("greeted");
    Ok(())
}

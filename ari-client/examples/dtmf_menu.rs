//! A menu: 1 plays a greeting, 2 ends the call, and whatever else is pressed is refused.
#![expect(clippy::print_stdout, reason = "it tells what happens")]

use ari_client::{ChannelHandle, Client, Event, Interest, SubscribeOptions, Subscription};

mod stage;
use stage::{Act, Fake};

const MENU: &str = "sound:demo-instruct";

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let caller = Fake::new(1).when(MENU, 1, Act::Press('9')).when(MENU, 1, Act::Press('1')).when(
        MENU,
        1,
        Act::Press('2'),
    );
    let (client, mut calls) =
        Client::start_listening(stage::asterisk(caller).await?, SubscribeOptions::new());
    let start = stage::call(&mut calls).await?;
    let channel = client.channel(&start.channel.id);
    let mut events = client.subscribe(SubscribeOptions::new().interest(Interest::channel(channel.id())));
    channel.answer().await?;
    while let Some(key) = choice(&channel, &mut events).await? {
        println!("pressed {key}");
        match key.as_str() {
            "1" => channel.play("sound:hello-world").await?,
            "2" => {
                stage::hang_up(&channel).await?;
                break;
            }
            _ => channel.play("sound:option-is-invalid").await?,
        };
        stage::played(&mut events).await?;
    }
    println!("over");
    Ok(())
}

/// Plays the menu until a key is pressed; `None` when the caller has hung up.
async fn choice(channel: &ChannelHandle, events: &mut Subscription) -> anyhow::Result<Option<String>> {
    let menu = channel.play(MENU).await?;
    let mut over = false;
    let key = stage::until(events, |event| match event {
        Event::ChannelDtmfReceived(press) => Some(press.digit.to_string()),
        Event::PlaybackFinished(_) => {
            over = true;
            None
        }
        _ => None,
    })
    .await?;
    if key.is_some() && !over {
        // It may end by itself just now.
        let _ = menu.stop().await;
        stage::played(events).await?;
    }
    Ok(key)
}

//! Dials somebody for a caller, connects the two, and ends with the first who hangs up.
#![expect(clippy::print_stdout, reason = "it tells what happens")]

use ari_client::operation::{bridges, channels};
use ari_client::{Client, Event, Interest, SubscribeOptions};

mod stage;
use stage::{Act, Fake};

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let caller = Fake::new(1).when("POST bridges/both/addChannel", 1, Act::HangUp);
    let (client, mut calls) =
        Client::start_listening(stage::asterisk(caller).await?, SubscribeOptions::new());
    let start = stage::call(&mut calls).await?;
    let caller = client.channel(&start.channel.id);
    let mut of_caller = client.subscribe(SubscribeOptions::new().interest(Interest::channel(caller.id())));
    caller.ring().await?;

    let dial =
        channels::Originate::new(stage::endpoint()).app(stage::APP).app_args("dialled").timeout(30_i64);
    let (called, mut of_called) = client.originate(dial).await?;
    let answered = stage::until(&mut of_called, |event| matches!(event, Event::StasisStart(_)).then_some(()));
    if answered.await?.is_none() {
        println!("no answer");
        stage::hang_up(&caller).await?;
        return Ok(());
    }
    caller.answer().await?;
    let (bridge, _) = client.create_bridge(bridges::Create::new().type_("mixing").bridge_id("both")).await?;
    bridge.add(called.id()).await?;
    bridge.add(caller.id()).await?;
    println!("connected");

    let never = |_: &Event| None::<()>;
    tokio::select! {
        ended = stage::until(&mut of_caller, never) => {
            ended?;
            println!("the caller has hung up");
            stage::hang_up(&called).await?;
        }
        ended = stage::until(&mut of_called, never) => {
            ended?;
            println!("the other one has hung up");
            stage::hang_up(&caller).await?;
        }
    }
    bridge.destroy().await?;
    Ok(())
}

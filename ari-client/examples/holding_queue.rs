//! A queue: callers wait in a holding bridge with music, first come, first served, until the one agent has time for
//! them. Ends when two were served.
#![expect(clippy::print_stdout, reason = "it tells what happens")]

use std::collections::VecDeque;

use ari_client::event::StasisStart;
use ari_client::operation::{bridges, channels};
use ari_client::{
    BridgeHandle, ChannelHandle, Client, Event, Interest, State, SubscribeOptions, Subscription,
};

mod stage;
use stage::{Act, Fake};

const CALLERS: usize = 2;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let callers = Fake::new(CALLERS).when("POST bridges/talk-1/addChannel?caller-1", 1, Act::HangUp).when(
        "POST bridges/talk-2/addChannel?caller-2",
        2,
        Act::HangUp,
    );
    let (client, mut calls) =
        Client::start_listening(stage::asterisk(callers).await?, SubscribeOptions::new());
    client.state().wait_for(State::is_up).await?;
    let (waiting, _) = client.create_bridge(bridges::Create::new().type_("holding")).await?;
    waiting.start_moh().await?;

    let mut queue: VecDeque<(ChannelHandle, Subscription)> = VecDeque::new();
    let mut served = 0;
    while served < CALLERS {
        while queue.is_empty() {
            let start = stage::call(&mut calls).await?;
            queue.push_back(wait(&client, &waiting, &start).await?);
        }
        let Some((caller, mut events)) = queue.pop_front() else { continue };
        served += 1;
        // Whoever calls meanwhile waits too.
        let name = format!("talk-{served}");
        let talk = serve(&client, &caller, &mut events, &name);
        tokio::pin!(talk);
        loop {
            tokio::select! {
                talked = &mut talk => {
                    talked?;
                    break;
                }
                // What is awaited in here is not dropped in the midst, as the call's own arrival may be.
                start = stage::call(&mut calls) => queue.push_back(wait(&client, &waiting, &start?).await?),
            }
        }
    }
    waiting.destroy().await?;
    println!("{served} served");
    Ok(())
}

/// Answers a call, which waits from now on.
async fn wait(
    client: &Client,
    waiting: &BridgeHandle,
    start: &StasisStart,
) -> anyhow::Result<(ChannelHandle, Subscription)> {
    let caller = client.channel(&start.channel.id);
    let events = client.subscribe(SubscribeOptions::new().interest(Interest::channel(caller.id())));
    caller.answer().await?;
    waiting.add(caller.id()).await?;
    println!("{} waits", caller.id());
    Ok((caller, events))
}

/// Dials the agent, and connects the two until one of them hangs up.
async fn serve(
    client: &Client,
    caller: &ChannelHandle,
    of_caller: &mut Subscription,
    name: &str,
) -> anyhow::Result<()> {
    let dial = channels::Originate::new(stage::endpoint()).app(stage::APP).app_args("agent");
    let (agent, mut of_agent) = client.originate(dial).await?;
    let answered = stage::until(&mut of_agent, |event| matches!(event, Event::StasisStart(_)).then_some(()));
    if answered.await?.is_none() {
        println!("the agent does not answer");
        stage::hang_up(caller).await?;
        return Ok(());
    }
    let (talk, _) = client.create_bridge(bridges::Create::new().type_("mixing").bridge_id(name)).await?;
    talk.add(agent.id()).await?;
    talk.add(caller.id()).await?;
    println!("{} talks", caller.id());
    let never = |_: &Event| None::<()>;
    tokio::select! {
        ended = stage::until(of_caller, never) => { ended?; }
        ended = stage::until(&mut of_agent, never) => { ended?; }
    }
    println!("{} has talked", caller.id());
    // One of the two is gone already.
    tokio::try_join!(stage::hang_up(caller), stage::hang_up(&agent))?;
    talk.destroy().await?;
    Ok(())
}

//! Connects to an Asterisk, here a simulated one, and follows its calls: `ami-client` for the events, and what makes them
//! calls.

use std::io::Write;

use ami_client::ami_proto::action::CoreShowChannels;
use ami_client::{Client, Options, SubscribeOptions};
use asterisk_sim::{Capture, Script, Sim};
use callflow_core::{CallFlow, ChangeKind, Plan};
use callflow_server::follow::Follower;

const FOLDER: &str =
    concat!(env!("CARGO_MANIFEST_DIR"), "/../captures/asterisk-22/09-queue-answered-after-wait");

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    // Plays its recording as soon as somebody listens.
    let sim = Sim::bind(asterisk_sim::Options::new().script(Script::of(Capture::open(FOLDER)?))).await?;
    let options = Options::new(sim.local_addr().to_string(), "admin", "secret")?;

    let (client, mut events) = Client::start_listening(options, SubscribeOptions::new())?;
    let mut out = std::io::stdout().lock();
    anyhow::ensure!(client.ready().await, "the client was closed");
    writeln!(
        out,
        "Asterisk {:?}",
        client.state().borrow().server().and_then(|server| server.asterisk_major())
    )?;
    let (_, channels) = client.collect(CoreShowChannels::new()).await?;
    writeln!(out, "{} channels", channels.len())?;

    let (mut flow, mut follower) = (CallFlow::new("pbx", Plan::default()), Follower::new());
    while let Some(message) = events.recv().await {
        follower.take(&message, &mut flow, &mut events).await;
        while let Some(change) = flow.poll_output() {
            if let ChangeKind::CallEnded(call) = change.kind {
                writeln!(out, "a call to {:?} was answered by {:?}", call.dialled, call.answered_by)?;
                client.close().await;
            }
        }
    }
    Ok(())
}

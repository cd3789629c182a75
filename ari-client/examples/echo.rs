//! Echo: the caller's sound comes to this program as RTP, which sends each packet back.
#![expect(clippy::print_stdout, reason = "it tells what happens")]

use ari_client::model::{Encapsulation, MediaTransport};
use ari_client::operation::{bridges, channels};
use ari_client::{Client, Event, Interest, SubscribeOptions};
use tokio::net::UdpSocket;

mod stage;
use stage::Fake;

#[tokio::main(flavor = "current_thread")]
async fn main() -> anyhow::Result<()> {
    let options = stage::asterisk(Fake::new(1)).await?;
    let (client, mut calls) = Client::start_listening(options, SubscribeOptions::new());
    let start = stage::call(&mut calls).await?;
    let caller = client.channel(&start.channel.id);
    let mut events = client.subscribe(SubscribeOptions::new().interest(Interest::channel(caller.id())));
    caller.answer().await?;

    let socket = UdpSocket::bind("127.0.0.1:0").await?;
    let media = channels::ExternalMedia::new(stage::APP, "ulaw")
        .channel_id("media")
        .encapsulation(Encapsulation::RTP)
        .transport(MediaTransport::UDP)
        .external_host(socket.local_addr()?.to_string());
    let media = client.channel(client.send(&media).await?.id);
    let (bridge, _) = client.create_bridge(bridges::Create::new().type_("mixing")).await?;
    bridge.add(caller.id()).await?;
    bridge.add(media.id()).await?;

    let (mut packet, mut packets) = ([0; 2048], 0_u64);
    loop {
        tokio::select! {
            received = socket.recv_from(&mut packet) => {
                let (length, from) = received?;
                socket.send_to(packet.get(..length).unwrap_or_default(), from).await?;
                packets += 1;
            }
            hung_up = stage::until(&mut events, |_: &Event| None::<()>) => {
                hung_up?;
                break;
            }
        }
    }
    println!("{packets} packets sent back");
    stage::hang_up(&media).await?;
    bridge.destroy().await?;
    Ok(())
}

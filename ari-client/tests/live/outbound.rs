//! Asterisk connects to us.

use ari_client::operation::{self, channels};
use ari_client::{Event, Listener, ListenerOptions, State};
use tokio::time::timeout;

use crate::rig::{Asterisk, PATIENCE, heard};

mod asterisk_22 {
    #[tokio::test]
    #[ignore = "needs a real Asterisk: scripts/test live"]
    async fn connects_once_and_for_each_call() {
        super::connects_once_and_for_each_call().await;
    }
}

async fn connects_once_and_for_each_call() {
    let lasting =
        Listener::bind("127.0.0.1:0", ListenerOptions::new("us", "s3cret", "callflow")).await.unwrap();
    let options = ListenerOptions::new("us", "s3cret", "callflow-calls").without_snapshots();
    let calls = Listener::bind("127.0.0.1:0", options).await.unwrap();
    let asterisk = Asterisk::up("22").await;
    for (name, kind, listener) in [("lasting", "persistent", &lasting), ("calls", "per_call_config", &calls)]
    {
        let app = if name == "lasting" { "callflow" } else { "callflow-calls" };
        let address = listener.local_addr().unwrap();
        asterisk.append(
            "websocket_client.conf",
            &format!(
                "\n[{name}]\ntype = websocket_client\nuri = ws://{address}/ari\nprotocols = ari\nusername = us\n\
                 password = s3cret\nconnection_type = {kind}\ntls_enabled = no\n"
            ),
        );
        asterisk.append(
            "ari.conf",
            &format!(
                "\n[{name}]\ntype = outbound_websocket\nwebsocket_client_id = {name}\napps = {app}\n\
                 local_ari_user = callflow\n"
            ),
        );
    }
    let (accepted, ()) = tokio::join!(timeout(PATIENCE, lasting.accept()), asterisk.restart());
    let (client, mut events) = accepted.unwrap().unwrap();
    heard(&mut events, "its name", |event| matches!(event, Event::ApplicationRegistered(_))).await;
    let (channel, _) = client.originate(channels::Originate::new("Local/9300@phones/n")).await.unwrap();
    heard(&mut events, "StasisStart", |event| matches!(event, Event::StasisStart(_))).await;
    channel.play("sound:hello-world").await.unwrap();
    channel.hangup().await.unwrap();

    // A call of its own, with a connection of its own.
    let per_call = async {
        let (call, mut events) = timeout(PATIENCE, calls.accept()).await.unwrap().unwrap();
        let start = heard(&mut events, "StasisStart", |event| matches!(event, Event::StasisStart(_))).await;
        let channel = call.channel(&start.channel().unwrap().id);
        channel.answer().await.unwrap();
        channel.hangup().await.unwrap();
        timeout(PATIENCE, call.state().wait_for(|state| matches!(state, State::Closed)))
            .await
            .unwrap()
            .unwrap();
    };
    let calling = async {
        let originate = channels::Originate::new("Local/408@phones/n").context("phones").extension("407");
        client.send(&originate.priority(1_i64)).await.unwrap();
    };
    tokio::join!(per_call, calling);

    asterisk.change("ari.conf", "apps = callflow\n", "apps = another\n");
    client.send(&operation::asterisk::ReloadModule::new("res_ari.so")).await.unwrap();
    let is = |event: &Event| matches!(event, Event::ApplicationUnregistered(_));
    heard(&mut events, "that it is another application now", is).await;
}

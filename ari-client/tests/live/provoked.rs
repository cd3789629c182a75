//! Events that no operation brings by itself: telephones, transfers, tones, other clients.

use std::collections::BTreeSet;
use std::time::Duration;

use ari_client::model::EventFilter;
use ari_client::operation::{applications, bridges, channels, endpoints};
use ari_client::{BridgeHandle, ChannelHandle, Client, Event, State, SubscribeOptions, Subscription};
use callflow_sip_agent::OnCall;
use tokio::time::timeout;

use crate::rig::{Asterisk, PATIENCE, heard};

/// Answers, and waits for five minutes.
const WAITS: &str = "Local/9300@phones/n";

/// Events that are not heard: of which versions, and why.
pub(crate) const UNHEARD: &[(&str, &[&str], &str)] = &[
    ("ApplicationRegistered", &["22"], "told where Asterisk connects alone: `tests/live/outbound.rs`"),
    ("ApplicationUnregistered", &["22"], "told where Asterisk connects alone: `tests/live/outbound.rs`"),
    ("ApplicationRegistered", &["16"], NEWER),
    ("ApplicationUnregistered", &["16"], NEWER),
    ("CallBroadcast", &["16"], NEWER),
    ("CallClaimed", &["16"], NEWER),
    ("ChannelToneDetected", &["16"], NEWER),
    ("ChannelTransfer", &["16"], NEWER),
    ("RESTResponse", &["16"], NEWER),
];
const NEWER: &str = "newer than this version";

/// Gives the events that another client than this one heard.
pub(crate) async fn all(asterisk: &Asterisk, client: &Client) -> BTreeSet<String> {
    let events = &mut client.subscribe(SubscribeOptions::new());
    client.send(&applications::Filter::new("live", EventFilter::all())).await.unwrap();
    a_telephone(asterisk, client, events).await;
    messages(asterisk, client, events).await;
    leaving(client, events).await;
    media(client, events).await;
    sound(client, events, asterisk.version >= 22).await;
    transfers(asterisk, client, events).await;
    another_client(asterisk).await
}

async fn hear(events: &mut Subscription, name: &str) {
    heard(events, name, |event| event.name() == name).await;
}

/// A channel in the application.
async fn entered(client: &Client, events: &mut Subscription, endpoint: &str) -> ChannelHandle {
    let (channel, _) = client.originate(channels::Originate::new(endpoint)).await.unwrap();
    let id = channel.id().clone();
    let is = |event: &Event| matches!(event, Event::StasisStart(start) if start.channel.id == id);
    heard(events, "StasisStart", is).await;
    channel
}

async fn a_telephone(asterisk: &Asterisk, client: &Client, events: &mut Subscription) {
    client.follow("endpoint:PJSIP/1004").await.unwrap();
    client.follow("deviceState:PJSIP/1004").await.unwrap();
    let mut phone = asterisk.phone("1004", OnCall::ANSWER).await;
    hear(events, "ContactStatusChange").await;
    let channel = entered(client, events, "PJSIP/1004").await;
    let call = phone.answered().await;
    phone.agent.press(&call, '5').await.unwrap();
    hear(events, "ChannelDtmfReceived").await;
    phone.agent.hold(&call, true).await.unwrap();
    hear(events, "ChannelHold").await;
    phone.agent.hold(&call, false).await.unwrap();
    hear(events, "ChannelUnhold").await;
    channel.set_variable("CALLERID(name)", "another").await.unwrap();
    hear(events, "ChannelCallerId").await;
    channel.set_variable("CONNECTEDLINE(name)", "another").await.unwrap();
    hear(events, "ChannelConnectedLine").await;
    phone.agent.hang_up(&call).await.unwrap();
    hear(events, "ChannelDestroyed").await;
    client.unfollow("endpoint:PJSIP/1004").await.unwrap();
    client.unfollow("deviceState:PJSIP/1004").await.unwrap();
}

/// Asterisk writes to itself, as the trunk.
async fn messages(asterisk: &Asterisk, client: &Client, events: &mut Subscription) {
    client.follow("endpoint:PJSIP/trunk").await.unwrap();
    let to = format!("pjsip:trunk/sip:nobody@{}", asterisk.sip);
    client.send(&endpoints::SendMessage::new(to, "sip:trunk@127.0.0.1").body("a text")).await.unwrap();
    hear(events, "TextMessageReceived").await;
    client.unfollow("endpoint:PJSIP/trunk").await.unwrap();
}

async fn leaving(client: &Client, events: &mut Subscription) {
    let channel = entered(client, events, WAITS).await;
    channel.move_to("nowhere").await.unwrap();
    hear(events, "ApplicationMoveFailed").await;
    let channel = entered(client, events, WAITS).await;
    client.follow(format!("channel:{}", channel.id())).await.unwrap();
    channel.continue_at("phones", "407", 1).await.unwrap();
    hear(events, "ChannelDialplan").await;
    channel.hangup().await.unwrap();
}

async fn media(client: &Client, events: &mut Subscription) {
    let channel = entered(client, events, WAITS).await;
    let beep = "sound:en_US_f_Allison/beep";
    channel.play_with(channels::Play::new(channel.id(), [beep, beep])).await.unwrap();
    hear(events, "PlaybackContinuing").await;
    hear(events, "PlaybackFinished").await;
    // What is in a bridge is recorded with the bridge.
    let bridge = bridge_of(client, &channel).await;
    channel.record("cannot-be", "wav").await.unwrap();
    hear(events, "RecordingFailed").await;
    bridge.destroy().await.unwrap();
    channel.hangup().await.unwrap();
}

/// Who calls hears a tone, and then silence.
async fn sound(client: &Client, events: &mut Subscription, tones: bool) {
    // The detector takes whatever it gets for 8,000 samples a second.
    let create = channels::Create::new("Local/409@phones/n", client.app()).formats("slin");
    let (channel, mut own) = client.create_channel(create).await.unwrap();
    hear(&mut own, "StasisStart").await;
    channel.set_variable("TALK_DETECT(set)", "200").await.unwrap();
    channel.set_variable("TONE_DETECT(440,100)", "").await.unwrap();
    channel.dial().await.unwrap();
    hear(&mut own, "ChannelTalkingStarted").await;
    if tones {
        hear(&mut own, "ChannelToneDetected").await;
    }
    hear(&mut own, "ChannelTalkingFinished").await;
    channel.hangup().await.unwrap();
    hear(events, "ChannelDestroyed").await;
}

async fn bridge_of(client: &Client, channel: &ChannelHandle) -> BridgeHandle {
    let (bridge, mut events) = client.create_bridge(bridges::Create::new().type_("mixing")).await.unwrap();
    bridge.add(channel.id()).await.unwrap();
    hear(&mut events, "ChannelEnteredBridge").await;
    bridge
}

async fn transfers(asterisk: &Asterisk, client: &Client, events: &mut Subscription) {
    let mut phone = asterisk.phone("1005", OnCall::ANSWER).await;
    let channel = entered(client, events, "PJSIP/1005").await;
    let call = phone.answered().await;
    let bridge = bridge_of(client, &channel).await;
    let other = entered(client, events, WAITS).await;
    bridge.add(other.id()).await.unwrap();
    phone.agent.transfer(&call, "407").await.unwrap();
    hear(events, "BridgeBlindTransfer").await;
    bridge.destroy().await.unwrap();

    // Of bridges that are nobody's, too.
    client.follow("bridge:").await.unwrap();
    let (bridge, _) = client.create_bridge(bridges::Create::new()).await.unwrap();
    hear(events, "BridgeCreated").await;
    bridge.destroy().await.unwrap();
    hear(events, "BridgeDestroyed").await;

    // Two calls with other telephones, whose ends are connected.
    let (mut one, mut two) =
        (asterisk.phone("1006", OnCall::ANSWER).await, asterisk.phone("1007", OnCall::ANSWER).await);
    let first = phone.agent.call("1006").await.unwrap();
    phone.answered().await;
    phone.agent.hold(&first, true).await.unwrap();
    let second = phone.agent.call("1007").await.unwrap();
    phone.answered().await;
    one.answered().await;
    two.answered().await;
    phone.agent.connect(&first, &second).await.unwrap();
    hear(events, "BridgeAttendedTransfer").await;
    transferred_by_keys(asterisk, events).await;
}

/// Whoever transfers by keys talks in a bridge of its own, which becomes one with the first, unless it hangs up before Asterisk
/// has taken in that the second call was answered; then it tries again. What is asked for is said, so 410 is called, which
/// speaks a language that there are sounds of.
async fn transferred_by_keys(asterisk: &Asterisk, events: &mut Subscription) {
    let mut phone = asterisk.phone("1008", OnCall::ANSWER).await;
    let mut one = asterisk.phone("1009", OnCall::ANSWER).await;
    let mut two = asterisk.phone("1010", OnCall::ANSWER).await;
    for _ in 0..10 {
        let call = phone.agent.call("410").await.unwrap();
        phone.answered().await;
        let answered = one.answered().await;
        talks(events, "PJSIP/1008-", "").await;
        for key in "*21010".chars() {
            phone.agent.press(&call, key).await.unwrap();
        }
        two.answered().await;
        talks(events, "Local/1010@", ";2").await;
        phone.agent.hang_up(&call).await.unwrap();
        if timeout(Duration::from_secs(5), hear(events, "BridgeMerged")).await.is_ok() {
            return;
        }
        one.agent.hang_up(&answered).await.unwrap();
    }
    panic!("no BridgeMerged");
}

/// Waits until a channel of such a name is in a bridge.
async fn talks(events: &mut Subscription, begin: &str, end: &str) {
    let is = |event: &Event| {
        let Event::ChannelEnteredBridge(entered) = event else { return false };
        let name = entered.channel.as_ref().map_or("", |channel| channel.name.as_str());
        name.starts_with(begin) && name.ends_with(end)
    };
    heard(events, begin, is).await;
}

/// Another client takes an application over. Gives what the first one heard of it.
async fn another_client(asterisk: &Asterisk) -> BTreeSet<String> {
    let options = || asterisk.options_for("live-2").without_snapshots();
    let (first, mut events) = Client::start_listening(options(), SubscribeOptions::new());
    first.state().wait_for(State::is_up).await.unwrap();
    let _second = Client::connect(options()).await.unwrap();
    let mut told = BTreeSet::new();
    while !told.contains("ApplicationReplaced") {
        let event = timeout(PATIENCE, events.event()).await.unwrap().unwrap();
        told.insert(event.event().name().to_owned());
    }
    // Or it would take the application back, and the second one again.
    first.close();
    told
}

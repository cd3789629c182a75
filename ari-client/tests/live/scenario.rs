//! Every operation once, in an order in which each can succeed.

use ari_client::model::{
    ConfigTuple, DeviceStatus, Direction, EventFilter, HangupReason, IfExists, PlaybackControl,
};
use ari_client::operation::{
    applications, asterisk, bridges, channels, device_states, endpoints, events, mailboxes, playbacks,
    recordings, sounds,
};
use ari_client::{ChannelId, Event, SubscribeOptions, Subscription};
use callflow_sip_agent::OnCall;

use crate::rig::{Asterisk, Phone, heard};
use crate::run::Run;

/// A sound of some seconds, so that there is time to do something with it.
const LONG: &str = "sound:en_US_f_Allison/demo-congrats";

/// Answers, and waits for five minutes.
const WAITS: &str = "Local/9300@phones/n";

pub(crate) async fn everything(asterisk: &Asterisk, run: &mut Run<'_>) {
    let events = &mut run.client.subscribe(SubscribeOptions::new());
    about_asterisk(asterisk, run).await;
    small_things(asterisk, run, events).await;
    let channel = new_channels(asterisk, run, events).await;
    one_channel(asterisk, run, events, &channel).await;
    media(run, events, &channel).await;
    bridged(asterisk, run, events, &channel).await;
    leaving(asterisk, run, events).await;
    telephones(asterisk, run, events).await;
}

async fn about_asterisk(asterisk: &Asterisk, run: &mut Run<'_>) {
    run.done(asterisk::Ping::new()).await;
    let info = run.done(asterisk::GetInfo::new()).await;
    assert!(info.system.unwrap().version.starts_with(&asterisk.version.to_string()));
    let modules = run.done(asterisk::ListModules::new()).await;
    assert!(modules.iter().any(|module| module.name == "app_verbose.so"));
    run.done(asterisk::GetModule::new("app_verbose.so")).await;
    run.done(asterisk::UnloadModule::new("app_verbose.so")).await;
    run.done(asterisk::LoadModule::new("app_verbose.so")).await;
    run.done(asterisk::ReloadModule::new("res_musiconhold.so")).await;
    run.done(asterisk::AddLog::new("ari-test", "notice,warning")).await;
    assert!(run.done(asterisk::ListLogChannels::new()).await.len() > 1);
    run.done(asterisk::DeleteLog::new("ari-test")).await;
    // Asterisk 22 forgets a log that it rotates, and would not find it to delete it.
    run.client.send(&asterisk::AddLog::new("ari-test-2", "notice")).await.unwrap();
    run.done(asterisk::RotateLog::new("ari-test-2")).await;
    run.done(asterisk::SetGlobalVar::new("ARI_TEST").value("a b & c%2F,ü")).await;
    let value = run.done(asterisk::GetGlobalVar::new("ARI_TEST")).await.value;
    assert_eq!(value, "a b & c%2F,ü");

    let mut field = ConfigTuple::default();
    field.attribute = "max_contacts".into();
    field.value = "2".into();
    let fields: Vec<ConfigTuple> = vec![field];
    run.done(asterisk::UpdateObject::new("res_pjsip", "aor", "made-by-test", fields)).await;
    let object = run.done(asterisk::GetObject::new("res_pjsip", "aor", "made-by-test")).await;
    assert!(object.iter().any(|field| field.attribute == "max_contacts" && field.value == "2"));
    run.done(asterisk::DeleteObject::new("res_pjsip", "aor", "made-by-test")).await;
}

async fn small_things(asterisk: &Asterisk, run: &mut Run<'_>, events: &mut Subscription) {
    let device = "Stasis:one two";
    run.done(device_states::Update::new(device, DeviceStatus::RINGING)).await;
    assert_eq!(run.done(device_states::Get::new(device)).await.state, DeviceStatus::RINGING);
    assert!(run.done(device_states::List::new()).await.iter().any(|state| state.name == device));
    run.done(device_states::Delete::new(device)).await;

    const NO_MAILBOXES: &str = "Debian builds without `res_mwi_external`";
    run.cannot(mailboxes::List::new(), 404, NO_MAILBOXES).await;
    run.cannot(mailboxes::Get::new("1@default"), 404, NO_MAILBOXES).await;
    run.cannot(mailboxes::Update::new("1@default", 1, 2), 404, NO_MAILBOXES).await;
    run.cannot(mailboxes::Delete::new("1@default"), 404, NO_MAILBOXES).await;

    assert!(run.done(sounds::List::new()).await.len() > 100);
    assert_eq!(run.done(sounds::Get::new("demo-congrats")).await.id, "demo-congrats");

    assert_eq!(run.done(applications::List::new()).await.len(), 1);
    let source = "endpoint:PJSIP/1001";
    let application = run.done(applications::Subscribe::new("live", [source])).await;
    assert_eq!(application.endpoint_ids.first().unwrap(), &"PJSIP/1001");
    run.done(applications::Get::new("live")).await;
    let filter = EventFilter::all().disallow(["ChannelVarset", "ChannelDialplan"]);
    let application = run.done(applications::Filter::new("live", filter)).await;
    assert_eq!(application.events_disallowed.len(), 2);
    run.done(applications::Unsubscribe::new("live", [source])).await;

    run.done(events::UserEvent::new("made", "live").variables([("a", "1")])).await;
    let event = heard(events, "the user event", |event| matches!(event, Event::ChannelUserevent(_))).await;
    let Event::ChannelUserevent(event) = event else { panic!("{event:?}") };
    assert_eq!(event.eventname, "made");

    assert!(run.done(endpoints::List::new()).await.len() >= 10);
    assert!(run.done(endpoints::ListByTech::new("PJSIP")).await.iter().any(|one| one.resource == "1001"));
    let _phone = asterisk.phone("1001", OnCall::Ring).await;
    assert_eq!(run.done(endpoints::Get::new("PJSIP", "1001")).await.technology, "PJSIP");
    let message = endpoints::SendMessage::new("pjsip:1001", "sip:test@127.0.0.1").body("a text");
    run.done(message).await;
    run.done(endpoints::SendMessageToEndpoint::new("PJSIP", "1001", "sip:test@127.0.0.1").body("a text"))
        .await;
    let refer = endpoints::Refer::new("pjsip:1001", "sip:test@127.0.0.1", "sip:1002@127.0.0.1");
    run.done_since(asterisk.version, 22, refer).await;
    let refer = endpoints::ReferToEndpoint::new("PJSIP", "1001", "sip:test@127.0.0.1", "sip:1002@127.0.0.1");
    run.done_since(asterisk.version, 22, refer).await;
}

/// Waits until a channel has entered the application.
async fn entered(events: &mut Subscription, id: &ChannelId) {
    heard(
        events,
        "StasisStart",
        |event| matches!(event, Event::StasisStart(start) if start.channel.id == *id),
    )
    .await;
}

/// Channels of each way to make them. Gives one that is in the application.
async fn new_channels(asterisk: &Asterisk, run: &mut Run<'_>, events: &mut Subscription) -> ChannelId {
    let first: ChannelId = "first".into();
    let channel = run.done(channels::Originate::new(WAITS).app("live").channel_id(&first)).await;
    assert_eq!(channel.id, first);
    entered(events, &first).await;
    let second: ChannelId = "second/with a slash".into();
    run.done(channels::OriginateWithId::new(&second, WAITS).app("live").variables([("A", "b")])).await;
    entered(events, &second).await;
    assert!(run.done(channels::List::new()).await.len() >= 4);
    run.done(channels::Hangup::new(&second).reason(HangupReason::BUSY)).await;

    let third: ChannelId = "third".into();
    run.done(channels::Create::new(WAITS, "live").channel_id(&third)).await;
    entered(events, &third).await;
    run.done(channels::Dial::new(&third).timeout(30_u32)).await;
    let answered = |event: &Event| matches!(event, Event::Dial(dial) if dial.peer.id == third && dial.dialstatus == "ANSWER");
    heard(events, "the answer", answered).await;
    run.done(channels::Hangup::new(&third)).await;

    let media = channels::ExternalMedia::new("live", "ulaw").external_host("127.0.0.1:9").channel_id("media");
    if asterisk.version >= 22 {
        run.done(media).await;
    } else {
        run.done(media.encapsulation("rtp").transport("udp")).await;
    }
    run.done(channels::Hangup::new("media")).await;
    first
}

async fn one_channel(asterisk: &Asterisk, run: &mut Run<'_>, events: &mut Subscription, id: &ChannelId) {
    assert_eq!(run.done(channels::Get::new(id)).await.id, *id);
    run.done(channels::Answer::new(id)).await;
    run.done(channels::Ring::new(id)).await;
    run.done(channels::RingStop::new(id)).await;
    run.done_since(asterisk.version, 22, channels::Progress::new(id)).await;
    run.done(channels::SendDtmf::new(id).dtmf("12#").duration(20_u32).between(20_u32)).await;
    run.done(channels::Mute::new(id).direction(Direction::BOTH)).await;
    run.done(channels::Unmute::new(id).direction(Direction::BOTH)).await;
    run.done(channels::Hold::new(id)).await;
    run.done(channels::Unhold::new(id)).await;
    run.done(channels::StartMoh::new(id)).await;
    run.done(channels::StopMoh::new(id)).await;
    run.done(channels::StartSilence::new(id)).await;
    run.done(channels::StopSilence::new(id)).await;
    run.done(channels::SetChannelVar::new(id, "ARI_TEST").value("x y")).await;
    // Asterisk 16 sets it after it has answered; until then the global one is told.
    while run.done(channels::GetChannelVar::new(id, "ARI_TEST")).await.value != "x y" {}
    run.done_since(asterisk.version, 22, channels::SetChannelVars::new(id, [("ONE", "1"), ("TWO", "2")]))
        .await;
    let variables =
        run.done_since(asterisk.version, 22, channels::GetChannelVars::new(id, ["ONE", "TWO"])).await;
    if let Some(variables) = variables {
        assert_eq!(variables.variables.len(), 2, "{variables:?}");
    }
    let snoop: ChannelId = "snoop".into();
    run.done(channels::SnoopChannel::new(id, "live").spy(Direction::BOTH).snoop_id(&snoop)).await;
    entered(events, &snoop).await;
    run.done(channels::Hangup::new(&snoop)).await;
    let snoop: ChannelId = "snoop-2".into();
    run.done(channels::SnoopChannelWithId::new(id, &snoop, "live").spy(Direction::IN)).await;
    entered(events, &snoop).await;
    run.done(channels::Hangup::new(&snoop)).await;
}

async fn started(events: &mut Subscription, id: &str) {
    heard(
        events,
        "PlaybackStarted",
        |event| matches!(event, Event::PlaybackStarted(one) if one.playback.id == *id),
    )
    .await;
}

async fn media(run: &mut Run<'_>, events: &mut Subscription, id: &ChannelId) {
    run.done(channels::Play::new(id, [LONG]).playback_id("play-1")).await;
    started(events, "play-1").await;
    assert_eq!(run.done(playbacks::Get::new("play-1")).await.media_uri, LONG);
    run.done(playbacks::Control::new("play-1", PlaybackControl::PAUSE)).await;
    run.done(playbacks::Stop::new("play-1")).await;
    heard(events, "PlaybackFinished", |event| matches!(event, Event::PlaybackFinished(_))).await;
    run.done(channels::PlayWithId::new(id, "play-2", [LONG, LONG])).await;
    started(events, "play-2").await;
    // The first one was stopped already: what counts is that this one ends too.
    run.done_at_last(playbacks::Stop::new("play-2")).await;

    let record = channels::Record::new(id, "folder/test", "wav").if_exists(IfExists::OVERWRITE);
    run.done(record).await;
    heard(events, "RecordingStarted", |event| matches!(event, Event::RecordingStarted(_))).await;
    let name = "folder/test";
    run.done(recordings::GetLive::new(name)).await;
    run.done(recordings::Pause::new(name)).await;
    run.done(recordings::Unpause::new(name)).await;
    run.done(recordings::Mute::new(name)).await;
    run.done(recordings::Unmute::new(name)).await;
    run.done(recordings::Stop::new(name)).await;
    heard(events, "RecordingFinished", |event| matches!(event, Event::RecordingFinished(_))).await;
    assert!(run.done(recordings::ListStored::new()).await.iter().any(|one| one.name == name));
    assert_eq!(run.done(recordings::GetStored::new(name)).await.format, "wav");
    let file = run.done(recordings::GetStoredFile::new(name)).await;
    assert!(file.starts_with(b"RIFF"), "{} bytes", file.len());
    run.done(recordings::CopyStored::new(name, "copy")).await;
    run.done(recordings::DeleteStored::new(name)).await;
    run.done(recordings::DeleteStored::new("copy")).await;
    for attempt in 1.. {
        let name = format!("thrown-away-{attempt}");
        run.done(channels::Record::new(id, &name, "wav")).await;
        // One that has not begun yet would begin all the same.
        heard(events, "RecordingStarted", |event| matches!(event, Event::RecordingStarted(_))).await;
        let cancelled = run.done_at_last(recordings::Cancel::new(&name)).await;
        let over = |event: &Event| matches!(event, Event::RecordingFinished(_) | Event::RecordingFailed(_));
        heard(events, "RecordingFinished", over).await;
        if cancelled {
            break;
        }
        assert!(attempt < 10, "no recording is cancelled");
    }
}

async fn bridged(asterisk: &Asterisk, run: &mut Run<'_>, events: &mut Subscription, channel: &ChannelId) {
    run.done(bridges::Create::new().type_("mixing").bridge_id("b").name("a name")).await;
    run.done(bridges::CreateWithId::new("b-2").name("another")).await;
    assert!(run.done(bridges::List::new()).await.len() >= 2);
    assert_eq!(run.done(bridges::Get::new("b")).await.name, "a name");
    run.done(bridges::AddChannel::new("b", [channel])).await;
    let inside = |event: &Event| matches!(event, Event::ChannelEnteredBridge(one) if one.bridge.id == *"b");
    heard(events, "ChannelEnteredBridge", inside).await;
    run.done_since(asterisk.version, 22, bridges::SetBridgeVar::new("b", "ONE").value("1")).await;
    run.done_since(asterisk.version, 22, bridges::GetBridgeVar::new("b", "ONE")).await;
    run.done_since(asterisk.version, 22, bridges::SetBridgeVars::new("b", [("TWO", "2")])).await;
    run.done_since(asterisk.version, 22, bridges::GetBridgeVars::new("b", ["ONE", "TWO"])).await;
    run.done(bridges::SetVideoSource::new("b", channel)).await;
    run.done(bridges::ClearVideoSource::new("b")).await;
    run.done(bridges::StartMoh::new("b")).await;
    run.done(bridges::StopMoh::new("b")).await;
    run.done(bridges::Play::new("b", [LONG]).playback_id("play-b")).await;
    started(events, "play-b").await;
    run.done_at_last(playbacks::Stop::new("play-b")).await;
    // Until the channel that played is gone from the bridge, Asterisk may say "Allocation failed".
    run.done_at_last(bridges::PlayWithId::new("b", "play-b2", [LONG])).await;
    started(events, "play-b2").await;
    run.done_at_last(playbacks::Stop::new("play-b2")).await;
    run.done(bridges::Record::new("b", "of-bridge", "wav").if_exists("overwrite")).await;
    run.done_at_last(recordings::Stop::new("of-bridge")).await;
    run.done(bridges::RemoveChannel::new("b", [channel])).await;
    run.done(bridges::Destroy::new("b")).await;
    run.done(bridges::Destroy::new("b-2")).await;
}

/// Channels that go on elsewhere.
async fn leaving(asterisk: &Asterisk, run: &mut Run<'_>, events: &mut Subscription) {
    let id: ChannelId = "leaves".into();
    run.client.send(&channels::Originate::new(WAITS).app("live").channel_id(&id)).await.unwrap();
    entered(events, &id).await;
    run.done(channels::Move::new(&id, "live").app_args("moved")).await;
    entered(events, &id).await;
    run.done(channels::ContinueInDialplan::new(&id).context("phones").extension("407").priority(1_i64)).await;
    heard(events, "StasisEnd", |event| matches!(event, Event::StasisEnd(end) if end.channel.id == id)).await;
    run.client.channel(&id).hangup().await.unwrap();

    let claim = |id: &ChannelId| events::ClaimChannel::new(id, "live");
    let id: ChannelId = "broadcast".into();
    if asterisk.version < 22 {
        run.done_since(asterisk.version, 22, claim(&id)).await;
        return;
    }
    let originate =
        channels::Originate::new("Local/405@phones/n").extension("407").context("phones").priority(1_i64);
    run.client.send(&originate).await.unwrap();
    let event = heard(events, "CallBroadcast", |event| matches!(event, Event::CallBroadcast(_))).await;
    let id = event.channel().unwrap().id.clone();
    run.done(claim(&id)).await;
    entered(events, &id).await;
    run.client.channel(&id).hangup().await.unwrap();
}

/// What only a telephone can do.
async fn telephones(asterisk: &Asterisk, run: &mut Run<'_>, events: &mut Subscription) {
    let called = asterisk.phone("1002", OnCall::ANSWER).await;
    let id: ChannelId = "phone".into();
    run.client.send(&channels::Originate::new("PJSIP/1002").app("live").channel_id(&id)).await.unwrap();
    entered(events, &id).await;
    run.done(channels::RtpStatistics::new(&id)).await;
    run.client.channel(&id).hangup().await.unwrap();
    drop(called);

    let caller: Phone = asterisk.phone("1003", OnCall::Ring).await;
    caller.agent.call("404").await.unwrap();
    let start = heard(events, "the call", |event| matches!(event, Event::StasisStart(_))).await;
    let id = start.channel().unwrap().id.clone();
    run.done(channels::Redirect::new(&id, "PJSIP/1001")).await;
    let gone = |event: &Event| matches!(event, Event::StasisEnd(end) if end.channel.id == id);
    heard(events, "its end", gone).await;

    // That it goes on: of one that is over Asterisk 22.10 may crash.
    let progress = |id: &ChannelId| channels::TransferProgress::new(id, "channel_progress");
    if asterisk.version < 22 {
        run.done_since(asterisk.version, 22, progress(&id)).await;
        return;
    }
    let call = caller.agent.call("406").await.unwrap();
    let start = heard(events, "the call", |event| matches!(event, Event::StasisStart(_))).await;
    let id = start.channel().unwrap().id.clone();
    let telling = async {
        heard(events, "ChannelTransfer", |event| matches!(event, Event::ChannelTransfer(_))).await;
        run.done(progress(&id)).await;
    };
    // What the telephone makes of it is no matter here.
    let (_, ()) = tokio::join!(caller.agent.transfer(&call, "1001"), telling);
}

//! A channel that a client hangs up.

use std::time::Duration;

use asterisk_sim::{Audience, Options, Pace, Script, Speed, Track};

use crate::support::{Client, LOGIN, capture, options, played};

/// Somebody on hold, twice as slow as recorded, and another call beside them.
fn client(options: Options) -> Client {
    let script = Script::new()
        .pace(Pace::Scaled(Speed::new(0.5).unwrap()))
        .audience(Audience::Needed)
        .track(Track::of([capture("asterisk-22/16-hold")]))
        .track(Track::of([capture("asterisk-22/14-attended-transfer-dtmf")]));
    let mut client = Client::new(options.script(script));
    client.send(LOGIN);
    client.pass(Duration::from_secs(4));
    client
}

/// The channels that these events tell of under that name.
fn channels(got: &[u8], event: &str) -> Vec<String> {
    let events = played(got).into_iter().filter(|headers| headers[0].1 == event);
    events.flatten().filter(|(name, _)| name == "Channel").map(|(_, channel)| channel).collect()
}

fn hang_up(channel: &str) -> Vec<u8> {
    format!("Action: Hangup\r\nChannel: {channel}\r\n\r\n").into_bytes()
}

#[test]
fn what_is_left_of_its_call_comes_at_once_and_others_go_on() {
    let mut client = client(options().hang_up(true));
    let begun = channels(&client.got, "Newchannel");
    let ours = begun.iter().find(|name| name.starts_with("PJSIP/100-")).unwrap().clone();
    client.got.clear();
    client.send(&hang_up(&ours));
    client.pass(Duration::ZERO);
    assert!(client.got.starts_with(b"Response: Success\r\nMessage: Channel Hungup\r\n"));
    let ended = channels(&client.got, "Hangup");
    assert!(ended.contains(&ours) && ended.len() == 2, "{ended:?}");
    client.got.clear();
    client.pass(Duration::from_secs(60));
    assert!(!channels(&client.got, "Hangup").is_empty(), "the other call has ended in its time");
    client.got.clear();
    client.send(&hang_up(&ours));
    assert!(client.got.starts_with(b"Response: Error\r\nMessage: No such channel\r\n"));
}

#[test]
fn it_is_refused_unless_the_options_allow_it() {
    let mut client = client(options());
    let ours = channels(&client.got, "Newchannel").swap_remove(0);
    client.got.clear();
    client.send(&hang_up(&ours));
    assert!(client.got.starts_with(b"Response: Error\r\n"));
    assert!(channels(&client.got, "Hangup").is_empty());
}

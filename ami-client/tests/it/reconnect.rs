//! The connection is made anew for ever, neither late nor too often.

use std::time::Duration;

use ami_client::{Client, ConnectError, State};
use tokio::time::Instant;

use crate::peer::{connected, header, options};

#[tokio::test(start_paused = true)]
async fn a_link_that_breaks_is_made_anew() {
    let (client, peer, mut asterisk) = connected().await;
    let mut state = client.state();
    drop(peer);
    state.wait_for(|state| matches!(state, State::Waiting { .. } | State::Connecting)).await.unwrap();
    asterisk.next().await.lets_in().await;
    state.wait_for(State::is_up).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_clean_close_is_answered_at_once_but_once() {
    let (_client, peer, mut asterisk) = connected().await;
    tokio::time::sleep(Duration::from_secs(11)).await;
    let begun = Instant::now();
    drop(peer);
    let mut peer = asterisk.next().await;
    assert!(begun.elapsed() < Duration::from_millis(2), "{:?}", begun.elapsed());
    peer.lets_in().await;
    drop(peer);
    asterisk.next().await;
    assert!(begun.elapsed() >= Duration::from_millis(125), "{:?}", begun.elapsed());
}

#[tokio::test(start_paused = true)]
async fn an_asterisk_that_was_away_is_found_within_two_seconds() {
    let (_client, peer, mut asterisk) = connected().await;
    asterisk.is_down(true);
    drop(peer);
    for away in [1, 60, 3_600] {
        assert!(asterisk.nobody_comes(Duration::from_secs(away)).await);
        asterisk.is_down(false);
        let back = Instant::now();
        let mut peer = asterisk.next().await;
        assert!(back.elapsed() <= Duration::from_millis(1_501), "{:?}", back.elapsed());
        peer.lets_in().await;
        asterisk.is_down(true);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_secret_is_told_and_not_hammered() {
    let (options, mut asterisk) = options();
    let client = Client::start(options).unwrap();
    let mut state = client.state();
    asterisk.next().await.refuses().await;
    let waiting = state.wait_for(|state| matches!(state, State::Waiting { .. })).await.unwrap().clone();
    let State::Waiting { error: ConnectError::Refused { username, message }, .. } = waiting else { panic!() };
    assert_eq!((&*username, &*message), ("callflow", "Authentication failed"));
    assert!(asterisk.nobody_comes(Duration::from_secs(50)).await);
    // Somebody mends it: no need to wait any longer.
    let mended = Instant::now();
    client.set_secret("right");
    let mut peer = asterisk.next().await;
    assert!(mended.elapsed() < Duration::from_millis(10), "{:?}", mended.elapsed());
    peer.says(crate::peer::BANNER).await;
    let id = peer.asked("Challenge").await;
    peer.responds(&id, "Success", "Challenge: hel\r\n").await;
    let login = peer.action().await;
    assert_eq!(header(&login, "Key"), md5("helright"));
    peer.responds(header(&login, "ActionID"), "Success", "").await;
    assert!(client.ready().await);
}

#[tokio::test(start_paused = true)]
async fn a_secret_that_is_mended_amid_an_attempt_with_the_old_one_is_tried_at_once() {
    let (options, mut asterisk) = options();
    let client = Client::start(options).unwrap();
    let mut peer = asterisk.next().await;
    client.set_secret("right");
    peer.refuses().await;
    assert!(!asterisk.nobody_comes(Duration::from_secs(1)).await);
}

#[tokio::test(start_paused = true)]
async fn the_first_attempt_tells_why_it_failed() {
    let (options, mut asterisk) = options();
    let connecting = tokio::spawn(Client::connect(options));
    asterisk.next().await.refuses().await;
    assert!(matches!(connecting.await.unwrap(), Err(ConnectError::Refused { .. })));
    // And then nothing goes on.
    assert!(asterisk.nobody_comes(Duration::from_secs(600)).await);

    let (options, asterisk) = crate::peer::options();
    asterisk.is_down(true);
    let error = Client::connect(options).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot connect to pbx:5038: connection refused; is Asterisk running, and its manager enabled?"
    );

    let (options, mut asterisk) = crate::peer::options();
    let connecting = tokio::spawn(Client::connect(options));
    let peer = asterisk.next().await;
    assert!(matches!(connecting.await.unwrap(), Err(ConnectError::LoginUnanswered)));
    drop(peer);
}

fn md5(text: &str) -> String {
    use md5::{Digest, Md5};
    Md5::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

//! Each example at a simulated Asterisk, over both transports: what it says, and what it leaves.

use std::path::PathBuf;
use std::time::Duration;

use ari_client::operation::{bridges, channels, recordings};
use ari_client::{Client, Requests};
use asterisk_sim::{Act, Ari, Caller, Phone, Sim, When};
use tokio::process::Command;
use tokio::time::timeout;

use super::{VERSIONS, asterisk, options, url};
use crate::server::PATIENCE;

const SHORT: Duration = Duration::from_millis(100);

/// `cargo test` builds the examples too, beside the folder of the tests; where one test alone is named, it does not.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test.parent().unwrap().parent().unwrap().join("examples").join(name);
    assert!(program.exists(), "no {}: `cargo build --examples` makes it", program.display());
    program
}

/// Runs an example to its end. Gives the lines that it said.
async fn run(sim: &Sim, example: &str) -> Vec<String> {
    let mut command = Command::new(program(example));
    command.arg(url(sim)).args(["admin", "secret", "PJSIP/1001"]).kill_on_drop(true);
    let output = timeout(PATIENCE, command.output()).await.unwrap().unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{example}: {error}");
    String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
}

/// Nobody and nothing is left behind by an example that has ended.
async fn is_clean(sim: &Sim) -> Client {
    let client = Client::connect(options(sim, "look").requests(Requests::Http)).await.unwrap();
    assert_eq!(client.send(&channels::List::new()).await.unwrap().len(), 0);
    assert_eq!(client.send(&bridges::List::new()).await.unwrap().len(), 0);
    client
}

fn ari() -> Ari {
    let sounds = ["sound:hello-world", "sound:option-is-invalid", "sound:beep"];
    let ari = sounds.into_iter().fold(Ari::new(), |ari, sound| ari.sound(sound, SHORT));
    ari.sound("sound:demo-instruct", Duration::from_secs(20))
        .phone(Phone::new("PJSIP/1001").answers_after(SHORT))
}

fn caller() -> Caller {
    Caller::new("example", "+12025550143")
}

#[tokio::test]
async fn answer_and_play() {
    for version in VERSIONS {
        let sim = asterisk(version, ari().caller(caller())).await;
        assert_eq!(run(&sim, "answer_and_play").await, ["+12025550143 calls", "greeted"]);
        is_clean(&sim).await;
    }
}

#[tokio::test]
async fn dtmf_menu() {
    for version in VERSIONS {
        let menu = || When::Plays("sound:demo-instruct".into());
        let keys = ['9', '1', '2'].into_iter();
        let caller = keys.fold(caller(), |caller, key| caller.then(menu(), SHORT, Act::Press(key)));
        let sim = asterisk(version, ari().caller(caller)).await;
        assert_eq!(run(&sim, "dtmf_menu").await, ["pressed 9", "pressed 1", "pressed 2", "over"]);
        is_clean(&sim).await;
    }
}

#[tokio::test]
async fn dial_and_bridge() {
    for version in VERSIONS {
        let sim =
            asterisk(version.clone(), ari().caller(caller().then(When::Bridged, SHORT, Act::HangUp))).await;
        assert_eq!(run(&sim, "dial_and_bridge").await, ["connected", "the caller has hung up"]);
        is_clean(&sim).await;
        // The other one hangs up; and nobody answers.
        let phone = Phone::new("PJSIP/1001").answers_after(SHORT).then(When::Bridged, SHORT, Act::HangUp);
        let sim = asterisk(version.clone(), Ari::new().phone(phone).caller(caller())).await;
        assert_eq!(run(&sim, "dial_and_bridge").await, ["connected", "the other one has hung up"]);
        is_clean(&sim).await;
        let sim =
            asterisk(version, Ari::new().phone(Phone::new("PJSIP/1001").refuses(17)).caller(caller())).await;
        assert_eq!(run(&sim, "dial_and_bridge").await, ["no answer"]);
        is_clean(&sim).await;
    }
}

#[tokio::test]
async fn record() {
    for version in VERSIONS {
        let caller = caller().then(When::Recorded, Duration::from_millis(1_100), Act::Press('#'));
        let sim = asterisk(version, ari().caller(caller)).await;
        assert_eq!(run(&sim, "record").await, ["recorded 1 seconds", "over"]);
        let client = is_clean(&sim).await;
        let file = client.send(&recordings::GetStoredFile::new("example")).await.unwrap();
        assert!(file.starts_with(b"RIFF") && file.len() > 44 + 16_000, "{} bytes", file.len());
    }
}

#[tokio::test]
async fn echo() {
    for version in VERSIONS {
        let sim = asterisk(version, ari().caller(caller().then(When::Echoed, SHORT, Act::HangUp))).await;
        let said = run(&sim, "echo").await;
        let packets = said[0].strip_suffix(" packets sent back").unwrap().parse::<u32>().unwrap();
        assert!(packets > 0, "{said:?}");
        is_clean(&sim).await;
    }
}

#[tokio::test]
async fn holding_queue() {
    for version in VERSIONS {
        let talks = |number: &str| Caller::new("example", number).then(When::Bridged, SHORT, Act::HangUp);
        let sim = asterisk(version, ari().caller(talks("1")).caller(talks("2").after(SHORT))).await;
        let said = run(&sim, "holding_queue").await;
        let count = |word: &str| said.iter().filter(|line| line.ends_with(word)).count();
        assert_eq!((count(" waits"), count(" talks"), count(" has talked")), (2, 2, 2), "{said:?}");
        assert_eq!(said.last().unwrap(), "2 served");
        is_clean(&sim).await;
    }
}

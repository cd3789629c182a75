//! The telephone at a real Asterisk of both versions.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use callflow_sip_agent::{Account, Agent, CallId, Ending, Error, Event, OnCall};
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::timeout;

struct Asterisk {
    folder: tempfile::TempDir,
    sip: std::net::SocketAddr,
}

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../asterisk").join(name)
}

impl Asterisk {
    fn up(version: &str) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let output = Command::new(script("up"))
            .arg(version)
            .arg(folder.path())
            .env("WATCH_PID", std::process::id().to_string())
            .output()?;
        ensure!(output.status.success(), "up: {}", String::from_utf8_lossy(&output.stderr));
        let text = String::from_utf8(output.stdout)?;
        let sip = text.lines().find_map(|line| line.strip_prefix("SIP=")).context("no SIP=")?.parse()?;
        Ok(Self { folder, sip })
    }

    async fn phone(&self, number: &str, on_call: OnCall) -> Result<Phone> {
        let account = Account::new(self.sip, number, format!("test-{number}")).on_call(on_call);
        let (agent, events) = Agent::new(account).await?;
        agent.register(60).await?;
        Ok(Phone { agent, events })
    }
}

impl Drop for Asterisk {
    fn drop(&mut self) {
        let _ = Command::new(script("down")).arg(self.folder.path()).status();
    }
}

struct Phone {
    agent: Agent,
    events: UnboundedReceiver<Event>,
}

impl Phone {
    async fn next(&mut self) -> Result<Event> {
        timeout(Duration::from_secs(10), self.events.recv()).await.context("nothing happened")?.context("off")
    }

    async fn incoming(&mut self) -> Result<(CallId, String)> {
        match self.next().await? {
            Event::Incoming { call, from } => Ok((call, from)),
            other => bail!("{other:?}"),
        }
    }

    async fn expect(&mut self, event: Event) -> Result<()> {
        assert_eq!(self.next().await?, event);
        Ok(())
    }
}

fn answered(call: &CallId) -> Event {
    Event::Answered { call: call.clone() }
}

fn ringing(call: &CallId) -> Event {
    Event::Ringing { call: call.clone() }
}

fn ended(call: &CallId, by: Ending) -> Event {
    Event::Ended { call: call.clone(), by }
}

/// A call from `a` to `b`, which answers by itself: its two ends.
async fn talk(a: &mut Phone, b: &mut Phone, number: &str) -> Result<(CallId, CallId)> {
    let here = a.agent.call(number).await?;
    let (there, _) = b.incoming().await?;
    b.expect(answered(&there)).await?;
    a.expect(ringing(&here)).await?;
    a.expect(answered(&here)).await?;
    Ok((here, there))
}

async fn two_phones_talk_and_either_hangs_up(asterisk: &Asterisk) -> Result<()> {
    let mut kim = asterisk.phone("1001", OnCall::Ring).await?;
    let mut lee = asterisk.phone("1002", OnCall::Ring).await?;

    let here = kim.agent.call("1002").await?;
    let (there, from) = lee.incoming().await?;
    assert_eq!(from, "1001");
    kim.expect(ringing(&here)).await?;
    lee.agent.answer(&there).await?;
    lee.expect(answered(&there)).await?;
    kim.expect(answered(&here)).await?;
    kim.agent.hold(&here, true).await?;
    kim.agent.hold(&here, false).await?;
    kim.agent.press(&here, '5').await?;
    lee.agent.hang_up(&there).await?;
    lee.expect(ended(&there, Ending::Here)).await?;
    kim.expect(ended(&here, Ending::There)).await?;
    assert!(matches!(kim.agent.hang_up(&here).await, Err(Error::NoCall)));

    let back = lee.agent.call("1001").await?;
    let (there, _) = kim.incoming().await?;
    kim.agent.answer(&there).await?;
    kim.expect(answered(&there)).await?;
    lee.expect(ringing(&back)).await?;
    lee.expect(answered(&back)).await?;
    lee.agent.hang_up(&back).await?;
    lee.expect(ended(&back, Ending::Here)).await?;
    kim.expect(ended(&there, Ending::There)).await
}

async fn calls_that_nobody_answers_end_as_they_should(asterisk: &Asterisk) -> Result<()> {
    let mut kim = asterisk.phone("1001", OnCall::Ring).await?;
    let mut lee = asterisk.phone("1002", OnCall::Ring).await?;
    let mut busy = asterisk.phone("1003", OnCall::BUSY).await?;

    let given_up = kim.agent.call("1002").await?;
    let (there, _) = lee.incoming().await?;
    kim.expect(ringing(&given_up)).await?;
    kim.agent.hang_up(&given_up).await?;
    kim.expect(ended(&given_up, Ending::Here)).await?;
    lee.expect(ended(&there, Ending::There)).await?;

    let refused = kim.agent.call("1003").await?;
    let (there, _) = busy.incoming().await?;
    busy.expect(ended(&there, Ending::Here)).await?;
    kim.expect(ended(&refused, Ending::Refused(486))).await?;

    let nowhere = kim.agent.call("1999").await?;
    match kim.next().await? {
        Event::Ended { call, by: Ending::Refused(status) } => {
            assert!(call == nowhere && status >= 400, "{status}")
        }
        other => bail!("{other:?}"),
    }

    let (stranger, _) = Agent::new(Account::new(asterisk.sip, "1004", "wrong")).await?;
    assert!(matches!(stranger.register(60).await, Err(Error::Refused(401))));
    let nobody = Account::new(([127, 0, 0, 1], 9).into(), "1004", "x").patience(Duration::from_millis(50));
    assert!(matches!(Agent::new(nobody).await?.0.register(60).await, Err(Error::NoAnswer)));
    Ok(())
}

async fn a_phone_transfers_its_calls(asterisk: &Asterisk) -> Result<()> {
    let mut kim = asterisk.phone("1001", OnCall::Ring).await?;
    let mut lee = asterisk.phone("1002", OnCall::ANSWER).await?;
    let mut sam = asterisk.phone("1003", OnCall::ANSWER).await?;

    let (kims, lees) = talk(&mut kim, &mut lee, "1002").await?;
    lee.agent.transfer(&lees, "1003").await?;
    loop {
        match lee.next().await? {
            // The two ends are not connected yet.
            Event::NotTransferred { .. } => lee.agent.transfer(&lees, "1003").await?,
            other => break assert_eq!(other, ended(&lees, Ending::Transferred)),
        }
    }
    let (sams, _) = sam.incoming().await?;
    sam.expect(answered(&sams)).await?;
    kim.agent.hang_up(&kims).await?;
    kim.expect(ended(&kims, Ending::Here)).await?;
    sam.expect(ended(&sams, Ending::There)).await?;

    let (first, lees) = talk(&mut kim, &mut lee, "1002").await?;
    let (second, sams) = talk(&mut kim, &mut sam, "1003").await?;
    kim.agent.connect(&first, &second).await?;
    let mut over = Vec::new();
    while over.len() < 2 {
        match kim.next().await? {
            Event::NotTransferred { .. } => kim.agent.connect(&first, &second).await?,
            Event::Ended { call, .. } => over.push(call),
            other => bail!("{other:?}"),
        }
    }
    assert!(over.contains(&first) && over.contains(&second));
    lee.agent.hang_up(&lees).await?;
    lee.expect(ended(&lees, Ending::Here)).await?;
    sam.expect(ended(&sams, Ending::There)).await
}

async fn a_trunk_brings_calls_and_takes_them(asterisk: &Asterisk) -> Result<()> {
    let mut kim = asterisk.phone("1001", OnCall::ANSWER).await?;
    let account = Account::new(asterisk.sip, "trunk", "")
        .header("X-Trunk", "carrier")
        .on_call(OnCall::Answer(Duration::from_millis(50)));
    let (agent, events) = Agent::new(account).await?;
    let mut trunk = Phone { agent, events };
    trunk.agent.register(60).await?;

    let inbound = trunk.agent.call_as("+493012345", "+4930991001").await?;
    let (there, from) = kim.incoming().await?;
    assert_eq!(from, "+493012345");
    kim.expect(answered(&there)).await?;
    trunk.expect(ringing(&inbound)).await?;
    trunk.expect(answered(&inbound)).await?;
    trunk.agent.hang_up(&inbound).await?;
    trunk.expect(ended(&inbound, Ending::Here)).await?;
    kim.expect(ended(&there, Ending::There)).await?;

    let outbound = kim.agent.call("+4930555").await?;
    let (there, from) = trunk.incoming().await?;
    assert_eq!(from, "1001");
    trunk.expect(answered(&there)).await?;
    kim.expect(ringing(&outbound)).await?;
    kim.expect(answered(&outbound)).await?;
    trunk.agent.hang_up(&there).await?;
    trunk.expect(ended(&there, Ending::Here)).await?;
    kim.expect(ended(&outbound, Ending::There)).await
}

async fn in_time(test: impl Future<Output = Result<()>>) -> Result<()> {
    timeout(Duration::from_secs(60), test).await.context("too long")?
}

macro_rules! at_both {
    ($($name:ident),*) => {
        mod asterisk_22 { $(
            #[tokio::test]
            #[ignore = "needs a real Asterisk: scripts/test live"]
            async fn $name() -> anyhow::Result<()> {
                super::in_time(super::$name(&super::Asterisk::up("22")?)).await
            }
        )* }
        mod asterisk_16 { $(
            #[tokio::test]
            #[ignore = "needs a real Asterisk: scripts/test live"]
            async fn $name() -> anyhow::Result<()> {
                super::in_time(super::$name(&super::Asterisk::up("16")?)).await
            }
        )* }
    };
}

at_both!(
    two_phones_talk_and_either_hangs_up,
    calls_that_nobody_answers_end_as_they_should,
    a_phone_transfers_its_calls,
    a_trunk_brings_calls_and_takes_them
);

//! The tracker behind the client, which asks how things are after each login.

use std::collections::HashMap;
use std::time::SystemTime;

use ami_client::{Client, Message, Part, Question, SubscribeOptions, Subscription};
use callflow_core::call::HungUpBy;
use callflow_core::resync::{AskId, Heard, Resync};
use callflow_core::{Call, CallFlow, ChangeKind, Input, Plan, Timestamp};
use callflow_sip_agent::OnCall;
use tokio::time::timeout;

use crate::at_both;
use crate::proxy::Proxy;
use crate::rig::{Asterisk, PATIENCE, eager, options_at, up_for};

at_both!(calls_go_on_and_end_while_the_link_is_lost);

pub(crate) struct Tracked {
    events: Subscription,
    pub(crate) flow: CallFlow,
    resync: Resync,
    asked: HashMap<Question, AskId>,
    now: Timestamp,
    /// Logins that were heard of.
    pub(crate) logins: usize,
    pub(crate) gaps: usize,
    /// Calls that began.
    pub(crate) started: usize,
    /// Calls as they ended.
    pub(crate) ended: Vec<Call>,
}

fn timestamp(at: SystemTime) -> Timestamp {
    Timestamp::default().saturating_add(at.duration_since(SystemTime::UNIX_EPOCH).unwrap())
}

impl Tracked {
    pub(crate) fn new(client: &Client) -> Self {
        Self {
            events: client.subscribe(SubscribeOptions::new()),
            flow: CallFlow::new("live", Plan::default()),
            resync: Resync::new(),
            asked: HashMap::new(),
            now: Timestamp::default(),
            logins: 0,
            gaps: 0,
            started: 0,
            ended: Vec::new(),
        }
    }

    /// Whether after this login everything is asked and answered.
    pub(crate) fn knows(&self, login: usize) -> bool {
        self.logins == login && self.resync.is_done()
    }

    /// Nothing is left to be read, nor of questions.
    pub(crate) fn is_idle(&self) -> bool {
        self.asked.is_empty() && self.resync.is_done()
    }

    /// Listens until this holds.
    pub(crate) async fn until(&mut self, what: &str, is: impl Fn(&Self) -> bool) {
        let waiting = async {
            while !is(self) {
                let message = self.events.recv().await.unwrap();
                self.take(message).await;
            }
        };
        if timeout(PATIENCE, waiting).await.is_err() {
            panic!(
                "not {what}: {} logins, live {:#?}, ended {:#?}",
                self.logins,
                self.flow.live_calls(),
                self.ended
            );
        }
    }

    async fn take(&mut self, message: Message) {
        match message {
            Message::Event(event) => {
                self.now = timestamp(event.at());
                self.flow.handle(Input::Ami(event.frame()), self.now);
            }
            Message::Connected { since, .. } => {
                self.now = timestamp(since);
                self.logins += 1;
                self.resync.begin(&self.flow);
            }
            Message::Disconnected { last_heard } => {
                self.asked.clear();
                self.flow.handle(Input::LinkLost, timestamp(last_heard));
            }
            Message::Gap(_) => self.gaps += 1,
            Message::Answer(question, part) => {
                let heard = match &part {
                    Part::Response { frame, .. } => Heard::Response(frame.as_frame()),
                    Part::Item(frame) => Heard::Item(frame.as_frame()),
                    Part::End(frame) => Heard::End(frame.as_frame()),
                    _ => Heard::Failed,
                };
                if let Some(id) = self.asked.get(&question) {
                    let refusal = self.resync.answer(&mut self.flow, *id, heard, self.now);
                    let unknown = |message: &str| message.starts_with("Invalid/unknown command");
                    assert!(refusal.as_ref().is_none_or(|refusal| unknown(&refusal.message)), "{refusal:?}");
                }
                if part.is_last() {
                    self.asked.remove(&question);
                }
            }
            _ => {}
        }
        while let Some(ask) = self.resync.poll_ask() {
            self.asked.insert(self.events.ask(ask.action).await.unwrap(), ask.id);
        }
        while let Some(change) = self.flow.poll_output() {
            match change.kind {
                ChangeKind::CallStarted(_) => self.started += 1,
                ChangeKind::CallEnded(call) => self.ended.push(*call),
                ChangeKind::Anomaly(anomaly) => panic!("{anomaly:?}"),
                _ => {}
            }
        }
    }
}

async fn calls_go_on_and_end_while_the_link_is_lost(asterisk: Asterisk) {
    let proxy = Proxy::to(asterisk.ami, []).await;
    let options = options_at(proxy.address, "callflow").backoff(eager());
    let client = Client::connect(options).await.unwrap();
    let mut tracked = Tracked::new(&client);
    // `FullyBooted` tells whole seconds: had Asterisk started within the one before the link is lost, it would seem to
    // have started after it.
    up_for(&client, 2).await;
    let mut callers = Vec::new();
    let mut callees = Vec::new();
    for (one, two) in [("1001", "1002"), ("1003", "1004"), ("1005", "1006")] {
        let mut caller = asterisk.phone(one, OnCall::Ring).await;
        let mut callee = asterisk.phone(two, OnCall::ANSWER).await;
        let here = caller.agent.call(two).await.unwrap();
        let there = callee.incoming().await;
        callee.answered(&there).await;
        caller.answered(&here).await;
        callers.push((caller, here));
        callees.push((callee, there));
    }
    let talking = |tracked: &Tracked| tracked.flow.live_calls().iter().filter(|call| call.answered).count();
    tracked.until("three calls", |tracked| talking(tracked) == 3).await;

    // One ends unseen, one begins unseen, two go on.
    proxy.shut(true);
    proxy.cut();
    tracked
        .until("disconnected", |tracked| tracked.flow.live_calls().iter().all(|call| call.gaps == 1))
        .await;
    let (caller, here) = &mut callers[0];
    caller.agent.hang_up(here).await.unwrap();
    caller.ended(here).await;
    let (callee, there) = &mut callees[0];
    callee.ended(there).await;
    let mut late = asterisk.phone("1007", OnCall::Ring).await;
    let unseen = late.agent.call("9100").await.unwrap();
    late.answered(&unseen).await;
    proxy.shut(false);
    tracked.until("all asked", |tracked| tracked.knows(2)).await;
    assert_eq!((tracked.gaps, tracked.ended.len(), tracked.started), (1, 1, 4));
    let first = &tracked.ended[0];
    assert_eq!((first.caller.number.as_deref(), first.gaps, first.answered), (Some("1001"), 1, true));
    let live = tracked.flow.live_calls();
    let told: Vec<_> = live
        .iter()
        .map(|call| (call.caller.number.as_deref().unwrap(), call.answered, call.reconstructed, call.gaps))
        .collect();
    assert_eq!(told, [("1003", true, false, 1), ("1005", true, false, 1), ("1007", false, true, 0)]);

    // And what happens now is seen again.
    let (callee, there) = &mut callees[1];
    callee.agent.hang_up(there).await.unwrap();
    tracked.until("the second ended", |tracked| tracked.ended.len() == 2).await;
    late.agent.hang_up(&unseen).await.unwrap();
    tracked.until("the unseen ended", |tracked| tracked.ended.len() == 3).await;
    let (caller, here) = &mut callers[2];
    caller.agent.hang_up(here).await.unwrap();
    tracked.until("the third ended", |tracked| tracked.ended.len() == 4).await;
    let by: Vec<_> = tracked
        .ended
        .iter()
        .skip(1)
        .map(|call| (call.caller.number.as_deref().unwrap(), call.hung_up_by.unwrap()))
        .collect();
    let expected = [("1003", HungUpBy::Callee), ("1007", HungUpBy::Caller), ("1005", HungUpBy::Caller)];
    assert_eq!(by, expected);
    assert_eq!(tracked.flow.live_count(), 0);
    assert!(tracked.is_idle());
}

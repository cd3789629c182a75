//! A tracker that follows an Asterisk, as the server's does.

use std::sync::{Arc, Mutex};

use ami_client::{Client, Options, SubscribeOptions, Subscription};
use callflow_core::queue::QueueMember;
use callflow_core::{Call, CallFlow, CallId, ChangeKind, Plan};
use callflow_server::control::Live;
use callflow_server::follow::Follower;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::rig::PATIENCE;

/// What the tracker knows by now; the clones share it.
#[derive(Clone)]
pub(crate) struct Tracked {
    known: Arc<Mutex<Known>>,
    changed: watch::Receiver<()>,
}

struct Known {
    flow: CallFlow,
    ended: Vec<Call>,
    is_ready: bool,
}

impl Tracked {
    /// Follows an Asterisk until the client is closed, and returns once it knows how things are.
    pub(crate) async fn follow(options: Options) -> (Client, Self) {
        let (client, events) = Client::start_listening(options, SubscribeOptions::new()).unwrap();
        let flow = CallFlow::new("live", Plan::default());
        let known = Arc::new(Mutex::new(Known { flow, ended: Vec::new(), is_ready: false }));
        let (tell, changed) = watch::channel(());
        tokio::spawn(run(events, known.clone(), tell));
        let mut tracked = Self { known, changed };
        tracked.until("ready", |known| known.is_ready.then_some(())).await;
        (client, tracked)
    }

    async fn until<T>(&mut self, what: &str, find: impl Fn(&Known) -> Option<T>) -> T {
        let known = self.known.clone();
        let waiting = async {
            loop {
                // Whatever changes from here on wakes the wait below.
                self.changed.borrow_and_update();
                let found = find(&known.lock().unwrap());
                match found {
                    Some(found) => return found,
                    None => self.changed.changed().await.unwrap(),
                }
            }
        };
        match timeout(PATIENCE, waiting).await {
            Ok(found) => found,
            Err(_) => {
                let known = self.known.lock().unwrap();
                panic!("not {what}: live {:#?}, ended {:#?}", known.flow.live_calls(), known.ended)
            }
        }
    }

    /// The live call for which this holds.
    pub(crate) async fn live(&mut self, what: &str, is: impl Fn(&Call) -> bool) -> Call {
        self.until(what, |known| known.flow.live_calls().into_iter().find(|call| is(call))).await
    }

    /// A live call in which two people hear each other.
    pub(crate) async fn talk(&mut self) -> Call {
        self.live("a call with talk", |call| call.segments.iter().any(|talk| talk.to.is_none())).await
    }

    /// A call as it ended.
    pub(crate) async fn ended(&mut self, id: &CallId) -> Call {
        let of = |known: &Known| known.ended.iter().rev().find(|call| call.id == *id).cloned();
        self.until("the end of the call", of).await
    }

    /// The member of a queue for which this holds.
    pub(crate) async fn member(
        &mut self,
        what: &str,
        (queue, interface): (&str, &str),
        is: impl Fn(Option<&QueueMember>) -> bool,
    ) {
        let found = |known: &Known| {
            let members = known.flow.queues().into_iter().flat_map(|queue| queue.members);
            let of_queue: Vec<QueueMember> = members.filter(|member| *member.queue == *queue).collect();
            is(of_queue.iter().find(|member| *member.interface == *interface)).then_some(())
        };
        self.until(what, found).await;
    }
}

impl Live for Tracked {
    fn call(&self, id: &CallId) -> Option<Arc<Call>> {
        let known = self.known.lock().unwrap();
        known.flow.live_calls().into_iter().find(|call| call.id == *id).map(Arc::new)
    }

    fn members(&self, _: &str) -> Vec<QueueMember> {
        let known = self.known.lock().unwrap();
        known.flow.queues().into_iter().flat_map(|queue| queue.members).collect()
    }
}

async fn run(mut events: Subscription, known: Arc<Mutex<Known>>, tell: watch::Sender<()>) {
    let mut follower = Follower::new();
    let mut is_connected = false;
    while let Some(message) = events.recv().await {
        {
            let mut known = known.lock().unwrap();
            let Known { flow, ended, .. } = &mut *known;
            for entry in follower.read(&message).into_iter().flatten() {
                let refusal = follower.apply(&entry, flow).refusal;
                let unknown = |message: &str| message.starts_with("Invalid/unknown command");
                assert!(refusal.as_ref().is_none_or(|refusal| unknown(&refusal.message)), "{refusal:?}");
                while let Some(change) = flow.poll_output() {
                    match change.kind {
                        ChangeKind::CallEnded(call) => ended.push(*call),
                        ChangeKind::Anomaly(anomaly) => panic!("{anomaly:?}"),
                        _ => {}
                    }
                }
            }
        }
        follower.ask(&mut events).await;
        is_connected |= matches!(message, ami_client::Message::Connected { .. });
        known.lock().unwrap().is_ready = is_connected && follower.is_done();
        tell.send_replace(());
    }
}

//! What the trackers tell, for whoever serves it: one stream of all Asterisks.
//!
//! Within one process it is a ring. Another one (a broker between several servers) is another [`Bus`].

use std::fmt::Debug;
use std::sync::Arc;

use async_trait::async_trait;
use callflow_core::agent::AgentRecord;
use callflow_core::extension::ExtensionRecord;
use callflow_core::queue::QueueRecord;
use callflow_core::{Call, Change, Plan};
use tokio::sync::broadcast;

/// So much is kept for a listener that is behind; what comes beyond is missed, and the listener told so.
const KEPT: usize = 32_768;

/// What is told.
#[derive(Clone, Debug)]
pub(crate) enum Told {
    /// Something changed.
    Change(Arc<Change>),
    /// How everything of one Asterisk stands, between two changes of it.
    Standing(Arc<Standing>),
}

/// Everything of one Asterisk.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub(crate) pbx: Arc<str>,
    /// By which tenants are told.
    pub(crate) plan: Plan,
    pub(crate) calls: Vec<Call>,
    pub(crate) queues: Vec<QueueRecord>,
    pub(crate) agents: Vec<AgentRecord>,
    pub(crate) extensions: Vec<ExtensionRecord>,
}

/// Where it is told. What one Asterisk tells keeps its order; publishing waits for nobody.
pub(crate) trait Bus: Debug + Send + Sync {
    /// Tells it to everybody who listens.
    fn publish(&self, told: Told);

    /// Listens, from now on.
    fn listen(&self) -> Box<dyn Listener>;
}

/// Who listens.
#[async_trait]
pub(crate) trait Listener: Debug + Send {
    /// Waits for the next. May be dropped while it waits.
    async fn next(&mut self) -> Heard;
}

/// What a listener hears.
#[derive(Clone, Debug)]
pub(crate) enum Heard {
    Told(Told),
    /// Something in between is lost: it is to be asked how everything stands.
    Missed,
    /// Nobody tells anything any more.
    Ended,
}

/// Within this process.
#[derive(Debug)]
pub(crate) struct InProcess(broadcast::Sender<Told>);

impl InProcess {
    pub(crate) fn new() -> Self {
        Self::keeping(KEPT)
    }

    fn keeping(capacity: usize) -> Self {
        Self(broadcast::Sender::new(capacity))
    }
}

impl Bus for InProcess {
    fn publish(&self, told: Told) {
        // Without HTTP nobody listens.
        let _ = self.0.send(told);
    }

    fn listen(&self) -> Box<dyn Listener> {
        Box::new(InProcessListener(self.0.subscribe()))
    }
}

#[derive(Debug)]
struct InProcessListener(broadcast::Receiver<Told>);

#[async_trait]
impl Listener for InProcessListener {
    async fn next(&mut self) -> Heard {
        match self.0.recv().await {
            Ok(told) => Heard::Told(told),
            Err(broadcast::error::RecvError::Lagged(_)) => Heard::Missed,
            Err(broadcast::error::RecvError::Closed) => Heard::Ended,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn standing(pbx: &str) -> Told {
        let (calls, queues, agents, extensions) = Default::default();
        let plan = Plan::default();
        Told::Standing(Arc::new(Standing { pbx: pbx.into(), plan, calls, queues, agents, extensions }))
    }

    fn pbx(heard: Heard) -> String {
        match heard {
            Heard::Told(Told::Standing(standing)) => standing.pbx.to_string(),
            other => format!("{other:?}"),
        }
    }

    #[tokio::test]
    async fn a_listener_hears_everything_in_order_or_that_it_missed_something() {
        let bus = InProcess::keeping(2);
        bus.publish(standing("nobody listens"));
        let (mut one, mut late) = (bus.listen(), bus.listen());
        bus.publish(standing("a"));
        assert_eq!(pbx(one.next().await), "a");
        bus.publish(standing("b"));
        bus.publish(standing("c"));
        assert_eq!([pbx(one.next().await), pbx(one.next().await)], ["b", "c"]);
        assert!(matches!(late.next().await, Heard::Missed));
        assert_eq!([pbx(late.next().await), pbx(late.next().await)], ["b", "c"]);
        drop(bus);
        assert!(matches!(late.next().await, Heard::Ended));
    }
}

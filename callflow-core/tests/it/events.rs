//! AMI events written out by hand, for what no recording shows alone.

use ami_proto::OwnedFrame;
use callflow_core::call::Call;
use callflow_core::{CallFlow, Change, Input, Plan, Timestamp};

/// Feeds events as text, one block an event, and collects what is told.
pub(crate) struct Script {
    pub(crate) flow: CallFlow,
    pub(crate) changes: Vec<Change>,
    now: Timestamp,
}

impl Script {
    pub(crate) fn new() -> Self {
        Self::with(Plan::default())
    }

    pub(crate) fn with(plan: Plan) -> Self {
        let now = Timestamp::from_unix_micros(1_700_000_000_000_000);
        Self { flow: CallFlow::new("default", plan), changes: Vec::new(), now }
    }

    /// Lets `ms` pass and feeds `Name: value` lines as one event.
    pub(crate) fn after(&mut self, ms: u64, event: &str) -> &mut Self {
        self.now = self.now.saturating_add(std::time::Duration::from_millis(ms));
        let headers = event.lines().map(str::trim).filter(|line| !line.is_empty()).map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.as_bytes(), value.trim_start().as_bytes())
        });
        let frame = OwnedFrame::from_headers(headers);
        self.flow.handle(Input::Ami(frame.as_frame()), self.now);
        while let Some(change) = self.flow.poll_output() {
            self.changes.push(change);
        }
        self
    }

    /// The connection breaks.
    pub(crate) fn lose_link(&mut self) -> &mut Self {
        self.flow.handle(Input::LinkLost, self.now);
        while let Some(change) = self.flow.poll_output() {
            self.changes.push(change);
        }
        self
    }

    /// A channel of the short form `101 PJSIP/101-01 7`: headers of an event about it.
    pub(crate) fn channel(event: &str, name: &str, uniqueid: &str, linkedid: &str, more: &str) -> String {
        format!("Event: {event}\nChannel: {name}\nUniqueid: {uniqueid}\nLinkedid: {linkedid}\n{more}")
    }

    pub(crate) fn on(
        &mut self,
        ms: u64,
        event: &str,
        name: &str,
        id: &str,
        linkedid: &str,
        more: &str,
    ) -> &mut Self {
        self.after(ms, &Self::channel(event, name, id, linkedid, more))
    }

    /// The last record of the only call, or of the one that was told last.
    pub(crate) fn call(&self) -> &Call {
        self.changes.iter().rev().find_map(|change| change.kind.call()).unwrap()
    }
}

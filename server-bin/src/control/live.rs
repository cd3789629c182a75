//! What [`Control`](super::Control) needs to know of calls, members and connections.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use ami_client::Client;
use callflow_core::queue::QueueMember;
use callflow_core::{Call, CallId};

use crate::live::LiveView;
use crate::meters::PbxMeters;

/// What goes on now, as the tracker tells it.
pub trait Live: Send + Sync {
    /// A call, if it goes on.
    fn call(&self, id: &CallId) -> Option<Arc<Call>>;

    /// The members of the queues of an Asterisk, in no order. Without any, an agent is the interface that
    /// [`Rules::phone`](super::Rules::phone) makes of it.
    fn members(&self, pbx: &str) -> Vec<QueueMember> {
        let _ = pbx;
        Vec::new()
    }
}

/// The connections to the Asterisks.
pub trait Clients: Send + Sync {
    /// The connection to the one of that name; `None` if there is none yet, or no such Asterisk.
    fn client(&self, pbx: &str) -> Option<Client>;

    /// The names of all of them.
    fn names(&self) -> Vec<Arc<str>>;
}

impl Clients for BTreeMap<Arc<str>, Client> {
    fn client(&self, pbx: &str) -> Option<Client> {
        self.get(pbx).cloned()
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.keys().cloned().collect()
    }
}

/// The server's own, which are made when it begins to run.
impl Clients for Arc<[Arc<PbxMeters>]> {
    fn client(&self, pbx: &str) -> Option<Client> {
        self.iter().find(|meters| meters.name == pbx)?.client.get().cloned()
    }

    fn names(&self) -> Vec<Arc<str>> {
        self.iter().map(|meters| meters.name.as_str().into()).collect()
    }
}

impl Live for LiveView {
    fn call(&self, id: &CallId) -> Option<Arc<Call>> {
        self.call(id)
    }

    fn members(&self, pbx: &str) -> Vec<QueueMember> {
        self.members().of(pbx)
    }
}

/// The members of queues of all Asterisks; shared like the [`LiveView`] that it is part of.
#[derive(Clone, Debug, Default)]
pub(crate) struct Members(Arc<RwLock<BTreeMap<MemberKey, QueueMember>>>);

/// PBX, queue, interface.
type MemberKey = (Arc<str>, Arc<str>, Arc<str>);

impl Members {
    pub(crate) fn put(&self, pbx: &Arc<str>, member: &QueueMember) {
        let key = (pbx.clone(), member.queue.clone(), member.interface.clone());
        let mut members = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if member.removed {
            members.remove(&key);
        } else {
            members.insert(key, member.clone());
        }
    }

    fn of(&self, pbx: &str) -> Vec<QueueMember> {
        let members = self.0.read().unwrap_or_else(PoisonError::into_inner);
        members.iter().filter(|((of, ..), _)| **of == *pbx).map(|(_, member)| member.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use ami_proto::OwnedFrame;
    use callflow_core::{CallFlow, Input, Plan, Timestamp};

    use super::super::plan::samples::member;
    use super::*;

    #[test]
    fn an_asterisk_has_a_name_before_it_has_a_connection() {
        let own: Arc<[Arc<PbxMeters>]> =
            ["ams", "ber"].map(|name| Arc::new(PbxMeters::of(name, Timestamp::default()))).into();
        assert_eq!(own.names(), ["ams".into(), "ber".into()]);
        assert!(own.client("ams").is_none());
    }

    #[test]
    fn members_are_those_that_the_tracker_tells() {
        let (mut flow, view) = (CallFlow::new("ams", Plan::default()), LiveView::default());
        let mut members = |event: &str| {
            let headers = [("Event", event), ("Queue", "sales"), ("Interface", "Local/104@agents/n")];
            flow.handle(Input::Ami(OwnedFrame::from_headers(headers).as_frame()), Timestamp::default());
            while let Some(change) = flow.poll_output() {
                view.apply(&change);
            }
            let members = Live::members(&view, "ams").into_iter();
            members
                .map(|member| (member.member.to_string(), member.interface.to_string()))
                .collect::<Vec<_>>()
        };
        assert_eq!(members("QueueMemberAdded"), [("104".to_owned(), "Local/104@agents/n".to_owned())]);
        assert_eq!(members("QueueMemberRemoved"), []);
    }

    #[test]
    fn members_come_and_go() {
        let members = Members::default();
        let (ams, ber): (Arc<str>, Arc<str>) = ("ams".into(), "ber".into());
        members.put(&ams, &member("sales", "101", "PJSIP/101"));
        members.put(&ams, &member("support", "101", "PJSIP/101"));
        members.put(&ber, &member("sales", "102", "PJSIP/102"));
        let queues = |pbx: &str| members.of(pbx).iter().map(|one| one.queue.to_string()).collect::<Vec<_>>();
        assert_eq!(queues("ams"), ["sales", "support"]);
        let mut removed = member("sales", "101", "PJSIP/101");
        removed.removed = true;
        members.put(&ams, &removed);
        assert_eq!((queues("ams"), queues("ber")), (vec!["support".into()], vec!["sales".into()]));
    }
}

//! What [`Control`](super::Control) needs to know of calls, members and connections.

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use ami_client::Client;
use callflow_core::queue::QueueMember;
use callflow_core::{Call, CallId};

use crate::live::LiveView;

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
    /// The connection to the one of that name; `None` if there is no such one.
    fn client(&self, pbx: &str) -> Option<Client>;

    /// The only one, if there is only one.
    fn only(&self) -> Option<Arc<str>>;
}

impl Clients for BTreeMap<Arc<str>, Client> {
    fn client(&self, pbx: &str) -> Option<Client> {
        self.get(pbx).cloned()
    }

    fn only(&self) -> Option<Arc<str>> {
        let mut names = self.keys();
        names.next().filter(|_| names.next().is_none()).cloned()
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
    use super::super::plan::samples::member;
    use super::*;

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

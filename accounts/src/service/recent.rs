//! Who was let in a moment ago: for the time in which the store does not answer.
//!
//! A wallboard shows what goes on, which the server knows without its store. So whoever was let in within the lifetime of an
//! access token is let in again, as it was then, while the store is away; nobody else is.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callflow_core::Timestamp;

use crate::id::SessionId;
use crate::user::User;

/// More are not remembered: those that were seen first go.
const MOST: usize = 10_000;

#[derive(Debug)]
pub(super) struct Recent {
    lifetime: Duration,
    seen: BTreeMap<SessionId, (Timestamp, Arc<User>)>,
}

impl Recent {
    pub(super) const fn new(lifetime: Duration) -> Self {
        Self { lifetime, seen: BTreeMap::new() }
    }

    /// The store has let it in.
    pub(super) fn seen(&mut self, session: &SessionId, user: &Arc<User>, now: Timestamp) {
        if self.seen.len() >= MOST && !self.seen.contains_key(session) {
            let lifetime = self.lifetime;
            self.seen.retain(|_, (at, _)| now.since(*at) < lifetime);
            if self.seen.len() >= MOST
                && let Some(oldest) =
                    self.seen.iter().min_by_key(|(_, (at, _))| *at).map(|(id, _)| id.clone())
            {
                self.seen.remove(&oldest);
            }
        }
        self.seen.insert(session.clone(), (now, user.clone()));
    }

    /// The store has not let it in.
    pub(super) fn gone(&mut self, session: &SessionId) {
        self.seen.remove(session);
    }

    /// Whether the store has let it in a moment ago.
    pub(super) fn user(&self, session: &SessionId, now: Timestamp) -> Option<Arc<User>> {
        let (at, user) = self.seen.get(session)?;
        (now.since(*at) < self.lifetime).then(|| user.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::role::Role;
    use crate::user::{Profile, UserName};

    fn at(second: i64) -> Timestamp {
        Timestamp::from_unix_micros(second * 1_000_000)
    }

    fn user() -> Arc<User> {
        let profile = Profile::new(UserName::parse("bob").unwrap(), Role::Agent);
        Arc::new(User::new("acme", profile, at(0)).unwrap())
    }

    #[test]
    fn who_was_let_in_a_moment_ago_is_known() {
        let mut recent = Recent::new(Duration::from_secs(600));
        let (one, other) = (SessionId::new("1"), SessionId::new("2"));
        recent.seen(&one, &user(), at(0));
        assert!(recent.user(&one, at(599)).is_some() && recent.user(&other, at(1)).is_none());
        assert!(recent.user(&one, at(600)).is_none(), "its token is over");
        recent.seen(&one, &user(), at(700));
        recent.gone(&one);
        assert!(recent.user(&one, at(701)).is_none(), "it has signed out");
    }

    #[test]
    fn no_more_are_remembered_than_fit() {
        let mut recent = Recent::new(Duration::from_secs(600));
        let user = user();
        for n in 0..=MOST {
            recent.seen(&SessionId::new(&format!("{n:06}")), &user, at(i64::try_from(n).unwrap() / 100));
        }
        assert_eq!(recent.seen.len(), MOST);
        assert!(recent.user(&SessionId::new("000000"), at(1)).is_none());
    }
}

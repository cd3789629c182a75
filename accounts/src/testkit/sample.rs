//! What the tests put.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::Poll;

use callflow_core::Timestamp;
use callflow_core::store::Cursor;

use crate::password::PasswordHash;
use crate::reach::Tenants;
use crate::role::Role;
use crate::session::{Client, Lifetimes, Refresh, RefreshToken, Session};
use crate::store::{Listed, Page};
use crate::user::{Account, Profile, User, UserName};

/// So many seconds after some moment.
#[must_use]
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_micros((1_795_197_600 + seconds) * 1_000_000 + 123_456)
}

/// A user of this tenant and name, with something in every field.
#[must_use]
pub fn account(tenant: &str, name: &str) -> Account {
    let mut profile = Profile::new(UserName::parse(name).unwrap(), Role::Supervisor);
    profile.display_name = "Zoë \"Z\" O'Hara".into();
    profile.numbers = ["101".into(), "102".into()].into();
    profile.queues = ["sales".into()].into();
    Account { user: User::new(tenant, profile, at(0)).unwrap(), password: hash("one") }
}

/// What stands for the hash of a password.
#[must_use]
pub fn hash(of: &str) -> PasswordHash {
    PasswordHash::from_stored(format!("$argon2id$v=19$m=64,t=1,p=1$c2FsdHNhbHQ${of}"))
}

/// One tenant.
#[must_use]
pub fn only(tenant: &str) -> Tenants {
    Tenants::One(tenant.into())
}

/// Ten days without use, a year in all, half a minute for an answer that was lost.
pub const LIFETIMES: Lifetimes = Lifetimes {
    idle: std::time::Duration::from_secs(10 * 86_400),
    absolute: std::time::Duration::from_secs(365 * 86_400),
    grace: std::time::Duration::from_secs(30),
};

/// A session of this user that began then.
#[must_use]
pub fn session(user: &User, seconds: i64) -> (Session, RefreshToken) {
    let client = Client::new(Some("192.0.2.1"), Some("Firefox \"é\""));
    Session::begin((&user.id, &user.tenant), client, &LIFETIMES, at(seconds)).unwrap()
}

/// The session after a refresh with its newest token.
#[must_use]
pub fn rotated(session: &Session, token: &RefreshToken, seconds: i64) -> (Session, RefreshToken) {
    match session.refresh(token, &LIFETIMES, at(seconds)).unwrap() {
        Refresh::Rotated { session, token } => (*session, token),
        other => panic!("{other:?}"),
    }
}

/// The ids of a list, read page by page, each asked for by the cursor of the one before, as text.
pub async fn all_ids<T: Listed, F: Future<Output = Page<T>>>(
    mut page: impl FnMut(Option<Cursor>) -> F,
) -> Vec<String> {
    let mut ids = Vec::new();
    let mut cursor = None;
    loop {
        let page = page(cursor).await;
        ids.extend(page.items.iter().map(|row| row.id().to_owned()));
        let Some(next) = page.next_cursor else { return ids };
        cursor = Some(next.to_string().parse().unwrap());
    }
}

/// Futures that run beside each other.
pub type Pending<'f, T> = Pin<Box<dyn Future<Output = T> + Send + 'f>>;

/// Runs futures beside each other, without a runtime of a certain kind.
pub async fn together<T>(mut futures: Vec<Pending<'_, T>>) -> Vec<T> {
    let mut done: Vec<Option<T>> = futures.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (future, done) in futures.iter_mut().zip(&mut done) {
            if done.is_none()
                && let Poll::Ready(output) = future.as_mut().poll(context)
            {
                *done = Some(output);
            }
        }
        if done.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    done.into_iter().flatten().collect()
}

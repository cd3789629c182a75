//! Sign-in sessions.

use secrecy::ExposeSecret;

use super::sample::{LIFETIMES, account, at, rotated, session, together};
use crate::session::{End, EndReason, Refresh, Session};
use crate::store::{AccountStore, Creation};
use crate::user::User;
use crate::{Digest, SessionId};

const SIGNED_OUT: End = End {
    at: callflow_core::Timestamp::from_unix_micros(1_795_197_700_000_000),
    reason: EndReason::SignedOut,
};

async fn user(store: &dyn AccountStore, name: &str) -> User {
    let account = account("acme", name);
    assert_eq!(store.create_user(&account).await.unwrap(), Creation::Done);
    account.user
}

async fn stored(store: &dyn AccountStore, id: &SessionId) -> Session {
    store.session(id).await.unwrap().unwrap()
}

/// As it began, and after each refresh.
pub async fn a_session_comes_back_whole(store: &dyn AccountStore) {
    let bob = user(store, "bob").await;
    let (mut session, mut token) = session(&bob, 0);
    store.create_session(&session).await.unwrap();
    assert_eq!(stored(store, &session.id).await, session);
    for seconds in 1..4 {
        (session, token) = rotated(&session, &token, seconds);
        assert!(store.rotate(&session).await.unwrap());
        assert_eq!(stored(store, &session.id).await, session);
    }
    assert_eq!(store.session(&SessionId::new("none")).await.unwrap(), None);
}

/// Whatever generation its token is of.
pub async fn a_session_is_found_by_its_family(store: &dyn AccountStore) {
    let bob = user(store, "bob").await;
    let (one, token) = session(&bob, 0);
    let (other, _) = session(&bob, 0);
    store.create_session(&one).await.unwrap();
    store.create_session(&other).await.unwrap();
    let (one, next) = rotated(&one, &token, 1);
    assert!(store.rotate(&one).await.unwrap());
    for family in [token.family(), next.family(), one.family] {
        assert_eq!(store.session_of_family(&family).await.unwrap(), Some(one.clone()));
    }
    let unknown = Digest::from_hex(&"0".repeat(64)).unwrap();
    assert_eq!(store.session_of_family(&unknown).await.unwrap(), None);
}

/// By whoever was first.
pub async fn a_refresh_is_stored_once(store: &dyn AccountStore) {
    let bob = user(store, "bob").await;
    let (begun, token) = session(&bob, 0);
    let (one, newest) = rotated(&begun, &token, 1);
    assert!(!store.rotate(&one).await.unwrap(), "there is none yet");
    store.create_session(&begun).await.unwrap();
    let (other, _) = rotated(&begun, &token, 1);
    assert!(store.rotate(&one).await.unwrap());
    assert!(!store.rotate(&other).await.unwrap());
    assert!(!store.rotate(&one).await.unwrap(), "the same again");
    assert_eq!(stored(store, &begun.id).await, one);
    let (next, token) = rotated(&one, &newest, 2);
    let (beyond, _) = rotated(&next, &token, 3);
    assert!(!store.rotate(&beyond).await.unwrap(), "none is left out");
    assert_eq!(stored(store, &begun.id).await, one);
}

/// On however many servers, which all have read the same.
pub async fn of_several_refreshes_at_once_one_counts(store: &dyn AccountStore) {
    let bob = user(store, "bob").await;
    for round in 0..3 {
        let (begun, token) = session(&bob, round);
        store.create_session(&begun).await.unwrap();
        let refreshed: Vec<Session> = (0..8).map(|_| rotated(&begun, &token, round + 1).0).collect();
        let stored_by = together(refreshed.iter().map(|it| store.rotate(it)).collect()).await;
        let winners: Vec<&Session> = refreshed
            .iter()
            .zip(&stored_by)
            .filter(|(_, it)| matches!(it, Ok(true)))
            .map(|(it, _)| it)
            .collect();
        let &[winner] = &winners[..] else { panic!("{stored_by:?}") };
        assert_eq!(&stored(store, &begun.id).await, winner);
    }
}

/// By the state as it is stored: what one server has rotated another one repeats.
pub async fn an_answer_that_was_lost_is_given_again(store: &dyn AccountStore) {
    let bob = user(store, "bob").await;
    let (begun, first) = session(&bob, 0);
    store.create_session(&begun).await.unwrap();
    let (refreshed, second) = rotated(&begun, &first, 1);
    assert!(store.rotate(&refreshed).await.unwrap());
    let seen = store.session_of_family(&first.family()).await.unwrap().unwrap();
    let Refresh::Repeated { token } = seen.refresh(&first, &LIFETIMES, at(5)).unwrap() else {
        panic!("{seen:?}")
    };
    assert_eq!(token.to_text().expose_secret(), second.to_text().expose_secret());
    assert!(matches!(seen.refresh(&first, &LIFETIMES, at(40)).unwrap(), Refresh::Reused));
}

/// Whatever is read before the end.
pub async fn an_ended_session_is_not_refreshed(store: &dyn AccountStore) {
    let bob = user(store, "bob").await;
    let (begun, token) = session(&bob, 0);
    store.create_session(&begun).await.unwrap();
    let end = End { reason: EndReason::Reused, ..SIGNED_OUT };
    assert!(store.end_session(&begun.id, end).await.unwrap());
    assert!(!store.rotate(&rotated(&begun, &token, 1).0).await.unwrap());
    let stored = stored(store, &begun.id).await;
    let mut want = begun;
    want.ended = Some(end);
    assert_eq!(stored, want);
    let refresh = stored.refresh(&token, &LIFETIMES, at(2)).unwrap();
    assert!(matches!(refresh, Refresh::Ended(EndReason::Reused)), "{refresh:?}");
}

/// And keeps its first reason.
pub async fn a_session_ends_once(store: &dyn AccountStore) {
    let bob = user(store, "bob").await;
    let (begun, _) = session(&bob, 0);
    assert!(!store.end_session(&begun.id, SIGNED_OUT).await.unwrap());
    store.create_session(&begun).await.unwrap();
    assert!(store.end_session(&begun.id, SIGNED_OUT).await.unwrap());
    let again = End { at: at(9_999), reason: EndReason::Revoked };
    assert!(!store.end_session(&begun.id, again).await.unwrap());
    assert_eq!(store.end_sessions_of(&bob.id, None, again).await.unwrap(), 0);
    assert_eq!(stored(store, &begun.id).await.ended, Some(SIGNED_OUT));
}

/// But one, if it is asked, and nobody else's.
pub async fn all_sessions_of_a_user_end(store: &dyn AccountStore) {
    let (bob, ann) = (user(store, "bob").await, user(store, "ann").await);
    let mut of_bob = Vec::new();
    for n in 0..4 {
        let (session, _) = session(&bob, n);
        store.create_session(&session).await.unwrap();
        of_bob.push(session);
    }
    let (of_ann, _) = session(&ann, 0);
    store.create_session(&of_ann).await.unwrap();
    let end = End { reason: EndReason::PasswordChanged, ..SIGNED_OUT };
    assert_eq!(store.end_sessions_of(&bob.id, Some(&of_bob[2].id), end).await.unwrap(), 3);
    for (n, session) in of_bob.iter().enumerate() {
        let want = (n != 2).then_some(end);
        assert_eq!(stored(store, &session.id).await.ended, want, "{n}");
    }
    assert_eq!(store.end_sessions_of(&bob.id, None, SIGNED_OUT).await.unwrap(), 1);
    assert_eq!(stored(store, &of_bob[2].id).await.ended, Some(SIGNED_OUT));
    assert_eq!(stored(store, &of_ann.id).await, of_ann);
}

/// Whichever of both comes first, the session is over after both.
pub async fn a_refresh_does_not_outrun_the_end(store: &dyn AccountStore) {
    enum Done {
        Rotated,
        Ended,
    }
    let bob = user(store, "bob").await;
    for round in 0..5 {
        let (begun, token) = session(&bob, round);
        store.create_session(&begun).await.unwrap();
        let (refreshed, _) = rotated(&begun, &token, round + 1);
        let rotate = async {
            store.rotate(&refreshed).await.unwrap();
            Done::Rotated
        };
        let end = async {
            store.end_sessions_of(&bob.id, None, SIGNED_OUT).await.unwrap();
            Done::Ended
        };
        let done = together(vec![Box::pin(rotate), Box::pin(end)]).await;
        assert!(matches!(done[..], [Done::Rotated, Done::Ended]));
        assert_eq!(stored(store, &begun.id).await.ended, Some(SIGNED_OUT));
    }
}

/// The one that was refreshed last comes first.
pub async fn live_sessions_are_listed(store: &dyn AccountStore) {
    let (bob, ann) = (user(store, "bob").await, user(store, "ann").await);
    let mut sessions = Vec::new();
    for n in 0..3 {
        let (session, token) = session(&bob, n);
        store.create_session(&session).await.unwrap();
        sessions.push((session, token));
    }
    store.create_session(&session(&ann, 0).0).await.unwrap();
    let (refreshed, _) = rotated(&sessions[0].0, &sessions[0].1, 60);
    assert!(store.rotate(&refreshed).await.unwrap());
    assert!(store.end_session(&sessions[1].0.id, SIGNED_OUT).await.unwrap());
    let live = store.sessions_of(&bob.id, at(100)).await.unwrap();
    assert_eq!(live, [refreshed.clone(), sessions[2].0.clone()]);
    // The one that was not refreshed is over a minute before the other one.
    let day = 10 * 86_400;
    assert_eq!(store.sessions_of(&bob.id, at(day + 30)).await.unwrap(), [refreshed]);
    assert_eq!(store.sessions_of(&bob.id, at(day + 60)).await.unwrap(), []);
}

/// Ended ones too, when their time has come; those that go on stay.
pub async fn sessions_that_are_over_are_removed_in_steps(store: &dyn AccountStore) {
    let bob = user(store, "bob").await;
    let mut ids = Vec::new();
    for n in 0..5 {
        let (session, _) = session(&bob, n);
        store.create_session(&session).await.unwrap();
        ids.push(session.id);
    }
    assert!(store.end_session(&ids[0], SIGNED_OUT).await.unwrap());
    let day = 10 * 86_400;
    assert_eq!(store.purge_sessions(at(day), 10).await.unwrap(), 0, "at the moment itself none is older");
    let mut steps = Vec::new();
    while steps.last() != Some(&0) {
        steps.push(store.purge_sessions(at(day + 3), 2).await.unwrap());
    }
    assert_eq!(steps, [2, 1, 0]);
    for (n, id) in ids.iter().enumerate() {
        assert_eq!(store.session(id).await.unwrap().is_some(), n >= 3, "{n}");
    }
}

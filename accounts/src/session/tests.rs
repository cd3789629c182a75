use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_micros(seconds * 1_000_000)
}

const SHORT: Lifetimes = Lifetimes {
    idle: Duration::from_secs(100),
    absolute: Duration::from_secs(250),
    grace: Duration::from_secs(30),
};

fn begun() -> (Session, RefreshToken) {
    Session::begin((&UserId::new("u1"), "default"), Client::default(), &SHORT, at(0)).unwrap()
}

fn text(token: &RefreshToken) -> String {
    token.to_text().expose_secret().to_owned()
}

fn rotated(session: &Session, token: &RefreshToken, seconds: i64) -> (Session, RefreshToken) {
    match session.refresh(token, &SHORT, at(seconds)).unwrap() {
        Refresh::Rotated { session, token } => (*session, token),
        other => panic!("{other:?}"),
    }
}

fn repeated(session: &Session, token: &RefreshToken, seconds: i64) -> RefreshToken {
    match session.refresh(token, &SHORT, at(seconds)).unwrap() {
        Refresh::Repeated { token } => token,
        other => panic!("{other:?}"),
    }
}

fn is_reused(session: &Session, token: &RefreshToken, seconds: i64) -> bool {
    matches!(session.refresh(token, &SHORT, at(seconds)).unwrap(), Refresh::Reused)
}

#[test]
fn a_token_survives_being_text_and_is_never_shown() {
    let (session, token) = begun();
    let text = text(&token);
    assert_eq!(text.len(), 80);
    let again = RefreshToken::parse(&text).unwrap();
    assert_eq!(again.family(), session.family);
    assert!(matches!(session.refresh(&again, &SHORT, at(1)).unwrap(), Refresh::Rotated { .. }));
    let shown = format!("{token:?} {session:?} {}", serde_json::to_string(&session).unwrap());
    let secret = &text[37..];
    assert!(!shown.contains(secret) && !shown.contains(&text[4..36]), "{shown}");
    for wrong in [
        "",
        "cfr",
        "cfr__",
        &text[1..],
        &text[..79],
        &format!("{text}A"),
        &text.to_uppercase(),
        &text.replace("cfr", "cfk"),
    ] {
        assert!(RefreshToken::parse(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn each_refresh_changes_the_token_and_nothing_else_of_it() {
    let (first, token) = begun();
    let (second, next) = rotated(&first, &token, 10);
    assert_ne!(text(&next), text(&token));
    assert_eq!(next.family(), token.family());
    assert_eq!((second.generation, second.refreshed_at, second.expires_at), (1, at(10), at(110)));
    assert_eq!((&second.id, second.created_at), (&first.id, at(0)));
    // The same token at the same moment leads somewhere else: what follows is salted.
    let (_, other) = rotated(&first, &token, 10);
    assert_ne!(text(&next), text(&other));
}

#[test]
fn a_token_that_is_older_than_the_last_one_ends_the_session() {
    let (session, first) = begun();
    let (session, second) = rotated(&session, &first, 10);
    let (session, third) = rotated(&session, &second, 11);
    assert!(is_reused(&session, &first, 11), "at any time");
    let (session, _) = rotated(&session, &third, 12);
    assert!(is_reused(&session, &first, 13) && is_reused(&session, &second, 13));
}

#[test]
fn an_answer_that_was_lost_is_given_again() {
    let (session, first) = begun();
    let (session, second) = rotated(&session, &first, 10);
    // As often as it is asked for, and always the same one.
    for seconds in [10, 20, 39] {
        assert_eq!(text(&repeated(&session, &first, seconds)), text(&second));
    }
    // The one that was given again goes on as the session.
    let (session, third) = rotated(&session, &repeated(&session, &first, 20), 21);
    assert!(is_reused(&session, &first, 21), "the newest one was used, so the answer was not lost");
    assert_eq!(text(&repeated(&session, &second, 22)), text(&third));
}

#[test]
fn too_late_is_reuse() {
    let (session, first) = begun();
    let (session, _) = rotated(&session, &first, 10);
    assert!(!is_reused(&session, &first, 39));
    assert!(is_reused(&session, &first, 40));
    let strict = Lifetimes { grace: Duration::ZERO, ..SHORT };
    assert!(matches!(session.refresh(&first, &strict, at(10)).unwrap(), Refresh::Reused));
}

#[test]
fn a_session_ends_idle_and_at_the_latest() {
    let (session, token) = begun();
    assert!(matches!(session.refresh(&token, &SHORT, at(100)).unwrap(), Refresh::Expired));
    assert!(session.is_live(at(99)) && !session.is_live(at(100)));
    let (mut session, mut token) = (session, token);
    for seconds in [90, 180, 240] {
        (session, token) = rotated(&session, &token, seconds);
    }
    assert_eq!(session.expires_at, at(250), "refreshing does not prolong it for ever");
    assert!(matches!(session.refresh(&token, &SHORT, at(250)).unwrap(), Refresh::Expired));
}

#[test]
fn an_ended_session_says_why_and_stays_ended() {
    let (mut session, token) = begun();
    session.ended = Some(End { at: at(5), reason: EndReason::PasswordChanged });
    assert!(!session.is_live(at(6)));
    let refresh = session.refresh(&token, &SHORT, at(6)).unwrap();
    assert!(matches!(refresh, Refresh::Ended(EndReason::PasswordChanged)));
}

#[test]
fn a_session_is_new_whatever_came_before() {
    let (one, first) = begun();
    let (other, second) = begun();
    assert_ne!((one.id, text(&first)[..36].to_owned()), (other.id, text(&second)[..36].to_owned()));
}

proptest! {
    /// Whatever order tokens come in: one that is neither the newest nor the one before it is never answered with a token.
    #[test]
    fn only_the_two_newest_tokens_are_answered(shown in prop::collection::vec((0_usize..6, 0_i64..20), 1..40)) {
        let (mut session, token) = begun();
        let mut tokens = vec![token];
        let mut now = 0;
        for (back, seconds) in shown {
            now += seconds;
            let place = tokens.len().saturating_sub(1 + back);
            match session.refresh(&tokens[place], &SHORT, at(now)).unwrap() {
                Refresh::Rotated { session: next, token } => {
                    prop_assert_eq!(place, tokens.len() - 1);
                    prop_assert_eq!(next.generation, session.generation + 1);
                    session = *next;
                    tokens.push(token);
                }
                Refresh::Repeated { token } => {
                    prop_assert_eq!(place + 2, tokens.len());
                    prop_assert_eq!(text(&token), text(tokens.last().unwrap()));
                }
                Refresh::Reused => prop_assert!(place + 1 < tokens.len()),
                Refresh::Expired => prop_assert!(at(now) >= session.expires_at),
                Refresh::Ended(_) => prop_assert!(false),
            }
        }
    }
}

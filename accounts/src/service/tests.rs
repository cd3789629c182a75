use std::collections::BTreeSet;

use secrecy::ExposeSecret;

use super::*;
use crate::api_key::NewApiKey;
use crate::audit::event;
use crate::first::FIRST_NAME;
use crate::reach::{Reach, Tenants};
use crate::rights::{Action, Actor, KeyScope};
use crate::role::Role;
use crate::store::memory::MemoryAccounts;
use crate::store::{AuditQuery, Update};
use crate::testkit::sample::at;
use crate::user::{Profile, User, UserName};

const CHEAP: PasswordCost = PasswordCost { memory_kib: 64, passes: 1, lanes: 1 };
const PASSWORD: &str = "correct horse battery";

fn accounts_on(store: Arc<MemoryAccounts>) -> Accounts {
    let keys = SigningKeys::new("k".repeat(32).into(), []).unwrap();
    Accounts::new(store, keys, Settings { cost: CHEAP, ..Settings::default() }).unwrap()
}

fn accounts() -> Accounts {
    accounts_on(Arc::default())
}

fn origin(n: u8) -> Origin {
    let address = Some(IpAddr::from([192, 0, 2, n]));
    Origin { address, agent: Some("Firefox".into()), request: Some("r1".into()) }
}

fn profile(name: &str, role: Role) -> Profile {
    Profile::new(UserName::parse(name).unwrap(), role)
}

async fn create(accounts: &Accounts, tenant: &str, profile: Profile) -> User {
    let new = (Some(tenant), profile, Some(PASSWORD.into()));
    accounts.create_user(&Actor::System, new, &origin(9), at(0)).await.unwrap().0
}

fn credentials(tenant: &str, name: &str, password: &str) -> Credentials {
    Credentials { tenant: Some(tenant.into()), name: name.into(), password: password.into() }
}

async fn sign_in(accounts: &Accounts, name: &str, seconds: i64) -> Result<SignedIn, Error> {
    accounts.sign_in(credentials("acme", name, PASSWORD), &origin(1), at(seconds)).await
}

async fn actor(accounts: &Accounts, signed_in: &SignedIn, seconds: i64) -> Result<Actor, Error> {
    accounts.user_of_token(signed_in.access.expose_secret(), at(seconds)).await
}

async fn refreshed(accounts: &Accounts, signed_in: &SignedIn, seconds: i64) -> Result<SignedIn, Error> {
    accounts.refresh(signed_in.refresh.expose_secret(), &origin(1), at(seconds)).await
}

/// The words of the audit log, the newest first.
async fn audited(accounts: &Accounts) -> Vec<(String, AuditOutcome)> {
    let page = accounts.store().audit(&AuditQuery::default()).await.unwrap();
    page.items.iter().map(|entry| (entry.action.to_string(), entry.outcome)).collect()
}

fn is_out<T: std::fmt::Debug>(result: Result<T, Error>) -> bool {
    matches!(result, Err(Error::NotSignedIn))
}

#[tokio::test]
async fn a_user_signs_in_and_is_who_it_is() {
    let accounts = accounts();
    let bob = create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let signed_in = sign_in(&accounts, " BOB ", 1).await.unwrap();
    assert_eq!((&signed_in.user.id, signed_in.access_lifetime.as_secs()), (&bob.id, 600));
    let Actor::User { user, session } = actor(&accounts, &signed_in, 2).await.unwrap() else { panic!() };
    assert_eq!((&user.id, &session), (&bob.id, &signed_in.session.id));
    assert_eq!(user.last_sign_in_at, Some(at(1)));
    assert!(accounts.check_csrf(&session, &signed_in.csrf, &signed_in.csrf));
    assert!(!accounts.check_csrf(&SessionId::new("other"), &signed_in.csrf, &signed_in.csrf));
    let access = signed_in.access.expose_secret();
    assert!(is_out(accounts.user_of_token(access, at(700)).await), "after ten minutes");
    assert!(is_out(accounts.user_of_token(&access[..access.len() - 1], at(2)).await));
    let shown = format!("{signed_in:?}");
    assert!(!shown.contains(access) && !shown.contains(signed_in.refresh.expose_secret()));
}

/// Each sign-in begins a session of its own, whatever there was before.
#[tokio::test]
async fn no_session_is_planted() {
    let accounts = accounts();
    create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let mut seen = BTreeSet::new();
    for n in 0..3 {
        let signed_in = sign_in(&accounts, "bob", n).await.unwrap();
        assert!(seen.insert(signed_in.session.id.to_string()));
        assert!(seen.insert(signed_in.refresh.expose_secret().to_owned()));
    }
}

#[tokio::test]
async fn a_wrong_sign_in_tells_nothing() {
    let accounts = accounts();
    create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let mut ann = profile("ann", Role::Agent);
    ann.disabled = true;
    create(&accounts, "acme", ann).await;
    for (n, (tenant, name, password)) in [
        ("acme", "bob", "wrong"),
        ("acme", "nobody", PASSWORD),
        ("other", "bob", PASSWORD),
        ("acme", "ann", PASSWORD),
        ("acme", "", PASSWORD),
        ("acme", "not a name", PASSWORD),
    ]
    .into_iter()
    .enumerate()
    {
        let from = origin(u8::try_from(n).unwrap());
        let error = accounts.sign_in(credentials(tenant, name, password), &from, at(1)).await.unwrap_err();
        assert_eq!(error.to_string(), "name or password are wrong", "{tenant} {name}");
    }
    let refused = audited(&accounts).await;
    let count =
        refused.iter().filter(|it| **it == (event::SIGN_IN_REFUSED.into(), AuditOutcome::Refused)).count();
    assert_eq!(count, 6);
    let log = format!("{:?}", accounts.store().audit(&AuditQuery::default()).await.unwrap());
    assert!(!log.contains("nobody\"") && !log.contains("not a name") && !log.contains(PASSWORD), "{log}");
}

#[tokio::test]
async fn too_many_attempts_wait_even_with_the_right_password() {
    let accounts = accounts();
    create(&accounts, "acme", profile("bob", Role::Agent)).await;
    for n in 0..6 {
        let wrong = credentials("acme", "bob", "wrong");
        assert!(matches!(accounts.sign_in(wrong, &origin(n), at(1)).await, Err(Error::WrongCredentials)));
    }
    let Err(Error::TooManyAttempts { after }) = sign_in(&accounts, "bob", 1).await else { panic!() };
    assert_eq!(after, Duration::from_secs(1));
    assert!(sign_in(&accounts, "bob", 2).await.is_ok());
}

#[tokio::test]
async fn a_refresh_token_counts_once() {
    let accounts = accounts();
    create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let first = sign_in(&accounts, "bob", 0).await.unwrap();
    let second = refreshed(&accounts, &first, 60).await.unwrap();
    // The answer was lost, and the client asks again.
    let again = refreshed(&accounts, &first, 80).await.unwrap();
    assert_eq!(again.refresh.expose_secret(), second.refresh.expose_secret());
    let third = refreshed(&accounts, &second, 90).await.unwrap();
    assert!(actor(&accounts, &third, 91).await.is_ok());
    // A thief comes with the first one.
    assert!(is_out(refreshed(&accounts, &first, 92).await));
    assert!(is_out(actor(&accounts, &third, 93).await), "the access token is out at once");
    assert!(is_out(refreshed(&accounts, &third, 93).await), "and so is its owner");
    assert_eq!(audited(&accounts).await[0], (event::TOKEN_REUSED.into(), AuditOutcome::Refused));
    for wrong in ["", "cfr_", &format!("cfr_{}_{}", "0".repeat(32), "A".repeat(43))] {
        assert!(is_out(accounts.refresh(wrong, &origin(1), at(94)).await), "{wrong}");
    }
}

#[tokio::test]
async fn a_made_up_token_ends_nobodys_session() {
    let accounts = accounts();
    create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let signed_in = sign_in(&accounts, "bob", 0).await.unwrap();
    let guessed = format!("cfr_{}_{}", signed_in.session.id, "A".repeat(43));
    assert!(is_out(accounts.refresh(&guessed, &origin(2), at(1)).await));
    assert!(actor(&accounts, &signed_in, 2).await.is_ok());
}

/// Two windows of one browser, and two servers.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_refreshes_at_once_gets_the_same_token() {
    let store = Arc::new(MemoryAccounts::new());
    let (one, other) = (accounts_on(store.clone()), accounts_on(store));
    create(&one, "acme", profile("bob", Role::Agent)).await;
    let mut signed_in = sign_in(&one, "bob", 0).await.unwrap();
    for round in 1..20 {
        let (left, right) =
            tokio::join!(refreshed(&one, &signed_in, round * 60), refreshed(&other, &signed_in, round * 60));
        let (left, right) = (left.unwrap(), right.unwrap());
        assert_eq!(left.refresh.expose_secret(), right.refresh.expose_secret());
        signed_in = left;
    }
}

#[tokio::test]
async fn signing_out_ends_this_session_or_all() {
    let accounts = accounts();
    create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let mut signed_in = Vec::new();
    for n in 0..4 {
        signed_in.push(sign_in(&accounts, "bob", n).await.unwrap());
    }
    let first = actor(&accounts, &signed_in[0], 10).await.unwrap();
    assert_eq!(accounts.own_sessions(&first, at(10)).await.unwrap().len(), 4);
    accounts.sign_out(&first, &origin(1), at(10)).await.unwrap();
    accounts.sign_out(&first, &origin(1), at(10)).await.unwrap();
    assert!(is_out(actor(&accounts, &signed_in[0], 11).await));
    let token = signed_in[1].refresh.expose_secret();
    accounts.sign_out_by_refresh_token(token, &origin(1), at(11)).await.unwrap();
    accounts.sign_out_by_refresh_token("nonsense", &origin(1), at(11)).await.unwrap();
    assert!(is_out(refreshed(&accounts, &signed_in[1], 12).await));
    let third = actor(&accounts, &signed_in[2], 12).await.unwrap();
    assert_eq!(accounts.sign_out_everywhere(&third, &origin(1), at(12)).await.unwrap(), 2);
    for signed_in in &signed_in {
        assert!(
            is_out(actor(&accounts, signed_in, 13).await)
                && is_out(refreshed(&accounts, signed_in, 13).await)
        );
    }
}

#[tokio::test]
async fn nobody_ends_another_ones_session() {
    let accounts = accounts();
    create(&accounts, "acme", profile("bob", Role::Agent)).await;
    create(&accounts, "acme", profile("ann", Role::Agent)).await;
    let (bob, ann) =
        (sign_in(&accounts, "bob", 0).await.unwrap(), sign_in(&accounts, "ann", 0).await.unwrap());
    let as_bob = actor(&accounts, &bob, 1).await.unwrap();
    let of_ann = accounts.end_own_session(&as_bob, &ann.session.id, &origin(1), at(1)).await;
    assert!(matches!(of_ann, Err(Error::NotFound)));
    accounts.end_own_session(&as_bob, &bob.session.id, &origin(1), at(1)).await.unwrap();
    assert!(is_out(actor(&accounts, &bob, 2).await) && actor(&accounts, &ann, 2).await.is_ok());
}

#[tokio::test]
async fn the_first_start_makes_an_administrator_once() {
    let store = Arc::new(MemoryAccounts::new());
    let (one, other) = (accounts_on(store.clone()), accounts_on(store));
    let (left, right) = tokio::join!(one.first_start(at(0)), other.first_start(at(0)));
    let made: Vec<_> = [left.unwrap(), right.unwrap()].into_iter().flatten().collect();
    let [(admin, password)] = &made[..] else { panic!("{}", made.len()) };
    assert_eq!((admin.name.as_str(), one.first_start(at(1)).await.unwrap().is_none()), (FIRST_NAME, true));

    let first = Credentials { tenant: None, name: FIRST_NAME.into(), password: password.clone() };
    let signed_in = one.sign_in(first.clone(), &origin(1), at(1)).await.unwrap();
    let admin = actor(&one, &signed_in, 2).await.unwrap();
    let refused = one.allow(&admin, Action::ReadCalls, &origin(1), at(2)).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::MustChangePassword))), "{refused:?}");
    let change = (password.clone(), PASSWORD.into());
    one.change_own_password(&admin, change, &origin(1), at(3)).await.unwrap();
    assert!(matches!(one.sign_in(first, &origin(1), at(4)).await, Err(Error::WrongCredentials)), "once");
    let admin = actor(&one, &signed_in, 5).await.unwrap();
    assert_eq!(one.allow(&admin, Action::ReadCalls, &origin(1), at(5)).await.unwrap(), Reach::Everything);
}

#[tokio::test]
async fn a_changed_password_signs_out_everywhere_else() {
    let accounts = accounts();
    create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let (here, there) =
        (sign_in(&accounts, "bob", 0).await.unwrap(), sign_in(&accounts, "bob", 1).await.unwrap());
    let bob = actor(&accounts, &here, 2).await.unwrap();
    let change = async |old: &str, new: &str| {
        accounts.change_own_password(&bob, (old.into(), new.into()), &origin(1), at(3)).await
    };
    assert!(matches!(change("wrong", "a new long password").await, Err(Error::WrongCredentials)));
    let too_short = change(PASSWORD, "short").await.unwrap_err();
    assert!(matches!(too_short, Error::Invalid(Invalid { field: "password", .. })), "{too_short:?}");
    assert!(matches!(change(PASSWORD, PASSWORD).await, Err(Error::Invalid(_))));
    change(PASSWORD, "a new long password").await.unwrap();
    assert!(actor(&accounts, &here, 4).await.is_ok() && is_out(actor(&accounts, &there, 4).await));
    assert!(matches!(sign_in(&accounts, "bob", 5).await, Err(Error::WrongCredentials)));
}

#[tokio::test]
async fn who_is_disabled_is_out_at_once() {
    let accounts = accounts();
    let bob = create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let signed_in = sign_in(&accounts, "bob", 0).await.unwrap();
    let mut changed = bob.profile();
    changed.disabled = true;
    let change = Changed { id: &bob.id, version: bob.version, profile: changed };
    let user = accounts.change_user(&Actor::System, change.clone(), &origin(9), at(1)).await.unwrap();
    assert_eq!((user.disabled, user.version), (true, 2));
    assert!(
        is_out(actor(&accounts, &signed_in, 2).await) && is_out(refreshed(&accounts, &signed_in, 2).await)
    );
    let again = accounts.change_user(&Actor::System, change, &origin(9), at(2)).await;
    assert!(matches!(again, Err(Error::Conflict)), "it was changed since it was read");
}

/// Even where whoever has disabled it was killed before the sessions were ended.
#[tokio::test]
async fn a_session_of_a_disabled_user_is_none() {
    let accounts = accounts();
    let bob = create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let signed_in = sign_in(&accounts, "bob", 0).await.unwrap();
    let mut account = accounts.store().account(&Tenants::All, &bob.id).await.unwrap().unwrap();
    account.user.disabled = true;
    assert!(matches!(accounts.store().update_user(&account).await, Ok(Update::Done { .. })));
    assert!(
        is_out(actor(&accounts, &signed_in, 1).await) && is_out(refreshed(&accounts, &signed_in, 1).await)
    );
}

/// Somebody signs in with the old password while it is changed: the sessions that are ended then do not have this one yet.
#[tokio::test]
async fn a_sign_in_does_not_outrun_a_changed_password() {
    let accounts = accounts();
    let bob = create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let seen = accounts.store().account(&Tenants::All, &bob.id).await.unwrap().unwrap();
    assert!(accounts.begin(seen.clone(), None, &origin(1), at(1)).await.is_ok());
    accounts.reset_password(&Actor::System, &bob.id, &origin(9), at(2)).await.unwrap();
    let begun = accounts.begin(seen, None, &origin(1), at(2)).await;
    assert!(matches!(begun, Err(Error::WrongCredentials)), "{begun:?}");
    assert_eq!(accounts.store().sessions_of(&bob.id, at(3)).await.unwrap(), []);
}

#[tokio::test]
async fn a_reset_password_must_be_changed() {
    let accounts = accounts();
    let bob = create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let before = sign_in(&accounts, "bob", 0).await.unwrap();
    let password = accounts.reset_password(&Actor::System, &bob.id, &origin(9), at(1)).await.unwrap();
    assert!(is_out(actor(&accounts, &before, 2).await));
    assert!(sign_in(&accounts, "bob", 2).await.is_err());
    let with_new = Credentials { tenant: Some("acme".into()), name: "bob".into(), password };
    let after = accounts.sign_in(with_new, &origin(1), at(3)).await.unwrap();
    assert!(after.user.must_change_password);
}

#[tokio::test]
async fn an_administrator_answers_for_its_tenant() {
    let accounts = accounts();
    create(&accounts, "acme", profile("admin", Role::Administrator)).await;
    let theirs = create(&accounts, "other", profile("eve", Role::Agent)).await;
    let mut root = profile("root", Role::Administrator);
    root.spans_tenants = true;
    let root = create(&accounts, "acme", root).await;
    let signed_in = sign_in(&accounts, "admin", 0).await.unwrap();
    let admin = actor(&accounts, &signed_in, 1).await.unwrap();
    let from = origin(1);

    let change = Changed { id: &theirs.id, version: 1, profile: theirs.profile() };
    assert!(matches!(accounts.change_user(&admin, change, &from, at(1)).await, Err(Error::NotFound)));
    assert!(matches!(accounts.remove_user(&admin, &theirs.id, &from, at(1)).await, Err(Error::NotFound)));
    assert!(matches!(accounts.reset_password(&admin, &theirs.id, &from, at(1)).await, Err(Error::NotFound)));
    for done in [
        accounts.reset_password(&admin, &root.id, &from, at(1)).await.map(|_| ()),
        accounts.remove_user(&admin, &root.id, &from, at(1)).await,
        accounts
            .create_user(&admin, (Some("other"), profile("x", Role::Agent), None), &from, at(1))
            .await
            .map(|_| ()),
    ] {
        assert!(matches!(done, Err(Error::Refused(Refusal::NotYours))), "{done:?}");
    }
    let (own, password) =
        accounts.create_user(&admin, (None, profile("x", Role::Agent), None), &from, at(2)).await.unwrap();
    assert!(&*own.tenant == "acme" && own.must_change_password && password.is_some());
    let taken = accounts.create_user(&admin, (None, profile("X", Role::Agent), None), &from, at(2)).await;
    assert!(matches!(taken, Err(Error::NameTaken)));
    accounts.remove_user(&admin, &own.id, &from, at(3)).await.unwrap();
}

#[tokio::test]
async fn an_agent_writes_no_users_and_that_is_noted() {
    let accounts = accounts();
    create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let signed_in = sign_in(&accounts, "bob", 0).await.unwrap();
    let bob = actor(&accounts, &signed_in, 1).await.unwrap();
    let made =
        accounts.create_user(&bob, (None, profile("x", Role::Administrator), None), &origin(1), at(2)).await;
    assert!(matches!(made, Err(Error::Refused(Refusal::Role { .. }))));
    assert_eq!(audited(&accounts).await[0], ("users.write".into(), AuditOutcome::Refused));
}

#[tokio::test]
async fn a_machine_signs_in_by_its_key() {
    let accounts = accounts();
    let new = |expires: Option<i64>, spans_tenants: bool| NewApiKey {
        name: "wallboard".into(),
        scopes: [KeyScope::StatisticsRead].into(),
        spans_tenants,
        expires_at: expires.map(at),
    };
    let from = origin(1);
    let made = accounts.create_api_key(&Actor::System, (Some("acme"), new(Some(100), false)), &from, at(0));
    let (key, text) = made.await.unwrap();
    let machine = accounts.machine_of_key(text.expose_secret(), at(1)).await.unwrap();
    let reach = accounts.allow(&machine, Action::ReadStatistics, &from, at(1)).await.unwrap();
    assert_eq!(reach, Reach::Tenant("acme".into()));
    let refused = accounts.allow(&machine, Action::Hangup, &from, at(1)).await;
    assert!(matches!(refused, Err(Error::Refused(Refusal::Scope { .. }))));
    let makes = accounts.create_api_key(&machine, (None, new(None, false)), &from, at(1)).await;
    assert!(matches!(makes, Err(Error::Refused(Refusal::NotForMachines { .. }))));
    assert!(is_out(accounts.machine_of_key(text.expose_secret(), at(100)).await));
    assert!(is_out(accounts.machine_of_key("cfk_", at(1)).await));

    create(&accounts, "acme", profile("admin", Role::Administrator)).await;
    let signed_in = sign_in(&accounts, "admin", 0).await.unwrap();
    let admin = actor(&accounts, &signed_in, 1).await.unwrap();
    let spanning = accounts.create_api_key(&admin, (None, new(None, true)), &from, at(1)).await;
    assert!(matches!(spanning, Err(Error::Refused(Refusal::NotYours))));
    accounts.revoke_api_key(&admin, &key.id, &from, at(2)).await.unwrap();
    assert!(matches!(accounts.revoke_api_key(&admin, &key.id, &from, at(2)).await, Err(Error::NotFound)));
    assert!(is_out(accounts.machine_of_key(text.expose_secret(), at(3)).await));
}

#[tokio::test]
async fn every_change_of_rights_is_in_the_log() {
    let accounts = accounts();
    let bob = create(&accounts, "acme", profile("bob", Role::Agent)).await;
    let change = Changed { id: &bob.id, version: 1, profile: profile("bob", Role::Supervisor) };
    accounts.change_user(&Actor::System, change, &origin(9), at(1)).await.unwrap();
    accounts.reset_password(&Actor::System, &bob.id, &origin(9), at(2)).await.unwrap();
    accounts.remove_user(&Actor::System, &bob.id, &origin(9), at(3)).await.unwrap();
    let words: Vec<String> = audited(&accounts).await.into_iter().map(|(word, _)| word).collect();
    let want = [event::USER_REMOVED, event::PASSWORD_CHANGED, event::USER_CHANGED, event::USER_CREATED];
    assert_eq!(words, want);
    let entries = accounts.store().audit(&AuditQuery::default()).await.unwrap().items;
    let of_bob = |entry: &crate::audit::AuditEntry| entry.target.as_deref() == Some(bob.id.as_str());
    assert!(entries.iter().all(|entry| of_bob(entry) && entry.address.as_deref() == Some("192.0.2.9")));
}

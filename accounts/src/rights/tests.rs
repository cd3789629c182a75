use std::collections::BTreeSet;

use callflow_core::Timestamp;

use super::*;
use crate::api_key::NewApiKey;
use crate::user::UserName;

fn user(role: Role) -> User {
    let mut profile = Profile::new(UserName::parse("bob").unwrap(), role);
    profile.numbers = ["101".into()].into();
    profile.queues = ["sales".into()].into();
    User::new("acme", profile, Timestamp::default()).unwrap()
}

fn signed_in(user: User) -> Actor {
    Actor::User { user: Arc::new(user), session: SessionId::new("s") }
}

fn key(scopes: &[KeyScope], spans_tenants: bool) -> Actor {
    let scopes = scopes.iter().copied().collect();
    let new = NewApiKey { name: "machine".into(), scopes, spans_tenants, expires_at: None };
    Actor::ApiKey(Arc::new(ApiKey::new("acme", new, None, Timestamp::default()).unwrap().0))
}

/// How far it reaches, in one word.
fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Refused(Refusal::Role { .. } | Refusal::Scope { .. }) => "no",
        Decision::Refused(Refusal::NotForMachines { .. }) => "people",
        Decision::Refused(Refusal::OneTenant { .. }) => "all only",
        Decision::Refused(other) => panic!("{other:?}"),
        Decision::Allowed(Reach::Own { tenant, numbers }) => {
            assert_eq!((&*tenant, numbers), ("acme", BTreeSet::from(["101".into()])));
            "own"
        }
        Decision::Allowed(Reach::Queues { tenant, numbers, queues }) => {
            assert_eq!((&*tenant, numbers), ("acme", BTreeSet::from(["101".into()])));
            assert_eq!(queues, BTreeSet::from(["sales".into()]));
            "queues"
        }
        Decision::Allowed(Reach::Tenant(tenant)) => {
            assert_eq!(&*tenant, "acme");
            "tenant"
        }
        Decision::Allowed(Reach::Everything) => "everything",
    }
}

/// Written out once more, in another form, by hand: whoever changes the table says so here.
const WANTED: &str = "
    calls.read         own    queues tenant calls:read
    calls.annotate     own    queues tenant calls:control
    statistics.read    own    queues tenant statistics:read
    numbers.see        own    queues tenant numbers:read
    calls.originate    own    own    tenant calls:control
    calls.hangup       own    queues tenant calls:control
    calls.transfer     own    queues tenant calls:control
    calls.park         own    queues tenant calls:control
    calls.hold         own    queues tenant calls:control
    calls.dtmf         own    own    tenant calls:control
    calls.record       no     queues tenant calls:control
    extensions.read    own    tenant tenant extensions:read
    extensions.write   no     no     tenant extensions:write
    leases.take        tenant tenant tenant leases
    leases.secrets     own    own    tenant leases
    leases.reset       no     no     tenant extensions:write
    agents.read        own    queues tenant agents:read
    agents.write       no     no     tenant agents:write
    agents.pause       own    queues tenant agents:write
    queues.members     no     queues tenant agents:write
    queues.read        queues queues tenant queues:read
    queues.write       no     no     tenant queues:write
    recordings.listen  no     queues tenant recordings:read
    recordings.download no    queues tenant recordings:read
    recordings.delete  no     no     tenant recordings:write
    recordings.hold    no     no     tenant recordings:write
    privacy.export     no     no     tenant privacy
    privacy.forget     no     no     tenant privacy
    users.read         no     no     tenant -
    users.write        no     no     tenant -
    api_keys.manage    no     no     tenant -
    webhooks.read      no     no     tenant -
    webhooks.write     no     no     tenant -
    audit.read         no     no     tenant audit:read
    settings.read      no     no     all    -
    settings.write     no     no     all    -
    account.use        own    own    own    -
";

fn wanted() -> Vec<(Action, [&'static str; 4])> {
    let row = |line: &'static str| {
        let mut words = line.split_whitespace();
        let action = words.next()?.parse().unwrap();
        Some((action, [(); 4].map(|()| words.next().unwrap())))
    };
    WANTED.lines().filter_map(row).collect()
}

#[test]
fn every_action_has_a_row() {
    let rows: Vec<Action> = wanted().into_iter().map(|(action, _)| action).collect();
    assert_eq!(rows, Action::ALL);
    let words: BTreeSet<&str> = Action::ALL.iter().map(|action| action.as_str()).collect();
    assert_eq!(words.len(), Action::ALL.len());
}

#[test]
fn each_role_has_the_rights_of_the_table() {
    for (action, [agent, supervisor, administrator, _]) in wanted() {
        for (role, want) in
            [(Role::Agent, agent), (Role::Supervisor, supervisor), (Role::Administrator, administrator)]
        {
            let want = if want == "all" { "all only" } else { want };
            assert_eq!(word(decide(&signed_in(user(role)), action)), want, "{role} {action}");
        }
        let mut spanning = user(Role::Administrator);
        spanning.spans_tenants = true;
        let want = if administrator == "own" { "own" } else { "everything" };
        assert_eq!(word(decide(&signed_in(spanning), action)), want, "{action}");
        assert_eq!(word(decide(&Actor::System, action)), "everything", "{action}");
    }
}

#[test]
fn each_key_has_the_rights_of_its_scopes() {
    for (action, [.., scope]) in wanted() {
        for given in KeyScope::ALL {
            let want = match scope {
                "-" => "people",
                scope if scope == given.as_str() => "tenant",
                _ => "no",
            };
            assert_eq!(word(decide(&key(&[*given], false), action)), want, "{given} {action}");
        }
        let all = decide(&key(KeyScope::ALL, true), action);
        assert_eq!(word(all), if scope == "-" { "people" } else { "everything" }, "{action}");
        assert!(matches!(decide(&key(&[], true), action), Decision::Refused(_)), "{action}");
    }
    for scope in KeyScope::ALL {
        assert!(wanted().iter().any(|(_, row)| row[3] == scope.as_str()), "{scope} opens nothing");
    }
}

/// Even if a wrong record says that a supervisor spans tenants.
#[test]
fn only_administrators_span_tenants() {
    for role in [Role::Agent, Role::Supervisor] {
        let mut user = user(role);
        user.spans_tenants = true;
        let actor = signed_in(user);
        assert_eq!(actor.tenants(), Tenants::One("acme".into()));
        for action in Action::ALL {
            assert_ne!(decide(&actor, *action), Decision::Allowed(Reach::Everything), "{role} {action}");
        }
    }
}

#[test]
fn who_must_change_the_password_does_that_first() {
    for role in Role::ALL {
        let mut user = user(role);
        user.must_change_password = true;
        let actor = signed_in(user);
        for action in Action::ALL {
            let decision = decide(&actor, *action);
            if *action == Action::UseOwnAccount {
                assert_eq!(word(decision), "own");
            } else {
                assert_eq!(decision, Decision::Refused(Refusal::MustChangePassword), "{action}");
            }
        }
    }
}

#[test]
fn who_is_disabled_does_nothing() {
    let mut user = user(Role::Administrator);
    user.disabled = true;
    let actor = signed_in(user);
    for action in Action::ALL {
        assert_eq!(decide(&actor, *action), Decision::Refused(Refusal::Disabled), "{action}");
    }
}

#[test]
fn nobody_takes_the_last_administrator_away() {
    let me = user(Role::Administrator);
    let actor = signed_in(me.clone());
    let changed = |change: &dyn Fn(&mut Profile)| {
        let mut profile = me.profile();
        change(&mut profile);
        may_write(&actor, Some(&me), &profile)
    };
    assert_eq!(changed(&|it| it.display_name = "Bob".into()), Ok(()));
    assert_eq!(changed(&|it| it.role = Role::Agent), Err(Refusal::OwnRights));
    assert_eq!(changed(&|it| it.disabled = true), Err(Refusal::OwnRights));
    assert_eq!(may_remove(&actor, &me), Err(Refusal::OwnRights));
    let other = user(Role::Administrator);
    let mut profile = other.profile();
    profile.role = Role::Agent;
    assert_eq!(may_write(&actor, Some(&other), &profile), Ok(()));
    assert_eq!(may_remove(&actor, &other), Ok(()));
}

#[test]
fn who_answers_for_one_tenant_has_no_power_over_all() {
    let local = signed_in(user(Role::Administrator));
    let mut spanning = user(Role::Administrator);
    spanning.spans_tenants = true;
    assert_eq!(may_write(&local, None, &spanning.profile()), Err(Refusal::NotYours));
    let mut harmless = spanning.profile();
    harmless.spans_tenants = false;
    assert_eq!(may_write(&local, Some(&spanning), &harmless), Err(Refusal::NotYours));
    assert_eq!(may_remove(&local, &spanning), Err(Refusal::NotYours));
    let other = signed_in(User { id: UserId::new("other"), ..spanning.clone() });
    assert_eq!(may_write(&other, Some(&spanning), &harmless), Ok(()));
    assert_eq!(may_remove(&Actor::System, &spanning), Ok(()));
}

//! Who may do what: one table, and one question to it.
//!
//! | in the table | how far it reaches |
//! |---|---|
//! | `No` | not at all |
//! | `Own` | what the user's own numbers have part in |
//! | `Queues` | that, and what happens in the queues that the user sees |
//! | `Tenant` | everything of its tenant; for an administrator or a key that spans tenants, of all |
//!
//! A key of a machine has no role: each of its scopes opens the actions that name it, with the reach `Tenant`. What no scope
//! opens, users, keys and settings, is for people alone, lest a key make itself an administrator.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::api_key::ApiKey;
use crate::id::{ApiKeyId, SessionId, UserId};
use crate::reach::{Reach, Tenants};
use crate::role::Role;
use crate::user::{Profile, User};

/// How far a right reaches, in the table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Extent {
    /// Not at all.
    No,
    /// What the user's own numbers have part in.
    Own,
    /// That, and what happens in the queues that the user sees.
    Queues,
    /// Everything of the tenant.
    Tenant,
}

/// Words with a variant each.
macro_rules! words {
    (
        $(#[$meta:meta])* $name:ident, $unknown:ident, $what:literal;
        $($(#[$doc:meta])+ $variant:ident = $word:literal,)+
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$doc])+ $variant,)+
        }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// Its word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[doc = concat!("A word that is no ", $what, ".")]
        #[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
        #[error("not a {}", $what)]
        pub struct $unknown;

        impl FromStr for $name {
            type Err = $unknown;

            fn from_str(word: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|it| it.as_str() == word).ok_or($unknown)
            }
        }

        impl Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

words! {
    /// What an API does, in plain words. Their texts stand in the audit log.
    Action, UnknownAction, "action";
    /// Lists and records of calls, past and live, and their events.
    ReadCalls = "calls.read",
    /// To put tags and notes on calls.
    AnnotateCalls = "calls.annotate",
    /// Counts and sums of calls, agents and queues.
    ReadStatistics = "statistics.read",
    /// Phone numbers of outside parties in full; without it they are masked.
    SeeNumbers = "numbers.see",
    /// To have Asterisk call somebody.
    Originate = "calls.originate",
    /// To end a call.
    Hangup = "calls.hangup",
    /// To hand a call to another one.
    Transfer = "calls.transfer",
    /// To park a call.
    Park = "calls.park",
    /// To put a call on hold, and take it back.
    Hold = "calls.hold",
    /// To send digits into a call.
    SendDtmf = "calls.dtmf",
    /// To begin and end the recording of a call.
    Record = "calls.record",
    /// Extensions as they stand, and what became of them.
    ReadExtensions = "extensions.read",
    /// To make, change and remove extensions.
    WriteExtensions = "extensions.write",
    /// To take an extension of the pool, and to give it back.
    Lease = "leases.take",
    /// The passwords of leased extensions.
    ReadLeaseSecrets = "leases.secrets",
    /// To end all leases.
    ResetLeases = "leases.reset",
    /// Agents as they stand, and what they did.
    ReadAgents = "agents.read",
    /// To make, change and remove agents.
    WriteAgents = "agents.write",
    /// To pause agents, and to end their pause.
    PauseAgents = "agents.pause",
    /// To put agents into queues, and to take them out.
    ChangeMembers = "queues.members",
    /// Queues as they stand, with their callers and members.
    ReadQueues = "queues.read",
    /// To make, change and remove queues.
    WriteQueues = "queues.write",
    /// Lists of recordings, and to hear them.
    ListenToRecordings = "recordings.listen",
    /// To take recordings away as files.
    DownloadRecordings = "recordings.download",
    /// To remove recordings.
    DeleteRecordings = "recordings.delete",
    /// To hold recordings, so that nobody removes them, and to let them go.
    HoldRecordings = "recordings.hold",
    /// To hand out all that is stored of a person.
    ExportSubject = "privacy.export",
    /// To take a person's number out of everything.
    ForgetSubject = "privacy.forget",
    /// Users, with roles and sessions.
    ReadUsers = "users.read",
    /// To make, change and remove users, and to end their sessions.
    WriteUsers = "users.write",
    /// To list, make and revoke keys of machines.
    ManageApiKeys = "api_keys.manage",
    /// Who is told of what happens, and what became of it.
    ReadWebhooks = "webhooks.read",
    /// To make, change and remove webhooks, to try them out, and to have events sent again.
    WriteWebhooks = "webhooks.write",
    /// The audit log.
    ReadAudit = "audit.read",
    /// The settings of the server.
    ReadSettings = "settings.read",
    /// To change the settings of the server.
    WriteSettings = "settings.write",
    /// Who one is, one's own sessions and password.
    UseOwnAccount = "account.use",
}

words! {
    /// What the key of a machine may be for.
    KeyScope, UnknownScope, "scope of API keys";
    /// Calls and their events.
    CallsRead = "calls:read",
    /// To call, hang up, transfer, park, hold, send digits and record.
    CallsControl = "calls:control",
    /// Counts and sums.
    StatisticsRead = "statistics:read",
    /// Numbers of outside parties in full.
    NumbersRead = "numbers:read",
    /// Extensions as they stand.
    ExtensionsRead = "extensions:read",
    /// To change extensions and end all leases.
    ExtensionsWrite = "extensions:write",
    /// To lease extensions, with their passwords.
    Leases = "leases",
    /// Agents as they stand.
    AgentsRead = "agents:read",
    /// To change agents, pause them, and put them into queues.
    AgentsWrite = "agents:write",
    /// Queues as they stand.
    QueuesRead = "queues:read",
    /// To change queues.
    QueuesWrite = "queues:write",
    /// To hear and to fetch recordings.
    RecordingsRead = "recordings:read",
    /// To remove and to hold recordings.
    RecordingsWrite = "recordings:write",
    /// To hand out and to forget what is stored of a person.
    Privacy = "privacy",
    /// The audit log.
    AuditRead = "audit:read",
}

/// A row of the table.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Right {
    /// How far it reaches for agents.
    pub agent: Extent,
    /// For supervisors.
    pub supervisor: Extent,
    /// For administrators.
    pub administrator: Extent,
    /// The scope that opens it for keys of machines.
    pub scope: Option<KeyScope>,
}

impl Action {
    /// **The table.** Nothing else says who may do what.
    #[rustfmt::skip]
    #[must_use]
    pub const fn right(self) -> Right {
        use Extent::{No, Own, Queues, Tenant};
        use KeyScope as Key;
        let (agent, supervisor, administrator, scope) = match self {
            //                           agent   supervisor administrator  key of a machine
            Self::ReadCalls          => (Own,    Queues,    Tenant,        Some(Key::CallsRead)),
            Self::AnnotateCalls      => (Own,    Queues,    Tenant,        Some(Key::CallsControl)),
            Self::ReadStatistics     => (Own,    Queues,    Tenant,        Some(Key::StatisticsRead)),
            Self::SeeNumbers         => (Own,    Queues,    Tenant,        Some(Key::NumbersRead)),
            Self::Originate          => (Own,    Own,       Tenant,        Some(Key::CallsControl)),
            Self::Hangup             => (Own,    Queues,    Tenant,        Some(Key::CallsControl)),
            Self::Transfer           => (Own,    Queues,    Tenant,        Some(Key::CallsControl)),
            Self::Park               => (Own,    Queues,    Tenant,        Some(Key::CallsControl)),
            Self::Hold               => (Own,    Queues,    Tenant,        Some(Key::CallsControl)),
            Self::SendDtmf           => (Own,    Own,       Tenant,        Some(Key::CallsControl)),
            Self::Record             => (No,     Queues,    Tenant,        Some(Key::CallsControl)),
            Self::ReadExtensions     => (Own,    Tenant,    Tenant,        Some(Key::ExtensionsRead)),
            Self::WriteExtensions    => (No,     No,        Tenant,        Some(Key::ExtensionsWrite)),
            Self::Lease              => (Tenant, Tenant,    Tenant,        Some(Key::Leases)),
            Self::ReadLeaseSecrets   => (Own,    Own,       Tenant,        Some(Key::Leases)),
            Self::ResetLeases        => (No,     No,        Tenant,        Some(Key::ExtensionsWrite)),
            Self::ReadAgents         => (Own,    Queues,    Tenant,        Some(Key::AgentsRead)),
            Self::WriteAgents        => (No,     No,        Tenant,        Some(Key::AgentsWrite)),
            Self::PauseAgents        => (Own,    Queues,    Tenant,        Some(Key::AgentsWrite)),
            Self::ChangeMembers      => (No,     Queues,    Tenant,        Some(Key::AgentsWrite)),
            Self::ReadQueues         => (Queues, Queues,    Tenant,        Some(Key::QueuesRead)),
            Self::WriteQueues        => (No,     No,        Tenant,        Some(Key::QueuesWrite)),
            Self::ListenToRecordings => (No,     Queues,    Tenant,        Some(Key::RecordingsRead)),
            Self::DownloadRecordings => (No,     Queues,    Tenant,        Some(Key::RecordingsRead)),
            Self::DeleteRecordings   => (No,     No,        Tenant,        Some(Key::RecordingsWrite)),
            Self::HoldRecordings     => (No,     No,        Tenant,        Some(Key::RecordingsWrite)),
            Self::ExportSubject      => (No,     No,        Tenant,        Some(Key::Privacy)),
            Self::ForgetSubject      => (No,     No,        Tenant,        Some(Key::Privacy)),
            Self::ReadUsers          => (No,     No,        Tenant,        None),
            Self::WriteUsers         => (No,     No,        Tenant,        None),
            Self::ManageApiKeys      => (No,     No,        Tenant,        None),
            Self::ReadWebhooks       => (No,     No,        Tenant,        None),
            Self::WriteWebhooks      => (No,     No,        Tenant,        None),
            Self::ReadAudit          => (No,     No,        Tenant,        Some(Key::AuditRead)),
            Self::ReadSettings       => (No,     No,        Tenant,        None),
            Self::WriteSettings      => (No,     No,        Tenant,        None),
            Self::UseOwnAccount      => (Own,    Own,       Own,           None),
        };
        Right { agent, supervisor, administrator, scope }
    }

    /// Whether it is about the server as a whole, and so for those alone who span tenants.
    #[must_use]
    pub const fn is_of_all_tenants(self) -> bool {
        matches!(self, Self::WriteSettings | Self::ReadSettings)
    }
}

/// Who asks.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Actor {
    /// A user who has signed in.
    User {
        /// The user as it is now.
        user: Arc<User>,
        /// By which sign-in.
        session: SessionId,
    },
    /// A machine.
    ApiKey(Arc<ApiKey>),
    /// The program itself, or whoever has its command line.
    System,
}

/// What comes of the question whether somebody may do something.
#[derive(Clone, Debug, Eq, PartialEq)]
#[must_use]
pub enum Decision {
    /// Yes, so far.
    Allowed(Reach),
    /// No.
    Refused(Refusal),
}

/// Why somebody may not.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// The role has no such right.
    #[error("the role {role} has no right to this ({action})")]
    Role {
        /// The role.
        role: Role,
        /// What was asked for.
        action: Action,
    },
    /// The key has not the scope.
    #[error("this API key has not the scope {needed} ({action})")]
    Scope {
        /// The scope that opens it.
        needed: KeyScope,
        /// What was asked for.
        action: Action,
    },
    /// It is for people.
    #[error("no API key has a right to this ({action})")]
    NotForMachines {
        /// What was asked for.
        action: Action,
    },
    /// It is about the server as a whole.
    #[error("this is for those who answer for all tenants ({action})")]
    OneTenant {
        /// What was asked for.
        action: Action,
    },
    /// The user has a password that another one has chosen.
    #[error("the password must be changed first")]
    MustChangePassword,
    /// The user may not sign in any more.
    #[error("the account is disabled")]
    Disabled,
    /// Somebody would take rights from himself, or give what he has not.
    #[error("nobody changes one's own role, tenants or access")]
    OwnRights,
    /// One who answers for one tenant would give or take the right to all.
    #[error("only those who answer for all tenants give or take that right")]
    NotYours,
}

/// Whether this one may do this, and how far.
pub fn decide(actor: &Actor, action: Action) -> Decision {
    let right = action.right();
    let (reach, spans_tenants) = match actor {
        Actor::System => return Decision::Allowed(Reach::Everything),
        Actor::User { user, .. } => {
            if user.disabled {
                return Decision::Refused(Refusal::Disabled);
            }
            if user.must_change_password && action != Action::UseOwnAccount {
                return Decision::Refused(Refusal::MustChangePassword);
            }
            let extent = match user.role {
                Role::Agent => right.agent,
                Role::Supervisor => right.supervisor,
                Role::Administrator => right.administrator,
            };
            let spans_tenants = user.spans_tenants && user.role == Role::Administrator;
            match extent {
                Extent::No => return Decision::Refused(Refusal::Role { role: user.role, action }),
                Extent::Own => (Reach::own(user), spans_tenants),
                Extent::Queues => (Reach::queues(user), spans_tenants),
                Extent::Tenant => (Reach::of_tenant(&user.tenant, spans_tenants), spans_tenants),
            }
        }
        Actor::ApiKey(key) => {
            let Some(needed) = right.scope else {
                return Decision::Refused(Refusal::NotForMachines { action });
            };
            if !key.scopes.contains(&needed) {
                return Decision::Refused(Refusal::Scope { needed, action });
            }
            (Reach::of_tenant(&key.tenant, key.spans_tenants), key.spans_tenants)
        }
    };
    if action.is_of_all_tenants() && !spans_tenants {
        return Decision::Refused(Refusal::OneTenant { action });
    }
    Decision::Allowed(reach)
}

impl Decision {
    /// How far, or why not.
    ///
    /// # Errors
    /// [`Refusal`].
    pub fn reach(self) -> Result<Reach, Refusal> {
        match self {
            Self::Allowed(reach) => Ok(reach),
            Self::Refused(refusal) => Err(refusal),
        }
    }
}

impl Actor {
    /// Whose it is; `None` for the program itself.
    #[must_use]
    pub fn tenant(&self) -> Option<&Arc<str>> {
        match self {
            Self::User { user, .. } => Some(&user.tenant),
            Self::ApiKey(key) => Some(&key.tenant),
            Self::System => None,
        }
    }

    /// The user, if it is one.
    #[must_use]
    pub fn user(&self) -> Option<&User> {
        match self {
            Self::User { user, .. } => Some(user),
            Self::ApiKey(_) | Self::System => None,
        }
    }

    /// The key, if it is one.
    #[must_use]
    pub fn api_key(&self) -> Option<&ApiKeyId> {
        match self {
            Self::ApiKey(key) => Some(&key.id),
            Self::User { .. } | Self::System => None,
        }
    }

    /// Which tenants it answers for.
    #[must_use]
    pub fn tenants(&self) -> Tenants {
        match self {
            Self::User { user, .. } if user.spans_tenants && user.role == Role::Administrator => Tenants::All,
            Self::User { user, .. } => Tenants::One(user.tenant.clone()),
            Self::ApiKey(key) if key.spans_tenants => Tenants::All,
            Self::ApiKey(key) => Tenants::One(key.tenant.clone()),
            Self::System => Tenants::All,
        }
    }
}

/// Whether this one, who may write users, may make this of that user, or a new one where there is none.
///
/// Nobody changes one's own role, tenants or access: so there is always an administrator left. Who answers for one tenant
/// neither makes one who answers for all nor changes one.
///
/// # Errors
/// [`Refusal`].
pub fn may_write(actor: &Actor, old: Option<&User>, new: &Profile) -> Result<(), Refusal> {
    let spans = actor.tenants() == Tenants::All;
    if !spans && (new.spans_tenants || old.is_some_and(|old| old.spans_tenants)) {
        return Err(Refusal::NotYours);
    }
    let own = old.is_some_and(|old| actor.user().is_some_and(|user| user.id == old.id));
    let same = |old: &User| {
        (old.role, old.spans_tenants, old.disabled) == (new.role, new.spans_tenants, new.disabled)
    };
    if own && !old.is_some_and(same) {
        return Err(Refusal::OwnRights);
    }
    Ok(())
}

/// Whether this one, who may write users, may remove that user, end its sessions or set its password: nobody removes
/// oneself, and who answers for one tenant does nothing to one who answers for all.
///
/// # Errors
/// [`Refusal`].
pub fn may_remove(actor: &Actor, user: &User) -> Result<(), Refusal> {
    if user.spans_tenants && actor.tenants() != Tenants::All {
        return Err(Refusal::NotYours);
    }
    if actor.user().is_some_and(|it| it.id == user.id) {
        return Err(Refusal::OwnRights);
    }
    Ok(())
}

/// The name of somebody for the audit log.
pub(crate) fn name_of(user: &User) -> (UserId, Arc<str>) {
    (user.id.clone(), user.name.as_str().into())
}

#[cfg(test)]
mod tests;

//! Users.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use callflow_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::entropy::EntropyError;
use crate::id::UserId;
use crate::invalid::{Invalid, Problem, plain_text};
use crate::password::PasswordHash;
use crate::role::Role;

/// The most characters of a login name, a display name, a number or a queue's name.
const MOST_CHARACTERS: usize = 128;
/// The most numbers, and the most queues, of one user.
const MOST_ITEMS: usize = 500;

/// The name that a user signs in with, normalised: without white space at its ends, in lower case.
///
/// Two users of one tenant never have the same one. It may be an e-mail address.
#[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct UserName(Arc<str>);

impl UserName {
    /// Normalises what somebody has typed.
    ///
    /// # Errors
    /// [`Invalid`] for a name that is empty, longer than 128 characters, or has white space or control characters in it.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let name = text.trim().to_lowercase();
        if name.is_empty() {
            return Err(Invalid::new("name", Problem::Empty));
        }
        plain_text("name", &name, MOST_CHARACTERS)?;
        if name.chars().any(char::is_whitespace) {
            return Err(Invalid::new("name", Problem::Characters));
        }
        Ok(Self(name.into()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for UserName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for UserName {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<UserName> for String {
    fn from(name: UserName) -> Self {
        name.as_str().into()
    }
}

/// A user, as clients may see it: nothing in it is secret. What is, is in [`Account`].
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct User {
    /// What it is known by.
    pub id: UserId,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// What it signs in with.
    pub name: UserName,
    /// What others read.
    pub display_name: Arc<str>,
    /// What it is.
    pub role: Role,
    /// Of an administrator: whether it answers for all tenants, and not for its own alone.
    pub spans_tenants: bool,
    /// The extensions and agent numbers that are its own.
    pub numbers: BTreeSet<Arc<str>>,
    /// The queues that it sees: a supervisor with all that happens in them, an agent as they stand.
    pub queues: BTreeSet<Arc<str>>,
    /// Whether it may do nothing but choose a new password.
    pub must_change_password: bool,
    /// Whether it may not sign in.
    pub disabled: bool,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was changed.
    pub changed_at: Timestamp,
    /// When it signed in.
    pub last_sign_in_at: Option<Timestamp>,
    /// From 1, one more with each change: whoever changes a user says which version it has seen.
    pub version: u64,
}

/// What somebody says of a user, new or changed.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Profile {
    /// What it signs in with.
    pub name: UserName,
    /// What others read.
    pub display_name: Arc<str>,
    /// What it is.
    pub role: Role,
    /// Of an administrator: whether it answers for all tenants.
    pub spans_tenants: bool,
    /// The extensions and agent numbers that are its own.
    pub numbers: BTreeSet<Arc<str>>,
    /// The queues that it sees.
    pub queues: BTreeSet<Arc<str>>,
    /// Whether it may not sign in.
    pub disabled: bool,
}

impl Profile {
    /// Of this name and role, and nothing more.
    #[must_use]
    pub fn new(name: UserName, role: Role) -> Self {
        Self {
            display_name: name.as_str().into(),
            name,
            role,
            spans_tenants: false,
            numbers: BTreeSet::new(),
            queues: BTreeSet::new(),
            disabled: false,
        }
    }

    /// Whether there may be such a user.
    ///
    /// # Errors
    /// [`Invalid`] for texts that are too long, empty or have control characters, for too many of them, and for one that
    /// spans tenants and is no administrator.
    pub fn check(&self) -> Result<(), Invalid> {
        plain_text("display_name", &self.display_name, MOST_CHARACTERS)?;
        for (field, items) in [("numbers", &self.numbers), ("queues", &self.queues)] {
            if items.len() > MOST_ITEMS {
                return Err(Invalid::new(field, Problem::TooLong { most: MOST_ITEMS, what: "items" }));
            }
            for item in items {
                if item.is_empty() {
                    return Err(Invalid::new(field, Problem::Empty));
                }
                plain_text(field, item, MOST_CHARACTERS)?;
            }
        }
        if self.spans_tenants && self.role != Role::Administrator {
            return Err(Invalid::new("spans_tenants", Problem::ForAdministrators));
        }
        Ok(())
    }
}

impl User {
    /// A new user of a tenant.
    ///
    /// # Errors
    /// [`EntropyError`] where there is no id to be had.
    pub fn new(tenant: &str, profile: Profile, now: Timestamp) -> Result<Self, EntropyError> {
        Ok(Self {
            id: UserId::random()?,
            tenant: tenant.into(),
            name: profile.name,
            display_name: profile.display_name,
            role: profile.role,
            spans_tenants: profile.spans_tenants,
            numbers: profile.numbers,
            queues: profile.queues,
            must_change_password: false,
            disabled: profile.disabled,
            created_at: now,
            changed_at: now,
            last_sign_in_at: None,
            version: 1,
        })
    }

    /// What may be changed of it.
    #[must_use]
    pub fn profile(&self) -> Profile {
        Profile {
            name: self.name.clone(),
            display_name: self.display_name.clone(),
            role: self.role,
            spans_tenants: self.spans_tenants,
            numbers: self.numbers.clone(),
            queues: self.queues.clone(),
            disabled: self.disabled,
        }
    }

    /// The same with another profile. The version stays that of the user who was seen; a store raises it.
    #[must_use]
    pub fn with(self, profile: Profile, now: Timestamp) -> Self {
        Self {
            name: profile.name,
            display_name: profile.display_name,
            role: profile.role,
            spans_tenants: profile.spans_tenants,
            numbers: profile.numbers,
            queues: profile.queues,
            disabled: profile.disabled,
            changed_at: now,
            ..self
        }
    }
}

/// A user with its password: what is stored.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Account {
    /// The user.
    pub user: User,
    /// Its password.
    pub password: PasswordHash,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_normalised() {
        for (typed, name) in
            [("bob", "bob"), (" Bob.Example@PBX.example ", "bob.example@pbx.example"), ("ÄNNE", "änne")]
        {
            assert_eq!(UserName::parse(typed).unwrap().as_str(), name);
        }
        for (typed, problem) in [
            ("", Problem::Empty),
            (" \t", Problem::Empty),
            ("bob example", Problem::Characters),
            ("bob\0", Problem::Characters),
            (&"b".repeat(129), Problem::TooLong { most: 128, what: "characters" }),
        ] {
            assert_eq!(UserName::parse(typed), Err(Invalid::new("name", problem)), "{typed:?}");
        }
    }

    #[test]
    fn nothing_of_the_password_is_shown() {
        let profile = Profile::new(UserName::parse("bob").unwrap(), Role::Agent);
        let user = User::new("default", profile, Timestamp::default()).unwrap();
        let account = Account { user, password: PasswordHash::from_stored("$argon2id$s3cret".into()) };
        assert!(!format!("{account:?}").contains("s3cret"));
        let json = serde_json::to_string(&account.user).unwrap();
        assert!(!json.contains("argon2") && !json.contains("\"password\""), "{json}");
        assert_eq!(serde_json::from_str::<User>(&json).unwrap(), account.user);
    }

    #[test]
    fn a_profile_is_checked() {
        let profile = |change: &dyn Fn(&mut Profile)| {
            let mut profile = Profile::new(UserName::parse("bob").unwrap(), Role::Supervisor);
            change(&mut profile);
            profile.check()
        };
        assert_eq!(profile(&|_| ()), Ok(()));
        let spans = Err(Invalid::new("spans_tenants", Problem::ForAdministrators));
        assert_eq!(profile(&|it| it.spans_tenants = true), spans);
        assert_eq!(profile(&|it| (it.spans_tenants, it.role) = (true, Role::Administrator)), Ok(()));
        let empty = Err(Invalid::new("queues", Problem::Empty));
        assert_eq!(profile(&|it| it.queues = ["".into()].into()), empty);
        let many = Err(Invalid::new("numbers", Problem::TooLong { most: 500, what: "items" }));
        assert_eq!(profile(&|it| it.numbers = (0..501).map(|n| n.to_string().into()).collect()), many);
    }
}

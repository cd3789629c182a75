//! The first start: an administrator with a password that is good for one sign-in.

use callflow_core::Timestamp;
use secrecy::SecretString;

use crate::entropy::{EntropyError, random};
use crate::invalid::Invalid;
use crate::password::{PasswordError, Passwords};
use crate::role::Role;
use crate::user::{Account, Profile, User, UserName};

/// The name of the first administrator.
pub const FIRST_NAME: &str = "admin";
/// The tenant that it is of, and everybody who is of no other one.
pub const FIRST_TENANT: &str = "default";

/// Letters and digits that nobody takes for each other.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

/// Why there is no first administrator.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FirstError {
    /// There is no password to be had.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// The password could not be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// The name is none.
    #[error(transparent)]
    Invalid(#[from] Invalid),
}

/// A random password that can be read out: `abcd-…`, 24 letters and digits in six groups, 120 bits.
///
/// # Errors
/// [`EntropyError`] where the operating system gives no random numbers.
pub fn one_time_password() -> Result<SecretString, EntropyError> {
    let mut password = String::with_capacity(29);
    for (n, byte) in random::<24>()?.into_iter().enumerate() {
        if n > 0 && n % 4 == 0 {
            password.push('-');
        }
        // Of 32 letters each is as likely as any other.
        let letter = LETTERS.get(usize::from(byte) % LETTERS.len()).copied().unwrap_or(b'a');
        password.push(char::from(letter));
    }
    Ok(password.into())
}

/// The first administrator, who answers for all tenants, and its password, to be shown once. It may do nothing before it
/// has chosen one of its own.
///
/// Put it with [`UserStore::create_first`](crate::store::UserStore::create_first), which takes it only if there is no user
/// yet; show the password only then.
///
/// # Errors
/// [`FirstError`].
pub fn first_administrator(
    passwords: &Passwords,
    now: Timestamp,
) -> Result<(Account, SecretString), FirstError> {
    let mut profile = Profile::new(UserName::parse(FIRST_NAME)?, Role::Administrator);
    profile.display_name = "Administrator".into();
    profile.spans_tenants = true;
    let mut user = User::new(FIRST_TENANT, profile, now)?;
    user.must_change_password = true;
    let password = one_time_password()?;
    Ok((Account { user, password: passwords.hash(&password)? }, password))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;
    use crate::password::{PasswordCost, PasswordPolicy, Verdict};

    #[test]
    fn the_first_administrator_must_choose_a_password() {
        let passwords = Passwords::new(PasswordCost { memory_kib: 64, passes: 1, lanes: 1 }).unwrap();
        let (account, password) = first_administrator(&passwords, Timestamp::default()).unwrap();
        assert_eq!((account.user.name.as_str(), &*account.user.tenant), ("admin", "default"));
        assert!(account.user.must_change_password && account.user.spans_tenants);
        assert_eq!(account.user.profile().check(), Ok(()));
        let verdict = passwords.verify(Some(&account.password), &password).unwrap();
        assert_eq!(verdict, Verdict::Right { rehashed: None });
        assert_eq!(PasswordPolicy::default().check(&password, "admin"), Ok(()));
        let text = password.expose_secret();
        assert_eq!((text.len(), text.matches('-').count()), (29, 5));
        let (_, other) = first_administrator(&passwords, Timestamp::default()).unwrap();
        assert_ne!(text, other.expose_secret());
    }

    #[test]
    fn every_letter_comes() {
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..100 {
            seen.extend(one_time_password().unwrap().expose_secret().bytes());
        }
        assert_eq!(seen.len(), 33, "32 and the dash");
    }
}

//! Passwords: which ones are taken, and how they are kept.
//!
//! Argon2id with the parameters that OWASP recommends. A hash says with which parameters it was made, so they can be raised
//! at any time: whoever signs in next gets a new one ([`Verdict::Right`]).

use std::fmt;

use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc};
use argon2::{Algorithm, Argon2, Params, Version};
use callflow_core::store::BoxError;
use secrecy::{ExposeSecret, SecretString};
use subtle::ConstantTimeEq;

use crate::entropy::{EntropyError, random};
use crate::invalid::{Invalid, Problem};

/// What a password may be. No rules of composition: they make passwords worse (NIST SP 800-63B, 3.1.1).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PasswordPolicy {
    /// The least number of characters.
    pub least: usize,
    /// The most. There is a limit only so that nobody has the server hash megabytes.
    pub most: usize,
}

impl Default for PasswordPolicy {
    /// From 12 to 1,024 characters.
    fn default() -> Self {
        Self { least: 12, most: 1_024 }
    }
}

impl PasswordPolicy {
    /// Whether the user of this login name may have this password.
    ///
    /// # Errors
    /// [`Invalid`] for a password that is too short, too long, the name (also repeated or with upper case), or one
    /// character over and over.
    pub fn check(&self, password: &SecretString, name: &str) -> Result<(), Invalid> {
        let password = password.expose_secret();
        let length = password.chars().count();
        let refuse = |problem| Err(Invalid::new("password", problem));
        if length < self.least {
            return refuse(Problem::TooShort { least: self.least });
        }
        if length > self.most {
            return refuse(Problem::TooLong { most: self.most, what: "characters" });
        }
        let rest = password.to_lowercase().replace(&name.to_lowercase(), "");
        if !name.is_empty() && !rest.chars().any(char::is_alphanumeric) {
            return refuse(Problem::IsTheName);
        }
        let first = password.chars().next();
        if password.chars().all(|other| Some(other) == first) {
            return refuse(Problem::Repeats);
        }
        Ok(())
    }
}

/// What it costs to try a password.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PasswordCost {
    /// Memory, in KiB.
    pub memory_kib: u32,
    /// Passes over the memory.
    pub passes: u32,
    /// Lanes of it.
    pub lanes: u32,
}

impl Default for PasswordCost {
    /// The first of OWASP's recommendations for Argon2id: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory_kib: 19_456, passes: 2, lanes: 1 }
    }
}

/// A password as it is stored: Argon2id as a PHC string. It is never shown: no `Serialize`, no `Display`, a `Debug` without it.
#[derive(Clone)]
pub struct PasswordHash(SecretString);

impl PasswordHash {
    /// As a store has kept it.
    #[must_use]
    pub fn from_stored(text: String) -> Self {
        Self(text.into())
    }

    /// As a store keeps it: the PHC string. For stores alone.
    #[must_use]
    pub fn to_stored(&self) -> &str {
        self.0.expose_secret()
    }
}

impl PartialEq for PasswordHash {
    fn eq(&self, other: &Self) -> bool {
        self.to_stored().as_bytes().ct_eq(other.to_stored().as_bytes()).into()
    }
}

impl Eq for PasswordHash {}

impl fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PasswordHash(***)")
    }
}

/// Why a password was neither hashed nor compared.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PasswordError {
    /// There is no salt.
    #[error(transparent)]
    Entropy(#[from] EntropyError),
    /// A cost that Argon2 cannot have.
    #[error("the cost of passwords cannot be used")]
    Cost {
        /// What is wrong with it.
        #[source]
        source: BoxError,
    },
    /// What is stored is no hash of Argon2.
    #[error("a stored password hash is damaged")]
    Damaged {
        /// What is wrong with it.
        #[source]
        source: BoxError,
    },
    /// Argon2 has failed.
    #[error("a password could not be hashed")]
    Failed {
        /// Its reason.
        #[source]
        source: BoxError,
    },
}

/// Whether a password is the right one.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Verdict {
    /// It is.
    Right {
        /// The new hash of it, where the stored one was made at another cost than is asked for now.
        rehashed: Option<PasswordHash>,
    },
    /// It is not, or there is no such user.
    Wrong,
}

/// Hashes and compares passwords at one cost.
///
/// Each of it takes tens of milliseconds and the memory of the cost: call it where a thread may block.
#[derive(Clone, Debug)]
pub struct Passwords {
    params: Params,
    /// That of a password that nobody knows.
    dummy: PasswordHash,
}

impl Passwords {
    /// Makes ready, which takes as long as to hash one password.
    ///
    /// # Errors
    /// [`PasswordError::Cost`] for a cost that Argon2 cannot have, and [`PasswordError::Entropy`].
    pub fn new(cost: PasswordCost) -> Result<Self, PasswordError> {
        let params = Params::new(cost.memory_kib, cost.passes, cost.lanes, None)
            .map_err(|error| PasswordError::Cost { source: error.into() })?;
        let dummy = hash(&params, &random::<32>()?)?;
        Ok(Self { params, dummy })
    }

    /// The hash of a new password, with a salt of its own.
    ///
    /// # Errors
    /// [`PasswordError::Entropy`] and [`PasswordError::Failed`].
    pub fn hash(&self, password: &SecretString) -> Result<PasswordHash, PasswordError> {
        hash(&self.params, password.expose_secret().as_bytes())
    }

    /// Whether `password` is that of the user whose hash this is. `None` is the hash of a name that nobody has: the answer is
    /// [`Verdict::Wrong`], and takes as long as with a hash of this cost, so that time tells no names.
    ///
    /// # Errors
    /// [`PasswordError::Damaged`] for a hash that is none, and [`PasswordError::Failed`].
    pub fn verify(
        &self,
        stored: Option<&PasswordHash>,
        password: &SecretString,
    ) -> Result<Verdict, PasswordError> {
        let hash = phc::PasswordHash::new(stored.unwrap_or(&self.dummy).to_stored())
            .map_err(|error| PasswordError::Damaged { source: error.into() })?;
        if hash.salt.is_none() || hash.hash.is_none() {
            return Err(PasswordError::Damaged { source: "it has no salt or no hash".into() });
        }
        // With the parameters of the hash; it compares in constant time.
        let right = match self.argon2().verify_password(password.expose_secret().as_bytes(), &hash) {
            Ok(()) => true,
            Err(argon2::password_hash::Error::PasswordInvalid) => false,
            Err(error) => return Err(PasswordError::Failed { source: error.into() }),
        };
        if !right || stored.is_none() {
            return Ok(Verdict::Wrong);
        }
        let rehashed = if self.is_current(&hash) { None } else { Some(self.hash(password)?) };
        Ok(Verdict::Right { rehashed })
    }

    fn argon2(&self) -> Argon2<'static> {
        Argon2::new(Algorithm::Argon2id, Version::V0x13, self.params.clone())
    }

    /// Whether the hash is one that would be made now.
    fn is_current(&self, hash: &phc::PasswordHash) -> bool {
        hash.algorithm == Algorithm::Argon2id.ident()
            && hash.version == Some(Version::V0x13.into())
            && Params::try_from(hash).is_ok_and(|params| {
                (params.m_cost(), params.t_cost(), params.p_cost())
                    == (self.params.m_cost(), self.params.t_cost(), self.params.p_cost())
            })
    }
}

fn hash(params: &Params, password: &[u8]) -> Result<PasswordHash, PasswordError> {
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone());
    let hash: phc::PasswordHash = argon2
        .hash_password_with_salt(password, &random::<16>()?)
        .map_err(|error| PasswordError::Failed { source: error.into() })?;
    Ok(PasswordHash::from_stored(hash.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHEAP: PasswordCost = PasswordCost { memory_kib: 64, passes: 1, lanes: 1 };

    fn secret(text: &str) -> SecretString {
        text.into()
    }

    #[test]
    fn the_default_cost_is_what_owasp_recommends() {
        let passwords = Passwords::new(PasswordCost::default()).unwrap();
        let hash = passwords.hash(&secret("correct horse battery")).unwrap();
        assert!(hash.to_stored().starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{}", hash.to_stored());
        let right = passwords.verify(Some(&hash), &secret("correct horse battery")).unwrap();
        assert_eq!(right, Verdict::Right { rehashed: None });
        assert_eq!(passwords.verify(Some(&hash), &secret("correct horse batterY")).unwrap(), Verdict::Wrong);
    }

    #[test]
    fn two_hashes_of_one_password_differ() {
        let passwords = Passwords::new(CHEAP).unwrap();
        assert_ne!(passwords.hash(&secret("one")).unwrap(), passwords.hash(&secret("one")).unwrap());
    }

    #[test]
    fn a_hash_of_another_cost_is_made_anew_when_the_password_is_right() {
        let dearer = Passwords::new(PasswordCost { memory_kib: 128, ..CHEAP }).unwrap();
        let cheap = Passwords::new(CHEAP).unwrap();
        let old = cheap.hash(&secret("one")).unwrap();
        assert_eq!(dearer.verify(Some(&old), &secret("other")).unwrap(), Verdict::Wrong);
        let Verdict::Right { rehashed: Some(new) } = dearer.verify(Some(&old), &secret("one")).unwrap()
        else {
            panic!("the old hash stays")
        };
        assert!(new.to_stored().contains("m=128,"), "{}", new.to_stored());
        assert_eq!(dearer.verify(Some(&new), &secret("one")).unwrap(), Verdict::Right { rehashed: None });
    }

    #[test]
    fn nobody_has_a_password() {
        let passwords = Passwords::new(CHEAP).unwrap();
        for password in ["", "one"] {
            assert_eq!(passwords.verify(None, &secret(password)).unwrap(), Verdict::Wrong);
        }
        // What is compared with is as dear as what users have.
        let dummy = phc::PasswordHash::new(passwords.dummy.to_stored()).unwrap();
        assert!(passwords.is_current(&dummy));
    }

    #[test]
    fn a_hash_is_never_shown_and_a_damaged_one_is_told() {
        let passwords = Passwords::new(CHEAP).unwrap();
        let hash = passwords.hash(&secret("one")).unwrap();
        assert_eq!(format!("{hash:?}"), "PasswordHash(***)");
        assert!(!format!("{passwords:?}").contains("argon2id"));
        for wrong in ["", "one", "$argon2id$v=19$m=64"] {
            let damaged = PasswordHash::from_stored(wrong.into());
            let error = passwords.verify(Some(&damaged), &secret("one")).unwrap_err();
            assert!(
                matches!(error, PasswordError::Damaged { .. } | PasswordError::Failed { .. }),
                "{error:?}"
            );
        }
    }

    #[test]
    fn passwords_are_long_and_not_the_name() {
        let policy = PasswordPolicy::default();
        let check = |password: &str| policy.check(&secret(password), "Bob.Example").map_err(|it| it.problem);
        assert_eq!(check("elevenchars"), Err(Problem::TooShort { least: 12 }));
        assert_eq!(check("twelve chars"), Ok(()));
        assert_eq!(check(&"äö".repeat(512)), Ok(()), "characters count, not bytes");
        let too_long = Problem::TooLong { most: 1_024, what: "characters" };
        assert_eq!(check(&"ab".repeat(513)), Err(too_long));
        assert_eq!(check("bob.exampleBOB.EXAMPLE"), Err(Problem::IsTheName));
        assert_eq!(check("bob.example!"), Err(Problem::IsTheName));
        assert_eq!(check("bob.example plays"), Ok(()));
        assert_eq!(check("1111111111111"), Err(Problem::Repeats));
        assert_eq!(check("password with no upper case"), Ok(()), "no rules of composition");
    }
}

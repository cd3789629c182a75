//! What events are signed with.

use secrecy::{ExposeSecret, SecretString};

use crate::hex;
use crate::id::{EntropyError, random};

/// Shorter ones are guessed …
const LEAST: usize = 16;
/// … and longer ones are no secrets.
const MOST: usize = 256;

/// Why a text is no secret to sign with. Without the text.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("must be {LEAST} to {MOST} visible characters of ASCII")]
pub struct SecretError;

/// A new one: `whsec_` and 256 random bits.
///
/// # Errors
/// [`EntropyError`] where the operating system gives no random numbers.
pub fn random_secret() -> Result<SecretString, EntropyError> {
    Ok(format!("whsec_{}", hex::encode(&random::<32>()?)).into())
}

/// One that somebody has chosen.
///
/// # Errors
/// [`SecretError`] for one that is too short or too long, or that a receiver's configuration might not take.
pub fn checked_secret(secret: SecretString) -> Result<SecretString, SecretError> {
    let text = secret.expose_secret();
    let fits = (LEAST..=MOST).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if fits { Ok(secret) } else { Err(SecretError) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_long_and_none_comes_twice() {
        let [one, other] = [(); 2].map(|()| random_secret().unwrap());
        assert_eq!(one.expose_secret().len(), 70);
        assert_ne!(one.expose_secret(), other.expose_secret());
        assert!(checked_secret(one).is_ok());
    }

    #[test]
    fn one_that_is_chosen_is_looked_at() {
        for (text, want) in [
            ("0123456789abcdef", true),
            ("0123456789abcde", false),
            ("0123456789 abcdef", false),
            ("0123456789abcdéf", false),
        ] {
            assert_eq!(checked_secret(text.into()).is_ok(), want, "{text}");
        }
        assert!(checked_secret("x".repeat(257).into()).is_err());
    }
}

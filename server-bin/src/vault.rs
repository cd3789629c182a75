//! The passwords of phones and the secrets of webhooks, encrypted for the store: who has the database alone has none of them.
//!
//! XChaCha20-Poly1305, with a nonce of its own for each. The Asterisk and the extension are bound to it, so that a ciphertext
//! that was moved to another extension opens nothing.

use callflow_core::store::Sealed;
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{Key, XChaCha20Poly1305, XNonce};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

/// What a ciphertext begins with: the form of the rest.
const FORM: u8 = 1;
const NONCE_BYTES: usize = 24;
/// So that the key is good for nothing else.
const PURPOSE: &[u8] = b"callflow passwords of phones\0";
/// Likewise.
const OF_WEBHOOKS: &[u8] = b"callflow secrets of webhooks\0";

/// Why a password cannot be encrypted or read.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub(crate) enum VaultError {
    /// It was encrypted with another key, for another extension, or is damaged.
    #[error(
        "the password cannot be decrypted: it was encrypted with another key (leasing.secret_key), or is damaged"
    )]
    Unreadable,
    /// The operating system has no random numbers.
    #[error("the operating system gives no random numbers")]
    Entropy,
}

/// Encrypts and decrypts. Its `Debug` shows no key.
#[derive(Clone)]
pub(crate) struct Vault(XChaCha20Poly1305);

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(***)")
    }
}

impl Vault {
    pub(crate) fn new(secret: &SecretString) -> Self {
        Self::for_purpose(PURPOSE, secret)
    }

    /// For what webhooks are signed with: another key of the same secret.
    pub(crate) fn of_webhooks(secret: &SecretString) -> Self {
        Self::for_purpose(OF_WEBHOOKS, secret)
    }

    fn for_purpose(purpose: &[u8], secret: &SecretString) -> Self {
        let mut hash = Sha256::new();
        hash.update(purpose);
        hash.update(secret.expose_secret().as_bytes());
        let key: [u8; 32] = hash.finalize().into();
        Self(XChaCha20Poly1305::new(&Key::from(key)))
    }

    pub(crate) fn seal(
        &self,
        (pbx, extension): (&str, &str),
        password: &SecretString,
    ) -> Result<Sealed, VaultError> {
        let mut nonce = [0; NONCE_BYTES];
        getrandom::fill(&mut nonce).map_err(|_| VaultError::Entropy)?;
        let (msg, bound) = (password.expose_secret().as_bytes(), bound(pbx, extension));
        let sealed = self.0.encrypt(&XNonce::from(nonce), Payload { msg, aad: &bound });
        let sealed = sealed.map_err(|_| VaultError::Unreadable)?;
        Ok(Sealed::new([&[FORM][..], &nonce, &sealed].concat()))
    }

    pub(crate) fn open(
        &self,
        (pbx, extension): (&str, &str),
        sealed: &Sealed,
    ) -> Result<SecretString, VaultError> {
        let (form, rest) = sealed.ciphertext().split_first().ok_or(VaultError::Unreadable)?;
        let (nonce, msg) = rest.split_first_chunk::<NONCE_BYTES>().ok_or(VaultError::Unreadable)?;
        if *form != FORM {
            return Err(VaultError::Unreadable);
        }
        let bound = bound(pbx, extension);
        let opened = self.0.decrypt(&XNonce::from(*nonce), Payload { msg, aad: &bound });
        let text = opened.ok().and_then(|bytes| String::from_utf8(bytes).ok());
        text.map(SecretString::from).ok_or(VaultError::Unreadable)
    }
}

/// No name of a PBX has a NUL.
fn bound(pbx: &str, extension: &str) -> Vec<u8> {
    [pbx.as_bytes(), b"\0", extension.as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLACE: (&str, &str) = ("default", "3001");

    #[test]
    fn what_was_sealed_opens_with_the_same_key_at_the_same_place() {
        let (vault, other) = (Vault::new(&"one key".into()), Vault::new(&"another key".into()));
        let sealed = vault.seal(PLACE, &"s3cret".into()).unwrap();
        assert_eq!(vault.open(PLACE, &sealed).unwrap().expose_secret(), "s3cret");
        assert_eq!(other.open(PLACE, &sealed).unwrap_err(), VaultError::Unreadable);
        for place in [("default", "3002"), ("other", "3001"), ("default3", "001")] {
            assert_eq!(vault.open(place, &sealed).unwrap_err(), VaultError::Unreadable, "{place:?}");
        }
    }

    #[test]
    fn what_was_sealed_for_a_phone_is_no_secret_of_a_webhook() {
        let secret = "one key".into();
        let sealed = Vault::new(&secret).seal(PLACE, &"s3cret".into()).unwrap();
        assert_eq!(Vault::of_webhooks(&secret).open(PLACE, &sealed).unwrap_err(), VaultError::Unreadable);
    }

    #[test]
    fn a_ciphertext_says_nothing() {
        let vault = Vault::new(&"one key".into());
        let [one, other] = [(); 2].map(|()| vault.seal(PLACE, &"s3cret".into()).unwrap());
        assert_ne!(one, other, "the same password twice is not seen to be the same");
        assert!(!one.ciphertext().windows(6).any(|bytes| bytes == b"s3cret"));
        for at in 0..one.ciphertext().len() {
            let mut damaged = one.ciphertext().to_vec();
            damaged[at] ^= 1;
            assert!(vault.open(PLACE, &Sealed::new(damaged)).is_err(), "{at}");
        }
        for length in 0..one.ciphertext().len() {
            assert!(vault.open(PLACE, &Sealed::new(&one.ciphertext()[..length])).is_err(), "{length}");
        }
        assert_eq!(format!("{vault:?}"), "Vault(***)");
    }
}

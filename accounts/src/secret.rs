//! Random secrets that users hold, and what is stored of them: a digest.
//!
//! A secret of 256 random bits needs no slow hash: nobody tries them all. So one SHA-256 does, and a stolen database has
//! nothing that opens anything.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::digest::Key;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretBox, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

use crate::entropy::{EntropyError, random};
use crate::hex;

pub(crate) type HmacSha256 = Hmac<Sha256>;

/// HMAC-SHA256 of these parts, each with its length before it, so that no two lists of parts are the same bytes.
pub(crate) fn mac(key: &[u8], parts: &[&[u8]]) -> HmacSha256 {
    let mut mac = keyed(key);
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    mac
}

/// HMAC-SHA256 with this key, of any length.
pub(crate) fn keyed(key: &[u8]) -> HmacSha256 {
    // The key as HMAC defines it for one block, because the way that takes any length has an error that never happens.
    let mut block = Key::<HmacSha256>::default();
    let digest = Sha256::digest(key);
    let key = if key.len() > block.len() { digest.as_slice() } else { key };
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    HmacSha256::new(&block)
}

/// 256 bits that one party knows.
pub(crate) struct Secret(SecretBox<[u8; 32]>);

impl Clone for Secret {
    fn clone(&self) -> Self {
        Self::of(*self.0.expose_secret())
    }
}

impl Secret {
    pub(crate) fn random() -> Result<Self, EntropyError> {
        Ok(Self::of(random()?))
    }

    pub(crate) fn of(bytes: [u8; 32]) -> Self {
        Self(SecretBox::new(Box::new(bytes)))
    }

    /// 43 characters of base64url.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        Some(Self::of(URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?))
    }

    pub(crate) fn to_text(&self) -> SecretString {
        URL_SAFE_NO_PAD.encode(self.0.expose_secret()).into()
    }

    pub(crate) fn digest(&self) -> Digest {
        Digest(Sha256::digest(self.0.expose_secret()).into())
    }

    /// The secret that follows from this one and `salt`; whoever lacks one of both cannot tell it.
    pub(crate) fn successor(&self, salt: &[u8]) -> Self {
        Self::of(mac(self.0.expose_secret(), &[b"callflow successor", salt]).finalize().into_bytes().into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(***)")
    }
}

/// The SHA-256 of a secret. Two are compared in constant time. As text (serde too) 64 hexadecimal digits.
#[derive(Clone, Copy)]
pub struct Digest([u8; 32]);

impl Digest {
    /// Of these bytes.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    /// As a store keeps it.
    #[must_use]
    pub fn to_hex(&self) -> String {
        hex::encode(&self.0)
    }

    /// As a store has kept it; `None` for anything that [`to_hex`](Self::to_hex) does not say.
    #[must_use]
    pub fn from_hex(text: &str) -> Option<Self> {
        hex::decode(text).map(Self)
    }
}

impl PartialEq for Digest {
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Digest {}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Digest(***)")
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.to_hex())
    }
}

impl<'de> Deserialize<'de> for Digest {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // Without the text: it may be a secret that stands in the wrong place.
        Self::from_hex(&text).ok_or_else(|| serde::de::Error::custom("not a SHA-256 in hexadecimal digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_survives_being_text_and_is_never_shown() {
        let secret = Secret::random().unwrap();
        let text = secret.to_text();
        assert_eq!(text.expose_secret().len(), 43);
        assert_eq!(Secret::parse(text.expose_secret()).unwrap().digest(), secret.digest());
        assert_eq!(format!("{secret:?} {:?}", secret.digest()), "Secret(***) Digest(***)");
        for wrong in [
            "",
            "AA",
            &format!("{}=", text.expose_secret()),
            &"A".repeat(42),
            &"A".repeat(44),
            &"B".repeat(43),
        ] {
            // The last of them has bits set that no secret has.
            assert!(Secret::parse(wrong).is_none(), "{wrong}");
        }
    }

    #[test]
    fn a_digest_is_sha_256() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(Digest::of(b"").to_hex(), empty);
        assert_eq!(Digest::from_hex(empty), Some(Digest::of(b"")));
        assert_ne!(Digest::of(b"a"), Digest::of(b"b"));
        assert_eq!(serde_json::to_string(&Digest::of(b"")).unwrap(), format!("{empty:?}"));
        let error = serde_json::from_str::<Digest>("\"s3cret\"").unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }

    #[test]
    fn a_successor_needs_both_the_secret_and_the_salt() {
        let (one, other) = (Secret::of([1; 32]), Secret::of([2; 32]));
        assert_eq!(one.successor(b"salt").digest(), one.successor(b"salt").digest());
        assert_ne!(one.successor(b"salt").digest(), one.successor(b"talt").digest());
        assert_ne!(one.successor(b"salt").digest(), other.successor(b"salt").digest());
    }

    #[test]
    fn keys_of_any_length_are_those_of_hmac() {
        for length in [0, 1, 32, 63, 64, 65, 200] {
            let key = vec![7; length];
            let mut theirs = HmacSha256::new_from_slice(&key).unwrap();
            let mut ours = keyed(&key);
            theirs.update(b"text");
            ours.update(b"text");
            assert_eq!(ours.finalize(), theirs.finalize(), "{length}");
        }
    }

    #[test]
    fn parts_are_not_confused() {
        let of = |parts: &[&[u8]]| mac(b"key", parts).finalize().into_bytes();
        assert_ne!(of(&[b"ab", b"c"]), of(&[b"a", b"bc"]));
    }
}

//! Who sent an event, and when: `Callflow-Signature: t=1795198204,v1=5257a869…`.
//!
//! `v1` is HMAC-SHA256 of the time, a dot and the body, with the webhook's secret, in hexadecimal digits. While a secret is
//! being changed there are two, one for each, and one that fits is enough.

use std::fmt::Write as _;
use std::time::Duration;

use callflow_core::Timestamp;
use hmac::digest::Key;
use hmac::{Hmac, KeyInit, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq;

use crate::hex;

type HmacSha256 = Hmac<Sha256>;

/// Why a request is not taken to come from the server.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// The header has not the form `t=…,v1=…`.
    #[error("the signature has no form that is known")]
    Form,
    /// It was signed too long ago, or too far ahead: somebody may have kept it.
    #[error("the signature is too old, or of a time to come")]
    Time,
    /// It was signed with another secret, or is of another body.
    #[error("the signature does not fit")]
    Mismatch,
}

/// The header for this body, signed now with each of these secrets.
#[must_use]
pub fn header(secrets: &[SecretString], now: Timestamp, body: &str) -> String {
    let seconds = seconds(now);
    secrets.iter().fold(format!("t={seconds}"), |mut header, secret| {
        // Writing to a String cannot fail.
        let _ = write!(header, ",v1={}", hex::encode(&sign(secret, seconds, body)));
        header
    })
}

/// Whether the header was made for this body with this secret, no longer than `tolerance` ago.
///
/// # Errors
/// [`SignatureError`].
pub fn verify(
    header: &str,
    secret: &SecretString,
    body: &str,
    now: Timestamp,
    tolerance: Duration,
) -> Result<(), SignatureError> {
    let mut signed_at = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", time)) => signed_at = time.parse::<i64>().ok(),
            Some(("v1", signature)) => signatures.push(signature),
            // Another version's.
            Some(_) => {}
            None => return Err(SignatureError::Form),
        }
    }
    let signed_at = signed_at.ok_or(SignatureError::Form)?;
    if signatures.is_empty() {
        return Err(SignatureError::Form);
    }
    if seconds(now).abs_diff(signed_at) > tolerance.as_secs() {
        return Err(SignatureError::Time);
    }
    let wanted = hex::encode(&sign(secret, signed_at, body));
    let fits = signatures.iter().any(|signature| signature.as_bytes().ct_eq(wanted.as_bytes()).into());
    if fits { Ok(()) } else { Err(SignatureError::Mismatch) }
}

fn seconds(at: Timestamp) -> i64 {
    at.unix_micros().div_euclid(1_000_000)
}

fn sign(secret: &SecretString, seconds: i64, body: &str) -> [u8; 32] {
    mac(secret.expose_secret().as_bytes(), &[seconds.to_string().as_bytes(), b".", body.as_bytes()])
}

/// HMAC-SHA256 of these parts, one behind the other, with a key of any length.
fn mac(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // The key as HMAC defines it for one block, because the way that takes any length has an error that never happens.
    let mut block = Key::<HmacSha256>::default();
    let digest = Sha256::digest(key);
    let key = if key.len() > block.len() { digest.as_slice() } else { key };
    for (to, from) in block.iter_mut().zip(key) {
        *to = *from;
    }
    let mut mac = HmacSha256::new(&block);
    parts.iter().for_each(|part| mac.update(part));
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 4231, cases 1, 2, 6 and 7.
    #[test]
    fn the_mac_is_that_of_the_standard() {
        for (key, text, want) in [
            (
                &[0x0b; 20][..],
                &b"Hi There"[..],
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7",
            ),
            (
                b"Jefe",
                b"what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
            ),
            (
                &[0xaa; 131],
                b"Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54",
            ),
            (
                &[0xaa; 131],
                b"This is a test using a larger than block-size key and a larger than block-size data. The key \
                  needs to be hashed before being used by the HMAC algorithm.",
                "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2",
            ),
        ] {
            assert_eq!(hex::encode(&mac(key, &[text])), want);
        }
    }

    /// `printf '1795198204.{"a":1}' | openssl dgst -sha256 -hmac whsec_test0123456789`.
    #[test]
    fn a_header_is_what_another_program_makes_of_it() {
        let at = Timestamp::from_unix_micros(1_795_198_204_999_999);
        assert_eq!(
            header(&["whsec_test0123456789".into()], at, r#"{"a":1}"#),
            "t=1795198204,v1=ccd15d75c54860f19a2857255a0ca6425d395d652e44cb460c43e637ecb3d017"
        );
    }

    #[test]
    fn a_signature_fits_its_body_secret_and_time() {
        let (one, other) = ("one secret of some length".into(), "another one of some length".into());
        let at = |seconds: i64| Timestamp::from_unix_micros(seconds * 1_000_000);
        let both = header(&[SecretString::clone(&one), SecretString::clone(&other)], at(1_000), "body");
        let ask = |secret, body, now| verify(&both, secret, body, at(now), Duration::from_secs(300));
        assert_eq!(ask(&one, "body", 1_000), Ok(()));
        assert_eq!(ask(&other, "body", 1_300), Ok(()), "the one that is on its way out still counts");
        assert_eq!(ask(&one, "body", 1_301), Err(SignatureError::Time));
        assert_eq!(ask(&one, "body", 699), Err(SignatureError::Time));
        assert_eq!(ask(&one, "bodies", 1_000), Err(SignatureError::Mismatch));
        assert_eq!(ask(&"a third one of that length".into(), "body", 1_000), Err(SignatureError::Mismatch));
        for wrong in ["", "t=1000", "v1=00", "t=x,v1=00", "1000"] {
            let verified = verify(wrong, &one, "body", at(1_000), Duration::MAX);
            assert_eq!(verified, Err(SignatureError::Form), "{wrong}");
        }
    }
}

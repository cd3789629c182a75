//! Tokens against forged requests: a page of somebody else's can send a user's cookies, but cannot read them.
//!
//! The server gives a token with each sign-in and refresh, in the answer and in a cookie that scripts may read. A request
//! that changes something brings it back in a header. It is an HMAC over the session's id, so a token of another session,
//! an attacker's own for one, does not do, even where he can set cookies of the domain. API keys and tokens in the
//! `Authorization` header need none: no page sends them by itself.

use std::fmt;

use hmac::Mac;
use subtle::ConstantTimeEq;

use crate::entropy::{EntropyError, random};
use crate::hex;
use crate::id::SessionId;
use crate::secret::{Digest, mac};
use crate::token::SigningKeys;

/// Makes and checks these tokens.
#[derive(Clone)]
pub struct CsrfTokens {
    /// The current one first.
    keys: Vec<Digest>,
}

impl CsrfTokens {
    /// By keys that follow from the signing keys.
    #[must_use]
    pub fn new(keys: &SigningKeys) -> Self {
        Self { keys: keys.derived("csrf").collect() }
    }

    /// A token of this session: 96 hexadecimal digits. Each is another one, so that compression of answers tells nothing
    /// of it.
    ///
    /// # Errors
    /// [`EntropyError`] where the operating system gives no random numbers.
    pub fn issue(&self, session: &SessionId) -> Result<String, EntropyError> {
        let nonce = random::<16>()?;
        let key = self.keys.first().map(Digest::to_hex).unwrap_or_default();
        Ok(format!("{}{}", hex::encode(&nonce), hex::encode(&sign(&key, session, &nonce))))
    }

    /// Whether the header and the cookie have the same token, and it is one of this session.
    #[must_use]
    pub fn check(&self, session: &SessionId, header: &str, cookie: &str) -> bool {
        let same: bool = header.as_bytes().ct_eq(cookie.as_bytes()).into();
        let Some(bytes) = hex::decode::<48>(header) else { return false };
        let (nonce, signature) = bytes.split_at(16);
        same && self.keys.iter().any(|key| sign(&key.to_hex(), session, nonce).ct_eq(signature).into())
    }
}

fn sign(key: &str, session: &SessionId, nonce: &[u8]) -> [u8; 32] {
    mac(key.as_bytes(), &[session.as_str().as_bytes(), nonce]).finalize().into_bytes().into()
}

impl fmt::Debug for CsrfTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CsrfTokens").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(current: char, older: &[char]) -> CsrfTokens {
        let key = |letter: char| letter.to_string().repeat(32).into();
        CsrfTokens::new(&SigningKeys::new(key(current), older.iter().map(|it| key(*it))).unwrap())
    }

    #[test]
    fn a_token_is_of_one_session_and_one_server() {
        let (mine, other) = (SessionId::new("mine"), SessionId::new("other"));
        let tokens = tokens('a', &[]);
        let token = tokens.issue(&mine).unwrap();
        assert_ne!(token, tokens.issue(&mine).unwrap());
        assert!(tokens.check(&mine, &token, &token));
        assert!(!tokens.check(&other, &token, &token));
        assert!(!self::tokens('b', &[]).check(&mine, &token, &token));
        assert!(
            self::tokens('b', &['a']).check(&mine, &token, &token),
            "a key that is changed signs nobody out"
        );
    }

    #[test]
    fn header_and_cookie_must_be_the_same() {
        let session = SessionId::new("mine");
        let tokens = tokens('a', &[]);
        let (one, two) = (tokens.issue(&session).unwrap(), tokens.issue(&session).unwrap());
        for (header, cookie) in [("", ""), (&*one, ""), ("", &*one), (&*one, &*two), ("x", "x")] {
            assert!(!tokens.check(&session, header, cookie), "{header} {cookie}");
        }
        for place in 0..one.len() {
            let mut bytes = one.clone().into_bytes();
            bytes[place] = if bytes[place] == b'0' { b'1' } else { b'0' };
            let changed = String::from_utf8(bytes).unwrap();
            assert!(!tokens.check(&session, &changed, &changed), "digit {place}");
        }
    }
}

//! Access tokens: JWTs that say for some minutes who somebody is.
//!
//! One algorithm, HS256, and no other is ever looked at: the header of a token is compared with what we write, it chooses
//! nothing but the key. That is two texts and an HMAC, so it is done here by `hmac` and `sha2`, which are in the tree
//! anyway. A library of all algorithms would bring a second TLS library in C (`aws-lc`), or RSA and three curves, for
//! code that must not run.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use callflow_core::Timestamp;
use hmac::Mac;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::entropy::{EntropyError, random};
use crate::hex;
use crate::id::{SessionId, UserId};
use crate::role::Role;
use crate::secret::{Digest, HmacSha256, keyed, mac};

/// The least bytes of a signing key: as many as its hash has (RFC 7518, 3.2).
pub const LEAST_KEY_BYTES: usize = 32;

/// A new signing key: 256 random bits as text.
///
/// # Errors
/// [`EntropyError`] where the operating system gives no random numbers.
pub fn random_secret() -> Result<SecretString, EntropyError> {
    Ok(hex::encode(&random::<32>()?).into())
}

/// No token that we write is longer.
const MOST_BYTES: usize = 4_096;
const ISSUER: &str = "callflow";
const AUDIENCE: &str = "callflow-api";
const ALGORITHM: &str = "HS256";
const KIND: &str = "JWT";

/// A signing key that is too short to be one.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error(
    "a signing key must have at least {LEAST_KEY_BYTES} bytes, and this one has {found}: make one by `openssl rand -hex 32`"
)]
pub struct WeakKey {
    /// How many it has.
    pub found: usize,
}

/// A key with its name.
#[derive(Clone)]
struct Key {
    /// What `kid` says: it follows from the key, so that nobody has to give names.
    id: String,
    secret: SecretString,
}

impl Key {
    fn new(secret: SecretString) -> Result<Self, WeakKey> {
        let bytes = secret.expose_secret().as_bytes();
        if bytes.len() < LEAST_KEY_BYTES {
            return Err(WeakKey { found: bytes.len() });
        }
        let digest = mac(bytes, &[b"callflow key id"]).finalize().into_bytes();
        let id = hex::encode(digest.iter().copied().take(8).collect::<Vec<_>>().as_slice());
        Ok(Self { id, secret })
    }

    fn mac(&self, text: &str) -> HmacSha256 {
        let mut mac = keyed(self.secret.expose_secret().as_bytes());
        mac.update(text.as_bytes());
        mac
    }
}

/// The keys that tokens are signed with: one that signs, and older ones whose tokens still count.
///
/// To change the key, configure a new one and keep the old one beside it for as long as a token lives.
#[derive(Clone)]
pub struct SigningKeys {
    current: Key,
    older: Vec<Key>,
}

impl SigningKeys {
    /// Signs with `current`, and takes tokens of all of them.
    ///
    /// # Errors
    /// [`WeakKey`] for one with less than [`LEAST_KEY_BYTES`] bytes.
    pub fn new(
        current: SecretString,
        older: impl IntoIterator<Item = SecretString>,
    ) -> Result<Self, WeakKey> {
        let older = older.into_iter().map(Key::new).collect::<Result<_, _>>()?;
        Ok(Self { current: Key::new(current)?, older })
    }

    /// A key of this one's own for another purpose. No two purposes have the same, and none signs tokens.
    pub(crate) fn derived(&self, purpose: &str) -> impl Iterator<Item = Digest> {
        let purpose = purpose.to_owned();
        self.all().map(move |key| {
            let secret = key.secret.expose_secret().as_bytes();
            Digest::of(&mac(secret, &[b"callflow derived key", purpose.as_bytes()]).finalize().into_bytes())
        })
    }

    fn all(&self) -> impl Iterator<Item = &Key> {
        std::iter::once(&self.current).chain(&self.older)
    }
}

impl fmt::Debug for SigningKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids: Vec<&str> = self.all().map(|key| &*key.id).collect();
        f.debug_struct("SigningKeys").field("ids", &ids).finish_non_exhaustive()
    }
}

/// What a token says.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub struct Claims {
    /// Who it is.
    pub user: UserId,
    /// By which sign-in.
    pub session: SessionId,
    /// Whose the user is.
    pub tenant: Arc<str>,
    /// What the user was when the token was made.
    pub role: Role,
    /// When it was made, to the second.
    pub issued_at: Timestamp,
    /// Until when it counts, to the second.
    pub expires_at: Timestamp,
}

/// Why a text is no token that counts.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum TokenError {
    /// It has another form, another algorithm (`none` too), or is not for this program.
    #[error("not an access token of this server")]
    Malformed,
    /// None of our keys has signed it.
    #[error("the access token is signed with an unknown key")]
    UnknownKey,
    /// The signature is not that of the text.
    #[error("the signature of the access token is wrong")]
    Forged,
    /// Its time is over.
    #[error("the access token has expired")]
    Expired,
    /// Its time has not come: the clocks of two servers differ too much.
    #[error("the access token is not valid yet")]
    NotYet,
}

/// Makes and reads access tokens.
#[derive(Clone, Debug)]
pub struct AccessTokens {
    keys: SigningKeys,
    lifetime: Duration,
    leeway: Duration,
}

impl AccessTokens {
    /// How long a token lives if nobody says otherwise.
    pub const LIFETIME: Duration = Duration::from_secs(10 * 60);
    /// By how much the clocks of two servers may differ.
    pub const LEEWAY: Duration = Duration::from_secs(5);

    /// With these keys; tokens live for `lifetime`.
    #[must_use]
    pub fn new(keys: SigningKeys, lifetime: Duration) -> Self {
        Self { keys, lifetime, leeway: Self::LEEWAY }
    }

    /// How long a token lives.
    #[must_use]
    pub fn lifetime(&self) -> Duration {
        self.lifetime
    }

    /// A token that says this from `now` on.
    #[must_use]
    pub fn issue(
        &self,
        user: (&UserId, &SessionId),
        tenant: &str,
        role: Role,
        now: Timestamp,
    ) -> SecretString {
        let issued = seconds(now);
        let claims = Payload {
            iss: ISSUER.into(),
            aud: AUDIENCE.into(),
            sub: user.0.clone(),
            sid: user.1.clone(),
            tenant: tenant.into(),
            role,
            iat: issued,
            nbf: issued,
            exp: seconds(now.saturating_add(self.lifetime)),
        };
        let key = &self.keys.current;
        let header = Header { alg: ALGORITHM.into(), typ: Some(KIND.into()), kid: Some(key.id.clone()) };
        // Both have nothing that JSON could not say.
        let encode = |json: Result<Vec<u8>, _>| URL_SAFE_NO_PAD.encode(json.unwrap_or_default());
        let header = encode(serde_json::to_vec(&header));
        let signed = format!("{header}.{}", encode(serde_json::to_vec(&claims)));
        let signature = URL_SAFE_NO_PAD.encode(key.mac(&signed).finalize().into_bytes());
        format!("{signed}.{signature}").into()
    }

    /// What the token says, if it is one of ours and its time is now.
    ///
    /// # Errors
    /// [`TokenError`]; to clients all of them mean the same.
    pub fn read(&self, token: &str, now: Timestamp) -> Result<Claims, TokenError> {
        if token.len() > MOST_BYTES {
            return Err(TokenError::Malformed);
        }
        let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
        let (header, payload) = signed.split_once('.').ok_or(TokenError::Malformed)?;
        let header: Header = decode(header)?;
        if header.alg != ALGORITHM || header.typ.is_some_and(|kind| kind != KIND) {
            return Err(TokenError::Malformed);
        }
        let id = header.kid.ok_or(TokenError::UnknownKey)?;
        let key = self.keys.all().find(|key| key.id == id).ok_or(TokenError::UnknownKey)?;
        let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenError::Malformed)?;
        // In constant time.
        key.mac(signed).verify_slice(&signature).map_err(|_| TokenError::Forged)?;
        // Nothing of the payload is looked at before this line.
        let claims: Payload = decode(payload)?;
        if claims.iss != ISSUER || claims.aud != AUDIENCE {
            return Err(TokenError::Malformed);
        }
        if at(claims.exp) <= now.saturating_sub(self.leeway) {
            return Err(TokenError::Expired);
        }
        if at(claims.nbf) > now.saturating_add(self.leeway) {
            return Err(TokenError::NotYet);
        }
        Ok(Claims {
            user: claims.sub,
            session: claims.sid,
            tenant: claims.tenant,
            role: claims.role,
            issued_at: at(claims.iat),
            expires_at: at(claims.exp),
        })
    }
}

/// A header with anything else in it, `crit` or a key of its own, is none of ours.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: Option<String>,
    kid: Option<String>,
}

#[derive(Deserialize, Serialize)]
struct Payload {
    iss: String,
    aud: String,
    sub: UserId,
    sid: SessionId,
    tenant: Arc<str>,
    role: Role,
    iat: i64,
    nbf: i64,
    exp: i64,
}

fn decode<T: for<'de> Deserialize<'de>>(part: &str) -> Result<T, TokenError> {
    let json = URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| TokenError::Malformed)
}

fn seconds(at: Timestamp) -> i64 {
    at.unix_micros().div_euclid(1_000_000)
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_micros(seconds.saturating_mul(1_000_000))
}

#[cfg(test)]
mod tests;

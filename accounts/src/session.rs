//! Sign-in sessions: refresh tokens that are changed at each use.
//!
//! A **session** is what one sign-in gives, and the family of its refresh tokens. A token is `cfr_HANDLE_SECRET`: the handle
//! is the family's, 128 random bits that stay; the secret is 256 bits, new at each refresh. Stored are their SHA-256 alone.
//!
//! # Reuse
//!
//! Who comes with a secret that is not the newest one of its family has copied it, or was copied: nobody can tell which of
//! the two holds the newest one. So the whole session ends, for both ([`Refresh::Reused`]). The handle is known to nobody
//! who has not had a token of the family, so a made-up token ends nobody's session.
//!
//! # The answer that was lost
//!
//! A client that has sent its token and lost the answer, and two windows of one browser that refresh in the same moment, come
//! with the token before the newest one as well, and have done nothing wrong. For [`Lifetimes::grace`], and only until the
//! newest one has been used, the token before it is answered with **the same** new token, as often as it comes
//! ([`Refresh::Repeated`]). The store has no token to give again, so the new secret follows from the old one and a random
//! salt that is stored: neither a thief of an old token nor a thief of the database can tell it, but whoever shows the old
//! token can be told again. A thief who is that quick gets the newest token too, and then has what its owner has: at the
//! next refresh one of both comes too late, and the session ends.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use callflow_core::Timestamp;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use crate::entropy::{EntropyError, random};
use crate::hex;
use crate::id::{SessionId, UserId};
use crate::secret::{Digest, Secret};

const PREFIX: &str = "cfr";

/// How long sessions last.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Lifetimes {
    /// From one refresh to the next at most.
    pub idle: Duration,
    /// From the sign-in at most, however often it is refreshed.
    pub absolute: Duration,
    /// For how long the token before the newest one is answered like it.
    pub grace: Duration,
}

impl Default for Lifetimes {
    /// A day without use, 30 days in all; half a minute for an answer that was lost, as long as clients wait for one.
    fn default() -> Self {
        const DAY: u64 = 24 * 60 * 60;
        Self {
            idle: Duration::from_secs(DAY),
            absolute: Duration::from_secs(30 * DAY),
            grace: Duration::from_secs(30),
        }
    }
}

/// A refresh token in the hand of its client.
#[derive(Clone)]
pub struct RefreshToken {
    handle: [u8; 16],
    secret: Secret,
}

impl RefreshToken {
    /// Reads what a client sent; `None` for anything that is no refresh token.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (handle, secret) = text.strip_prefix(PREFIX)?.strip_prefix('_')?.split_once('_')?;
        Some(Self { handle: hex::decode(handle)?, secret: Secret::parse(secret)? })
    }

    /// As the client gets it: 80 characters that a cookie takes as they are.
    #[must_use]
    pub fn to_text(&self) -> SecretString {
        format!("{PREFIX}_{}_{}", hex::encode(&self.handle), self.secret.to_text().expose_secret()).into()
    }

    /// What its session is found by ([`Session::family`]).
    #[must_use]
    pub fn family(&self) -> Digest {
        Digest::of(&self.handle)
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RefreshToken(***)")
    }
}

/// Where a sign-in came from, to show it to its user.
#[derive(Clone, Debug, Default, Eq, PartialEq, Deserialize, Serialize)]
pub struct Client {
    /// The address.
    pub address: Option<Arc<str>>,
    /// What the program says it is.
    pub agent: Option<Arc<str>>,
}

impl Client {
    /// The most characters that are kept of what a program says it is.
    const MOST_CHARACTERS: usize = 200;

    /// From this address, with this program, of whose words not all are kept.
    #[must_use]
    pub fn new(address: Option<&str>, agent: Option<&str>) -> Self {
        let cut = |text: &str| {
            text.chars().filter(|it| !it.is_control()).take(Self::MOST_CHARACTERS).collect::<String>()
        };
        Self { address: address.map(|it| cut(it).into()), agent: agent.map(|it| cut(it).into()) }
    }
}

/// Why a session is over before its time.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EndReason {
    /// Its user has signed out.
    SignedOut,
    /// Its user has signed out everywhere.
    SignedOutEverywhere,
    /// A token was used twice.
    Reused,
    /// The password was changed.
    PasswordChanged,
    /// The user was disabled or removed, or an administrator has ended it.
    Revoked,
}

/// When and why a session was ended.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Deserialize, Serialize)]
pub struct End {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub reason: EndReason,
}

/// The token before the newest one, and how the newest one followed from it.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
struct Previous {
    secret: Digest,
    salt: String,
}

/// A sign-in session, as it is stored.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[non_exhaustive]
pub struct Session {
    /// What it is known by: `sid` of its access tokens.
    pub id: SessionId,
    /// Whose it is.
    pub tenant: Arc<str>,
    /// Who has signed in.
    pub user: UserId,
    /// By which it is found when a refresh token comes ([`RefreshToken::family`]).
    pub family: Digest,
    /// How often it was refreshed. Stores compare it, so that of two who refresh at once one does.
    pub generation: u64,
    current: Digest,
    previous: Option<Previous>,
    /// Where from.
    pub client: Client,
    /// When it began.
    pub created_at: Timestamp,
    /// When it was refreshed last; from then on its idle time counts.
    pub refreshed_at: Timestamp,
    /// When it is over at the latest, if nothing comes in between.
    pub expires_at: Timestamp,
    /// When and why it was ended before.
    pub ended: Option<End>,
}

/// What comes of a refresh token.
#[derive(Clone, Debug)]
pub enum Refresh {
    /// It was the newest one. Store `session` if its generation is still the one before ([`SessionStore::rotate`]), then
    /// give the token.
    ///
    /// [`SessionStore::rotate`]: crate::store::SessionStore::rotate
    Rotated {
        /// The session after it.
        session: Box<Session>,
        /// The next token.
        token: RefreshToken,
    },
    /// It was the one before the newest one, a moment ago: the newest one once more. There is nothing to store.
    Repeated {
        /// The same token as it was given before.
        token: RefreshToken,
    },
    /// It is an older one: the session is to be ended ([`EndReason::Reused`]).
    Reused,
    /// The session's time is over.
    Expired,
    /// The session was ended before.
    Ended(EndReason),
}

impl Session {
    /// A new session of a user, and its first token. Whatever the client had before it is not looked at, so that nobody can
    /// plant a session in another one's browser.
    ///
    /// # Errors
    /// [`EntropyError`] where the operating system gives no random numbers.
    pub fn begin(
        user: (&UserId, &str),
        client: Client,
        lifetimes: &Lifetimes,
        now: Timestamp,
    ) -> Result<(Self, RefreshToken), EntropyError> {
        let token = RefreshToken { handle: random()?, secret: Secret::random()? };
        let session = Self {
            id: SessionId::random()?,
            tenant: user.1.into(),
            user: user.0.clone(),
            family: token.family(),
            generation: 0,
            current: token.secret.digest(),
            previous: None,
            client,
            created_at: now,
            refreshed_at: now,
            expires_at: now.saturating_add(lifetimes.idle.min(lifetimes.absolute)),
            ended: None,
        };
        Ok((session, token))
    }

    /// Whether it goes on.
    #[must_use]
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.ended.is_none() && now < self.expires_at
    }

    /// What comes of a token of this family.
    ///
    /// # Errors
    /// [`EntropyError`] where the operating system gives no random numbers.
    pub fn refresh(
        &self,
        token: &RefreshToken,
        lifetimes: &Lifetimes,
        now: Timestamp,
    ) -> Result<Refresh, EntropyError> {
        if let Some(end) = self.ended {
            return Ok(Refresh::Ended(end.reason));
        }
        if now >= self.expires_at {
            return Ok(Refresh::Expired);
        }
        let shown = token.secret.digest();
        if shown == self.current {
            return self.rotate(token, lifetimes, now);
        }
        // Where the clock has gone back, no time has passed.
        let in_grace = now.since(self.refreshed_at) < lifetimes.grace;
        match &self.previous {
            Some(previous) if previous.secret == shown && in_grace => {
                Ok(Refresh::Repeated { token: token.next(&previous.salt) })
            }
            _ => Ok(Refresh::Reused),
        }
    }

    fn rotate(
        &self,
        token: &RefreshToken,
        lifetimes: &Lifetimes,
        now: Timestamp,
    ) -> Result<Refresh, EntropyError> {
        let salt = hex::encode(&random::<32>()?);
        let next = token.next(&salt);
        let last = self.created_at.saturating_add(lifetimes.absolute);
        let session = Self {
            generation: self.generation.saturating_add(1),
            current: next.secret.digest(),
            previous: Some(Previous { secret: self.current, salt }),
            refreshed_at: now,
            expires_at: now.saturating_add(lifetimes.idle).min(last),
            ..self.clone()
        };
        Ok(Refresh::Rotated { session: Box::new(session), token: next })
    }
}

impl RefreshToken {
    /// The token after this one.
    fn next(&self, salt: &str) -> Self {
        Self { handle: self.handle, secret: self.secret.successor(salt.as_bytes()) }
    }
}

#[cfg(test)]
mod tests;

//! Signing in, refreshing, and who a request is from.

use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use callflow_core::Timestamp;
use secrecy::SecretString;
use serde_json::json;

use super::recent::Recent;
use super::{Accounts, Error, Origin};
use crate::audit::{AuditActor, AuditEntry, AuditOutcome, event};
use crate::first::FIRST_TENANT;
use crate::id::{SessionId, UserId};
use crate::password::Verdict as Password;
use crate::reach::Tenants;
use crate::rights::{Action, Actor, Decision, decide};
use crate::session::{End, EndReason, Refresh, RefreshToken, Session};
use crate::store::Rehash;
use crate::throttle::Verdict as Attempt;
use crate::user::{Account, User, UserName};

/// What somebody signs in with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Whose the user is; `None` is the tenant of everybody who is of no other one.
    pub tenant: Option<Arc<str>>,
    /// The name, as it was typed.
    pub name: String,
    /// The password.
    pub password: SecretString,
}

/// What a client gets when it has signed in or refreshed.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct SignedIn {
    /// Who it is.
    pub user: Arc<User>,
    /// Its session; also in a cookie of a browser it is no secret.
    pub session: Session,
    /// For a cookie that scripts cannot read, or the `Authorization` header.
    pub access: SecretString,
    /// How long the access token lives.
    pub access_lifetime: Duration,
    /// For a cookie that scripts cannot read, sent to the path of the refresh alone.
    pub refresh: SecretString,
    /// For a cookie that scripts read, and the answer.
    pub csrf: String,
}

/// How often a refresh is tried again that another one was quicker than.
const ATTEMPTS: u32 = 3;

impl Accounts {
    /// Signs in: checks the limits, the name and the password, and begins a new session.
    ///
    /// A name that nobody has, a wrong password and a disabled account take the same time and give the same error.
    ///
    /// # Errors
    /// [`Error::TooManyAttempts`], [`Error::WrongCredentials`], and those of the store.
    pub async fn sign_in(
        &self,
        credentials: Credentials,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<SignedIn, Error> {
        let tenant = credentials.tenant.unwrap_or_else(|| FIRST_TENANT.into());
        let name = UserName::parse(&credentials.name);
        // A text that is no name counts like one, shortened.
        let key = match &name {
            Ok(name) => name.as_str().into(),
            Err(_) => "".into(),
        };
        let (key, address) =
            ((tenant.clone(), key), origin.address.unwrap_or(IpAddr::V6(Ipv6Addr::UNSPECIFIED)));
        if let Attempt::Wait(after) = self.throttled(|throttle| throttle.attempt(&key, address, now)) {
            return Err(Error::TooManyAttempts { after });
        }
        let account = match &name {
            Ok(name) => self.store.account_named(&tenant, name).await?,
            Err(_) => None,
        };
        let stored = account.as_ref().map(|account| account.password.clone());
        let verdict = self.verify(stored, credentials.password).await?;
        match (verdict, account) {
            (Password::Right { rehashed }, Some(account)) if !account.user.disabled => {
                self.throttled(|throttle| throttle.succeeded(&key, address, now));
                self.begin(account, rehashed, origin, now).await
            }
            (_, account) => {
                let name = account.map(|account| account.user.name.as_str().into());
                let who = (&*tenant, AuditActor::Nobody { name });
                let what = (event::SIGN_IN_REFUSED, None);
                self.note(origin, who, what, AuditOutcome::Refused, now).await?;
                Err(Error::WrongCredentials)
            }
        }
    }

    /// Begins a session of an account whose password was right a moment ago.
    pub(super) async fn begin(
        &self,
        account: Account,
        rehashed: Option<crate::password::PasswordHash>,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<SignedIn, Error> {
        let user = &account.user;
        let (session, token) =
            Session::begin((&user.id, &user.tenant), origin.client(), &self.settings.sessions, now)?;
        self.store.create_session(&session).await?;
        // Whoever has changed the password or disabled the user since it was read has ended the sessions before this one
        // began. So look once more; a password that was merely hashed anew leaves the version as it was.
        let again = self.store.account(&Tenants::All, &user.id).await?;
        let same = |again: &Account| {
            let unchanged = again.user.version == user.version || again.password == account.password;
            unchanged && !again.user.disabled
        };
        if !again.as_ref().is_some_and(same) {
            self.store.end_session(&session.id, End { at: now, reason: EndReason::Revoked }).await?;
            return Err(Error::WrongCredentials);
        }
        let rehash = rehashed.map(|new| Rehash { old: account.password.clone(), new });
        self.store.note_sign_in(&user.id, now, rehash.as_ref()).await?;
        let mut user = account.user;
        user.last_sign_in_at = user.last_sign_in_at.max(Some(now));
        let user = Arc::new(user);
        let actor = AuditActor::from(&Actor::User { user: user.clone(), session: session.id.clone() });
        let what = (event::SIGNED_IN, Some(session.id.as_str()));
        self.note(origin, (&*user.tenant, actor), what, AuditOutcome::Done, now).await?;
        self.signed_in(user, session, &token, now)
    }

    fn signed_in(
        &self,
        user: Arc<User>,
        session: Session,
        token: &RefreshToken,
        now: Timestamp,
    ) -> Result<SignedIn, Error> {
        Ok(SignedIn {
            access: self.tokens.issue((&user.id, &session.id), &user.tenant, user.role, now),
            access_lifetime: self.tokens.lifetime(),
            refresh: token.to_text(),
            csrf: self.csrf.issue(&session.id)?,
            user,
            session,
        })
    }

    /// Changes a refresh token for the next one. One that was used before ends its session, unless the answer to it was lost a
    /// moment ago ([`session`](crate::session)).
    ///
    /// # Errors
    /// [`Error::NotSignedIn`] for whatever is no token that counts, and those of the store.
    pub async fn refresh(&self, token: &str, origin: &Origin, now: Timestamp) -> Result<SignedIn, Error> {
        let token = RefreshToken::parse(token).ok_or(Error::NotSignedIn)?;
        for _ in 0..ATTEMPTS {
            let found = self.store.session_of_family(&token.family()).await?;
            let session = found.ok_or(Error::NotSignedIn)?;
            let user = self.user_of(&session).await?;
            match session.refresh(&token, &self.settings.sessions, now)? {
                Refresh::Rotated { session: next, token } => {
                    if self.store.rotate(&next).await? {
                        return self.signed_in(user, *next, &token, now);
                    }
                    // Another one was quicker: look what it has left.
                }
                Refresh::Repeated { token } => return self.signed_in(user, session, &token, now),
                Refresh::Reused => {
                    self.reused(&user, &session, origin, now).await?;
                    return Err(Error::NotSignedIn);
                }
                Refresh::Expired | Refresh::Ended(_) => return Err(Error::NotSignedIn),
            }
        }
        Err(Error::Conflict)
    }

    async fn reused(
        &self,
        user: &Arc<User>,
        session: &Session,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), Error> {
        self.store.end_session(&session.id, End { at: now, reason: EndReason::Reused }).await?;
        let name = Some(user.name.as_str().into());
        let who = AuditActor::Nobody { name };
        let mut entry = AuditEntry::new(&user.tenant, who, event::TOKEN_REUSED, AuditOutcome::Refused, now)?;
        let address = origin.address.map(|it| it.to_string());
        entry = entry
            .with_target(session.id.as_str())
            .with_request(address.as_deref(), origin.request.as_deref());
        self.audit(entry.with_detail(json!({"signed_in_from": session.client.address}))).await
    }

    /// The user of a session, if it may still sign in.
    async fn user_of(&self, session: &Session) -> Result<Arc<User>, Error> {
        let tenant = Tenants::One(session.tenant.clone());
        let account = self.store.account(&tenant, &session.user).await?;
        let user = account.map(|account| account.user).filter(|user| !user.disabled);
        user.map(Arc::new).ok_or(Error::NotSignedIn)
    }

    /// Who a request with this access token is from, as the user is now. A session that was ended and a user that was disabled
    /// are out at once, not when the token's time is over.
    ///
    /// While the store is away, who was let in within the lifetime of an access token is let in as it was then.
    ///
    /// # Errors
    /// [`Error::NotSignedIn`], and those of the store.
    pub async fn user_of_token(&self, access: &str, now: Timestamp) -> Result<Actor, Error> {
        let claims = self.tokens.read(access, now).map_err(|_| Error::NotSignedIn)?;
        match self.session_and_user(&claims.session, &claims.user, now).await {
            Ok(user) => {
                self.recently(|recent| recent.seen(&claims.session, &user, now));
                Ok(Actor::User { user, session: claims.session })
            }
            Err(Error::Store(failure)) if failure.retryable() => {
                let user = self
                    .recently(|recent| recent.user(&claims.session, now))
                    .filter(|it| it.id == claims.user);
                let user = user.ok_or(Error::Store(failure))?;
                Ok(Actor::User { user, session: claims.session })
            }
            Err(error) => {
                self.recently(|recent| recent.gone(&claims.session));
                Err(error)
            }
        }
    }

    async fn session_and_user(
        &self,
        session: &SessionId,
        user: &UserId,
        now: Timestamp,
    ) -> Result<Arc<User>, Error> {
        let session = self.store.session(session).await?;
        let session = session.filter(|session| session.user == *user && session.is_live(now));
        self.user_of(&session.ok_or(Error::NotSignedIn)?).await
    }

    /// Nothing under the lock can fail half-way.
    fn recently<T>(&self, ask: impl FnOnce(&mut Recent) -> T) -> T {
        ask(&mut self.recent.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// The reach of an action, asked for by somebody: a line for each route. What is refused is in the audit log.
    ///
    /// # Errors
    /// [`Error::Refused`], and those of the store.
    pub async fn allow(
        &self,
        actor: &Actor,
        action: Action,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<crate::reach::Reach, Error> {
        match decide(actor, action) {
            Decision::Allowed(reach) => Ok(reach),
            Decision::Refused(refusal) => {
                let tenant = actor.tenant().map_or(FIRST_TENANT, |tenant| &**tenant);
                let who = (tenant, AuditActor::from(actor));
                self.note(origin, who, (action.as_str(), None), AuditOutcome::Refused, now).await?;
                Err(refusal.into())
            }
        }
    }

    /// Makes the first administrator if there is no user yet, and gives its password, to be shown once. `None` where there is a
    /// user: of several servers that start at once one shows it.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn first_start(&self, now: Timestamp) -> Result<Option<(User, SecretString)>, Error> {
        let passwords = self.passwords.clone();
        let made = tokio::task::spawn_blocking(move || crate::first::first_administrator(&passwords, now));
        let (account, password) = made.await.map_err(|_| Error::Ending)??;
        if !self.store.create_first(&account).await? {
            return Ok(None);
        }
        let who = (&*account.user.tenant, AuditActor::System);
        let what = (event::FIRST_ADMINISTRATOR, Some(account.user.id.as_str()));
        // A password that is not shown is lost, an entry of the log is not worth that.
        let _ = self.note(&Origin::default(), who, what, AuditOutcome::Done, now).await;
        Ok(Some((account.user, password)))
    }
}

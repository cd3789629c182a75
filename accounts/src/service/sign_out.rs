//! Signing out, here and everywhere, and one's own sessions.

use callflow_core::Timestamp;

use super::{Accounts, Error, Origin};
use crate::audit::{AuditActor, AuditOutcome, event};
use crate::id::SessionId;
use crate::rights::Actor;
use crate::session::{End, EndReason, RefreshToken, Session};

impl Accounts {
    /// Ends the session of a request. Nothing for keys of machines, which have none.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn sign_out(&self, actor: &Actor, origin: &Origin, now: Timestamp) -> Result<(), Error> {
        let Actor::User { user, session } = actor else { return Ok(()) };
        let end = End { at: now, reason: EndReason::SignedOut };
        if self.store.end_session(session, end).await? {
            let what = (event::SIGNED_OUT, Some(session.as_str()));
            self.note(origin, (&*user.tenant, actor.into()), what, AuditOutcome::Done, now).await?;
        }
        Ok(())
    }

    /// Ends the session of a refresh token: for a client whose access token has expired. Whatever is no such token does
    /// nothing.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn sign_out_by_refresh_token(
        &self,
        token: &str,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), Error> {
        let Some(token) = RefreshToken::parse(token) else { return Ok(()) };
        let Some(session) = self.store.session_of_family(&token.family()).await? else { return Ok(()) };
        let end = End { at: now, reason: EndReason::SignedOut };
        if self.store.end_session(&session.id, end).await? {
            let who = (&*session.tenant, AuditActor::Nobody { name: None });
            let what = (event::SIGNED_OUT, Some(session.id.as_str()));
            self.note(origin, who, what, AuditOutcome::Done, now).await?;
        }
        Ok(())
    }

    /// Ends all sessions of a user, this one too, and says how many.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn sign_out_everywhere(
        &self,
        actor: &Actor,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<u64, Error> {
        let Actor::User { user, .. } = actor else { return Ok(0) };
        let end = End { at: now, reason: EndReason::SignedOutEverywhere };
        let ended = self.store.end_sessions_of(&user.id, None, end).await?;
        let what = (event::SIGNED_OUT_EVERYWHERE, Some(user.id.as_str()));
        self.note(origin, (&*user.tenant, actor.into()), what, AuditOutcome::Done, now).await?;
        Ok(ended)
    }

    /// The sessions of the user of a request that go on, the one that was refreshed last first.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn own_sessions(&self, actor: &Actor, now: Timestamp) -> Result<Vec<Session>, Error> {
        match actor {
            Actor::User { user, .. } => Ok(self.store.sessions_of(&user.id, now).await?),
            Actor::ApiKey(_) | Actor::System => Ok(Vec::new()),
        }
    }

    /// Ends one of one's own sessions.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is another's or is over, and those of the store.
    pub async fn end_own_session(
        &self,
        actor: &Actor,
        session: &SessionId,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), Error> {
        let Actor::User { user, .. } = actor else { return Err(Error::NotFound) };
        let own = self.store.session(session).await?.filter(|session| session.user == user.id);
        let end = End { at: now, reason: EndReason::SignedOut };
        if own.is_none() || !self.store.end_session(session, end).await? {
            return Err(Error::NotFound);
        }
        let what = (event::SIGNED_OUT, Some(session.as_str()));
        self.note(origin, (&*user.tenant, actor.into()), what, AuditOutcome::Done, now).await
    }
}

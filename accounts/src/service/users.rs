//! Users and their passwords, changed by somebody who may.

use callflow_core::Timestamp;
use secrecy::{ExposeSecret, SecretString};

use super::{Accounts, Error, Origin};
use crate::audit::{AuditOutcome, event};
use crate::first::{FIRST_TENANT, one_time_password};
use crate::id::UserId;
use crate::invalid::{Invalid, Problem};
use crate::password::Verdict;
use crate::reach::Tenants;
use crate::rights::{Action, Actor, Refusal, may_remove, may_write};
use crate::session::{End, EndReason};
use crate::store::{Creation, Update};
use crate::throttle::Verdict as Attempt;
use crate::user::{Account, Profile, User};

/// A change of a user: which one, what it was when it was read, what it is to be.
#[derive(Clone, Debug)]
pub struct Changed<'a> {
    /// Which one.
    pub id: &'a UserId,
    /// The version that was read.
    pub version: u64,
    /// What it is to be.
    pub profile: Profile,
}

impl Accounts {
    /// Makes a user of a tenant, by somebody who may ([`Action::WriteUsers`]). Without a password it gets one that it has to
    /// change, which is given to be shown once.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::NameTaken`], [`Error::Refused`], and those of the store.
    pub async fn create_user(
        &self,
        actor: &Actor,
        (tenant, profile, password): (Option<&str>, Profile, Option<SecretString>),
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(User, Option<SecretString>), Error> {
        let reach = self.allow(actor, Action::WriteUsers, origin, now).await?;
        profile.check()?;
        let tenant = tenant.unwrap_or_else(|| actor.tenant().map_or(FIRST_TENANT, |tenant| &**tenant));
        if !reach.tenants().holds(tenant) {
            return Err(Refusal::NotYours.into());
        }
        may_write(actor, None, &profile)?;
        let mut user = User::new(tenant, profile, now)?;
        user.must_change_password = password.is_none();
        let (password, shown) = match password {
            Some(password) => {
                self.settings.policy.check(&password, user.name.as_str())?;
                (password, None)
            }
            None => {
                let password = one_time_password()?;
                (password.clone(), Some(password))
            }
        };
        let account = Account { user, password: self.hash(password).await? };
        match self.store.create_user(&account).await? {
            Creation::Done => {}
            Creation::NameTaken => return Err(Error::NameTaken),
        }
        let what = (event::USER_CREATED, Some(account.user.id.as_str()));
        self.note(origin, (tenant, actor.into()), what, AuditOutcome::Done, now).await?;
        Ok((account.user, shown))
    }

    async fn within(&self, tenants: &Tenants, id: &UserId) -> Result<Account, Error> {
        self.store.account(tenants, id).await?.ok_or(Error::NotFound)
    }

    /// Changes a user, by somebody who may ([`Action::WriteUsers`]). One that is disabled is signed out everywhere.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::NameTaken`], [`Error::NotFound`], [`Error::Conflict`], [`Error::Refused`], and those of the
    /// store.
    pub async fn change_user(
        &self,
        actor: &Actor,
        change: Changed<'_>,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<User, Error> {
        let tenants = self.allow(actor, Action::WriteUsers, origin, now).await?.tenants();
        change.profile.check()?;
        let old = self.within(&tenants, change.id).await?;
        may_write(actor, Some(&old.user), &change.profile)?;
        if old.user.version != change.version {
            return Err(Error::Conflict);
        }
        let account = Account { user: old.user.with(change.profile, now), password: old.password };
        let user = self.put_changed(account).await?;
        if user.disabled {
            let end = End { at: now, reason: EndReason::Revoked };
            self.store.end_sessions_of(&user.id, None, end).await?;
        }
        let what = (event::USER_CHANGED, Some(user.id.as_str()));
        self.note(origin, (&*user.tenant, actor.into()), what, AuditOutcome::Done, now).await?;
        Ok(user)
    }

    async fn put_changed(&self, account: Account) -> Result<User, Error> {
        match self.store.update_user(&account).await? {
            Update::Done { version } => Ok(User { version, ..account.user }),
            Update::Changed => Err(Error::Conflict),
            Update::NameTaken => Err(Error::NameTaken),
            Update::Gone => Err(Error::NotFound),
        }
    }

    /// Removes a user with its sessions, by somebody who may ([`Action::WriteUsers`]).
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Refused`], and those of the store.
    pub async fn remove_user(
        &self,
        actor: &Actor,
        id: &UserId,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), Error> {
        let tenants = self.allow(actor, Action::WriteUsers, origin, now).await?.tenants();
        let old = self.within(&tenants, id).await?.user;
        may_remove(actor, &old)?;
        if !self.store.remove_user(&tenants, id).await? {
            return Err(Error::NotFound);
        }
        let what = (event::USER_REMOVED, Some(id.as_str()));
        self.note(origin, (&*old.tenant, actor.into()), what, AuditOutcome::Done, now).await
    }

    /// Gives a user a new password that it has to change, by somebody who may ([`Action::WriteUsers`]), and signs it out
    /// everywhere. The password is to be shown once.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`], [`Error::Refused`], and those of the store.
    pub async fn reset_password(
        &self,
        actor: &Actor,
        id: &UserId,
        origin: &Origin,
        now: Timestamp,
    ) -> Result<SecretString, Error> {
        let tenants = self.allow(actor, Action::WriteUsers, origin, now).await?.tenants();
        let old = self.within(&tenants, id).await?;
        may_remove(actor, &old.user)?;
        let password = one_time_password()?;
        let user = User { must_change_password: true, changed_at: now, ..old.user };
        let account = Account { user, password: self.hash(password.clone()).await? };
        let user = self.put_changed(account).await?;
        self.password_changed(actor, (&user, None), origin, now).await?;
        Ok(password)
    }

    /// Changes one's own password. All other sessions end.
    ///
    /// # Errors
    /// [`Error::WrongCredentials`] where the old one is wrong, [`Error::TooManyAttempts`], [`Error::Invalid`], and those of
    /// the store.
    pub async fn change_own_password(
        &self,
        actor: &Actor,
        (old, new): (SecretString, SecretString),
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), Error> {
        let Actor::User { user, session } = actor else {
            return Err(Refusal::NotForMachines { action: Action::UseOwnAccount }.into());
        };
        // Whoever has stolen a session guesses no faster than whoever has none.
        let key = (user.tenant.clone(), user.name.as_str().into());
        let address = origin.address.unwrap_or(std::net::IpAddr::V6(std::net::Ipv6Addr::UNSPECIFIED));
        if let Attempt::Wait(after) = self.throttled(|throttle| throttle.attempt(&key, address, now)) {
            return Err(Error::TooManyAttempts { after });
        }
        let account = self.within(&Tenants::One(user.tenant.clone()), &user.id).await?;
        let verdict = self.verify(Some(account.password.clone()), old.clone()).await?;
        if verdict == Verdict::Wrong {
            return Err(Error::WrongCredentials);
        }
        self.throttled(|throttle| throttle.succeeded(&key, address, now));
        self.settings.policy.check(&new, user.name.as_str())?;
        if old.expose_secret() == new.expose_secret() {
            return Err(Invalid::new("password", Problem::Unchanged).into());
        }
        let user = User { must_change_password: false, changed_at: now, ..account.user };
        let user = self.put_changed(Account { user, password: self.hash(new).await? }).await?;
        self.password_changed(actor, (&user, Some(session)), origin, now).await
    }

    async fn password_changed(
        &self,
        actor: &Actor,
        (user, except): (&User, Option<&crate::id::SessionId>),
        origin: &Origin,
        now: Timestamp,
    ) -> Result<(), Error> {
        let end = End { at: now, reason: EndReason::PasswordChanged };
        self.store.end_sessions_of(&user.id, except, end).await?;
        let what = (event::PASSWORD_CHANGED, Some(user.id.as_str()));
        self.note(origin, (&*user.tenant, actor.into()), what, AuditOutcome::Done, now).await
    }
}

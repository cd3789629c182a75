//! Extensions given out on time: which one, with which password, and to nobody twice.
//!
//! The tracker knows which extensions are free: no device is registered, no call goes on, nobody has reserved it **at this
//! server**. The store knows what all servers have given out ([`LeaseClaimStore`](callflow_core::store::LeaseClaimStore)).
//! Whoever gets one has a claim in the store first, and then a reservation at the tracker; when its device has registered,
//! all servers see that, and the claim may run out.

mod change;
mod open_to;
#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, reason = "tests may fail loudly")]
mod tests;

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use callflow_core::Timestamp;
use callflow_core::lease::{Lease, LeaseCommand, LeaseError, LeaseId, LeaseState, ReleasedBy};
use callflow_core::store::{
    ExtensionEntry, LeaseRequest, Scope, Sealed, Store, StoreError, Update, entries, entry,
};
use secrecy::SecretString;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};
use tracing::{error, warn};

pub(crate) use self::change::PasswordChanger;
pub use self::open_to::OpenTo;
use crate::clock::Clock;
use crate::trackers::{Ended, Tracker};
use crate::vault::{Vault, VaultError};

/// Devices may have registered with some of those that are free; so many are tried.
const MOST_TRIES: u32 = 20;
/// How often a release is tried that the store does not take.
const RELEASE_TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(500);

/// What became of a lease.
#[derive(Clone, Debug)]
pub(crate) struct LeaseNews {
    pub(crate) pbx: Arc<str>,
    pub(crate) lease: Lease,
}

/// An extension that somebody got.
#[derive(Debug)]
pub(crate) struct Grant {
    pub(crate) extension: Arc<str>,
    pub(crate) password: SecretString,
    pub(crate) lease: Lease,
}

/// Why somebody did not get one, or cannot give it back.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LeasingError {
    /// All are taken.
    #[error("no extension is free")]
    NoneFree {
        /// When one may be.
        after: Duration,
    },
    #[error(transparent)]
    Lease(#[from] LeaseError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    Ended(#[from] Ended),
}

/// PBX and extension.
type Place = (Arc<str>, Arc<str>);

/// An extension that this server has given out.
#[derive(Clone, Debug)]
struct Given {
    id: LeaseId,
    /// The lease is over, and the password that its holder knows is being changed.
    is_ending: bool,
}

/// Gives extensions out and takes them back.
#[derive(Debug)]
pub(crate) struct Leasing {
    store: Arc<dyn Store>,
    vault: Vault,
    clock: Clock,
    /// For how long one is reserved until its device registers.
    time_to_live: Duration,
    changer: Option<PasswordChanger>,
    /// To whom this server has given what, until it is free again, and its password another one where it is changed.
    given: Mutex<BTreeMap<Place, Given>>,
}

impl Leasing {
    pub(crate) fn new(
        store: Arc<dyn Store>,
        vault: Vault,
        clock: Clock,
        time_to_live: Duration,
        changer: Option<PasswordChanger>,
    ) -> Self {
        Self { store, vault, clock, time_to_live, changer, given: Mutex::default() }
    }

    pub(crate) const fn vault(&self) -> &Vault {
        &self.vault
    }

    /// Gives a client the extension that it has already, or one that nobody has. Extensions without a password are not given
    /// out; `may` leaves out others.
    pub(crate) async fn take(
        &self,
        tracker: &Tracker,
        id: &LeaseId,
        may: impl Fn(&ExtensionEntry) -> bool,
    ) -> Result<Grant, LeasingError> {
        let scope = Scope::of_pbx(&tracker.pbx);
        let configured = entries::<ExtensionEntry>(&*self.store, &scope).await?;
        let mut configured: BTreeMap<Arc<str>, ExtensionEntry> = configured
            .into_iter()
            .filter(|entry| entry.secret.is_some() && may(entry))
            .map(|entry| (entry.extension.clone(), entry))
            .collect();
        for _ in 0..MOST_TRIES {
            let mut candidates = tracker.free_extensions().await?;
            // One's own is not free, and comes first.
            candidates.splice(..0, self.held(&tracker.pbx, id));
            candidates.retain(|extension| configured.contains_key(extension));
            self.keep_back(&tracker.pbx, id, &mut candidates);
            let now = self.clock.now();
            let Some(tenant) =
                candidates.first().and_then(|it| configured.get(it)).map(|it| it.tenant.clone())
            else {
                break;
            };
            let until = now.saturating_add(self.time_to_live);
            let request =
                LeaseRequest { pbx: &tracker.pbx, tenant: &tenant, candidates: &candidates, id, until };
            let Some(extension) = self.store.claim_lease(&request, now).await? else { break };
            let command = LeaseCommand::Reserve {
                extension: Some(extension.clone()),
                id: id.clone(),
                time_to_live: self.time_to_live,
            };
            match tracker.lease(command).await? {
                Ok(lease) => {
                    self.note(&tracker.pbx, &extension, id);
                    let place = (&*tracker.pbx, &*extension);
                    // It may have been changed since all of them were read.
                    let now = entry::<ExtensionEntry>(&*self.store, None, place.0, place.1).await?;
                    let sealed = now.or_else(|| configured.remove(&extension)).and_then(|entry| entry.secret);
                    let sealed = sealed.ok_or(VaultError::Unreadable)?;
                    match self.vault.open(place, &sealed) {
                        Ok(password) => return Ok(Grant { extension, password, lease }),
                        Err(error) => {
                            self.give_back(tracker, &extension, &ReleasedBy::Holder(id.clone())).await?;
                            return Err(error.into());
                        }
                    }
                }
                // A device has registered with it in this moment.
                Err(LeaseError::Taken { .. } | LeaseError::Unknown { .. }) => {
                    self.unclaim(&tracker.pbx, &extension, &ReleasedBy::Holder(id.clone())).await?;
                }
                Err(error) => return Err(error.into()),
            }
        }
        Err(LeasingError::NoneFree { after: self.first_free(&scope).await? })
    }

    /// When the first reservation ends, in the whole of it.
    async fn first_free(&self, scope: &Scope) -> Result<Duration, StoreError> {
        let now = self.clock.now();
        let claims = self.store.lease_claims(scope, now).await?;
        let first = claims.iter().map(|claim| claim.until.since(now)).min();
        Ok(first.unwrap_or(self.time_to_live).max(Duration::from_secs(1)))
    }

    /// Takes an extension back, from its holder or from anybody.
    pub(crate) async fn release(
        &self,
        tracker: &Tracker,
        extension: &str,
        by: &ReleasedBy,
    ) -> Result<Lease, LeasingError> {
        self.give_back(tracker, extension, by).await
    }

    async fn give_back(
        &self,
        tracker: &Tracker,
        extension: &str,
        by: &ReleasedBy,
    ) -> Result<Lease, LeasingError> {
        let command = LeaseCommand::Release { extension: extension.into(), by: by.clone() };
        let lease = tracker.lease(command).await??;
        // Where the password is changed, the claim stays until that is done.
        if self.changer.is_none() || !self.is_given(&tracker.pbx, extension) {
            self.unclaim(&tracker.pbx, extension, by).await?;
        }
        Ok(lease)
    }

    async fn unclaim(&self, pbx: &str, extension: &str, by: &ReleasedBy) -> Result<(), StoreError> {
        self.store.release_lease(pbx, extension, by).await.map(drop)
    }

    /// Takes all extensions back.
    pub(crate) async fn reset(&self, tracker: &Tracker) -> Result<u64, LeasingError> {
        tracker.reset_leases().await?;
        Ok(self.store.release_leases(&Scope::of_pbx(&tracker.pbx)).await?)
    }

    /// What other servers have given out, and their devices have not registered yet.
    pub(crate) async fn claimed(&self, scope: &Scope) -> Result<BTreeMap<Place, Timestamp>, StoreError> {
        let claims = self.store.lease_claims(scope, self.clock.now()).await?;
        Ok(claims.into_iter().map(|claim| ((claim.pbx, claim.extension), claim.until)).collect())
    }

    fn given(&self) -> std::sync::MutexGuard<'_, BTreeMap<Place, Given>> {
        self.given.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self, pbx: &Arc<str>, id: &LeaseId) -> Vec<Arc<str>> {
        let given = self.given();
        let own = given.iter().filter(|((of, _), it)| of == pbx && it.id == *id && !it.is_ending);
        own.map(|((_, extension), _)| extension.clone()).collect()
    }

    /// Takes those out whose passwords somebody else knows, and that are to be changed: the tracker may have seen the end of
    /// a lease before [`keep`](Self::keep) has.
    fn keep_back(&self, pbx: &Arc<str>, id: &LeaseId, candidates: &mut Vec<Arc<str>>) {
        if self.changer.is_none() {
            return;
        }
        let given = self.given();
        candidates.retain(|extension| {
            let it = given.get(&(pbx.clone(), extension.clone()));
            it.is_none_or(|it| it.id == *id && !it.is_ending)
        });
    }

    fn note(&self, pbx: &Arc<str>, extension: &Arc<str>, id: &LeaseId) {
        let given = Given { id: id.clone(), is_ending: false };
        self.given().insert((pbx.clone(), extension.clone()), given);
    }

    fn is_given(&self, pbx: &Arc<str>, extension: &str) -> bool {
        self.given().contains_key(&(pbx.clone(), extension.into()))
    }

    /// Notes that the lease of `id` is over. Says whether this server had given it, and nobody has it again.
    fn note_end(&self, place: &Place, id: &LeaseId) -> bool {
        let mut given = self.given();
        let Some(it) = given.get_mut(place).filter(|it| it.id == *id) else { return false };
        if self.changer.is_some() {
            it.is_ending = true;
        } else {
            given.remove(place);
        }
        true
    }

    /// Takes the claim out of the store when a lease ends, and changes the password where that is wanted. Of what was given
    /// before the server started the news come first.
    pub(crate) async fn keep(self: Arc<Self>, mut news: mpsc::UnboundedReceiver<LeaseNews>) {
        // Whose each one was, in the order of the news: somebody else may have got it before this was heard.
        let mut holders: BTreeMap<Place, LeaseId> = BTreeMap::new();
        let mut holding = interval((self.time_to_live / 2).max(Duration::from_secs(1)));
        holding.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let news = tokio::select! {
                news = news.recv() => news,
                _ = holding.tick() => {
                    self.hold_all().await;
                    continue;
                }
            };
            let Some(LeaseNews { pbx, lease }) = news else { return };
            let place = (pbx, lease.extension);
            match (lease.state, lease.id) {
                (LeaseState::Free, _) => {
                    let Some(id) = holders.remove(&place).filter(|id| self.note_end(&place, id)) else {
                        continue;
                    };
                    let this = self.clone();
                    tokio::spawn(async move { this.ended(&place, &id).await });
                }
                (_, Some(id)) => {
                    let given = Given { id: id.clone(), is_ending: false };
                    self.given().entry(place.clone()).or_insert(given);
                    drop(holders.insert(place, id));
                }
                // It was given back, and its device is registered yet.
                (_, None) => {}
            }
        }
    }

    /// Where passwords change, a claim lasts until that is done, however long the device is registered: other servers would
    /// give the extension out in the moment in which it unregisters.
    async fn hold_all(&self) {
        if self.changer.is_none() {
            return;
        }
        let given = self.given().clone();
        for (place, Given { id, .. }) in given.into_iter().filter(|(_, it)| !it.is_ending) {
            if let Err(error) = self.hold(&place, &id, self.time_to_live).await {
                warn!(pbx.name = &*place.0, extension = &*place.1, %error, "a lease could not be held in the store");
            }
        }
    }

    /// Holds an extension in the store from now on, also if the claim ran out while this server was away. Says whether
    /// nobody else has it.
    async fn hold(&self, (pbx, extension): &Place, id: &LeaseId, time: Duration) -> Result<bool, StoreError> {
        let now = self.clock.now();
        let until = now.saturating_add(time);
        if self.store.renew_lease(pbx, extension, id, until, now).await? {
            return Ok(true);
        }
        let Some(found) = entry::<ExtensionEntry>(&*self.store, None, pbx, extension).await? else {
            return Ok(false);
        };
        let candidates = std::slice::from_ref(extension);
        let request = LeaseRequest { pbx, tenant: &found.tenant, candidates, id, until };
        Ok(self.store.claim_lease(&request, now).await?.is_some())
    }

    async fn ended(&self, place: &Place, id: &LeaseId) {
        let (pbx, extension) = place;
        if let Some(changer) = &self.changer {
            // The claim stays meanwhile, so that nobody gets the old one.
            if let Err(error) = self.change_password(changer, place, id).await {
                error!(pbx.name = &**pbx, extension = &**extension, %error, "the password stays as it was");
            }
            self.given().remove(place);
        }
        let by = ReleasedBy::Holder(id.clone());
        for _ in 0..RELEASE_TRIES {
            match self.store.release_lease(pbx, extension, &by).await {
                Ok(_) => return,
                Err(error) => {
                    warn!(pbx.name = &**pbx, extension = &**extension, %error, "a lease ends in the store later");
                }
            }
            tokio::time::sleep(PAUSE).await;
        }
    }

    async fn change_password(
        &self,
        changer: &PasswordChanger,
        place: &Place,
        id: &LeaseId,
    ) -> Result<(), change::ChangeError> {
        let (pbx, extension) = place;
        if !self.hold(place, id, change::WITHIN * 2).await? {
            warn!(
                pbx.name = &**pbx,
                extension = &**extension,
                "the password is not changed: another server has given the extension out"
            );
            return Ok(());
        }
        if entry::<ExtensionEntry>(&*self.store, None, pbx, extension).await?.is_none() {
            return Ok(());
        }
        let password = changer.change((pbx, extension)).await?;
        let sealed = self.vault.seal((pbx, extension), &password)?;
        // Asterisk has it. While the store is away nobody gets the extension; it must not come back without the password.
        while let Err(error) = self.put_secret(place, &sealed).await {
            warn!(pbx.name = &**pbx, extension = &**extension, %error, "a new password is kept until the store takes it");
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// Puts a secret into an entry, whatever else is changed in it meanwhile.
    async fn put_secret(&self, (pbx, extension): &Place, sealed: &Sealed) -> Result<(), StoreError> {
        while let Some(mut found) = entry::<ExtensionEntry>(&*self.store, None, pbx, extension).await? {
            found.secret = Some(sealed.clone());
            found.changed_at = self.clock.now();
            if self.store.update_entry(&found.into()).await? != Update::Changed {
                break;
            }
        }
        Ok(())
    }
}

//! What the store hears of leases, and of passwords that change.

use std::os::unix::fs::PermissionsExt;

use callflow_core::store::memory::MemoryStore;
use callflow_core::store::{DirectoryStore as _, LeaseClaimStore as _};
use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::*;

const BEFORE: &str = "the-password-of-before";

/// Leasing in which a program changes passwords, and one extension whose password is known.
struct Site {
    folder: TempDir,
    store: Arc<MemoryStore>,
    leasing: Arc<Leasing>,
    news: mpsc::UnboundedSender<LeaseNews>,
    place: Place,
}

impl Site {
    async fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let command = folder.path().join("change");
        let text = format!("#!/bin/sh\ncat >>{}\n", folder.path().join("told").display());
        std::fs::write(&command, text).unwrap();
        std::fs::set_permissions(&command, std::fs::Permissions::from_mode(0o700)).unwrap();
        let place: Place = ("default".into(), "3001".into());
        let (store, clock) = (Arc::new(MemoryStore::new()), Clock::start());
        let vault = Vault::new(&SecretString::from("a-key-of-the-tests-0123456789abcdef"));
        let mut known = ExtensionEntry::new("default", "acme", "3001", clock.now());
        known.secret = Some(vault.seal((&place.0, &place.1), &BEFORE.into()).unwrap());
        assert!(store.create_entry(&known.into()).await.is_ok());
        let time = Duration::from_secs(2);
        let leasing = Leasing::new(store.clone(), vault, clock, time, Some(PasswordChanger { command }));
        let (leasing, (news, told)) = (Arc::new(leasing), mpsc::unbounded_channel());
        tokio::spawn(leasing.clone().keep(told));
        Self { folder, store, leasing, news, place }
    }

    fn tell(&self, state: LeaseState, id: Option<&str>) {
        let id = id.map(LeaseId::new);
        let lease = Lease { extension: self.place.1.clone(), state, id, expires_at: None };
        self.news.send(LeaseNews { pbx: self.place.0.clone(), lease }).unwrap();
    }

    async fn claim(&self, id: &str) -> Timestamp {
        let (now, candidates) = (self.leasing.clock.now(), [self.place.1.clone()]);
        let until = now.saturating_add(Duration::from_secs(2));
        let id = LeaseId::new(id);
        let request =
            LeaseRequest { pbx: &self.place.0, tenant: "acme", candidates: &candidates, id: &id, until };
        assert!(self.store.claim_lease(&request, now).await.unwrap().is_some());
        until
    }

    /// Until when it is claimed, and the password that is known.
    async fn stands(&self) -> (Option<Timestamp>, String) {
        let claims = self.store.lease_claims(&Scope::default(), self.leasing.clock.now()).await.unwrap();
        let known: ExtensionEntry =
            entry(&*self.store, None, &self.place.0, &self.place.1).await.unwrap().unwrap();
        let password = self.leasing.vault.open((&self.place.0, &self.place.1), &known.secret.unwrap());
        (claims.first().map(|claim| claim.until), password.unwrap().expose_secret().to_owned())
    }

    async fn until(&self, is_so: impl Fn(&(Option<Timestamp>, String)) -> bool) {
        for _ in 0..3_000 {
            if is_so(&self.stands().await) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        unreachable!("it stays so: {:?}", self.stands().await);
    }
}

/// Also of a lease that was given before the server started, of which it hears as of this one.
#[tokio::test]
async fn others_get_an_extension_when_its_password_is_another_one() {
    let site = Site::new().await;
    let until = site.claim("ann").await;
    site.tell(LeaseState::Busy, Some("ann"));
    // The device stays registered for longer than the claim was for.
    site.until(|(claimed, _)| {
        claimed.is_some_and(|claimed| claimed > until.saturating_add(Duration::from_secs(1)))
    })
    .await;
    site.tell(LeaseState::Free, None);
    site.until(|(claimed, password)| {
        assert!(claimed.is_some() || password != BEFORE, "free with the password of before");
        claimed.is_none()
    })
    .await;
    let told = std::fs::read_to_string(site.folder.path().join("told")).unwrap();
    assert_eq!(told.trim(), site.stands().await.1);
}

#[tokio::test]
async fn a_claim_that_ran_out_is_taken_again_unless_somebody_has_it() {
    let site = Site::new().await;
    site.tell(LeaseState::InCall, Some("ann"));
    site.until(|(claimed, _)| claimed.is_some()).await;

    let site = Site::new().await;
    site.claim("bob").await;
    site.tell(LeaseState::InCall, Some("ann"));
    site.tell(LeaseState::Free, None);
    site.until(|(claimed, _)| claimed.is_none()).await;
    assert_eq!(site.stands().await.1, BEFORE, "bob was given it");
}

//! `accounts`: users and their passwords.

use async_trait::async_trait;
use callflow_accounts::UserId;
use callflow_accounts::password::PasswordHash;
use callflow_accounts::reach::Tenants;
use callflow_accounts::store::{Creation, ListQuery, Page, Rehash, Update, UserStore};
use callflow_accounts::user::{Account, User, UserName};
use callflow_core::Timestamp;
use callflow_core::store::StoreError;
use mongodb::bson::{Document, RawDocument, doc};

use super::{List, of_id};
use crate::documents::{Fields, number, time, whole};
use crate::error::damaged;
use crate::queries::Places;
use crate::schema::{ACCOUNTS, SIGN_INS, index};
use crate::step::{read, record, unless_there};
use crate::store::MongoStore;

const WHAT: &str = "a user";
const PLACES: Places = Places { time: "createdAtMicros", id: "_id" };

/// What changes with a user.
fn changing(account: &Account, version: u64) -> Result<Fields, StoreError> {
    let user = &account.user;
    let texts = |texts: &std::collections::BTreeSet<std::sync::Arc<str>>| -> Vec<String> {
        texts.iter().map(|text| text.as_ref().into()).collect()
    };
    Ok(Fields::default()
        .set("name", user.name.as_str())
        .set("displayName", &*user.display_name)
        .set("role", user.role.as_str())
        .set("spansTenants", user.spans_tenants)
        .set("numbers", texts(&user.numbers))
        .set("queues", texts(&user.queues))
        .set("disabled", user.disabled)
        .number("version", version)
        .date("changedAt", Some(user.changed_at))
        .set("password", account.password.to_stored())
        .set("record", record(user)?))
}

fn document(account: &Account) -> Result<Fields, StoreError> {
    let user = &account.user;
    Ok(changing(account, user.version)?
        .set("_id", user.id.as_str())
        .set("tenant", &*user.tenant)
        .moment("createdAt", Some(user.created_at))
        .moment("lastSignInAt", user.last_sign_in_at))
}

fn read_user(document: &RawDocument) -> Result<User, StoreError> {
    let mut user: User = read(WHAT, document)?;
    // These change without the record, or are not changed with it.
    let version = whole(document, "version").ok_or_else(|| damaged(WHAT, "it has no version"))?;
    user.version = u64::try_from(version).unwrap_or(0);
    if let Some(created) = whole(document, "createdAtMicros") {
        user.created_at = Timestamp::from_unix_micros(created);
    }
    user.last_sign_in_at = whole(document, "lastSignInAtMicros").map(Timestamp::from_unix_micros);
    Ok(user)
}

fn read_account(document: &RawDocument) -> Result<Account, StoreError> {
    let password = document.get_str("password").map_err(|error| damaged(WHAT, error))?;
    Ok(Account { user: read_user(document)?, password: PasswordHash::from_stored(password.into()) })
}

#[async_trait]
impl UserStore for MongoStore {
    async fn create_first(&self, account: &Account) -> Result<bool, StoreError> {
        if self.find(ACCOUNTS, doc! {}).await?.is_some() {
            return Ok(false);
        }
        // Of two that have found nobody the index lets one in.
        self.insert(ACCOUNTS, &document(account)?.set("first", true).encode()?).await
    }

    async fn create_user(&self, account: &Account) -> Result<Creation, StoreError> {
        let done = self.insert(ACCOUNTS, &document(account)?.encode()?).await?;
        Ok(if done { Creation::Done } else { Creation::NameTaken })
    }

    async fn update_user(&self, account: &Account) -> Result<Update, StoreError> {
        let user = &account.user;
        let version = user.version.saturating_add(1);
        let mut filter = of_id(&Tenants::One(user.tenant.clone()), user.id.as_str());
        let there = filter.clone();
        filter.insert("version", number(user.version));
        let change = doc! {"$set": changing(account, version)?.done()};
        let users = self.connection().collection(ACCOUNTS);
        let changed = self
            .until_done(|| async {
                match users.update_one(filter.clone(), change.clone()).await {
                    Ok(changed) => Ok(Some(changed.matched_count)),
                    Err(error) => unless_there(Err::<(), _>(error)).map(|_| None),
                }
            })
            .await?;
        Ok(match changed {
            None => Update::NameTaken,
            Some(0) if self.find(ACCOUNTS, there).await?.is_none() => Update::Gone,
            Some(0) => Update::Changed,
            Some(_) => Update::Done { version },
        })
    }

    /// The sessions go after the user: those that a crash in between leaves are nobody's.
    async fn remove_user(&self, tenants: &Tenants, id: &UserId) -> Result<bool, StoreError> {
        let users = self.connection().collection(ACCOUNTS);
        let filter = of_id(tenants, id.as_str());
        let removed = self.until_done(|| async { users.delete_one(filter.clone()).await }).await?;
        if removed.deleted_count == 0 {
            return Ok(false);
        }
        let sessions = self.connection().collection(SIGN_INS);
        self.until_done(|| async { sessions.delete_many(doc! {"user": id.as_str()}).await }).await?;
        Ok(true)
    }

    async fn note_sign_in(
        &self,
        id: &UserId,
        at: Timestamp,
        rehash: Option<&Rehash>,
    ) -> Result<(), StoreError> {
        let last = doc! {"$max": {"lastSignInAtMicros": at.unix_micros(), "lastSignInAt": time(at)}};
        self.change(ACCOUNTS, &doc! {"_id": id.as_str()}, &last).await?;
        if let Some(rehash) = rehash {
            let verified = doc! {"_id": id.as_str(), "password": rehash.old.to_stored()};
            self.change(ACCOUNTS, &verified, &doc! {"$set": {"password": rehash.new.to_stored()}}).await?;
        }
        Ok(())
    }

    async fn account(&self, tenants: &Tenants, id: &UserId) -> Result<Option<Account>, StoreError> {
        let found = self.find(ACCOUNTS, of_id(tenants, id.as_str())).await?;
        found.map(|document| read_account(&document)).transpose()
    }

    async fn account_named(&self, tenant: &str, name: &UserName) -> Result<Option<Account>, StoreError> {
        let found = self.find(ACCOUNTS, doc! {"tenant": tenant, "name": name.as_str()}).await?;
        found.map(|document| read_account(&document)).transpose()
    }

    async fn users(&self, query: &ListQuery) -> Result<Page<User>, StoreError> {
        query.check()?;
        let (filter, index) = of_tenant(query, PLACES);
        self.list(List { collection: ACCOUNTS, places: PLACES, filter, index, query }, read_user).await
    }
}

/// The part of a list that a query asks for, and the index that has it in order.
pub(super) fn of_tenant(query: &ListQuery, places: Places) -> (Document, &'static str) {
    let (mut filter, index) = match &query.tenant {
        Some(tenant) => (doc! {"tenant": &**tenant}, index::TENANT),
        None => (doc! {}, index::TIME),
    };
    places.restrict(&mut filter, (None, None), query.cursor.as_ref(), query.sort);
    (filter, index)
}

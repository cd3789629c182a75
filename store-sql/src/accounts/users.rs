//! `users`: users and their passwords.

use async_trait::async_trait;
use callflow_accounts::UserId;
use callflow_accounts::password::PasswordHash;
use callflow_accounts::reach::Tenants;
use callflow_accounts::store::{Creation, ListQuery, Page, Rehash, Update, UserStore};
use callflow_accounts::user::{Account, User, UserName};
use callflow_core::Timestamp;
use callflow_core::store::StoreError;
use sea_query::{Expr, ExprTrait, Query, SelectStatement};

use super::pages::{ID, page};
use super::sessions;
use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::json::{decode, encode};
use crate::row::Row;
use crate::schema::{Conflict, Table};
use crate::store::SqlStore;
use crate::writing::Writing;

const TENANT: &str = "tenant";
const NAME: &str = "name";
const ROLE: &str = "role";
const DISABLED: &str = "disabled";
const VERSION: &str = "version";
const CREATED_AT: &str = "created_at";
const LAST_SIGN_IN_AT: &str = "last_sign_in_at";
const PASSWORD: &str = "password";
const RECORD: &str = "record";

const TABLE: Table = Table {
    name: "users",
    columns: &[ID, TENANT, NAME, ROLE, DISABLED, VERSION, CREATED_AT, LAST_SIGN_IN_AT, PASSWORD, RECORD],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Never,
};

/// What is read of a user without its password.
const OF_USER: [&str; 4] = [VERSION, CREATED_AT, LAST_SIGN_IN_AT, RECORD];

fn read(row: &Row) -> Result<User, StoreError> {
    let mut user: User = decode("a user", row)?;
    // These change without the record.
    user.version = row.count(VERSION).map_err(store_error)?;
    user.created_at = Timestamp::from_unix_micros(row.number(CREATED_AT).map_err(store_error)?);
    let last = row.number_or_null(LAST_SIGN_IN_AT).map_err(store_error)?;
    user.last_sign_in_at = last.map(Timestamp::from_unix_micros);
    Ok(user)
}

fn read_account(row: &Row) -> Result<Account, StoreError> {
    let password = row.text(PASSWORD).map_err(store_error)?.into_owned();
    Ok(Account { user: read(row)?, password: PasswordHash::from_stored(password) })
}

fn accounts() -> SelectStatement {
    Query::select().columns(OF_USER).column(PASSWORD).from(TABLE.name).take()
}

fn of_id(dialect: Dialect, tenants: &Tenants, id: &UserId) -> SelectStatement {
    let mut select = accounts();
    select.and_where(Expr::col(ID).eq(&*dialect.key(id.as_str())));
    if let Some(tenant) = tenants.one() {
        select.and_where(Expr::col(TENANT).eq(&*dialect.key(tenant)));
    }
    select
}

impl Writing<'_> {
    /// Makes those wait who look for names or for any user before they write one. SQLite lets one write at a time anyway, and
    /// leaves the lock out of the statement.
    async fn lock_users(&mut self) -> Result<(), StoreError> {
        let lock = Query::select()
            .column(NAME)
            .from("account_locks")
            .and_where(Expr::col(NAME).eq(TABLE.name))
            .lock_exclusive()
            .take();
        self.fetch(&lock).await.map(|_| ())
    }

    async fn is_taken(&mut self, user: &User) -> Result<bool, StoreError> {
        let select = Query::select()
            .column(ID)
            .from(TABLE.name)
            .and_where(Expr::col(TENANT).eq(&*self.dialect.key(&user.tenant)))
            .and_where(Expr::col(NAME).eq(&*self.dialect.key(user.name.as_str())))
            .and_where(Expr::col(ID).ne(&*self.dialect.key(user.id.as_str())))
            .take();
        Ok(!self.fetch(&select).await?.is_empty())
    }

    async fn insert_user(&mut self, account: &Account) -> Result<(), StoreError> {
        let user = &account.user;
        let mut row = Rows::new(self.dialect);
        row.key(user.id.as_str()).key(&user.tenant).key(user.name.as_str()).word(&user.role);
        row.flag(user.disabled).count(user.version).time(user.created_at).time_or_null(user.last_sign_in_at);
        row.text(account.password.to_stored()).string(encode(user)?);
        self.insert(&TABLE, row).await
    }

    async fn change(&mut self, account: &Account, version: u64) -> Result<bool, StoreError> {
        let user = &account.user;
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let update = Query::update()
            .table(TABLE.name)
            .value(NAME, &*self.dialect.key(user.name.as_str()))
            .value(ROLE, user.role.as_str())
            .value(DISABLED, i64::from(user.disabled))
            .value(VERSION, number(version))
            .value(PASSWORD, account.password.to_stored())
            .value(RECORD, encode(user)?)
            .and_where(Expr::col(ID).eq(&*self.dialect.key(user.id.as_str())))
            .and_where(Expr::col(TENANT).eq(&*self.dialect.key(&user.tenant)))
            .and_where(Expr::col(VERSION).eq(number(user.version)))
            .take();
        Ok(self.update(&update).await? > 0)
    }
}

impl SqlStore {
    async fn try_to_create_first(&self, account: &Account) -> Result<bool, StoreError> {
        let mut writing = self.writing().await?;
        writing.lock_users().await?;
        let any = Query::select().column(ID).from(TABLE.name).limit(1).take();
        if !writing.fetch(&any).await?.is_empty() {
            return Ok(false);
        }
        writing.insert_user(account).await?;
        writing.commit().await?;
        Ok(true)
    }

    async fn try_to_create_user(&self, account: &Account) -> Result<Creation, StoreError> {
        let mut writing = self.writing().await?;
        writing.lock_users().await?;
        if writing.is_taken(&account.user).await? {
            return Ok(Creation::NameTaken);
        }
        writing.insert_user(account).await?;
        writing.commit().await?;
        Ok(Creation::Done)
    }

    async fn try_to_update_user(&self, account: &Account) -> Result<Update, StoreError> {
        let user = &account.user;
        let mut writing = self.writing().await?;
        writing.lock_users().await?;
        let old = writing.fetch(&of_id(self.dialect(), &Tenants::One(user.tenant.clone()), &user.id)).await?;
        let Some(old) = old.first() else { return Ok(Update::Gone) };
        if old.count(VERSION).map_err(store_error)? != user.version {
            return Ok(Update::Changed);
        }
        if writing.is_taken(user).await? {
            return Ok(Update::NameTaken);
        }
        let version = user.version.saturating_add(1);
        if !writing.change(account, version).await? {
            return Ok(Update::Changed);
        }
        writing.commit().await?;
        Ok(Update::Done { version })
    }

    async fn try_to_remove_user(&self, tenants: &Tenants, id: &UserId) -> Result<bool, StoreError> {
        let mut writing = self.writing().await?;
        let mut delete = Query::delete();
        delete.from_table(TABLE.name).and_where(Expr::col(ID).eq(&*self.dialect().key(id.as_str())));
        if let Some(tenant) = tenants.one() {
            delete.and_where(Expr::col(TENANT).eq(&*self.dialect().key(tenant)));
        }
        if writing.delete(&delete).await? == 0 {
            return Ok(false);
        }
        writing.delete(&sessions::of_user(self.dialect(), id)).await?;
        writing.commit().await?;
        Ok(true)
    }

    async fn try_to_note_sign_in(
        &self,
        id: &UserId,
        at: Timestamp,
        rehash: Option<&Rehash>,
    ) -> Result<(), StoreError> {
        let mut writing = self.writing().await?;
        let key = self.dialect().key(id.as_str());
        let last = Expr::col(LAST_SIGN_IN_AT);
        let update = Query::update()
            .table(TABLE.name)
            .value(LAST_SIGN_IN_AT, at.unix_micros())
            .and_where(Expr::col(ID).eq(&*key))
            .and_where(last.clone().is_null().or(last.lt(at.unix_micros())))
            .take();
        writing.update(&update).await?;
        if let Some(rehash) = rehash {
            let update = Query::update()
                .table(TABLE.name)
                .value(PASSWORD, rehash.new.to_stored())
                .and_where(Expr::col(ID).eq(&*key))
                .and_where(Expr::col(PASSWORD).eq(rehash.old.to_stored()))
                .take();
            writing.update(&update).await?;
        }
        writing.commit().await
    }
}

#[async_trait]
impl UserStore for SqlStore {
    async fn create_first(&self, account: &Account) -> Result<bool, StoreError> {
        self.until_done(|| self.try_to_create_first(account)).await
    }

    async fn create_user(&self, account: &Account) -> Result<Creation, StoreError> {
        self.until_done(|| self.try_to_create_user(account)).await
    }

    async fn update_user(&self, account: &Account) -> Result<Update, StoreError> {
        self.until_done(|| self.try_to_update_user(account)).await
    }

    async fn remove_user(&self, tenants: &Tenants, id: &UserId) -> Result<bool, StoreError> {
        self.until_done(|| self.try_to_remove_user(tenants, id)).await
    }

    async fn note_sign_in(
        &self,
        id: &UserId,
        at: Timestamp,
        rehash: Option<&Rehash>,
    ) -> Result<(), StoreError> {
        self.until_done(|| self.try_to_note_sign_in(id, at, rehash)).await
    }

    async fn account(&self, tenants: &Tenants, id: &UserId) -> Result<Option<Account>, StoreError> {
        let rows = self.rows(&of_id(self.dialect(), tenants, id)).await?;
        rows.first().map(read_account).transpose()
    }

    async fn account_named(&self, tenant: &str, name: &UserName) -> Result<Option<Account>, StoreError> {
        let mut select = accounts();
        select.and_where(Expr::col(TENANT).eq(&*self.dialect().key(tenant)));
        select.and_where(Expr::col(NAME).eq(&*self.dialect().key(name.as_str())));
        let rows = self.rows(&select).await?;
        rows.first().map(read_account).transpose()
    }

    async fn users(&self, query: &ListQuery) -> Result<Page<User>, StoreError> {
        query.check()?;
        let select = page(self.dialect(), (TABLE.name, &OF_USER, CREATED_AT), Vec::new(), query);
        let items = self.rows(&select).await?.iter().map(read).collect::<Result<_, _>>()?;
        Ok(Page::of(items, query.limit))
    }
}

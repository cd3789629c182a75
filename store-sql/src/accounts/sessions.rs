//! `sessions`: sign-in sessions.

use async_trait::async_trait;
use callflow_accounts::session::{End, Session};
use callflow_accounts::store::SessionStore;
use callflow_accounts::{Digest, SessionId, UserId};
use callflow_core::Timestamp;
use callflow_core::store::StoreError;
use sea_query::{DeleteStatement, Expr, ExprTrait, Order, Query, SelectStatement, UpdateStatement};

use super::pages::ID;
use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::error::store_error;
use crate::json::{decode, encode};
use crate::row::Row;
use crate::schema::{Conflict, Table};
use crate::store::SqlStore;
use crate::words::{variant, word};

const FAMILY: &str = "family";
const USER_ID: &str = "user_id";
const TENANT: &str = "tenant";
const GENERATION: &str = "generation";
const REFRESHED_AT: &str = "refreshed_at";
const EXPIRES_AT: &str = "expires_at";
const ENDED_AT: &str = "ended_at";
const END_REASON: &str = "end_reason";
const RECORD: &str = "record";

const TABLE: Table = Table {
    name: "sessions",
    columns: &[
        ID,
        FAMILY,
        USER_ID,
        TENANT,
        GENERATION,
        REFRESHED_AT,
        EXPIRES_AT,
        ENDED_AT,
        END_REASON,
        RECORD,
    ],
    key: 1,
    partitioned_key: None,
    conflict: Conflict::Never,
};

fn read(row: &Row) -> Result<Session, StoreError> {
    let mut session: Session = decode("a session", row)?;
    // The end stands beside the record, so that all sessions of a user end by one statement.
    session.ended = match row.number_or_null(ENDED_AT).map_err(store_error)? {
        Some(at) => {
            let reason = row.text(END_REASON).map_err(store_error)?;
            let reason = variant(&reason).map_err(|error| StoreError::Damaged {
                what: "the end of a session".into(),
                source: error.into(),
            })?;
            Some(End { at: Timestamp::from_unix_micros(at), reason })
        }
        None => None,
    };
    Ok(session)
}

fn sessions() -> SelectStatement {
    Query::select().columns([RECORD, ENDED_AT, END_REASON]).from(TABLE.name).take()
}

/// Removes all sessions of a user.
pub(super) fn of_user(dialect: Dialect, user: &UserId) -> DeleteStatement {
    let user = Expr::col(USER_ID).eq(&*dialect.key(user.as_str()));
    Query::delete().from_table(TABLE.name).and_where(user).take()
}

/// Ends what was not ended before; whoever takes it says which.
fn end(end: End) -> UpdateStatement {
    Query::update()
        .table(TABLE.name)
        .value(ENDED_AT, end.at.unix_micros())
        .value(END_REASON, word(&end.reason))
        .and_where(Expr::col(ENDED_AT).is_null())
        .take()
}

impl SqlStore {
    async fn try_to_create_session(&self, session: &Session) -> Result<(), StoreError> {
        let mut row = Rows::new(self.dialect());
        row.key(session.id.as_str()).string(session.family.to_hex()).key(session.user.as_str());
        row.key(&session.tenant).count(session.generation).time(session.refreshed_at);
        row.time(session.expires_at).time_or_null(session.ended.map(|end| end.at));
        row.word_or_null(session.ended.map(|end| end.reason).as_ref()).string(encode(session)?);
        let mut writing = self.writing().await?;
        writing.insert(&TABLE, row).await?;
        writing.commit().await
    }

    async fn try_to_purge_sessions(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        let mut writing = self.writing().await?;
        let oldest = Query::select()
            .column(ID)
            .from(TABLE.name)
            .and_where(Expr::col(EXPIRES_AT).lt(before.unix_micros()))
            .order_by(EXPIRES_AT, Order::Asc)
            .order_by(ID, Order::Asc)
            .limit(limit.into())
            .take();
        let mut removed = 0;
        for row in writing.fetch(&oldest).await? {
            let id = Expr::col(ID).eq(&*row.text(ID).map_err(store_error)?);
            removed += writing.delete(&Query::delete().from_table(TABLE.name).and_where(id).take()).await?;
        }
        writing.commit().await?;
        Ok(removed)
    }
}

#[async_trait]
impl SessionStore for SqlStore {
    async fn create_session(&self, session: &Session) -> Result<(), StoreError> {
        self.until_done(|| self.try_to_create_session(session)).await
    }

    async fn session(&self, id: &SessionId) -> Result<Option<Session>, StoreError> {
        let mut select = sessions();
        select.and_where(Expr::col(ID).eq(&*self.dialect().key(id.as_str())));
        self.rows(&select).await?.first().map(read).transpose()
    }

    async fn session_of_family(&self, family: &Digest) -> Result<Option<Session>, StoreError> {
        let mut select = sessions();
        select.and_where(Expr::col(FAMILY).eq(family.to_hex()));
        self.rows(&select).await?.first().map(read).transpose()
    }

    async fn rotate(&self, session: &Session) -> Result<bool, StoreError> {
        let generation = i64::try_from(session.generation).unwrap_or(i64::MAX);
        let update = Query::update()
            .table(TABLE.name)
            .value(GENERATION, generation)
            .value(REFRESHED_AT, session.refreshed_at.unix_micros())
            .value(EXPIRES_AT, session.expires_at.unix_micros())
            .value(RECORD, encode(session)?)
            .and_where(Expr::col(ID).eq(&*self.dialect().key(session.id.as_str())))
            .and_where(Expr::col(GENERATION).eq(generation - 1))
            .and_where(Expr::col(ENDED_AT).is_null())
            .take();
        Ok(self.change(&update).await? > 0)
    }

    async fn end_session(&self, id: &SessionId, end: End) -> Result<bool, StoreError> {
        let mut update = self::end(end);
        update.and_where(Expr::col(ID).eq(&*self.dialect().key(id.as_str())));
        Ok(self.change(&update).await? > 0)
    }

    async fn end_sessions_of(
        &self,
        user: &UserId,
        except: Option<&SessionId>,
        end: End,
    ) -> Result<u64, StoreError> {
        let mut update = self::end(end);
        update.and_where(Expr::col(USER_ID).eq(&*self.dialect().key(user.as_str())));
        if let Some(except) = except {
            update.and_where(Expr::col(ID).ne(&*self.dialect().key(except.as_str())));
        }
        self.change(&update).await
    }

    async fn sessions_of(&self, user: &UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
        let mut select = sessions();
        select
            .and_where(Expr::col(USER_ID).eq(&*self.dialect().key(user.as_str())))
            .and_where(Expr::col(ENDED_AT).is_null())
            .and_where(Expr::col(EXPIRES_AT).gt(now.unix_micros()))
            .order_by(REFRESHED_AT, Order::Desc)
            .order_by(ID, Order::Desc);
        self.rows(&select).await?.iter().map(read).collect()
    }

    async fn purge_sessions(&self, before: Timestamp, limit: u32) -> Result<u64, StoreError> {
        self.until_done(|| self.try_to_purge_sessions(before, limit)).await
    }
}

//! `lease_claims`: who gets which extension.
//!
//! Each attempt to take one is a transaction of its own, and short: it looks at the claims of the PBX and writes one row. Of
//! two that take the same extension the database lets one do it; the other one looks again and takes another.

use std::collections::HashMap;
use std::sync::Arc;

use async_trait::async_trait;
use callflow_core::Timestamp;
use callflow_core::lease::{LeaseId, ReleasedBy};
use callflow_core::store::{Candidate, LeaseClaim, LeaseClaimStore, LeaseRequest, Scope, StoreError};
use sea_query::{Cond, Expr, ExprTrait, Order, Query, UpdateStatement};

use crate::bind::Rows;
use crate::dialect::Dialect;
use crate::error::{is_conflict, store_error};
use crate::json::{decode, encode};
use crate::queries::rows::of_scope;
use crate::row::Row;
use crate::schema::{Conflict, Table, rows};
use crate::store::SqlStore;
use crate::writing::Writing;

const EXTENSION: &str = "extension";
const LEASE_ID: &str = "lease_id";
const UNTIL_AT: &str = "until_at";

const TABLE: Table = Table {
    name: "lease_claims",
    columns: &[rows::PBX, EXTENSION, rows::TENANT, LEASE_ID, UNTIL_AT, rows::RECORD],
    key: 2,
    partitioned_key: None,
    conflict: Conflict::Never,
};

fn read(row: &Row) -> Result<LeaseClaim, StoreError> {
    let mut claim: LeaseClaim = decode("the claim of an extension", row)?;
    // It changes without the record.
    claim.until = Timestamp::from_unix_micros(row.number(UNTIL_AT).map_err(store_error)?);
    Ok(claim)
}

fn of_extension(dialect: Dialect, pbx: &str, extension: &str) -> Cond {
    Cond::all()
        .add(Expr::col(rows::PBX).eq(&*dialect.key(pbx)))
        .add(Expr::col(EXTENSION).eq(&*dialect.key(extension)))
}

/// The same where it is this client's.
fn of_client(dialect: Dialect, pbx: &str, extension: &str, id: &LeaseId) -> Cond {
    of_extension(dialect, pbx, extension).add(Expr::col(LEASE_ID).eq(&*dialect.key(id.as_str())))
}

/// What came of an attempt to take an extension.
#[derive(Debug)]
enum Attempt {
    Given(Arc<str>),
    AllTaken,
    /// Another one was faster.
    Lost,
}

impl Writing<'_> {
    /// The claims of a PBX, whether they are running or not: whose, and until when.
    async fn claims(&mut self, pbx: &str) -> Result<HashMap<String, (String, i64)>, StoreError> {
        let select = Query::select()
            .columns([EXTENSION, LEASE_ID, UNTIL_AT])
            .from(TABLE.name)
            .and_where(Expr::col(rows::PBX).eq(&*self.dialect.key(pbx)))
            .take();
        let claim = |row: &Row| {
            let client = row.text(LEASE_ID)?.into_owned();
            Ok((row.text(EXTENSION)?.into_owned(), (client, row.number(UNTIL_AT)?)))
        };
        let found = self.fetch(&select).await?;
        found.iter().map(claim).collect::<Result<_, _>>().map_err(store_error)
    }

    /// Whether the extension is the client's now, where nobody was known to have claimed it before.
    async fn first_claim(&mut self, claim: &LeaseClaim) -> Result<bool, StoreError> {
        let mut row = Rows::new(self.dialect);
        row.key(&claim.pbx).key(&claim.extension).key(&claim.tenant).key(claim.id.as_str());
        row.time(claim.until).string(encode(claim)?);
        match self.insert(&TABLE, row).await {
            Ok(()) => Ok(true),
            Err(error) if is_conflict(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// The same where the claim that is there was found to be over.
    async fn next_claim(&mut self, claim: &LeaseClaim, now: Timestamp) -> Result<bool, StoreError> {
        let update = Query::update()
            .table(TABLE.name)
            .value(rows::TENANT, &*self.dialect.key(&claim.tenant))
            .value(LEASE_ID, &*self.dialect.key(claim.id.as_str()))
            .value(UNTIL_AT, claim.until.unix_micros())
            .value(rows::RECORD, encode(claim)?)
            .cond_where(of_extension(self.dialect, &claim.pbx, &claim.extension))
            .and_where(Expr::col(UNTIL_AT).lte(now.unix_micros()))
            .take();
        Ok(self.update(&update).await? > 0)
    }
}

impl SqlStore {
    async fn try_to_claim_lease(
        &self,
        request: &LeaseRequest<'_>,
        now: Timestamp,
        turn: u32,
    ) -> Result<Attempt, StoreError> {
        let dialect = self.dialect();
        let LeaseRequest { pbx, tenant, id, until, .. } = *request;
        let mut writing = self.writing().await?;
        let claims = writing.claims(pbx).await?;
        let client = dialect.key(id.as_str());
        let stands = |extension: &str| match claims.get(&*dialect.key(extension)) {
            Some((_, until)) if *until <= now.unix_micros() => Candidate::Free,
            Some((by, _)) if **by == *client => Candidate::Own,
            Some(_) => Candidate::Taken,
            None => Candidate::Free,
        };
        let Some((extension, stands)) = request.choose(stands, turn) else { return Ok(Attempt::AllTaken) };
        let claim = LeaseClaim {
            pbx: pbx.into(),
            tenant: tenant.into(),
            extension: extension.clone(),
            id: id.clone(),
            until,
        };
        let given = match stands {
            Candidate::Own => {
                let mine = of_client(dialect, pbx, extension, id);
                writing.update(&renewal(mine, until, now)).await? > 0
            }
            _ if claims.contains_key(&*dialect.key(extension)) => writing.next_claim(&claim, now).await?,
            _ => writing.first_claim(&claim).await?,
        };
        if !given {
            return Ok(Attempt::Lost);
        }
        writing.commit().await?;
        Ok(Attempt::Given(extension.clone()))
    }
}

/// Lets a client have what it has until another time.
fn renewal(mine: Cond, until: Timestamp, now: Timestamp) -> UpdateStatement {
    Query::update()
        .table(TABLE.name)
        .value(UNTIL_AT, until.unix_micros())
        .cond_where(mine)
        .and_where(Expr::col(UNTIL_AT).gt(now.unix_micros()))
        .take()
}

#[async_trait]
impl LeaseClaimStore for SqlStore {
    async fn claim_lease(
        &self,
        request: &LeaseRequest<'_>,
        now: Timestamp,
    ) -> Result<Option<Arc<str>>, StoreError> {
        // Whoever loses has lost to somebody who got one, so this comes to an end.
        let mut turn = 0;
        loop {
            match self.within(self.try_to_claim_lease(request, now, turn)).await {
                Ok(Attempt::Given(extension)) => return Ok(Some(extension)),
                Ok(Attempt::AllTaken) => return Ok(None),
                Ok(Attempt::Lost) => {}
                Err(error) if is_conflict(&error) => {}
                Err(error) => return Err(error),
            }
            turn += 1;
        }
    }

    async fn renew_lease(
        &self,
        pbx: &str,
        extension: &str,
        id: &LeaseId,
        until: Timestamp,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let mine = of_client(self.dialect(), pbx, extension, id);
        Ok(self.change(&renewal(mine, until, now)).await? > 0)
    }

    async fn release_lease(&self, pbx: &str, extension: &str, by: &ReleasedBy) -> Result<bool, StoreError> {
        let claim = match by {
            ReleasedBy::Holder(id) => of_client(self.dialect(), pbx, extension, id),
            ReleasedBy::Operator => of_extension(self.dialect(), pbx, extension),
        };
        let delete = Query::delete().from_table(TABLE.name).cond_where(claim).take();
        Ok(self.remove(&delete).await? > 0)
    }

    async fn release_leases(&self, scope: &Scope) -> Result<u64, StoreError> {
        let mut delete = Query::delete();
        delete.from_table(TABLE.name);
        for (column, value) in of_scope(self.dialect(), scope) {
            delete.and_where(Expr::col(column).eq(value));
        }
        self.remove(&delete).await
    }

    async fn lease_claims(&self, scope: &Scope, now: Timestamp) -> Result<Vec<LeaseClaim>, StoreError> {
        let mut select = Query::select();
        select.columns([UNTIL_AT, rows::RECORD]).from(TABLE.name);
        select.and_where(Expr::col(UNTIL_AT).gt(now.unix_micros()));
        for (column, value) in of_scope(self.dialect(), scope) {
            select.and_where(Expr::col(column).eq(value));
        }
        select.order_by(rows::PBX, Order::Asc).order_by(EXTENSION, Order::Asc);
        self.rows(&select).await?.iter().map(read).collect()
    }
}

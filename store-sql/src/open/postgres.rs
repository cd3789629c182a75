//! Opening a database of a PostgreSQL server.

use std::str::FromStr;

use sqlx::postgres::PgConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, PgConnection, Postgres};

use super::OpenError;
use super::server::{self, Place};
use crate::connection::Pools;
use crate::dialect::Dialect;
use crate::migrations::{self, Found, RECORDED_IN};
use crate::options::Options;

/// Statements of one connection that stay prepared: every table in every number of rows.
const STATEMENTS: usize = 256;

/// How long a program may think in the middle of a write, in milliseconds.
const IDLE_MS: u32 = 3_000;
/// Each question is planned for its values: the plan for any value is that for the most frequent one. Compiling a
/// plan takes longer than any question here.
const SETTINGS: &str =
    "SET plan_cache_mode = force_custom_plan; SET jit = off; SET default_transaction_isolation = ";

pub(super) async fn open(url: &str, options: &Options) -> Result<Pools<Postgres>, OpenError> {
    let (connect, place) = parse(url)?;
    let mut connection = place.connect(options, &connect).await?;
    let failed = |error| place.error(error);
    let encoding: String =
        sqlx::query_scalar("SHOW server_encoding").fetch_one(&mut connection).await.map_err(failed)?;
    if encoding != "UTF8" {
        return Err(OpenError::Encoding { database: place.database, found: encoding });
    }
    let found = found(&mut connection).await.map_err(failed)?;
    found.check(Dialect::Postgres, &place.database, options.migrate)?;
    let migrator = migrations::migrator(Dialect::Postgres);
    migrator.run_direct(&mut connection).await.map_err(|error| place.migrate_error(error))?;
    connection.close().await.map_err(failed)?;

    let lock_timeout = format!("SET lock_timeout = {}", options.busy_timeout.as_millis().max(1));
    let settings = |more: &str| std::sync::Arc::<str>::from(format!("{SETTINGS}{more}; {lock_timeout}"));
    // One that falls asleep in the middle of a write must not keep another one from taking over.
    let write = settings(&format!("'read committed'; SET idle_in_transaction_session_timeout = {IDLE_MS}"));
    let read = settings("'repeatable read'");
    let with = |pool: sqlx::pool::PoolOptions<Postgres>, settings: std::sync::Arc<str>| {
        let connect = connect.clone().statement_cache_capacity(STATEMENTS);
        pool.after_connect(move |connection, _| {
            let settings = settings.clone();
            Box::pin(async move { connection.execute(&*settings).await.map(|_| ()) })
        })
        .connect_lazy_with(connect)
    };
    Ok(Pools {
        writers: with(server::writers(options), write),
        readers: with(server::readers(options), read),
    })
}

pub(super) async fn look(url: &str, options: &Options) -> Result<Found, OpenError> {
    let (connect, place) = parse(url)?;
    let mut connection = place.connect(options, &connect).await?;
    let found = found(&mut connection).await.map_err(|error| place.error(error))?;
    found.check(Dialect::Postgres, &place.database, true)?;
    Ok(found)
}

fn parse(url: &str) -> Result<(PgConnectOptions, Place), OpenError> {
    let invalid = |error: sqlx::Error| OpenError::InvalidUrl {
        scheme: super::scheme(url).into(),
        message: super::server::reason(&error),
    };
    let connect = PgConnectOptions::from_str(url).map_err(invalid)?.disable_statement_logging();
    let user = connect.get_username();
    let name = connect.get_database().unwrap_or(user);
    let place = match connect.get_socket() {
        Some(socket) => Place::new(socket.display(), name, user),
        None => Place::new(format_args!("{}:{}", connect.get_host(), connect.get_port()), name, user),
    };
    Ok((connect, place))
}

/// Of the schema in which tables are made.
async fn found(connection: &mut PgConnection) -> Result<Found, sqlx::Error> {
    let sql = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema()";
    let tables: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut *connection).await?;
    let mut applied = Vec::new();
    if tables.iter().any(|table| table == RECORDED_IN) {
        let sql = "SELECT version, description FROM _sqlx_migrations ORDER BY version";
        applied = sqlx::query_as(sql).fetch_all(connection).await?;
    }
    Ok(Found { tables, applied })
}

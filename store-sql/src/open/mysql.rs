//! Opening a database of a MariaDB or MySQL server.

use std::str::FromStr;
use std::sync::Arc;

use sqlx::migrate::MigrateError;
use sqlx::mysql::MySqlConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _, MySql, MySqlConnection};

use super::OpenError;
use super::server::{self, Place};
use crate::connection::Pools;
use crate::dialect::Dialect;
use crate::migrations::{self, Found, RECORDED_IN};
use crate::options::Options;

/// Statements of one connection that stay prepared: every table in every number of rows.
const STATEMENTS: usize = 256;
/// How long another program may take to bring the schema up to date.
const MIGRATING_SECONDS: u32 = 3600;
/// How long a program may think in the middle of a write.
const IDLE_SECONDS: u32 = 3;

pub(super) async fn open(url: &str, options: &Options) -> Result<Pools<MySql>, OpenError> {
    let (connect, place) = parse(url)?;
    let mut connection = place.connect(options, &connect).await?;
    let failed = |error| place.error(error);
    let found = found(&mut connection).await.map_err(failed)?;
    found.check(Dialect::Mysql, &place.database, options.migrate)?;
    // The driver's own waits for ever at MySQL, and not at all at MariaDB. It ends with the connection.
    let lock = format!("SELECT GET_LOCK(CONCAT('callflow.', MD5(DATABASE())), {MIGRATING_SECONDS})");
    let locked: Option<i64> = sqlx::query_scalar(&lock).fetch_one(&mut connection).await.map_err(failed)?;
    if locked != Some(1) {
        let source = "another program updates its schema".into();
        return Err(OpenError::Busy { database: place.database, source });
    }
    migrate(&mut connection).await.map_err(|error| place.migrate_error(error))?;
    connection.close().await.map_err(failed)?;

    // A text that is too long is refused, never cut. Readers keep to the server's own REPEATABLE READ.
    let seconds = options.busy_timeout.as_secs().max(1);
    let settings = format!(
        "SET SESSION sql_mode = CONCAT(@@sql_mode, ',STRICT_ALL_TABLES'), SESSION innodb_lock_wait_timeout = {seconds};"
    );
    let isolation =
        |level: &str| Arc::<str>::from(format!("{settings} SET SESSION TRANSACTION ISOLATION LEVEL {level}"));
    // One that falls asleep in the middle of a write must not keep another one from taking over. MySQL, which does not know
    // this setting, reads it as a comment.
    let write =
        isolation(&format!("READ COMMITTED; /*M! SET SESSION idle_transaction_timeout = {IDLE_SECONDS} */"));
    let read = isolation("REPEATABLE READ");
    let with = |pool: sqlx::pool::PoolOptions<MySql>, settings: Arc<str>| {
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
    found.check(Dialect::Mysql, &place.database, true)?;
    Ok(found)
}

fn parse(url: &str) -> Result<(MySqlConnectOptions, Place), OpenError> {
    let invalid = |message| OpenError::InvalidUrl { scheme: super::scheme(url).into(), message };
    let connect = MySqlConnectOptions::from_str(url)
        .map_err(|error| invalid(server::reason(&error)))?
        .disable_statement_logging();
    let user = connect.get_username();
    let name = connect.get_database().ok_or_else(|| invalid("it names no database: add /NAME".into()))?;
    let place = match connect.get_socket() {
        Some(socket) => Place::new(socket.display(), name, user),
        None => Place::new(format_args!("{}:{}", connect.get_host(), connect.get_port()), name, user),
    };
    Ok((connect, place))
}

async fn found(connection: &mut MySqlConnection) -> Result<Found, sqlx::Error> {
    let sql =
        "SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = DATABASE()";
    let tables: Vec<String> = sqlx::query_scalar(sql).fetch_all(&mut *connection).await?;
    let mut applied = Vec::new();
    if tables.iter().any(|table| table == RECORDED_IN) {
        // One that broke off is run again.
        let sql = "SELECT version, description FROM _sqlx_migrations WHERE success ORDER BY version";
        applied = sqlx::query_as(sql).fetch_all(connection).await?;
    }
    Ok(Found { tables, applied })
}

/// A program that was killed amid a version leaves it half done, as MySQL takes nothing back that changes a schema. Each
/// version may be run again, so it is.
async fn migrate(connection: &mut MySqlConnection) -> Result<(), MigrateError> {
    let migrator = migrations::migrator(Dialect::Mysql);
    match migrator.run_direct(connection).await {
        Err(MigrateError::Dirty(version)) => {
            let sql = "DELETE FROM _sqlx_migrations WHERE version = ? AND NOT success";
            sqlx::query(sql).bind(version).execute(&mut *connection).await?;
            migrator.run_direct(connection).await
        }
        done => done,
    }
}

//! From the driver's errors to the store's.

use callflow_core::store::StoreError;

/// What went wrong, in the terms of those who open or use a store.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[cfg_attr(
    not(all(feature = "sqlite", any(feature = "mysql", feature = "postgres"))),
    expect(dead_code, reason = "some are of a file alone, others of a server")
)]
pub(crate) enum Fault {
    Unavailable,
    Busy,
    /// Another transaction was in the way, and this one has been given up: it may begin again at once.
    Conflict,
    Full,
    ReadOnly,
    CannotOpen,
    NotADatabase,
    /// The user is not known here, or may not do this.
    Denied,
    /// The server has no database of this name.
    NoSuchDatabase,
    Damaged,
    Closed,
    Other,
}

/// What the driver's error is about.
pub(crate) fn fault(error: &sqlx::Error) -> Fault {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed | sqlx::Error::Tls(_) => {
            Fault::Unavailable
        }
        sqlx::Error::PoolClosed => Fault::Closed,
        // A PostgreSQL that is starting or ending answers the first question of all with an error that the driver does not
        // read, or not at all.
        sqlx::Error::Protocol(said) if said.contains("SSLRequest") => Fault::Unavailable,
        sqlx::Error::Database(error) => database_fault(&**error),
        _ => Fault::Other,
    }
}

fn database_fault(error: &dyn sqlx::error::DatabaseError) -> Fault {
    #[cfg(feature = "sqlite")]
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        let code = error.code().and_then(|code| code.parse().ok());
        return code.map_or(Fault::Other, sqlite_fault);
    }
    #[cfg(feature = "postgres")]
    if let Some(error) = error.try_downcast_ref::<sqlx::postgres::PgDatabaseError>() {
        return postgres_fault(error.code());
    }
    #[cfg(feature = "mysql")]
    if let Some(error) = error.try_downcast_ref::<sqlx::mysql::MySqlDatabaseError>() {
        return mysql_fault(error.number(), sqlx::error::DatabaseError::message(error));
    }
    Fault::Other
}

/// By the result codes of <https://www.sqlite.org/rescode.html>; an extended one has its primary in the low byte.
#[cfg(feature = "sqlite")]
fn sqlite_fault(code: u32) -> Fault {
    match code & 0xff {
        5 | 6 => Fault::Busy,      // BUSY, LOCKED
        8 => Fault::ReadOnly,      // READONLY
        10 => Fault::Unavailable,  // IOERR
        11 => Fault::Damaged,      // CORRUPT
        13 => Fault::Full,         // FULL
        14 => Fault::CannotOpen,   // CANTOPEN
        26 => Fault::NotADatabase, // NOTADB
        _ => Fault::Other,
    }
}

/// By the codes of <https://www.postgresql.org/docs/current/errcodes-appendix.html>.
#[cfg(feature = "postgres")]
fn postgres_fault(code: &str) -> Fault {
    match code {
        // serialization_failure, deadlock_detected; unique_violation, where two programs put one new row
        "40001" | "40P01" | "23505" => Fault::Conflict,
        // lock_not_available, object_in_use, query_canceled by a time-out of the server's own
        "55P03" | "55006" | "57014" => Fault::Busy,
        // disk_full, configured quota
        "53100" | "53400" => Fault::Full,
        // read_only_sql_transaction
        "25006" => Fault::ReadOnly,
        // insufficient_privilege, invalid_authorization_specification, invalid_password
        "42501" | "28000" | "28P01" => Fault::Denied,
        // invalid_catalog_name
        "3D000" => Fault::NoSuchDatabase,
        // data_corrupted, index_corrupted
        "XX001" | "XX002" => Fault::Damaged,
        // admin_shutdown, crash_shutdown, cannot_connect_now, idle_session_timeout; too_many_connections and other want
        // of resources; io_error
        "57P01" | "57P02" | "57P03" | "57P05" | "53300" | "53200" | "53000" | "58030" => Fault::Unavailable,
        // connection exceptions
        code if code.starts_with("08") => Fault::Unavailable,
        _ => Fault::Other,
    }
}

/// By the numbers of <https://mariadb.com/kb/en/mariadb-error-codes/> and
/// <https://dev.mysql.com/doc/mysql-errors/8.0/en/server-error-reference.html>.
#[cfg(feature = "mysql")]
fn mysql_fault(number: u16, message: &str) -> Fault {
    match number {
        // ER_LOCK_DEADLOCK, ER_CHECKREAD, ER_DUP_ENTRY
        1213 | 1020 | 1062 => Fault::Conflict,
        // ER_LOCK_WAIT_TIMEOUT, ER_LOCK_ABORTED, ER_QUERY_INTERRUPTED, ER_QUERY_TIMEOUT, ER_STATEMENT_TIMEOUT
        1205 | 1689 | 1317 | 3024 | 1969 => Fault::Busy,
        // ER_DISK_FULL, ER_RECORD_FILE_FULL
        1021 | 1114 => Fault::Full,
        // ER_GET_ERRNO, ER_ERROR_ON_WRITE; 28 is the system's ENOSPC
        1030 | 1026 if ["error 28 ", "errno: 28 "].iter().any(|full| message.contains(full)) => Fault::Full,
        // ER_OPTION_PREVENTS_STATEMENT (--read-only), ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION, ER_READ_ONLY_MODE
        1290 | 1792 | 1836 => Fault::ReadOnly,
        // ER_DBACCESS_DENIED_ERROR, ER_ACCESS_DENIED_ERROR, ER_TABLEACCESS_DENIED_ERROR, ER_HOST_NOT_PRIVILEGED, ER_ACCESS_DENIED_NO_PASSWORD_ERROR
        1044 | 1045 | 1142 | 1130 | 1698 => Fault::Denied,
        // ER_BAD_DB_ERROR
        1049 => Fault::NoSuchDatabase,
        // ER_CRASHED_ON_USAGE, ER_INDEX_CORRUPT
        1194 | 1712 => Fault::Damaged,
        // ER_CON_COUNT_ERROR, ER_TOO_MANY_USER_CONNECTIONS, ER_SERVER_SHUTDOWN, ER_OUT_OF_RESOURCES,
        // ER_CONNECTION_KILLED of both
        1040 | 1203 | 1053 | 1041 | 1927 | 3169 => Fault::Unavailable,
        _ => Fault::Other,
    }
}

/// The driver's error as the traits have it.
pub(crate) fn store_error(error: sqlx::Error) -> StoreError {
    match fault(&error) {
        Fault::Unavailable | Fault::CannotOpen => StoreError::Unavailable { source: error.into() },
        Fault::Busy | Fault::Conflict => StoreError::Busy { source: error.into() },
        Fault::Full => StoreError::Full { source: error.into() },
        Fault::ReadOnly => StoreError::ReadOnly { source: error.into() },
        Fault::NotADatabase | Fault::Damaged => {
            StoreError::Damaged { what: "the database file".into(), source: error.into() }
        }
        Fault::Closed => StoreError::Closed,
        Fault::Denied | Fault::NoSuchDatabase | Fault::Other => StoreError::Failed { source: error.into() },
    }
}

/// Whether the transaction may begin again at once.
pub(crate) fn is_conflict(error: &StoreError) -> bool {
    match error {
        StoreError::Busy { source } => {
            source.downcast_ref::<sqlx::Error>().is_some_and(|error| fault(error) == Fault::Conflict)
        }
        _ => false,
    }
}

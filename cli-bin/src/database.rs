//! Which database a command works on.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::anyhow;
use callflow_core::store::{Store, StoreError};
use callflow_server::stores;
use secrecy::ExposeSecret;

use crate::cli::DatabaseArgs;
use crate::configuration::{self, wrong};
use crate::failure::Failure;

/// The URL of a database. It may hold a password, so `Debug` and [`shown`](Self::shown) are without it.
#[derive(Clone, Eq, PartialEq)]
pub(crate) struct DatabaseUrl(String);

impl DatabaseUrl {
    /// Of the command line.
    pub(crate) fn new(url: &str) -> Self {
        Self(url.into())
    }

    /// Of a SQLite file.
    pub(crate) fn of_file(path: &Path) -> Self {
        Self(format!("sqlite:{}", path.display()))
    }

    /// What the command line says, else what `callflowd` would take.
    pub(crate) fn named(args: &DatabaseArgs) -> Result<Self, Failure> {
        if let Some(url) = &args.database {
            return Ok(Self::new(url));
        }
        let settings = configuration::gather(args.config.as_deref()).map_err(wrong)?;
        let database = settings.database().map_err(wrong)?;
        Ok(Self(database.url.expose_secret().into()))
    }

    /// The same, of a database that is there. Opening would create a SQLite file, and in a new one there is nothing to
    /// be found.
    pub(crate) fn existing(args: &DatabaseArgs) -> Result<Self, Failure> {
        let url = Self::named(args)?;
        url.must_exist("name the one of callflowd with --database")?;
        Ok(url)
    }

    /// Fails for a SQLite file that is not there.
    pub(crate) fn must_exist(&self, remedy: &str) -> Result<(), Failure> {
        match self.file() {
            Some(path) if !path.is_file() => {
                Err(Failure::input(path.display(), format_args!("no such database; {remedy}")))
            }
            _ => Ok(()),
        }
    }

    /// The SQLite file, where it is one.
    pub(crate) fn file(&self) -> Option<&Path> {
        let path = self.0.strip_prefix("sqlite:")?;
        let path = path.strip_prefix("//").unwrap_or(path);
        (path != ":memory:").then(|| Path::new(path))
    }

    /// Without its secrets.
    pub(crate) fn shown(&self) -> String {
        stores::shown(&self.0)
    }

    /// Opens it, and brings its schema up to date.
    pub(crate) async fn open(&self) -> Result<Arc<dyn Store>, Failure> {
        Ok(stores::open(&self.0).await.map_err(cannot_open)?)
    }

    /// For the functions of the server that take a URL.
    pub(crate) fn expose(&self) -> &str {
        &self.0
    }

    /// Whether both name one database, as far as their texts tell: one file, or one place on one server. Two names of
    /// one server are not known to be one; whatever is copied onto itself changes nothing.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        match (self.file(), other.file()) {
            (Some(one), Some(other)) => whole(one) == whole(other),
            (None, None) => place(&self.0) == place(&other.0),
            _ => false,
        }
    }
}

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("DatabaseUrl").field(&self.shown()).finish()
    }
}

/// Where the file is, through links; of one that is not there yet, where its folder is.
fn whole(path: &Path) -> PathBuf {
    fs::canonicalize(path).unwrap_or_else(|_| {
        let folder = path.parent().filter(|folder| *folder != Path::new("")).unwrap_or(Path::new("."));
        let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.into());
        path.file_name().map_or(folder.clone(), |name| folder.join(name))
    })
}

/// Kind, host with port, and what follows: whoever logs in, it is the same database. Parameters may name another schema
/// of one database and count.
fn place(url: &str) -> (String, String, String) {
    let (scheme, rest) = url.split_once(':').unwrap_or((url, ""));
    let rest = rest.trim_start_matches('/');
    // A password may hold any of the signs that divide a URL, up to the last '@'.
    let rest = rest.rsplit_once('@').map_or(rest, |(_, rest)| rest);
    let (hosts, path) = rest.split_once(['/', '?']).unwrap_or((rest, ""));
    let (scheme, port) = match scheme {
        "postgresql" | "postgres" => ("postgres", "5432"),
        "mariadb" | "mysql" => ("mysql", "3306"),
        scheme => (scheme, "27017"),
    };
    let mut hosts: Vec<String> = hosts.split(',').map(|host| with_port(host, port)).collect();
    hosts.sort_unstable();
    (scheme.into(), hosts.join(","), path.into())
}

fn with_port(host: &str, port: &str) -> String {
    let host = host.to_ascii_lowercase();
    let (name, port) = host.rsplit_once(':').filter(|(_, port)| !port.contains(']')).unwrap_or((&host, port));
    let name = if name == "localhost" { "127.0.0.1" } else { name };
    format!("{name}:{port}")
}

/// A database that does not open: its message names it and says what to do.
pub(crate) fn cannot_open(error: stores::OpenStoreError) -> Failure {
    Failure::Work(error.into())
}

/// A store that failed at its work.
pub(crate) fn failed(error: StoreError) -> Failure {
    Failure::Work(error.into())
}

/// Runs the future to its end on a runtime of its own.
pub(crate) fn block_on<T>(work: impl Future<Output = Result<T, Failure>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.map_err(|error| Failure::Work(anyhow!("no runtime: {error}")))?.block_on(work)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_database_is_known_by_its_place() {
        let same = |one: &str, other: &str| DatabaseUrl::new(one).is_same(&DatabaseUrl::new(other));
        for (one, other, want) in [
            ("sqlite:/tmp/no-such-folder/a.db", "sqlite:///tmp/no-such-folder/a.db", true),
            ("sqlite:Cargo.toml", "sqlite:./src/../Cargo.toml", true),
            ("sqlite:a.db", "sqlite:./a.db", true),
            ("sqlite:a.db", "sqlite:b.db", false),
            ("postgres://one:x@db/calls", "postgresql://other:y/@z@DB:5432/calls", true),
            ("postgres://db/calls", "postgres://db/other", false),
            ("postgres://db/calls", "mysql://db/calls", false),
            ("postgres://db/calls", "postgres://db/calls?options[search_path]=other", false),
            ("mysql://localhost/calls", "mariadb://127.0.0.1:3306/calls", true),
            ("mysql://db:3307/calls", "mysql://db/calls", false),
            ("mongodb://a,b:27018/calls", "mongodb://u:p@b:27018,a:27017/calls", true),
            ("mongodb://[::1]/calls", "mongodb://[::1]:27017/calls", true),
            ("sqlite:a.db", "mongodb://a.db", false),
        ] {
            assert_eq!(same(one, other), want, "{one} and {other}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        let url = DatabaseUrl::new("postgres://app:s3cret@db/calls");
        assert_eq!(format!("{url:?}"), "DatabaseUrl(\"postgres://app:***@db/calls\")");
    }
}

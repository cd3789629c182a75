//! Which store a database's URL picks, and how the URL is shown.

use std::path::{Path, PathBuf};

/// What a URL picks.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Store {
    Sqlite,
    /// One on a server.
    Remote,
    Unknown,
}

impl Store {
    pub(super) fn of(url: &str) -> Self {
        match scheme(url).unwrap_or_default().to_ascii_lowercase().as_str() {
            "sqlite" => Self::Sqlite,
            "postgres" | "postgresql" | "mysql" | "mariadb" | "mongodb" | "mongodb+srv" => Self::Remote,
            _ => Self::Unknown,
        }
    }
}

/// Whether nothing follows the scheme.
pub(super) fn is_bare(url: &str) -> bool {
    url.split_once(':').is_none_or(|(_, rest)| rest.trim_start_matches('/').is_empty())
}

/// A file in the folder of the database, where that is a file, else in the working directory.
pub(super) fn beside(url: &str, name: &str) -> PathBuf {
    let file = url.strip_prefix("sqlite:").map(|rest| rest.strip_prefix("//").unwrap_or(rest));
    let file = file.filter(|file| *file != ":memory:").and_then(|file| file.split('?').next());
    file.map_or_else(|| name.into(), |file| Path::new(file).with_file_name(name))
}

fn scheme(url: &str) -> Option<&str> {
    url.split_once(':').map(|(scheme, _)| scheme)
}

/// The URL without its secrets: the password before `@`, and parameters that are named like one.
pub(crate) fn redacted(url: &str) -> String {
    // Up to the last '@': a password may hold one that should have been encoded. A file's name may hold one too.
    let user_end = url.rfind('@').filter(|_| Store::of(url) != Store::Sqlite);
    let (user, rest) = url.split_at(user_end.unwrap_or(0));
    let start = user.find("://").map_or(0, |at| at + 3);
    let (before, user) = user.split_at(start);
    let user = user.split_once(':').map_or_else(|| user.into(), |(name, _)| format!("{name}:***"));
    format!("{before}{user}{}", redacted_parameters(rest))
}

fn redacted_parameters(rest: &str) -> String {
    let Some((path, parameters)) = rest.split_once('?') else { return rest.into() };
    let parameters: Vec<_> = parameters
        .split('&')
        .map(|parameter| match parameter.split_once('=') {
            Some((name, _)) if is_secret(name) => format!("{name}=***"),
            _ => parameter.into(),
        })
        .collect();
    format!("{path}?{}", parameters.join("&"))
}

fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    ["pass", "pwd", "secret", "token", "key"].iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_lies_beside_the_database() {
        for (url, path) in [
            ("sqlite:callflow.db", "callflow.journal"),
            ("sqlite:///var/lib/callflow/calls.db?mode=rwc", "/var/lib/callflow/callflow.journal"),
            ("sqlite::memory:", "callflow.journal"),
            ("postgres://app:s3/cret@db/calls", "callflow.journal"),
        ] {
            assert_eq!(beside(url, "callflow.journal"), Path::new(path), "{url}");
        }
    }

    #[test]
    fn passwords_are_hidden() {
        for (url, shown) in [
            ("sqlite:callflow.db", "sqlite:callflow.db"),
            ("sqlite:///var/lib/a:b@c.db?mode=rwc", "sqlite:///var/lib/a:b@c.db?mode=rwc"),
            ("sqlite:calls.db?key=abc&mode=rwc", "sqlite:calls.db?key=***&mode=rwc"),
            ("postgres://app:s3cret@db/calls", "postgres://app:***@db/calls"),
            ("postgres://app:s3/c@r?e#t@db/calls", "postgres://app:***@db/calls"),
            ("postgres://app@db/calls?password=s3cret", "postgres://app@db/calls?password=***"),
            ("app:s3cret@db/calls", "app:***@db/calls"),
            ("postgres://db/calls", "postgres://db/calls"),
        ] {
            assert_eq!(redacted(url), shown, "{url}");
        }
    }
}

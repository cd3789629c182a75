//! Which database a URL means, told without its password.

use std::fmt;

use mongodb::options::ClientOptions;

/// The database where the URL names none.
const DATABASE: &str = "callflow";

/// A database of a server, in words for users.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Place {
    /// Hosts and ports, with commas between.
    pub(crate) hosts: String,
    pub(crate) database: String,
}

impl Place {
    pub(crate) fn of(options: &ClientOptions) -> Self {
        let hosts: Vec<String> = options.hosts.iter().map(ToString::to_string).collect();
        let database = options.default_database.clone();
        Self { hosts: hosts.join(","), database: database.unwrap_or_else(|| DATABASE.into()) }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.database, self.hosts)
    }
}

/// What is before the first colon: enough to see what it was meant to be, and never a password. Nothing where there is no
/// colon, as it could be anything.
pub(crate) fn scheme(url: &str) -> &str {
    url.split_once(':').map_or("", |(scheme, _)| scheme)
}

/// The hosts of a URL that could not be read: what is after the last `@` and before the path.
pub(crate) fn hosts(url: &str) -> String {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let after = rest.rsplit_once('@').map_or(rest, |(_, after)| after);
    after.split(['/', '?']).next().unwrap_or_default().into()
}

/// What the driver said about a URL, without anything that stands before its last `@`.
pub(crate) fn without_secrets(said: &str, url: &str) -> String {
    let Some((before, _)) = url.rsplit_once('@') else { return said.into() };
    let credentials = before.split_once("://").map_or(before, |(_, credentials)| credentials);
    let parts = credentials.split([':', '@', '/', '%', '?']).filter(|part| !part.is_empty());
    parts.chain([credentials]).fold(said.into(), |said: String, part| said.replace(part, "…"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_credentials_is_left() {
        let url = "mongodb://me:p@ss/w%3Ard@db.example:27017/calls";
        let said = "cannot read \"p@ss/w%3Ard\" of me: p@ss is odd";
        let left = without_secrets(said, url);
        for secret in ["p@ss", "ss", "3Ard", "me:"] {
            assert!(!left.contains(secret), "{left}");
        }
        assert_eq!(hosts(url), "db.example:27017");
        assert_eq!(scheme(url), "mongodb");
        assert_eq!(scheme("s3cret"), "");
    }

    #[tokio::test]
    async fn the_database_is_that_of_the_path() {
        for (url, shown) in [
            ("mongodb://me:secret@db.example/calls", "calls at db.example:27017"),
            ("mongodb://a:1,b:2/?replicaSet=x", "callflow at a:1,b:2"),
        ] {
            let place = Place::of(&ClientOptions::parse(url).await.unwrap());
            assert_eq!(place.to_string(), shown);
        }
    }
}

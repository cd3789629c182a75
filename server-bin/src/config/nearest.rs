//! What somebody who wrote an unknown name may have meant.

use std::fmt;

/// What to say of an unknown name.
#[derive(Clone, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Hint {
    /// This known name is so near that it was meant.
    Meant(String),
    /// None is near; these are the known ones.
    Known(Vec<String>),
}

impl Hint {
    /// Looks for `unknown` among the `known` names.
    pub(super) fn of(unknown: &str, known: impl IntoIterator<Item = String>) -> Self {
        let mut known: Vec<_> = known.into_iter().collect();
        let plain = self::plain(unknown);
        // Half of the name may be wrong: `ami.hostname` is `host` to nobody, `lisen` is `listen` to all.
        let near = |name: &String| {
            let distance = strsim::damerau_levenshtein(&plain, &self::plain(name));
            (distance * 2 <= plain.chars().count().min(name.chars().count())).then_some(distance)
        };
        match known.iter().filter_map(|name| Some((near(name)?, name))).min() {
            Some((_, name)) => Self::Meant(name.clone()),
            None => {
                known.sort_unstable();
                known.dedup();
                Self::Known(known)
            }
        }
    }
}

/// Without what people mix up: `database_url`, `Database.Url` and `database-url`.
pub(super) fn plain(name: &str) -> String {
    name.to_lowercase().replace(['_', '-'], ".")
}

impl fmt::Display for Hint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Meant(name) => write!(f, "did you mean {name}?"),
            Self::Known(names) => write!(f, "known are {}", names.join(", ")),
        }
    }
}

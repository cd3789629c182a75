//! Ids that are shown to users: 128 random bits each, so that none tells of another one or of how many there are.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::entropy::{EntropyError, random};
use crate::hex;

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, Deserialize, Serialize)]
        #[serde(transparent)]
        pub struct $name(Arc<str>);

        impl $name {
            /// A new one: 32 hexadecimal digits that nobody can guess.
            ///
            /// # Errors
            /// [`EntropyError`] where the operating system gives no random numbers.
            pub fn random() -> Result<Self, EntropyError> {
                Ok(Self(hex::encode(&random::<16>()?).into()))
            }

            /// The id that reads `text`, which may be any: one that nobody has is found nowhere.
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self(text.into())
            }

            /// The id as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// Of a user; it stays when the user is renamed.
    UserId;
    /// Of a sign-in session: what its refresh tokens have in common (`sid` in access tokens).
    SessionId;
    /// Of an API key. It stands in the key, before the secret.
    ApiKeyId;
    /// Of an entry of the audit log.
    AuditId;
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_long_and_none_comes_twice() {
        let ids: BTreeSet<UserId> = (0..1_000).map(|_| UserId::random().unwrap()).collect();
        assert_eq!(ids.len(), 1_000);
        for id in &ids {
            assert!(hex::decode::<16>(id.as_str()).is_some(), "{id}");
        }
        // Every half byte takes every value somewhere: none of it is a counter or a time.
        for place in 0..32 {
            let seen: BTreeSet<u8> = ids.iter().map(|id| id.as_str().as_bytes()[place]).collect();
            assert_eq!(seen.len(), 16, "digit {place}");
        }
    }
}

//! The names Asterisk gives to things, each a type of its own.
//!
//! All are opaque: `Originate` may set any text as a `Uniqueid`, and a system name may hold dots and dashes
//! (`pbx-ams.1-1795199282.0`), so nothing here takes one apart.

use alloc::format;
use alloc::string::String;

use crate::time::Timestamp;

/// Makes a type for each kind of name: a text that is only compared.
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident;)*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Eq, Hash, Ord, PartialEq, PartialOrd, serde::Deserialize, serde::Serialize)]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[serde(transparent)]
        pub struct $name(alloc::sync::Arc<str>);

        impl $name {
            /// The id that reads `text`.
            #[must_use]
            pub fn new(text: &str) -> Self {
                Self(text.into())
            }

            /// The id as text, as it stands on the wire.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl core::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl core::fmt::Display for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

pub(crate) use ids;

ids! {
    /// `Uniqueid` of one channel. AMI header `Uniqueid`; ARI `channel.id`.
    Uniqueid;
    /// What joins the channels of one call at a given moment. AMI header `Linkedid`; it changes when calls are
    /// bridged, so it is a piece of data about a channel and never the key of a call.
    Linkedid;
    /// A bridge. AMI header `BridgeUniqueid`; ARI `bridge.id`.
    BridgeId;
    /// A call as Callflow counts it; made from the PBX's name and the call's first Linkedid.
    CallId;
}

impl Linkedid {
    /// That of a call whose first channel it is; they are the same text.
    pub(crate) fn of_first(channel: &Uniqueid) -> Self {
        Self(channel.0.clone())
    }
}

impl CallId {
    /// The id of the call that began on `pbx` with `linkedid`, first seen at `at`.
    ///
    /// Deterministic: `default-1795199420.7`. Bytes other than letters, digits, `.`, `_`, `~` and `-` are
    /// percent-encoded, so that the id stands in a URL as it is. Asterisk makes a Linkedid of the form
    /// `[system-]seconds.number` once only; any other text was chosen by a client, which may use it again, so
    /// the second of the first sight is appended.
    #[must_use]
    pub fn of(pbx: &str, linkedid: &Linkedid, at: Timestamp) -> Self {
        let mut text = String::with_capacity(pbx.len() + linkedid.0.len() + 1);
        encode_into(&mut text, pbx);
        text.push('-');
        encode_into(&mut text, linkedid.as_str());
        if !is_made_by_asterisk(linkedid.as_str()) {
            text.push('-');
            text.push_str(&format!("{}", at.unix_micros().div_euclid(1_000_000)));
        }
        Self(text.into())
    }
}

/// Percent-encodes all bytes but letters, digits, `.`, `_`, `~` and `-`.
pub(crate) fn encode_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b'-') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
}

/// Whether an id is of the form `[system-]seconds.number`, which Asterisk gives once only.
pub(crate) fn is_made_by_asterisk(linkedid: &str) -> bool {
    let own = linkedid.rsplit_once('-').map_or(linkedid, |(_, own)| own);
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    own.split_once('.')
        .is_some_and(|(seconds, number)| digits(seconds) && seconds.len() >= 9 && digits(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn call_ids_are_deterministic_and_fit_in_a_url() {
        let at = Timestamp::from_unix_micros(1_795_199_500_900_000);
        for (pbx, linkedid, want) in [
            ("default", "1795199420.7", "default-1795199420.7"),
            ("ams", "pbx-ams.1-1795199282.0", "ams-pbx-ams.1-1795199282.0"),
            ("default", "my call/1", "default-my%20call%2F1-1795199500"),
            ("a b", "7.7", "a%20b-7.7-1795199500"),
        ] {
            assert_eq!(CallId::of(pbx, &Linkedid::new(linkedid), at).as_str(), want);
        }
    }
}

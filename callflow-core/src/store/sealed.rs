//! A secret that somebody else has encrypted.

use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The ciphertext of a secret, which no store can read: bytes in whatever form whoever encrypts has them. In JSON a text in
/// base64.
#[derive(Clone, Eq, PartialEq)]
pub struct Sealed(Vec<u8>);

impl Sealed {
    /// Of these bytes, which have been encrypted.
    #[must_use]
    pub fn new(ciphertext: impl Into<Vec<u8>>) -> Self {
        Self(ciphertext.into())
    }

    /// The bytes, to decrypt them.
    #[must_use]
    pub fn ciphertext(&self) -> &[u8] {
        &self.0
    }
}

/// Without the bytes, whose length would say something of the secret's.
impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(***)")
    }
}

impl Serialize for Sealed {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64_STANDARD.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Sealed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // Without the text: it may be a secret that stands in the wrong place.
        BASE64_STANDARD.decode(text).map(Self).map_err(|_| D::Error::custom("a sealed secret is no base64"))
    }
}

#[cfg(test)]
mod tests {
    use alloc::format;
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn it_survives_being_text_and_is_never_shown() {
        for bytes in [&b""[..], b"\0", b"\xff\xfe", b"ciphertext"] {
            let sealed = Sealed::new(bytes);
            let json = serde_json::to_string(&sealed).unwrap();
            assert_eq!(serde_json::from_str::<Sealed>(&json).unwrap(), sealed);
            assert_eq!(sealed.ciphertext(), bytes);
            assert_eq!(format!("{sealed:?} {:?}", Some(&sealed)), "Sealed(***) Some(Sealed(***))");
        }
        assert_eq!(serde_json::to_string(&Sealed::new(*b"\xff\xfe")).unwrap(), "\"//4=\"");
        let error = serde_json::from_str::<Sealed>("\"s3cret!\"").unwrap_err();
        assert!(!error.to_string().contains("s3cret"), "{error}");
    }
}

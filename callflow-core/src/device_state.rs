//! Device and extension states: what a phone is doing, and what the API calls it.

use serde::{Deserialize, Serialize};

/// What an extension is to a frontend that only asks whether it can be reached.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ExtensionStatus {
    /// Some device of it can be reached, whatever it is doing.
    Online,
    /// No device of it can be reached.
    Offline,
    /// Asterisk does not know it, or took its hint away.
    Unknown,
}

/// Unavailable, the bit that alone decides [`ExtensionStatus::Offline`]; `AST_EXTENSION_UNAVAILABLE`.
const UNAVAILABLE: i32 = 4;

impl ExtensionStatus {
    /// Maps the bit field of AMI `ExtensionStatus`, header `Status`, as the text that stands there.
    ///
    /// The one table: bit 4 (Unavailable) → offline; −1 (Deactivated), −2 (Removed) and what is no number →
    /// unknown; everything else (0 idle, 1 in use, 2 busy, 8 ringing, 9, 16 on hold, 17) → online.
    #[must_use]
    pub fn from_bits(text: &str) -> Self {
        match text.trim().parse::<i32>() {
            Err(_) | Ok(..=-1) => Self::Unknown,
            Ok(bits) if bits & UNAVAILABLE != 0 => Self::Offline,
            Ok(_) => Self::Online,
        }
    }
}

/// What a device is doing. AMI `DeviceStateChange`, header `State`; ARI `DeviceStateChanged`.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq, Deserialize, Serialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DeviceState {
    /// `UNKNOWN`, or a word that is not in this table.
    Unknown,
    /// `NOT_INUSE`.
    NotInUse,
    /// `INUSE`.
    InUse,
    /// `BUSY`.
    Busy,
    /// `INVALID`.
    Invalid,
    /// `UNAVAILABLE`.
    Unavailable,
    /// `RINGING`.
    Ringing,
    /// `RINGINUSE`: in a call, and another rings.
    RingInUse,
    /// `ONHOLD`.
    OnHold,
}

impl DeviceState {
    /// Reads the word of the header `State`; letter case does not matter, and spaces count as underscores
    /// (`Not in use` of older list answers is another spelling of `NOT_INUSE`).
    #[must_use]
    pub fn from_word(word: &str) -> Self {
        let same = |name: &str| {
            let letters = word.bytes().filter(u8::is_ascii_alphanumeric);
            letters.map(|letter| letter.to_ascii_uppercase()).eq(name.bytes())
        };
        [
            ("NOTINUSE", Self::NotInUse),
            ("INUSE", Self::InUse),
            ("BUSY", Self::Busy),
            ("INVALID", Self::Invalid),
            ("UNAVAILABLE", Self::Unavailable),
            ("RINGING", Self::Ringing),
            ("RINGINUSE", Self::RingInUse),
            ("ONHOLD", Self::OnHold),
        ]
        .into_iter()
        .find_map(|(name, state)| same(name).then_some(state))
        .unwrap_or(Self::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn extension_bits_become_three_words() {
        for (text, want) in [
            ("0", ExtensionStatus::Online),
            ("1", ExtensionStatus::Online),
            ("2", ExtensionStatus::Online),
            ("8", ExtensionStatus::Online),
            ("9", ExtensionStatus::Online),
            ("16", ExtensionStatus::Online),
            ("17", ExtensionStatus::Online),
            ("4", ExtensionStatus::Offline),
            ("5", ExtensionStatus::Offline),
            ("-1", ExtensionStatus::Unknown),
            ("-2", ExtensionStatus::Unknown),
            ("", ExtensionStatus::Unknown),
            ("idle", ExtensionStatus::Unknown),
        ] {
            assert_eq!(ExtensionStatus::from_bits(text), want, "{text}");
        }
    }

    #[test]
    fn device_words_are_read_in_either_spelling() {
        for (word, want) in [
            ("NOT_INUSE", DeviceState::NotInUse),
            ("Not in use", DeviceState::NotInUse),
            ("INUSE", DeviceState::InUse),
            ("RINGINUSE", DeviceState::RingInUse),
            ("ONHOLD", DeviceState::OnHold),
            ("DREAMING", DeviceState::Unknown),
        ] {
            assert_eq!(DeviceState::from_word(word), want, "{word}");
        }
    }
}

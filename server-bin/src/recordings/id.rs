//! By what a recording is known.

use std::fmt;
use std::str::FromStr;

use callflow_core::call::Recording;
use callflow_core::{Call, CallId};
use sha2::{Digest as _, Sha256};

/// The id of a recording: that of its call, and what is left of the name of its file. It stays the same when the call is
/// corrected, and of a call that became part of another one it leads there.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct RecordingId {
    pub(crate) call: CallId,
    digest: u64,
}

/// It is not of that form.
#[derive(Debug)]
pub(crate) struct NoRecordingId;

impl RecordingId {
    pub(crate) fn of(call: &Call, recording: &Recording) -> Self {
        Self { call: call.id.clone(), digest: digest(recording.file.as_deref().unwrap_or_default()) }
    }

    /// The recording of this call, the last one in that file.
    pub(crate) fn find<'c>(&self, call: &'c Call) -> Option<&'c Recording> {
        let is_it =
            |recording: &&Recording| digest(recording.file.as_deref().unwrap_or_default()) == self.digest;
        call.recordings.iter().rev().find(is_it)
    }
}

fn digest(file: &str) -> u64 {
    let digest = Sha256::digest(file.as_bytes());
    digest.iter().take(8).fold(0, |number, byte| (number << 8) | u64::from(*byte))
}

impl fmt::Display for RecordingId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:016x}", self.call, self.digest)
    }
}

impl FromStr for RecordingId {
    type Err = NoRecordingId;

    fn from_str(text: &str) -> Result<Self, NoRecordingId> {
        let (call, digest) = text.rsplit_once('-').ok_or(NoRecordingId)?;
        let is_hex = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if call.is_empty() || digest.len() != 16 || !digest.bytes().all(is_hex) {
            return Err(NoRecordingId);
        }
        let digest = u64::from_str_radix(digest, 16).map_err(|_| NoRecordingId)?;
        Ok(Self { call: CallId::new(call), digest })
    }
}

#[cfg(test)]
mod tests {
    use callflow_core::store::testkit::sample::{Sample, at};

    use super::*;

    fn recording(file: Option<&str>, from: i64) -> Recording {
        Recording { file: file.map(Into::into), from: at(from), to: Some(at(from + 1)), paused_ms: 0 }
    }

    #[test]
    fn an_id_leads_back_to_its_recording_wherever_it_stands() {
        let files = [recording(Some("/a.wav"), 1), recording(Some("/b.wav"), 2), recording(None, 3)];
        let mut call = Sample::new("default-1795199420.7", 0).build();
        call.recordings = files.to_vec();
        let ids: Vec<String> =
            call.recordings.iter().map(|recording| RecordingId::of(&call, recording).to_string()).collect();
        call.recordings.reverse();
        for (id, recording) in ids.iter().zip(&files) {
            let id: RecordingId = id.parse().unwrap();
            assert_eq!((&id.call, id.find(&call)), (&call.id, Some(recording)));
        }
        assert!(ids[0].starts_with("default-1795199420.7-"), "{}", ids[0]);
    }

    #[test]
    fn other_texts_are_no_ids() {
        for text in
            ["", "a", "-0123456789abcdef", "a-0123456789ABCDEF", "a-0123456789abcde", "a-+123456789abcde"]
        {
            assert!(text.parse::<RecordingId>().is_err(), "{text}");
        }
    }
}

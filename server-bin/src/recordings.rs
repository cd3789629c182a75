//! Recordings of calls: begun where the operator wants it, found, told, kept and removed.
//!
//! Which recordings there are says the tracker, in the records of the calls. The files are Asterisk's: here they are looked
//! for in the configured folders and nowhere else ([`Folders`]). What people and the server do with a file stands in the
//! store ([`RecordingMark`](callflow_core::store::RecordingMark)), so that several servers agree on it.

mod attempts;
mod copier;
mod copying;
mod folders;
mod format;
mod id;
mod keeping;
mod range;
mod recorder;
mod retention;
#[cfg(feature = "s3")]
mod s3;
mod source;
mod storage;
mod unsent;
mod waveform;

pub(crate) use self::copier::Copier;
pub(crate) use self::folders::NotFound;
pub use self::folders::{Folder, FolderError, Folders};
pub(crate) use self::format::content_type;
pub(crate) use self::id::RecordingId;
pub(crate) use self::keeping::{Keeping, KeepingError, Removed};
pub(crate) use self::range::{Range, Ranged};
pub(crate) use self::recorder::{Recorder, RecordingNews};
pub(crate) use self::retention::Expiry;
#[cfg(feature = "s3")]
pub(crate) use self::s3::S3;
pub(crate) use self::source::Source;
pub(crate) use self::storage::Storage;
pub(crate) use self::waveform::{Waveform, WaveformError};

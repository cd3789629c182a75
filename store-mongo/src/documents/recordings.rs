//! `recordings`: the files of a call.

use callflow_core::call::Recording;

use super::Fields;

pub(crate) fn fields(fields: Fields, recording: &Recording) -> Fields {
    fields
        .text("file", recording.file.as_ref())
        .moment("from", Some(recording.from))
        .moment("to", recording.to)
        .number("pausedMs", recording.paused_ms)
}

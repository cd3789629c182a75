//! Something to be said of an Asterisk.

use serde::Serialize;

/// Something to be said of an Asterisk.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub(super) struct Finding {
    /// It costs the truth of calls, or shows them to others.
    pub(super) is_fault: bool,
    pub(super) weight: Weight,
    /// What it is, and what to do about it.
    pub(super) text: String,
}

/// How much it matters.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Weight {
    /// As it should be.
    Fine,
    /// To be known: a risk, or something that is told less well.
    Note,
    /// To be mended.
    Fault,
}

impl Finding {
    pub(super) fn fine(text: impl Into<String>) -> Self {
        Self { is_fault: false, weight: Weight::Fine, text: text.into() }
    }

    pub(super) fn note(text: impl Into<String>) -> Self {
        Self { is_fault: false, weight: Weight::Note, text: text.into() }
    }

    pub(super) fn fault(text: impl Into<String>) -> Self {
        Self { is_fault: true, weight: Weight::Fault, text: text.into() }
    }

    /// What stands before it in the table.
    pub(super) fn mark(&self) -> &'static str {
        match self.weight {
            Weight::Fine => "fine",
            Weight::Note => "note",
            Weight::Fault => "wrong",
        }
    }
}

//! Something to be said of an Asterisk.

use serde::Serialize;

/// Something to be said of an Asterisk.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub struct Finding {
    /// It costs the truth of calls, or shows them to others.
    pub is_fault: bool,
    /// How much it matters.
    pub weight: Weight,
    /// What it is, and what to do about it.
    pub text: String,
}

/// How much it matters.
#[derive(Clone, Copy, Debug, Eq, PartialEq, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Weight {
    /// As it should be.
    Fine,
    /// To be known: a risk, or something that is told less well.
    Note,
    /// To be mended.
    Fault,
}

impl Finding {
    /// As it should be.
    pub fn fine(text: impl Into<String>) -> Self {
        Self { is_fault: false, weight: Weight::Fine, text: text.into() }
    }

    /// To be known.
    pub fn note(text: impl Into<String>) -> Self {
        Self { is_fault: false, weight: Weight::Note, text: text.into() }
    }

    /// To be mended.
    pub fn fault(text: impl Into<String>) -> Self {
        Self { is_fault: true, weight: Weight::Fault, text: text.into() }
    }

    /// What stands before it in the table.
    #[must_use]
    pub fn mark(&self) -> &'static str {
        match self.weight {
            Weight::Fine => "fine",
            Weight::Note => "note",
            Weight::Fault => "wrong",
        }
    }
}

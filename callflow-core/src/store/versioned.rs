//! What comes of changing something that has a version. Whoever changes it says which version was read, so that of two who
//! change it at once one does it and the other one is told.

/// What came of making something that may be there once.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub enum Creation {
    /// It is there, in version 1.
    Done,
    /// There is one already.
    Exists,
}

/// What came of changing something in the version that was read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub enum Update {
    /// It was changed, and has this version now.
    Done {
        /// One more than before.
        version: u64,
    },
    /// It has another version, as another one has changed it meanwhile: read it again.
    Changed,
    /// There is no such thing.
    Gone,
}

/// What came of removing something.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub enum Removal {
    /// It is there no more.
    Done,
    /// It has another version than the one that was to go, and stays.
    Changed,
    /// There was no such thing.
    Gone,
}

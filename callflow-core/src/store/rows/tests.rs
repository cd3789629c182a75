//! What each change leaves behind.

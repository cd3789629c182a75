//! ARI as a source of its own, and beside AMI.

mod alone;
mod applications;
mod beside;
mod recorded;

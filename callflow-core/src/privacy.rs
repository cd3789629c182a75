//! Phone numbers are personal data: hiding them from those who need not see them, and taking them out of a record for
//! good.
//!
//! [`masked_call`] makes the record that is shown to somebody who may see calls and not who called: the last digits of
//! every outside number are hidden. [`forget`] makes the record that stays when a person asks to be forgotten: the
//! number is in no field of it any more. Neither needs to know which fields there are: both go through every text of a
//! record, those that are no number at all included, as Asterisk writes numbers into the names of channels, variables
//! and files.
//!
//! What the tracker still knows of a call is not touched, nor files on Asterisk's disk. `store::forget_number` goes
//! through a store.

mod forgetting;
mod masking;
mod pattern;
mod walk;

pub use self::forgetting::{FORGOTTEN, forget, mentions};
pub use self::masking::{mask, masked_call};

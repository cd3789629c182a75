//! Mailboxes of an outside system (`res_mwi_external`).
//!
//! Written by ari-client-generate from the catalogue; do not edit.

#[allow(unused_imports, reason = "one list for all resources")]
use alloc::vec::Vec;

use super::macros::operations;
#[cfg(feature = "client")]
use super::macros::resource;
#[allow(unused_imports, reason = "one list for all resources")]
use crate::model::*;
#[allow(unused_imports, reason = "one list for all resources")]
use crate::text::{BridgeId, ChannelId, PlaybackId, RecordingName, Text};

operations! {
    "Lists all mailboxes." List "mailboxes.list" Get "/mailboxes" since ["12.1.0"] => [Vec<Mailbox>] {
        required {}
        optional {}
    }
    "Tells of a mailbox." Get "mailboxes.get" Get "/mailboxes/{mailboxName}" since ["12.1.0"] => [Mailbox] {
        required {
            mailbox_name "mailboxName" path Text => "The mailbox, as `name@context`.";
        }
        optional {}
    }
    "Sets how many messages a mailbox has; it is made if there is none." Update "mailboxes.update" Put "/mailboxes/{mailboxName}" since ["12.1.0"] => [()] {
        required {
            mailbox_name "mailboxName" path Text => "The mailbox, as `name@context`.";
            old_messages "oldMessages" query i64 => "Messages that were heard.";
            new_messages "newMessages" query i64 => "Messages that were not heard.";
        }
        optional {}
    }
    "Deletes a mailbox." Delete "mailboxes.delete" Delete "/mailboxes/{mailboxName}" since ["12.1.0"] => [()] {
        required {
            mailbox_name "mailboxName" path Text => "The mailbox, as `name@context`.";
        }
        optional {}
    }
}

#[cfg(feature = "client")]
resource! {
    "Mailboxes of an outside system (`res_mwi_external`)." Mailboxes {
        "Lists all mailboxes." list List => Vec<Mailbox>;
        "Tells of a mailbox." get Get => Mailbox;
        "Sets how many messages a mailbox has; it is made if there is none." update Update => ();
        "Deletes a mailbox." delete Delete => ();
    }
}

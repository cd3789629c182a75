//! A user for `ari.conf`.

use super::answers::Answers;
use crate::manager_conf::Purpose;

/// What to paste, with what it is for.
pub(super) fn told(answers: &Answers, password: &str) -> String {
    // Events are read; whatever changes a call goes over the manager interface.
    let read_only = if answers.purpose == Purpose::Watch { "yes" } else { "no " };
    format!(
        "For programs that listen to ARI, in /etc/asterisk/ari.conf (FreePBX: ari_additional_custom.conf), then\n\
         `asterisk -rx 'module reload res_ari.so'`. callflowd itself listens to the manager interface.\n\n\
         \x20   [general]\n\
         \x20   enabled = yes\n\n\
         \x20   [{user}]\n\
         \x20   type = user\n\
         \x20   read_only = {read_only}   ; yes: it may ask and listen, and change nothing\n\
         \x20   password_format = plain\n\
         \x20   password = {password}\n\n\
         http.conf must have enabled = yes, with a bindaddr that this machine reaches and others do not. Leave\n\
         allowed_origins out of ari.conf: no page of another site is to ask.",
        user = answers.username,
    )
}

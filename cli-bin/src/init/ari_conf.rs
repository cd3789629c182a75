//! A user for `ari.conf`.

/// What to paste, with what it is for. It may read alone: whatever changes a call goes over the manager interface.
pub(super) fn told(user: &str, password: &str) -> String {
    format!(
        "For what listens to ARI, in /etc/asterisk/ari.conf (FreePBX: ari_additional_custom.conf), then\n\
         `asterisk -rx 'module reload res_ari.so'`. Calls are told from the manager interface without it.\n\n\
         \x20   [general]\n\
         \x20   enabled = yes\n\n\
         \x20   [{user}]\n\
         \x20   type = user\n\
         \x20   read_only = yes   ; it may ask and listen, and change nothing\n\
         \x20   password_format = plain\n\
         \x20   password = {password}\n\n\
         http.conf must have enabled = yes, with a bindaddr that this machine reaches and others do not. Leave\n\
         allowed_origins out of ari.conf: no page of another site is to ask.",
    )
}

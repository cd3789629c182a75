//! What must not be seen in logs.

use core::fmt;

use crate::frame::Header;

/// Headers whose values are never shown: passwords of `Login` and of the mailbox actions, the MD5 answer to a
/// challenge, and what PJSIP's details tell of its authentication.
const NAMES: [&str; 11] = [
    "Secret",
    "Key",
    "Password",
    "NewPassword",
    "PasswordDigest",
    "Md5Cred",
    "OauthSecret",
    "RefreshToken",
    "ReceivedHash",
    "ExpectedResponse",
    "Digest",
];

/// Whether the value of this header must not be shown. `UpdateConfig` writes configuration files, so any of
/// its `Value-000000` may be somebody's password.
pub(crate) fn is_secret(name: &[u8]) -> bool {
    NAMES.iter().any(|secret| name.eq_ignore_ascii_case(secret.as_bytes()))
        || name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case(b"Value-"))
}

/// Shows headers as a list of name and value, secrets masked.
pub(crate) struct Shown<I>(pub(crate) I);

impl<'a, I: Iterator<Item = Header<'a>> + Clone> fmt::Debug for Shown<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.clone().map(|header| {
                let value = if is_secret(header.name) { b"[hidden]" } else { header.value };
                (Text(header.name), Text(value))
            }))
            .finish()
    }
}

/// Bytes as a quoted string, what is not ASCII escaped.
struct Text<'a>(&'a [u8]);

impl fmt::Debug for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

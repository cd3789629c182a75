//! Headers to bytes, and what is refused.

use alloc::string::String;
use alloc::vec::Vec;

use crate::error::EncodeError;
use crate::frame::Header;

/// Asterisk answers `Too many lines` to more (`AST_MAX_MANHEADERS`).
pub(crate) const MOST_HEADERS: usize = 128;

/// Longest line with its CRLF that fits Asterisk's input buffer (`inbuf`); a longer one is an error there.
pub(crate) const LONGEST_LINE: usize = 1024;

/// Refuses a header that Asterisk would not read as this one header.
pub(crate) fn check(name: &[u8], value: &[u8]) -> Result<(), EncodeError> {
    let field = || String::from_utf8_lossy(name).escape_debug().collect::<String>();
    if name.is_empty() {
        return Err(EncodeError::EmptyName);
    }
    if name.contains(&b':') {
        return Err(EncodeError::ColonInName { field: field() });
    }
    // Asterisk ends a line at a lone LF and a value at NUL, and drops CR.
    if let Some(&byte) = name.iter().chain(value).find(|byte| b"\r\n\0".contains(byte)) {
        return Err(EncodeError::ForbiddenByte { field: field(), byte });
    }
    let length = name.len() + b": ".len() + value.len() + b"\r\n".len();
    if length > LONGEST_LINE {
        return Err(EncodeError::LineTooLong { field: field(), length });
    }
    Ok(())
}

pub(crate) fn headers<'h>(
    headers: impl ExactSizeIterator<Item = Header<'h>> + Clone,
    out: &mut Vec<u8>,
) -> Result<(), EncodeError> {
    if headers.len() > MOST_HEADERS {
        return Err(EncodeError::TooManyHeaders { count: headers.len() });
    }
    for (index, header) in headers.clone().enumerate() {
        check(header.name, header.value)?;
        if index == 0 && header.value.is_empty() {
            return Err(EncodeError::EmptyName);
        }
        if index > 0 && header.name.eq_ignore_ascii_case(b"Action") {
            return Err(EncodeError::SecondAction);
        }
    }
    for header in headers {
        for part in [header.name, b": ", header.value, b"\r\n"] {
            out.extend_from_slice(part);
        }
    }
    out.extend_from_slice(b"\r\n");
    Ok(())
}

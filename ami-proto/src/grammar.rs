//! The grammar of single lines, as `nom` parsers.
//!
//! ```text
//! stream   = *( blank / banner / frame / garbage )
//! banner   = "Asterisk Call Manager" *byte eol
//! frame    = ("Event" / "Response" / "Action") ":" [SP] value eol  *line  blank
//! line     = header / bare
//! header   = name ":" [SP] value eol
//! bare     = *byte eol                       ; no ":", a header with an empty name
//! blank    = eol
//! eol      = CRLF / LF                       ; CRLF alone within a frame whose first line ends so
//! follows  = "Response: Follows" eol *header *( raw LF ) [raw] "--END COMMAND--" eol
//! ```
//!
//! How lines make up frames is in `assemble`; names are compared without ASCII case.

use nom::{Err, IResult, Needed};

use crate::frame::FrameKind;
use crate::scan::{self, Eol};

const BANNER: &[u8] = b"Asterisk Call Manager";
const END_COMMAND: &[u8] = b"--END COMMAND--";

/// Length of the longest prefix that [`starts_frame`] needs to see.
pub(crate) const LONGEST_START: usize = BANNER.len();

/// One line inside a frame, in lengths, so that the caller can make offsets of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Line<'a> {
    /// Empty if the line has no `:`.
    pub(crate) name: &'a [u8],
    pub(crate) value: &'a [u8],
    /// Bytes of the line before its value.
    pub(crate) value_at: usize,
}

/// `blank`; a lone CR at the end of the input is incomplete.
#[inline(always)]
pub(crate) fn blank(input: &[u8]) -> IResult<&[u8], &[u8], ()> {
    match input {
        [b'\n', rest @ ..] | [b'\r', b'\n', rest @ ..] => Ok((rest, &[])),
        [] | [b'\r'] => Err(Err::Incomplete(Needed::Unknown)),
        _ => Err(Err::Error(())),
    }
}

/// `line`.
#[inline(always)]
pub(crate) fn line(input: &[u8], eol: Eol) -> IResult<&[u8], Line<'_>, ()> {
    let (rest, text) = scan::rest_of_line(eol)(input)?;
    Ok((rest, parts(text)))
}

/// `header` or `bare` without its end.
#[inline(always)]
pub(crate) fn parts(text: &[u8]) -> Line<'_> {
    match scan::name(text) {
        Ok((value, name)) => {
            // Only one space: output of commands is indented with more.
            let value = value.strip_prefix(b" ").unwrap_or(value);
            Line { name, value, value_at: text.len() - value.len() }
        }
        Err(_) => Line { name: &[], value: text, value_at: 0 },
    }
}

/// What the first line makes of its frame.
pub(crate) fn kind(name: &[u8], value: &[u8]) -> FrameKind {
    if name.is_empty() && value.starts_with(BANNER) {
        FrameKind::Banner
    } else if name.eq_ignore_ascii_case(b"Event") {
        FrameKind::Event
    } else if name.eq_ignore_ascii_case(b"Response") {
        FrameKind::Response
    } else if name.eq_ignore_ascii_case(b"Action") {
        FrameKind::Action
    } else {
        FrameKind::Garbage
    }
}

/// Whether a banner begins here, even one with a `:` further on.
pub(crate) fn starts_banner(line: &[u8]) -> bool {
    line.starts_with(BANNER)
}

/// Whether a line within garbage shows that something sent by Asterisk begins here.
///
/// `Action` is not among the signs: clients may put other headers before it.
pub(crate) fn starts_frame(line: &[u8]) -> bool {
    let begins = |sign: &[u8]| line.get(..sign.len()).is_some_and(|start| start.eq_ignore_ascii_case(sign));
    starts_banner(line) || begins(b"Event:") || begins(b"Response:")
}

/// Whether this header of a response tells that Command output follows (since Asterisk 14).
pub(crate) fn announces_output(line: &Line<'_>) -> bool {
    line.name.eq_ignore_ascii_case(b"Output")
        || (line.name.eq_ignore_ascii_case(b"Message") && line.value == b"Command output follows")
}

/// Whether a response with this value is Command output before Asterisk 14.
pub(crate) fn is_follows(value: &[u8]) -> bool {
    value.trim_ascii().eq_ignore_ascii_case(b"Follows")
}

/// Whether a line after `Response: Follows` still is a header, where lines end with CRLF: its name has no
/// byte that no AMI header has. Where lines end with LF, only the two headers that Asterisk sends there are.
pub(crate) fn is_follows_header(line: &Line<'_>, eol: Eol) -> bool {
    match eol {
        Eol::CrLf => {
            !line.name.is_empty() && line.name.iter().all(|&b| b.is_ascii_alphanumeric() || b == b'-')
        }
        Eol::Lf => {
            line.name.eq_ignore_ascii_case(b"Privilege") || line.name.eq_ignore_ascii_case(b"ActionID")
        }
    }
}

/// What stands before the end mark, if the line has one.
///
/// Asterisk sends output that does not end with a line end, too; the mark then stands on its last line.
/// Only the mark's own line ends as headers do, so a mark within the output is told from it by that.
pub(crate) fn before_end_mark(raw: &[u8], ended: Eol, eol: Eol) -> Option<&[u8]> {
    raw.strip_suffix(END_COMMAND).filter(|before| before.is_empty() || ended == eol)
}

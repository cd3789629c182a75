//! What goes wrong, one enum an operation.

use alloc::string::String;

/// Why a frame was not decoded.
///
/// Only a limit can be breached: every sequence of bytes is otherwise some frame, if need be one of kind
/// [`Garbage`](crate::FrameKind::Garbage). After an error the decoder leaves out the rest of that frame and
/// goes on with the next one.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeError {
    /// The frame has more bytes than [`Limits`](crate::Limits) allow.
    #[error("frame at byte {offset} is longer than {limit} bytes")]
    FrameTooLong {
        /// Where the frame begins, in bytes from the start of the stream.
        offset: u64,
        /// The limit that it broke, in bytes.
        limit: usize,
    },
    /// The frame has more header lines than [`Limits`](crate::Limits) allow.
    #[error("frame at byte {offset} has more than {limit} headers")]
    TooManyHeaders {
        /// Where the frame begins, in bytes from the start of the stream.
        offset: u64,
        /// The limit that it broke, in headers.
        limit: usize,
    },
}

/// Why an action was not made or not encoded. Nothing of it was sent.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum EncodeError {
    /// A header, or the action itself, has no name.
    #[error("a header or the action has no name")]
    EmptyName,
    /// A header's name holds a `:`, at which Asterisk would cut it.
    #[error("header name '{field}' holds a ':'")]
    ColonInName {
        /// The header's name.
        field: String,
    },
    /// A name or value holds CR, LF or NUL: what follows would be another header, or another action.
    #[error("header '{field}' holds the forbidden byte {byte:#04x}")]
    ForbiddenByte {
        /// The header's name.
        field: String,
        /// The byte: 13, 10 or 0.
        byte: u8,
    },
    /// The line is longer than the 1,024 bytes, CRLF included, that Asterisk reads.
    #[error("line of header '{field}' has {length} bytes, over 1024")]
    LineTooLong {
        /// The header's name.
        field: String,
        /// Length of the line in bytes, with its CRLF.
        length: usize,
    },
    /// The action has more than the 128 headers that Asterisk reads, `Action` included.
    #[error("{count} headers, over 128")]
    TooManyHeaders {
        /// How many there are, or would be.
        count: usize,
    },
    /// A header besides the first is named `Action`.
    #[error("a second header 'Action'")]
    SecondAction,
    /// A parameter that the action needs was not set.
    #[error("action '{action}' needs parameter '{parameter}'")]
    MissingParameter {
        /// Name of the action.
        action: &'static str,
        /// Name of the parameter.
        parameter: &'static str,
    },
    /// The name of a variable is none, or a function that is not on the list of those allowed.
    #[error("variable name '{name}' is not allowed")]
    VariableName {
        /// The name as given.
        name: String,
    },
    /// The function reaches beyond the call, and no list can allow it.
    #[error("function '{name}' can never be allowed")]
    ForbiddenFunction {
        /// The function as given.
        name: String,
    },
}

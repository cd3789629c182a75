//! How large a frame may grow before it is refused.

/// Bounds on one frame, so that a peer cannot make the decoder take all memory.
///
/// ```
/// use ami_proto::{Decoder, Limits};
///
/// let decoder = Decoder::with_limits(Limits::default().frame_bytes(64 * 1024));
/// # let _ = decoder;
/// ```
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    pub(crate) frame_bytes: usize,
    pub(crate) command_bytes: usize,
    pub(crate) headers: usize,
    pub(crate) command_lines: usize,
}

impl Limits {
    /// 1 MiB and 65,536 headers; for the answer to `Command` 16 MiB and 1,048,576 lines.
    pub const DEFAULT: Self =
        Self { frame_bytes: 1 << 20, command_bytes: 16 << 20, headers: 1 << 16, command_lines: 1 << 20 };

    /// Most bytes of a frame that is no Command output, without the blank line that ends it.
    #[must_use]
    pub const fn frame_bytes(mut self, bytes: usize) -> Self {
        self.frame_bytes = within_table(bytes);
        self
    }

    /// Most bytes of a Command output, without the blank line that ends it.
    #[must_use]
    pub const fn command_bytes(mut self, bytes: usize) -> Self {
        self.command_bytes = within_table(bytes);
        self
    }

    /// Most headers of a frame that is no Command output.
    #[must_use]
    pub const fn headers(mut self, count: usize) -> Self {
        self.headers = count;
        self
    }

    /// Most headers and lines of a Command output.
    #[must_use]
    pub const fn command_lines(mut self, count: usize) -> Self {
        self.command_lines = count;
        self
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// The header table holds offsets of 32 bits, so no frame may be longer than they reach.
const fn within_table(bytes: usize) -> usize {
    const REACH: usize = i32::MAX as usize;
    if bytes < REACH { bytes } else { REACH }
}

//! Actions: what a client sends.
//!
//! A typed builder exists for every action that Asterisk 22 documents; [`Action`] itself takes any name.
//! Nothing that could become a second action, a second header or a dial plan function that reaches beyond the
//! call gets into the bytes: see [`EncodeError`] and [`AllowedFunctions`].
//!
//! ```
//! use ami_proto::action::Originate;
//!
//! let action = Originate::new()
//!     .action_id("call-1")
//!     .channel("PJSIP/100")
//!     .context("from-internal")
//!     .exten("101")
//!     .priority("1")
//!     .variable("CAMPAIGN", "spring, 2nd")
//!     .build()?;
//! assert_eq!(
//!     action.encode()?,
//!     b"Action: Originate\r\nActionID: call-1\r\nChannel: PJSIP/100\r\nContext: from-internal\r\n\
//!       Exten: 101\r\nPriority: 1\r\nVariable: CAMPAIGN=spring\\, 2nd\r\n\r\n"
//! );
//! # Ok::<(), ami_proto::EncodeError>(())
//! ```

use alloc::vec::Vec;
use core::fmt;

use crate::encode;
use crate::error::EncodeError;
use crate::frame::{Frame, FrameKind, Header};
use crate::secret;

mod builder;
mod generated;
mod variable;

pub use generated::*;
pub use variable::AllowedFunctions;

/// What can be sent: an [`Action`], or a builder of one.
pub trait IntoAction {
    /// The action.
    ///
    /// # Errors
    /// What the builder was given and may not be sent.
    fn into_action(self) -> Result<Action, EncodeError>;
}

impl IntoAction for Action {
    fn into_action(self) -> Result<Action, EncodeError> {
        Ok(self)
    }
}

/// An action of any name: an ordered list of headers, the first of them `Action`.
///
/// ```
/// use ami_proto::Action;
///
/// let ping = Action::new("Ping").header("ActionID", "1")?;
/// assert_eq!(ping.encode()?, b"Action: Ping\r\nActionID: 1\r\n\r\n");
/// # Ok::<(), ami_proto::EncodeError>(())
/// ```
#[derive(Clone, Eq, PartialEq)]
pub struct Action {
    headers: Vec<(Vec<u8>, Vec<u8>)>,
}

impl Action {
    /// An action without parameters. Its name is checked when it is encoded.
    pub fn new(name: impl AsRef<[u8]>) -> Self {
        Self { headers: [(b"Action".to_vec(), name.as_ref().to_vec())].into() }
    }

    /// Takes over an action that was received, header by header; `None` if the frame is none.
    ///
    /// Names of variables are not looked at: who sent them has decided on them.
    #[must_use]
    pub fn from_frame(frame: &Frame<'_>) -> Option<Self> {
        (frame.kind() == FrameKind::Action)
            .then(|| Self { headers: frame.headers().map(|h| (h.name.to_vec(), h.value.to_vec())).collect() })
    }

    /// Adds a header.
    ///
    /// # Errors
    ///
    /// What may not be sent: see [`EncodeError`]. `Variable` (and `Variables` of `Status`) is read as Asterisk
    /// reads it, with functions refused; [`variable`](Self::variable) also escapes its value.
    pub fn header(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Result<Self, EncodeError> {
        let (name, value) = (name.as_ref(), value.as_ref());
        variable::check_header(self.name(), name, value, &AllowedFunctions::NONE)?;
        self.push(name, value)?;
        Ok(self)
    }

    /// As [`header`](Self::header), but a variable may be one of these functions.
    ///
    /// # Errors
    ///
    /// As [`header`](Self::header).
    pub fn header_allowing(
        mut self,
        name: impl AsRef<[u8]>,
        value: impl AsRef<[u8]>,
        functions: &AllowedFunctions,
    ) -> Result<Self, EncodeError> {
        let (name, value) = (name.as_ref(), value.as_ref());
        variable::check_header(self.name(), name, value, functions)?;
        self.push(name, value)?;
        Ok(self)
    }

    /// As [`header`](Self::header), but takes the place of all headers of that name.
    ///
    /// # Errors
    ///
    /// As [`header`](Self::header).
    pub fn replace(mut self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Result<Self, EncodeError> {
        let mut index = 0;
        self.headers.retain(|(old, _)| {
            index += 1;
            index == 1 || !old.eq_ignore_ascii_case(name.as_ref())
        });
        self.header(name, value)
    }

    /// Adds `Variable: NAME=value`, the value escaped so that a comma in it begins no further variable.
    ///
    /// # Errors
    ///
    /// The name does not match `^_{0,2}[A-Za-z][A-Za-z0-9_]*$`, or the value may not be sent.
    pub fn variable(self, name: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Result<Self, EncodeError> {
        self.variable_allowing(name, value, &AllowedFunctions::NONE)
    }

    /// As [`variable`](Self::variable), but the name may be one of these functions, such as `CALLERID(name)`.
    ///
    /// # Errors
    ///
    /// As [`variable`](Self::variable).
    pub fn variable_allowing(
        mut self,
        name: impl AsRef<[u8]>,
        value: impl AsRef<[u8]>,
        functions: &AllowedFunctions,
    ) -> Result<Self, EncodeError> {
        variable::check_name(self.name(), name.as_ref(), functions)?;
        let assignment = variable::assignment(name.as_ref(), value.as_ref());
        self.push(b"Variable", &assignment)?;
        Ok(self)
    }

    /// Name of the action.
    #[must_use]
    pub fn name(&self) -> &[u8] {
        self.headers.first().map_or(&[], |(_, name)| name)
    }

    /// All headers in the order in which they are sent.
    pub fn headers(&self) -> impl ExactSizeIterator<Item = Header<'_>> + Clone {
        self.headers.iter().map(|(name, value)| Header { name, value })
    }

    /// Value of the first header of that name; ASCII case does not matter.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&[u8]> {
        self.headers()
            .find(|header| header.name.eq_ignore_ascii_case(name.as_bytes()))
            .map(|header| header.value)
    }

    /// The bytes to send.
    ///
    /// # Errors
    ///
    /// What may not be sent: see [`EncodeError`].
    pub fn encode(&self) -> Result<Vec<u8>, EncodeError> {
        let mut bytes = Vec::new();
        encode::headers(self.headers(), &mut bytes)?;
        Ok(bytes)
    }

    /// Adds the bytes to send to `out`, which stays as it was if that fails.
    ///
    /// # Errors
    ///
    /// What may not be sent: see [`EncodeError`].
    pub fn encode_into(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        encode::headers(self.headers(), out)
    }

    fn push(&mut self, name: &[u8], value: &[u8]) -> Result<(), EncodeError> {
        if name.eq_ignore_ascii_case(b"Action") {
            return Err(EncodeError::SecondAction);
        }
        encode::check(name, value)?;
        if self.headers.len() >= encode::MOST_HEADERS {
            return Err(EncodeError::TooManyHeaders { count: self.headers.len() + 1 });
        }
        self.headers.push((name.to_vec(), value.to_vec()));
        Ok(())
    }
}

/// Shows the headers; values that are secrets (`Secret`, `Key` …) are left out.
impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Action").field(&secret::Shown(self.headers())).finish()
    }
}

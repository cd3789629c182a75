//! What Asterisk answered.

use std::borrow::Cow;

use ami_proto::{Frame, OwnedFrame};

/// The response to an action that Asterisk did not refuse.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Response(pub(crate) OwnedFrame);

impl Response {
    /// The frame with all headers.
    #[must_use]
    pub fn frame(&self) -> Frame<'_> {
        self.0.as_frame()
    }

    /// The value of a header as text.
    #[must_use]
    pub fn text(&self, name: &str) -> Option<Cow<'_, str>> {
        self.frame().text(name)
    }

    /// `Message`, empty if there is none.
    #[must_use]
    pub fn message(&self) -> Cow<'_, str> {
        ami_proto::session::message(&self.frame())
    }

    /// The lines of Command output, of Asterisk before and since 14 alike. What is not UTF-8 becomes U+FFFD.
    pub fn lines(&self) -> impl Iterator<Item = Cow<'_, str>> {
        self.0.as_frame().get_all("Output").map(String::from_utf8_lossy)
    }
}

/// What came of an `Originate`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Originated {
    /// The response: the action was queued.
    pub response: Response,
    /// The event `OriginateResponse`.
    pub outcome: OwnedFrame,
}

impl Originated {
    /// Whether the channel answered.
    #[must_use]
    pub fn succeeded(&self) -> bool {
        self.outcome.as_frame().get("Response") == Some(b"Success")
    }

    /// `Reason`, the last thing that the channel said: 4 answered, 3 rang, 5 busy, 8 congestion, 0 nothing of these.
    /// Asterisk 16 and 22 give 0 for a busy phone, too.
    #[must_use]
    pub fn reason(&self) -> Option<i64> {
        self.outcome.as_frame().text("Reason")?.trim().parse().ok()
    }

    /// `Uniqueid` of the new channel; `None` if none was made.
    #[must_use]
    pub fn uniqueid(&self) -> Option<Cow<'_, str>> {
        self.outcome.as_frame().text("Uniqueid").filter(|id| id != "<unknown>" && !id.is_empty())
    }
}

//! What a client sent.

use ami_proto::Frame;

/// An action. Asterisk takes the headers in any order, so `Action` need not be the first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Request<'a> {
    frame: Frame<'a>,
}

impl<'a> Request<'a> {
    pub(super) fn new(frame: Frame<'a>) -> Self {
        Self { frame }
    }

    /// Value of the first header of that name. Blanks before it do not count, blanks behind it do.
    pub(super) fn get(&self, name: &str) -> Option<&'a [u8]> {
        self.frame.get(name).map(<[u8]>::trim_ascii_start)
    }

    /// As [`get`](Self::get); what is empty or not there is `None`.
    pub(super) fn given(&self, name: &str) -> Option<&'a [u8]> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// The `ActionID` that the answer repeats.
    pub(super) fn id(&self) -> Option<&'a [u8]> {
        self.given("ActionID")
    }
}

//! Where an answer ends.
//!
//! A list begins with a response that says `EventList: start`, and ends with an event that says `EventList: Complete`
//! or `cancelled`. Older lists have neither: their response says that something "will follow", and the event that ends
//! them has a name that ends in `Complete`.

use alloc::borrow::Cow;

use super::pending::{Owner, Ticket};
use crate::frame::Frame;

/// What answer an action has.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[non_exhaustive]
pub enum Expect {
    /// A response; and a list, if the response says that one begins.
    Response,
    /// A response, and then an event of this name which bears the action's `ActionID`, such as `OriginateResponse`.
    /// An error has no event behind it. The event is one for everybody: [`Role::Outcome`](super::Role::Outcome).
    Outcome(&'static str),
}

/// What a frame is to the actions under way.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Answer {
    Own(Owner),
    Part(Ticket),
    Last(Ticket),
    Outcome(Ticket),
    Late,
    Nobodys,
}

/// Whether a response is no error. `Follows` comes with Command output before Asterisk 14, `Goodbye` with a logoff.
#[must_use]
pub fn succeeded(response: &Frame<'_>) -> bool {
    response.get("Response").is_some_and(|word| !word.eq_ignore_ascii_case(b"Error"))
}

/// What a response says, empty if it says nothing.
#[must_use]
pub fn message<'a>(response: &Frame<'a>) -> Cow<'a, str> {
    response.text("Message").map_or(Cow::Borrowed(""), |text| match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_end()),
        Cow::Owned(text) => Cow::Owned(text.trim_end().into()),
    })
}

/// How a list began.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Beginning {
    /// With `EventList: start`.
    Marked,
    /// With words alone.
    Worded,
}

/// Whether events of a list come after this response.
pub(super) fn begins_list(response: &Frame<'_>) -> Option<Beginning> {
    if !succeeded(response) {
        return None;
    }
    match response.get("EventList") {
        Some(word) => word.eq_ignore_ascii_case(b"start").then_some(Beginning::Marked),
        None => quirk_will_follow(response).then_some(Beginning::Worded),
    }
}

/// Lists without `EventList`: "Parked calls will follow", "Result will follow".
fn quirk_will_follow(response: &Frame<'_>) -> bool {
    let words = b"will follow";
    let message = response.get("Message").unwrap_or_default().trim_ascii_end();
    message
        .len()
        .checked_sub(words.len())
        .and_then(|at| message.get(at..))
        .is_some_and(|end| end.eq_ignore_ascii_case(words))
}

/// Whether an event is the last of its list.
pub(super) fn ends_list(event: &Frame<'_>, beginning: Beginning) -> bool {
    if let Some(word) = event.get("EventList") {
        return word.eq_ignore_ascii_case(b"Complete") || word.eq_ignore_ascii_case(b"cancelled");
    }
    let name = event.event_name().unwrap_or_default();
    // The only one of the old lists that ends with its only item; since it is marked, `DBGetComplete` follows.
    name.ends_with(b"Complete") || (beginning == Beginning::Worded && name == b"DBGetResponse")
}

/// Whether a list broke off before its end.
#[must_use]
pub fn is_cancelled(event: &Frame<'_>) -> bool {
    event.get("EventList").is_some_and(|word| word.eq_ignore_ascii_case(b"cancelled"))
}

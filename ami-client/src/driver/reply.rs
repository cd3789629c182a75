//! Who waits for an answer, and what is told to them.

use std::sync::Arc;

use ami_proto::session::{is_cancelled, message, succeeded};
use ami_proto::{Frame, FrameKind, OwnedFrame};
use tokio::sync::{mpsc, oneshot};

use crate::error::SendError;
use crate::metrics::Meters;
use crate::response::{Originated, Response};
use crate::subscribe::hub::Batch;
use crate::subscribe::queue::Queue;
use crate::subscribe::{Message, Part, Question};

type Waits<T> = oneshot::Sender<Result<T, SendError>>;

/// Who waits for an answer. Whoever has stopped waiting is not told, and nothing is the worse for it.
#[derive(Debug)]
pub(crate) enum Reply {
    /// For the response.
    Response(Waits<Response>),
    /// For the response, and whether a list follows.
    List { response: Waits<(Response, bool)>, items: mpsc::Sender<ListPart> },
    /// For the rest of a list.
    Items(mpsc::Sender<ListPart>),
    /// For the response, and then for the outcome; either may come first.
    Outcome { waits: Waits<Originated>, response: Option<Response>, outcome: Option<OwnedFrame> },
    /// For everything, among the events.
    Inline(Arc<Queue>, Question),
    /// Nobody: the rest of the answer is left out.
    Nobody,
}

/// Part of a list. A channel that ends without [`End`](Self::End) or [`Failed`](Self::Failed) was too small.
#[derive(Debug)]
pub(crate) enum ListPart {
    Item(OwnedFrame),
    End(OwnedFrame),
    Failed(SendError),
}

impl Reply {
    /// Whether somebody still waits, so that it makes sense to send the action.
    pub(crate) fn is_awaited(&self) -> bool {
        match self {
            Self::Response(waits) => !waits.is_closed(),
            Self::List { response, .. } => !response.is_closed(),
            Self::Items(items) => !items.is_closed(),
            Self::Outcome { waits, .. } => !waits.is_closed(),
            Self::Inline(queue, _) => !queue.is_abandoned(),
            Self::Nobody => false,
        }
    }

    /// Takes part of the answer; gives who waits for the rest.
    pub(crate) fn part(self, frame: &Frame<'_>, last: bool, batch: &mut Batch<'_>, meters: &Meters) -> Self {
        match self {
            Self::Inline(queue, question) => {
                let mut tell = |part| batch.answer(&queue, Message::Answer(question, part));
                if frame.kind() == FrameKind::Response {
                    tell(Part::Response { frame: frame.to_owned(), last });
                } else {
                    if is_item(frame, last) {
                        tell(Part::Item(frame.to_owned()));
                    }
                    if is_cancelled(frame) {
                        tell(Part::Failed(SendError::ListCancelled));
                    } else if last {
                        tell(Part::End(frame.to_owned()));
                    }
                }
                Self::Inline(queue, question)
            }
            Self::Items(items) if frame.kind() != FrameKind::Response => item(items, frame, last),
            other if frame.kind() == FrameKind::Response => {
                let answer = read(frame);
                if let Err(error) = &answer {
                    meters.lock().failed(error);
                }
                other.response(answer, last)
            }
            other => other,
        }
    }

    fn response(self, answer: Result<Response, SendError>, last: bool) -> Self {
        match self {
            Self::Response(waits) => {
                let _ = waits.send(answer);
                Self::Nobody
            }
            Self::List { response, items } => {
                let _ = response.send(answer.map(|answer| (answer, !last)));
                Self::Items(items)
            }
            Self::Outcome { waits, outcome, .. } => match (answer, outcome) {
                (Ok(response), Some(outcome)) => {
                    let _ = waits.send(Ok(Originated { response, outcome }));
                    Self::Nobody
                }
                (Ok(response), None) => Self::Outcome { waits, response: Some(response), outcome: None },
                (Err(error), _) => {
                    let _ = waits.send(Err(error));
                    Self::Nobody
                }
            },
            other @ (Self::Items(_) | Self::Inline(..) | Self::Nobody) => other,
        }
    }

    /// Takes the outcome; gives who waits for the response behind it.
    pub(crate) fn outcome(self, frame: &Frame<'_>) -> Option<Self> {
        match self {
            Self::Outcome { waits, response: Some(response), .. } => {
                let _ = waits.send(Ok(Originated { response, outcome: frame.to_owned() }));
                None
            }
            Self::Outcome { waits, response: None, .. } => {
                Some(Self::Outcome { waits, response: None, outcome: Some(frame.to_owned()) })
            }
            _ => None,
        }
    }

    /// There is no answer, or no more of it.
    pub(crate) fn fail(self, error: SendError, meters: &Meters) {
        meters.lock().failed(&error);
        match self {
            Self::Response(waits) => drop(waits.send(Err(error))),
            Self::List { response, .. } => drop(response.send(Err(error))),
            // Where it is full its end tells as much.
            Self::Items(items) => drop(items.try_send(ListPart::Failed(error))),
            Self::Outcome { waits, .. } => drop(waits.send(Err(error))),
            Self::Inline(queue, question) => queue.push([Message::Answer(question, Part::Failed(error))]),
            Self::Nobody => {}
        }
    }
}

fn item(items: mpsc::Sender<ListPart>, frame: &Frame<'_>, last: bool) -> Reply {
    let item = is_item(frame, last).then(|| ListPart::Item(frame.to_owned()));
    let end = match last {
        _ if is_cancelled(frame) => Some(ListPart::Failed(SendError::ListCancelled)),
        true => Some(ListPart::End(frame.to_owned())),
        false => None,
    };
    for part in [item, end].into_iter().flatten() {
        // The driver cannot wait for a reader; the end of the channel tells that the list is not whole.
        if items.try_send(part).is_err() {
            return Reply::Nobody;
        }
    }
    Reply::Items(items)
}

fn read(frame: &Frame<'_>) -> Result<Response, SendError> {
    if succeeded(frame) {
        return Ok(Response(frame.to_owned()));
    }
    let message = message(frame);
    Err(if message.eq_ignore_ascii_case("Permission denied") {
        SendError::PermissionDenied
    } else {
        let output = quirk_failed_command(frame);
        SendError::Refused { message: output.unwrap_or_else(|| message.into_owned()) }
    })
}

/// Of a command that failed `Message` only says that output follows; what went wrong stands there.
fn quirk_failed_command(frame: &Frame<'_>) -> Option<String> {
    let lines: Vec<_> = frame.get_all("Output").map(String::from_utf8_lossy).collect();
    let text = lines.join("\n");
    (!text.trim().is_empty()).then(|| text.trim_end().to_owned())
}

/// Whether an event of a list is an item. The last one only ends it, but in the oldest lists, which end with their
/// only item.
fn is_item(frame: &Frame<'_>, last: bool) -> bool {
    let ends = frame.get("EventList").is_some()
        || frame.event_name().is_some_and(|name| name.ends_with(b"Complete"));
    !(last && ends)
}

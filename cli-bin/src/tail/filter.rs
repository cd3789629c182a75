//! Which lines are shown.

use ami_client::Interest;
use ami_proto::{Frame, Header};
use callflow_core::{Call, Change, ChangeKind};

use super::screen::News;
use crate::cli::{Class, TailArgs};

/// Which lines are shown.
#[derive(Debug)]
pub(super) struct Filter {
    shows_events: bool,
    shows_calls: bool,
    names: Interest,
    classes: Interest,
    /// In lower case.
    channel: Option<String>,
    number: Option<String>,
}

impl Filter {
    pub(super) fn new(args: &TailArgs) -> Self {
        let every = |list: Vec<String>, some: fn(Vec<String>) -> Interest| {
            if list.is_empty() { Interest::all() } else { some(list) }
        };
        let classes = if args.classes.contains(&Class::All) {
            Vec::new()
        } else {
            args.classes.iter().map(|c| c.name()).collect()
        };
        Self {
            shows_events: args.shows_events(),
            shows_calls: args.shows_calls(),
            names: every(args.names.clone(), Interest::events),
            classes: every(classes, Interest::classes),
            channel: args.channel.as_deref().map(str::to_ascii_lowercase),
            number: args.number.clone(),
        }
    }

    /// Whether it is to be shown. What becomes of the connection always is: whoever looks for one call wants to know
    /// that it may have been missed.
    pub(super) fn takes(&self, news: &News<'_>) -> bool {
        match news {
            News::Event(event) => self.shows_events && self.event(&event.frame()),
            News::Change(change) => self.shows_calls && self.change(change),
            News::Connected { .. } | News::Disconnected { .. } | News::Gap(_) => true,
        }
    }

    fn event(&self, frame: &Frame<'_>) -> bool {
        self.names.takes(frame)
            && self.classes.takes(frame)
            && self.channel.as_ref().is_none_or(|text| {
                frame.headers().any(|header| {
                    ends_with(&header, "channel") && lossy(&header).to_ascii_lowercase().contains(text)
                })
            })
            && self.number.as_ref().is_none_or(|text| {
                frame.headers().any(|header| {
                    let is_number = ["num", "exten", "extension", "dialstring"].iter();
                    is_number.into_iter().any(|end| ends_with(&header, end)) && lossy(&header).contains(text)
                })
            })
    }

    fn change(&self, change: &Change) -> bool {
        let call = match &change.kind {
            // Where only certain calls are wanted, a queue's own news name none of their numbers.
            ChangeKind::QueueJoined(_) | ChangeKind::QueueLeft(_) | ChangeKind::Anomaly(_) => {
                return self.channel.is_none() && self.number.is_none();
            }
            kind => kind.call(),
        };
        call.is_some_and(|call| {
            let of_channel = |text: &String| {
                call.legs.iter().any(|leg| leg.channel.to_ascii_lowercase().contains(text.as_str()))
            };
            let of_number = |text: &String| numbers(call).any(|number| number.contains(text.as_str()));
            self.channel.as_ref().is_none_or(of_channel) && self.number.as_ref().is_none_or(of_number)
        })
    }
}

fn numbers(call: &Call) -> impl Iterator<Item = &str> {
    let of_call = [
        &call.caller.number,
        &call.caller.first_number,
        &call.caller.shown_number,
        &call.dialled,
        &call.did,
        &call.answered_by,
        &call.final_party,
    ];
    of_call
        .into_iter()
        .flatten()
        .chain(call.parties.iter().map(|party| &party.number))
        .map(|number| &**number)
}

fn ends_with(header: &Header<'_>, end: &str) -> bool {
    let begin = header.name.len().checked_sub(end.len());
    begin
        .and_then(|begin| header.name.get(begin..))
        .is_some_and(|name| name.eq_ignore_ascii_case(end.as_bytes()))
}

fn lossy<'a>(header: &Header<'a>) -> std::borrow::Cow<'a, str> {
    String::from_utf8_lossy(header.value)
}

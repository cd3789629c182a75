//! Lines, to read or as JSON.

use std::collections::HashMap;
use std::io::{self, Write};

use ami_client::{Gap, GapCause, Message, Received};
use callflow_core::{CallId, Change, ChangeKind, Timestamp};
use callflow_server::follow::timestamp;
use serde::Serialize;

use super::line::{self, Line};
use super::now;
use crate::cli::TailFormat;
use crate::output::json::Headers;
use crate::paint::Paint;

/// What there is to show.
#[derive(Debug)]
pub(super) enum News<'m> {
    Event(&'m Received),
    Change(Change),
    Connected { at: Timestamp, asterisk: Option<String>, address: &'m str },
    Disconnected { last_heard: Timestamp },
    Gap(Gap),
}

impl<'m> News<'m> {
    /// Nothing, of what only the tracker is to know.
    pub(super) fn of(message: &'m Message, address: &'m str) -> Option<Self> {
        Some(match message {
            Message::Event(event) => Self::Event(event),
            Message::Connected { server, since } => {
                let asterisk = server.asterisk_version().map(str::to_owned);
                let asterisk = asterisk.or_else(|| server.asterisk_major().map(|major| major.to_string()));
                Self::Connected { at: timestamp(*since), asterisk, address }
            }
            Message::Disconnected { last_heard } => Self::Disconnected { last_heard: timestamp(*last_heard) },
            Message::Gap(gap) => Self::Gap(*gap),
            _ => return None,
        })
    }
}

/// Where lines are written to.
pub(super) struct Screen<W> {
    out: W,
    pbx: String,
    format: TailFormat,
    paint: Paint,
    /// What was said last of each call that goes on, so that nothing is said twice.
    said: HashMap<CallId, String>,
}

impl<W: Write> Screen<W> {
    pub(super) fn new(out: W, pbx: &str, format: TailFormat) -> Self {
        Self { out, pbx: pbx.to_owned(), format, paint: Paint::of_output(), said: HashMap::new() }
    }

    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    pub(super) fn show(&mut self, news: &News<'_>) -> io::Result<()> {
        match self.format {
            TailFormat::Jsonl => self.json(news),
            TailFormat::Text => match self.line(news) {
                Some(line) => writeln!(self.out, "{}", line.painted(self.paint)),
                None => Ok(()),
            },
        }
    }

    fn line(&mut self, news: &News<'_>) -> Option<Line> {
        Some(match news {
            News::Event(event) => line::event(timestamp(event.at()), &event.frame()),
            News::Change(change) => return self.change(change),
            News::Connected { at, asterisk, address } => line::connected(*at, asterisk.as_deref(), address),
            News::Disconnected { last_heard } => line::disconnected(now(), *last_heard),
            News::Gap(gap) => line::gap(gap),
        })
    }

    fn change(&mut self, change: &Change) -> Option<Line> {
        let line = line::change(change)?;
        if let Some(call) = change.kind.call() {
            if matches!(change.kind, ChangeKind::CallStarted(_) | ChangeKind::CallUpdated(_)) {
                let before = self.said.insert(call.id.clone(), line.text());
                return before.is_none_or(|before| before != line.text()).then_some(line);
            }
            self.said.remove(&call.id);
        }
        Some(line)
    }

    fn json(&mut self, news: &News<'_>) -> io::Result<()> {
        let pbx = &*self.pbx;
        match news {
            News::Change(change) => serde_json::to_writer(&mut self.out, change),
            News::Event(event) => {
                let (at, frame) = (timestamp(event.at()), event.frame());
                let event = Object::Event { pbx, at, event: &event.name(), headers: Headers(frame) };
                serde_json::to_writer(&mut self.out, &event)
            }
            News::Connected { at, asterisk, .. } => {
                let asterisk = asterisk.as_deref();
                serde_json::to_writer(&mut self.out, &Object::Connected { pbx, at: *at, asterisk })
            }
            News::Disconnected { last_heard } => {
                let last_heard = *last_heard;
                serde_json::to_writer(&mut self.out, &Object::Disconnected { pbx, at: now(), last_heard })
            }
            News::Gap(gap) => {
                let (from, to) = (timestamp(gap.from), timestamp(gap.to));
                let gap = Object::Gap { pbx, from, to, missed: gap.missed, cause: cause(gap.cause) };
                serde_json::to_writer(&mut self.out, &gap)
            }
        }?;
        self.out.write_all(b"\n")
    }
}

/// What is no change of a call.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
enum Object<'a> {
    Event { pbx: &'a str, at: Timestamp, event: &'a str, headers: Headers<'a> },
    Connected { pbx: &'a str, at: Timestamp, asterisk: Option<&'a str> },
    Disconnected { pbx: &'a str, at: Timestamp, last_heard: Timestamp },
    Gap { pbx: &'a str, from: Timestamp, to: Timestamp, missed: Option<u64>, cause: &'a str },
}

fn cause(cause: GapCause) -> &'static str {
    match cause {
        GapCause::Link => "link",
        GapCause::SlowReader => "slow_reader",
        GapCause::TooLarge => "too_large",
        GapCause::Garbage => "garbage",
        _ => "several",
    }
}

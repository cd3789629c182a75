//! From lines to frames: a state machine that can stop after any byte and never looks at a line twice from
//! its start (but for the one line that completes a partial one).

use alloc::vec::Vec;
use core::mem;

use nom::Err;

use crate::frame::{Entry, FrameKind};
use crate::grammar::{self, Line};
use crate::limits::Limits;
use crate::scan::{self, Eol, ShortHeader};

mod skip;

/// What came of looking at the input. The caller keeps the bytes; lengths count from the frame's start.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Step {
    /// Nothing more without more bytes.
    More,
    /// These bytes belong to no frame: drop them and step again.
    Drop(usize),
    /// A frame of this length; its headers are in the table until the next step.
    Frame { kind: FrameKind, len: usize },
    /// The frame breaks a limit. Its bytes are dropped by the steps that follow.
    Broken { limit: Breach, drop: usize },
}

/// Which limit, and how much it allows.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Breach {
    Bytes(usize),
    Headers(usize),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum State {
    /// Before the first line of a frame.
    Start,
    /// Within a frame of headers; `command` if it carries Command output.
    Headers { kind: FrameKind, eol: Eol, command: bool },
    /// After `Response: Follows`, before the first line that is no header.
    Preamble { eol: Eol },
    /// Raw lines of Command output, up to the end mark.
    Raw { eol: Eol },
    /// The rest of a frame that broke a limit; `cut` if the start of the current line is dropped already.
    Skip { until: Until, eol: Eol, cut: bool },
}

/// Where a frame that broke a limit ends.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Until {
    Blank,
    BlankOrFrame,
    EndMark,
}

/// How a line continues the frame.
enum Flow {
    /// The line was taken; go on with the next.
    Next,
    /// Tell the caller.
    Stop(Step),
}

/// The state between two steps, and the header table that all frames use in turn.
#[derive(Clone, Debug)]
pub(crate) struct Assembler {
    limits: Limits,
    table: Vec<Entry>,
    state: State,
    /// Where the current line begins.
    line: usize,
    /// Up to here the current line is known to have no end.
    searched: usize,
}

impl Assembler {
    pub(crate) fn new(limits: Limits) -> Self {
        // A typical event has 27 headers; the table grows to the largest frame and stays so.
        Self { limits, table: Vec::with_capacity(64), state: State::Start, line: 0, searched: 0 }
    }

    /// Headers of the frame that the last step told of.
    pub(crate) fn table(&self) -> &[Entry] {
        &self.table
    }

    /// Looks at `input`, which begins with the frame's first byte and is the same as at the step before but
    /// for bytes added to its end.
    pub(crate) fn step(&mut self, input: &[u8]) -> Step {
        loop {
            let flow = match self.state {
                State::Start => self.first_line(input),
                State::Headers { kind, eol, command } => return self.headers(input, kind, eol, command),
                State::Preamble { eol } => self.preamble(input, eol),
                State::Raw { eol } => self.raw_line(input, eol),
                State::Skip { until, eol, cut } => self.skip(input, until, eol, cut),
            };
            if let Flow::Stop(step) = flow {
                return step;
            }
        }
    }

    /// Ends the input: what is left of `input` as a last frame, its headers in the table.
    pub(crate) fn finish(&mut self, input: &[u8]) -> Option<FrameKind> {
        let kind = match self.state {
            State::Start => {
                self.table.clear();
                self.line = 0;
                FrameKind::Truncated
            }
            State::Headers { kind: FrameKind::Garbage, .. } => FrameKind::Garbage,
            State::Headers { .. } | State::Preamble { .. } | State::Raw { .. } => FrameKind::Truncated,
            State::Skip { .. } => {
                self.reset();
                return None;
            }
        };
        let raw = matches!(self.state, State::Raw { .. });
        let at = self.line;
        self.reset();
        let rest = input.get(at..).unwrap_or_default();
        let text = rest.strip_suffix(b"\r").unwrap_or(rest);
        if !text.is_empty() {
            if raw {
                self.push_raw(at, text.len());
            } else {
                self.push(at, &grammar::parts(text));
            }
        }
        (!self.table.is_empty()).then_some(kind)
    }

    fn first_line(&mut self, input: &[u8]) -> Flow {
        self.table.clear();
        self.line = 0;
        match grammar::blank(input) {
            Ok((rest, _)) => {
                self.searched = 0;
                return Flow::Stop(Step::Drop(input.len() - rest.len()));
            }
            Err(Err::Incomplete(_)) => return Flow::Stop(Step::More),
            Err(_) => {}
        }
        let Some(end) = scan::line_end(input, self.searched, Eol::Lf) else {
            return self.partial(input, Until::BlankOrFrame, Eol::Lf, self.limits.frame_bytes);
        };
        if end.next > self.limits.frame_bytes {
            return self.broken(Until::BlankOrFrame, Eol::Lf, Breach::Bytes(self.limits.frame_bytes));
        }
        let text = input.get(..end.end).unwrap_or_default();
        if grammar::starts_banner(text) {
            self.push(0, &Line { name: &[], value: text, value_at: 0 });
            return Flow::Stop(self.complete(FrameKind::Banner, end.next));
        }
        let line = grammar::parts(text);
        let kind = grammar::kind(line.name, line.value);
        if self.limits.headers == 0 {
            return self.broken(Until::BlankOrFrame, Eol::Lf, Breach::Headers(0));
        }
        self.push(0, &line);
        self.next_line(end.next);
        self.state = if kind == FrameKind::Response && grammar::is_follows(line.value) {
            State::Preamble { eol: end.eol() }
        } else {
            State::Headers { kind, eol: end.eol(), command: false }
        };
        Flow::Next
    }

    /// The header lines of one frame.
    fn headers(&mut self, input: &[u8], kind: FrameKind, eol: Eol, mut command: bool) -> Step {
        let until = if kind == FrameKind::Garbage { Until::BlankOrFrame } else { Until::Blank };
        // A line that was partial before is searched for its end alone, from where that search stopped.
        if self.searched > self.line && scan::line_end(input, self.searched, eol).is_none() {
            return self.partial_header(input, until, eol, command);
        }
        if matches!(kind, FrameKind::Event | FrameKind::Action) {
            self.plain_lines(input, eol);
        }
        let mut at = self.line;
        let (mut bytes, mut headers) = self.bounds(command);
        loop {
            let rest = input.get(at..).unwrap_or_default();
            match grammar::blank(rest) {
                Ok((after, _)) => return self.complete(kind, input.len() - after.len()),
                Err(Err::Incomplete(_)) => {
                    self.pause(at, kind, eol, command);
                    return Step::More;
                }
                Err(_) => {}
            }
            if kind == FrameKind::Garbage {
                if grammar::starts_frame(rest) {
                    return self.complete(kind, at);
                }
                if rest.len() < grammar::LONGEST_START && scan::line_end(rest, 0, eol).is_none() {
                    self.pause(at, kind, eol, command);
                    return Step::More;
                }
            }
            let Ok((after, line)) = grammar::line(rest, eol) else {
                self.pause(at, kind, eol, command);
                return self.partial_header(input, until, eol, command);
            };
            let next = input.len() - after.len();
            if next > bytes {
                self.next_line(at);
                return self.broken_step(until, eol, Breach::Bytes(bytes));
            }
            if self.table.len() >= headers {
                self.next_line(at);
                return self.broken_step(until, eol, Breach::Headers(headers));
            }
            self.push(at, &line);
            if kind == FrameKind::Response && !command {
                command = grammar::announces_output(&line);
                (bytes, headers) = self.bounds(command);
            }
            at = next;
        }
    }

    /// The loop where nearly all time is spent: whole header lines of a frame in which no line has a meaning of
    /// its own. It stops before the first that is not so simple, and leaves that to [`headers`](Self::headers).
    ///
    /// The table is taken out, so that its pointer and length stay in registers: that is worth a tenth.
    fn plain_lines(&mut self, input: &[u8], eol: Eol) {
        let (bytes, headers) = self.bounds(false);
        let mut table = mem::take(&mut self.table);
        let mut at = self.line;
        while let Some(rest @ [first, ..]) = input.get(at..) {
            if matches!(first, b'\r' | b'\n') {
                break;
            }
            let (entry, next) = if let Some(short) = scan::short_header(rest, eol) {
                (short_entry(at, &short), at + short.next)
            } else {
                let Ok((after, line)) = grammar::line(rest, eol) else { break };
                (entry(at, &line), input.len() - after.len())
            };
            if next > bytes || table.len() >= headers {
                break;
            }
            table.push(entry);
            at = next;
        }
        self.table = table;
        self.next_line(at);
    }

    /// Remembers where the header lines stopped.
    fn pause(&mut self, at: usize, kind: FrameKind, eol: Eol, command: bool) {
        self.next_line(at);
        self.state = State::Headers { kind, eol, command };
    }

    fn partial_header(&mut self, input: &[u8], until: Until, eol: Eol, command: bool) -> Step {
        match self.partial(input, until, eol, self.bounds(command).0) {
            Flow::Stop(step) => step,
            Flow::Next => Step::More,
        }
    }

    /// A line after `Response: Follows`, as long as these are headers.
    ///
    /// Asterisk 1.4 to 13 write the headers with CRLF and then what the command printed, where lines end with
    /// LF: a line that ends otherwise than the first one is output.
    fn preamble(&mut self, input: &[u8], eol: Eol) -> Flow {
        let rest = input.get(self.line..).unwrap_or_default();
        let limit = self.limits.command_bytes;
        let Some(end) = scan::line_end(rest, self.searched.saturating_sub(self.line), Eol::Lf) else {
            return self.partial(input, Until::EndMark, eol, limit);
        };
        let Ok((_, line)) = grammar::line(rest, Eol::Lf) else { return Flow::Stop(Step::More) };
        if end.eol() != eol || !grammar::is_follows_header(&line, eol) {
            self.state = State::Raw { eol };
            return Flow::Next;
        }
        let next = self.line + end.next;
        if let Some(breach) = self.breach(next) {
            return self.broken(Until::EndMark, eol, breach);
        }
        self.push(self.line, &line);
        self.next_line(next);
        Flow::Next
    }

    fn raw_line(&mut self, input: &[u8], eol: Eol) -> Flow {
        let rest = input.get(self.line..).unwrap_or_default();
        let limit = self.limits.command_bytes;
        let Some(end) = scan::line_end(rest, self.searched.saturating_sub(self.line), Eol::Lf) else {
            return self.partial(input, Until::EndMark, eol, limit);
        };
        let next = self.line + end.next;
        if let Some(breach) = self.breach(next) {
            return self.broken(Until::EndMark, eol, breach);
        }
        let raw = rest.get(..end.end).unwrap_or_default();
        if let Some(before) = grammar::before_end_mark(raw, end.eol(), eol) {
            if !before.is_empty() {
                self.push_raw(self.line, before.len());
            }
            return Flow::Stop(self.complete(FrameKind::Response, next));
        }
        self.push_raw(self.line, end.end);
        self.next_line(next);
        Flow::Next
    }

    /// The limit that Command output before Asterisk 14 breaks with a line that ends at `next`.
    fn breach(&self, next: usize) -> Option<Breach> {
        let (bytes, headers) = self.bounds(true);
        if next > bytes {
            Some(Breach::Bytes(bytes))
        } else if self.table.len() >= headers {
            Some(Breach::Headers(headers))
        } else {
            None
        }
    }

    fn bounds(&self, command: bool) -> (usize, usize) {
        if command {
            (self.limits.command_bytes, self.limits.command_lines)
        } else {
            (self.limits.frame_bytes, self.limits.headers)
        }
    }

    /// The line has no end yet: waits, unless it is too long already.
    fn partial(&mut self, input: &[u8], until: Until, eol: Eol, limit: usize) -> Flow {
        if input.len() > limit {
            return self.broken(until, eol, Breach::Bytes(limit));
        }
        self.searched = input.len();
        Flow::Stop(Step::More)
    }

    fn broken(&mut self, until: Until, eol: Eol, limit: Breach) -> Flow {
        Flow::Stop(self.broken_step(until, eol, limit))
    }

    /// Drops what came before the current line. That line is left to the skipping, because it may be the one
    /// that ends the frame; but the frame's own first line is not where another one begins.
    fn broken_step(&mut self, until: Until, eol: Eol, limit: Breach) -> Step {
        let drop = self.line;
        self.reset();
        self.table.clear();
        self.state = State::Skip { until, eol, cut: drop == 0 };
        Step::Broken { limit, drop }
    }

    fn complete(&mut self, kind: FrameKind, len: usize) -> Step {
        self.reset();
        Step::Frame { kind, len }
    }

    fn reset(&mut self) {
        self.state = State::Start;
        self.next_line(0);
    }

    #[inline]
    fn next_line(&mut self, at: usize) {
        self.line = at;
        self.searched = at;
    }

    #[inline]
    fn push(&mut self, at: usize, line: &Line<'_>) {
        self.table.push(entry(at, line));
    }

    fn push_raw(&mut self, at: usize, len: usize) {
        self.table.push(Entry {
            name_at: Entry::OUTPUT,
            name_end: Entry::OUTPUT,
            value_at: position(at),
            value_end: position(at + len),
        });
    }
}

#[inline(always)]
fn entry(at: usize, line: &Line<'_>) -> Entry {
    let value_at = at + line.value_at;
    Entry {
        name_at: position(at),
        name_end: position(at + line.name.len()),
        value_at: position(value_at),
        value_end: position(value_at + line.value.len()),
    }
}

#[inline(always)]
fn short_entry(at: usize, short: &ShortHeader) -> Entry {
    Entry {
        name_at: position(at),
        name_end: position(at + short.colon),
        value_at: position(at + short.value),
        value_end: position(at + short.end),
    }
}

/// Limits keep frames within 31 bits, so nothing is lost here.
#[expect(clippy::cast_possible_truncation, reason = "limits keep every frame within 31 bits")]
#[inline]
const fn position(at: usize) -> u32 {
    at as u32
}

//! What is to be sent on one connection, and the faults that strike it.

use std::cmp::Reverse;
use std::collections::VecDeque;
use std::time::Duration;

use crate::ami::{Pbx, Session, Then};
use crate::fault::{Fault, Harm, Place};
use crate::user::Classes;

mod outbox;
mod strike;

use outbox::Outbox;

#[derive(Debug)]
pub(crate) struct Connection {
    pub(crate) session: Session,
    pub(crate) accepted: Duration,
    pub(crate) out: Outbox,
    /// Those at times are in `timed`.
    faults: Vec<Fault>,
    timed: VecDeque<(Duration, Harm)>,
    /// Bytes, events and answers that there were so far.
    total: u64,
    events: u64,
    answers: u64,
    /// Answers that come later: when, and their numbers.
    held: VecDeque<Held>,
    /// How much later.
    late: Duration,
    /// The next answer is never given.
    swallows: bool,
    /// No more is added.
    closing: bool,
    /// It ends when the answers that are held are sent.
    closes_after_held: bool,
}

#[derive(Debug)]
struct Held {
    due: Duration,
    number: u64,
    bytes: Vec<u8>,
    /// Who gets no answer to the login is not logged in as far as events go.
    is_login: bool,
}

impl Connection {
    pub(crate) fn new(number: u64, faults: &[Fault], pbx: &Pbx, now: Duration) -> Self {
        let mut faults: Vec<Fault> = faults.iter().filter(|fault| fault.concerns(number)).cloned().collect();
        let mut timed = Vec::new();
        faults.retain(|fault| match fault.place {
            Place::After(time) => {
                timed.push((now.saturating_add(time), fault.harm.clone()));
                false
            }
            Place::Byte(_) | Place::Event(_) | Place::Answer(_) => true,
        });
        timed.sort_by_key(|(at, _)| *at);
        // From the back to the front, so that what is put in or cut off does not move the places that follow.
        faults.sort_by_key(|fault| match fault.place {
            Place::Byte(byte) => Reverse(byte),
            Place::Event(_) | Place::Answer(_) | Place::After(_) => Reverse(0),
        });
        let session = Session::new(number);
        let mut banner = Vec::new();
        session.greet(pbx, &mut banner);
        let mut connection = Self {
            session,
            accepted: now,
            out: Outbox::new(now),
            faults,
            timed: timed.into(),
            total: 0,
            events: 0,
            answers: 0,
            held: VecDeque::new(),
            late: Duration::ZERO,
            swallows: false,
            closing: false,
            closes_after_held: false,
        };
        connection.message(&banner, None, now);
        connection.go_on(now);
        connection
    }

    /// Whether it ends as soon as what waits is sent.
    pub(crate) fn is_closing(&self) -> bool {
        self.closing
    }

    /// Lets it end as soon as what waits is sent.
    pub(crate) fn close(&mut self) {
        self.closing = true;
        self.held.clear();
    }

    /// Bytes that were made and not sent.
    pub(crate) fn unsent(&self) -> usize {
        self.out.waiting().len() + self.held.iter().map(|held| held.bytes.len()).sum::<usize>()
    }

    /// Whether events are played to it.
    pub(crate) fn listens(&self) -> bool {
        !self.closing && self.session.listens() && !self.held.iter().any(|held| held.is_login)
    }

    /// Whether it gets this event, which is of these classes.
    pub(crate) fn gets(&self, classes: Classes, event: &[u8]) -> bool {
        self.listens() && self.session.gets(classes, event)
    }

    /// When [`go_on`](Self::go_on) has something to do.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        let held = self.held.front().map(|held| held.due);
        let timed = self.timed.front().map(|(at, _)| *at).filter(|_| !self.closing);
        [held, timed, self.out.stalled_until()].into_iter().flatten().min()
    }

    /// Lets time go on.
    pub(crate) fn go_on(&mut self, now: Duration) {
        while let Some((_, harm)) = pop_if(&mut self.timed, |(at, _)| *at <= now) {
            if !self.closing {
                self.strike_now(harm, now);
            }
        }
        while let Some(held) = pop_if(&mut self.held, |held| held.due <= now) {
            self.message(&held.bytes, Some(Place::Answer(held.number)), now);
        }
        if self.closes_after_held && self.held.is_empty() {
            self.close();
        }
        self.out.go_on(now);
    }

    /// Takes what the client sent.
    pub(crate) fn receive(&mut self, bytes: &[u8], pbx: &Pbx, now: Duration) {
        self.go_on(now);
        self.session.feed(bytes);
        let mut answer = Vec::new();
        while !self.closing && !self.closes_after_held {
            answer.clear();
            let stranger = self.session.user().is_none();
            let Some(then) = self.session.answer(pbx, now, &mut answer) else { return };
            let is_login = stranger && self.session.user().is_some();
            if is_login && self.session.is_spared() {
                self.spare();
            }
            self.answer(&answer, is_login, now);
            match then {
                Then::GoOn => {}
                Then::Close if self.held.is_empty() => self.close(),
                Then::Close => self.closes_after_held = true,
            }
        }
    }

    /// Adds a played event.
    pub(crate) fn play(&mut self, event: &[u8], now: Duration) {
        self.events += 1;
        self.message(event, Some(Place::Event(self.events)), now);
    }

    /// Gives an answer now, later or never.
    fn answer(&mut self, answer: &[u8], is_login: bool, now: Duration) {
        self.answers += 1;
        let place = Place::Answer(self.answers);
        for fault in self.faults.iter().filter(|fault| fault.place == place) {
            match fault.harm {
                Harm::Late(time) => self.late = time,
                Harm::Unanswered => self.swallows = true,
                _ => {}
            }
        }
        if std::mem::take(&mut self.swallows) {
            return;
        }
        if self.late.is_zero() && self.held.is_empty() {
            self.message(answer, Some(place), now);
            return;
        }
        // One that is due earlier waits for those before it.
        let due = now.saturating_add(self.late);
        self.held.push_back(Held { due, number: self.answers, bytes: answer.to_vec(), is_login });
    }
}

fn pop_if<T>(queue: &mut VecDeque<T>, is_it: impl FnOnce(&T) -> bool) -> Option<T> {
    if queue.front().is_some_and(is_it) { queue.pop_front() } else { None }
}

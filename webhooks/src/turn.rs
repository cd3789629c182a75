//! Which deliveries may go next: of each line, the events of one call, the oldest alone, and that when it is due. A line that
//! waits holds up no other.

use std::collections::HashSet;
use std::sync::Arc;

use callflow_core::Timestamp;

/// What is known of a delivery that waits, without its body.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Waiting {
    /// The event.
    pub event: Arc<str>,
    /// Events of one line keep their order.
    pub line: Arc<str>,
    /// Its place among those of its PBX.
    pub place: Arc<str>,
    /// Not before this time. While it is on its way, it says until when that is to be believed.
    pub next_at: Timestamp,
}

/// Looks through what waits, in order of its places, and picks what may go.
#[derive(Debug)]
pub struct Turn {
    now: Timestamp,
    most: usize,
    seen: HashSet<Arc<str>>,
    ready: Vec<Waiting>,
    due: Option<Timestamp>,
}

impl Turn {
    /// Picks at most so many of what is due now.
    #[must_use]
    pub fn new(now: Timestamp, most: usize) -> Self {
        Self { now, most, seen: HashSet::new(), ready: Vec::new(), due: None }
    }

    /// Looks at the next ones.
    pub fn take(&mut self, waiting: impl IntoIterator<Item = Waiting>) {
        for next in waiting {
            if self.is_full() {
                return;
            }
            if !self.seen.insert(next.line.clone()) {
                continue;
            }
            if next.next_at <= self.now {
                self.ready.push(next);
            } else {
                self.due = Some(self.due.map_or(next.next_at, |due| due.min(next.next_at)));
            }
        }
    }

    /// Whether it has picked as many as it was to: there may be more.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.ready.len() >= self.most
    }

    /// What may go, the oldest first, and when the next one is due that may not yet.
    #[must_use]
    pub fn done(self) -> (Vec<Waiting>, Option<Timestamp>) {
        (self.ready, self.due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn waiting(event: &str, line: &str, next_at: i64) -> Waiting {
        let next_at = Timestamp::from_unix_micros(next_at);
        Waiting { event: event.into(), line: line.into(), place: event.into(), next_at }
    }

    fn pick(most: usize, pages: Vec<Vec<Waiting>>) -> (Vec<String>, Option<i64>) {
        let mut turn = Turn::new(Timestamp::from_unix_micros(100), most);
        pages.into_iter().for_each(|page| turn.take(page));
        let (ready, due) = turn.done();
        (ready.iter().map(|it| it.event.to_string()).collect(), due.map(Timestamp::unix_micros))
    }

    #[test]
    fn of_each_line_the_oldest_goes() {
        let page =
            vec![waiting("1", "a", 0), waiting("2", "a", 0), waiting("3", "b", 100), waiting("4", "b", 0)];
        assert_eq!(pick(9, vec![page]), (vec!["1".into(), "3".into()], None));
    }

    #[test]
    fn a_line_whose_oldest_is_not_due_waits_and_others_go_on() {
        let page =
            vec![waiting("1", "a", 300), waiting("2", "a", 0), waiting("3", "b", 200), waiting("4", "c", 0)];
        assert_eq!(pick(9, vec![page]), (vec!["4".into()], Some(200)));
    }

    #[test]
    fn a_line_is_known_on_the_next_page() {
        let pages = vec![vec![waiting("1", "a", 101)], vec![waiting("2", "a", 0), waiting("3", "b", 0)]];
        assert_eq!(pick(9, pages), (vec!["3".into()], Some(101)));
    }

    #[test]
    fn no_more_are_picked_than_were_asked_for() {
        let page = vec![waiting("1", "a", 0), waiting("2", "b", 0), waiting("3", "c", 0)];
        assert_eq!(pick(2, vec![page]).0, ["1", "2"]);
    }
}

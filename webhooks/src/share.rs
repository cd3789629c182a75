//! How many workers one receiver may keep busy, so that a slow one leaves some to others.

/// How well a receiver does.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Health {
    /// It takes what it is sent, or has not been asked yet.
    Well,
    /// It did not take the last ones: it is asked with one event at a time.
    Failing,
}

/// How many more a receiver may be sent at once that has `own` on their way, where `free` workers have nothing to do. Each takes
/// one only while more are free than it has: so of ten the first slow receiver keeps five, the next one three, and a third one
/// still finds some.
#[must_use]
pub fn room(own: usize, mut free: usize, health: Health) -> usize {
    if health == Health::Failing {
        return usize::from(own == 0 && free > 0);
    }
    let mut more = 0;
    while own + more < free {
        (more, free) = (more + 1, free - 1);
    }
    more
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slow_receiver_leaves_workers_to_others() {
        let mut free = 10;
        let mut taken = Vec::new();
        for _ in 0..4 {
            let more = room(0, free, Health::Well);
            free -= more;
            taken.push(more);
        }
        assert_eq!(taken, [5, 3, 1, 1]);
        assert_eq!(room(5, 5, Health::Well), 0, "it gets no more while it is slow");
        assert_eq!(room(0, 0, Health::Well), 0);
        assert_eq!(room(0, 1, Health::Well), 1, "a single worker serves all in turn");
    }

    #[test]
    fn one_that_fails_is_asked_with_one_at_a_time() {
        assert_eq!(room(0, 10, Health::Failing), 1);
        assert_eq!(room(1, 9, Health::Failing), 0);
        assert_eq!(room(0, 0, Health::Failing), 0);
    }
}

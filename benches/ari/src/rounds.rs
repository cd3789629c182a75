//! Measuring more than once.

use std::time::Duration;

use crate::heap;

/// What one of the measured did in all rounds.
#[derive(Clone, Debug, Default)]
pub(crate) struct Rounds {
    seconds: Vec<f64>,
    /// Events that it understood in the last round.
    pub(crate) understood: usize,
    allocations: u64,
}

impl Rounds {
    /// Measures one round; `run` says how many events it understood.
    pub(crate) fn measure(&mut self, run: impl FnOnce() -> usize) {
        let allocated = heap::allocations();
        let begin = time_spent();
        self.understood = run();
        self.seconds.push((time_spent() - begin).as_secs_f64());
        self.allocations = heap::allocations() - allocated;
    }

    /// Seconds of the fastest round: what disturbs a run makes it slower, never faster.
    pub(crate) fn best(&self) -> f64 {
        self.seconds.iter().copied().fold(f64::INFINITY, f64::min)
    }

    /// Seconds of the middle round.
    pub(crate) fn median(&self) -> f64 {
        let mut seconds = self.seconds.clone();
        seconds.sort_by(f64::total_cmp);
        seconds.get(seconds.len() / 2).copied().unwrap_or(f64::INFINITY)
    }

    /// Allocations of the last round.
    pub(crate) fn allocations(&self) -> f64 {
        self.allocations as f64
    }
}

/// Time that the processor spent on this thread: what other programs take meanwhile is not in it.
#[cfg(unix)]
fn time_spent() -> Duration {
    let spent = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    spent.try_into().unwrap_or_default()
}

/// Time that went by.
#[cfg(not(unix))]
fn time_spent() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;

    static BEGIN: LazyLock<Instant> = LazyLock::new(Instant::now);
    BEGIN.elapsed()
}

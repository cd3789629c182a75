//! How often one may try to sign in.
//!
//! Each attempt counts when it begins and is taken back when it succeeds, so that a thousand of them at once count a
//! thousand. After some free ones each further attempt has to wait, twice as long each time, up to a limit:
//!
//! - **by account**, so that one password is not guessed from many addresses. The name need not exist;
//! - **by address**, so that one address does not try many names. A success of one's own does not clear it. Of IPv6 the
//!   first 64 bits count: one customer has all of them.
//!
//! Whoever knows a name could keep its owner out by trying without end. So an address from which the account has signed in
//! before is **known**: its attempts are counted apart from those of strangers, and theirs do not hold it up.
//!
//! The state is this process's own and lost when it ends: of several servers each counts for itself. It is bounded;
//! where it is full, the least suspicious entry makes room.

use std::collections::HashMap;
use std::hash::Hash;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use callflow_core::Timestamp;

/// When attempts have to wait.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limit {
    /// So many failures are free.
    pub free: u32,
    /// How long the attempt after them waits; each further one twice as long as the one before.
    pub first_wait: Duration,
    /// No attempt waits longer.
    pub longest_wait: Duration,
    /// Failures are forgotten when there was none for so long.
    pub forget_after: Duration,
}

impl Limit {
    /// How long after the last of so many failures the next attempt may come.
    #[must_use]
    pub fn wait_after(&self, failures: u32) -> Duration {
        let Some(beyond) = failures.checked_sub(self.free).and_then(|beyond| beyond.checked_sub(1)) else {
            return Duration::ZERO;
        };
        let factor = 1_u32.checked_shl(beyond).unwrap_or(u32::MAX);
        self.first_wait.saturating_mul(factor).min(self.longest_wait)
    }
}

/// The limits of signing in.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Limits {
    /// Of one account: by strangers together, and by each known address.
    pub account: Limit,
    /// Of one address, for all accounts.
    pub address: Limit,
    /// The most accounts, addresses and known addresses that are remembered, each.
    pub most_entries: usize,
}

impl Default for Limits {
    /// Five failures of an account and twenty of an address are free; then a second and more, for an account up to a minute
    /// and for an address up to a quarter of an hour; all is forgotten after an hour.
    fn default() -> Self {
        const HOUR: Duration = Duration::from_secs(3_600);
        let first_wait = Duration::from_secs(1);
        Self {
            account: Limit { free: 5, first_wait, longest_wait: Duration::from_secs(60), forget_after: HOUR },
            address: Limit {
                free: 20,
                first_wait,
                longest_wait: Duration::from_secs(900),
                forget_after: HOUR,
            },
            most_entries: 10_000,
        }
    }
}

/// Whether an attempt may be made.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[must_use]
pub enum Verdict {
    /// Now.
    Allowed,
    /// After this time (`Retry-After`).
    Wait(Duration),
}

/// Whom an attempt is for, in words that stay the same however they are spelt: tenant and normalised name.
pub type AccountKey = (Arc<str>, Arc<str>);

/// The state of all limits.
#[derive(Clone, Debug)]
pub struct Throttle {
    limits: Limits,
    accounts: Counters<AccountKey>,
    addresses: Counters<IpAddr>,
    known: Counters<(AccountKey, IpAddr)>,
}

impl Throttle {
    /// Nobody has failed yet.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let most = limits.most_entries.max(1);
        Self {
            limits,
            accounts: Counters::new(most),
            addresses: Counters::new(most),
            known: Counters::new(most),
        }
    }

    /// Begins an attempt, if it may be made: it counts as failed until [`succeeded`](Self::succeeded) is called for it. One
    /// that must wait does not count, so that waiting is not made longer by asking.
    pub fn attempt(&mut self, account: &AccountKey, address: IpAddr, now: Timestamp) -> Verdict {
        let address = network(address);
        let (limits, pair) = (self.limits, (account.clone(), address));
        let is_known = self.known.has(&pair);
        let by_account = if is_known {
            self.known.wait(&pair, &limits.account, now)
        } else {
            self.accounts.wait(account, &limits.account, now)
        };
        let wait = by_account.max(self.addresses.wait(&address, &limits.address, now));
        if !wait.is_zero() {
            return Verdict::Wait(wait);
        }
        if is_known {
            self.known.fail(pair, &limits.account, now);
        } else {
            self.accounts.fail(account.clone(), &limits.account, now);
        }
        self.addresses.fail(address, &limits.address, now);
        Verdict::Allowed
    }

    /// Ends an attempt that was right. What strangers have failed for this account stays where the address was known.
    pub fn succeeded(&mut self, account: &AccountKey, address: IpAddr, now: Timestamp) {
        let address = network(address);
        let pair = (account.clone(), address);
        if !self.known.has(&pair) {
            self.accounts.remove(account);
        }
        self.known.clear(pair, now);
        self.addresses.take_back(&address);
    }

    /// How many accounts, addresses and known addresses are remembered.
    #[must_use]
    pub fn len(&self) -> usize {
        self.accounts.0.len() + self.addresses.0.len() + self.known.0.len()
    }

    /// Whether nothing is remembered.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// What one customer has of addresses.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            IpAddr::from([a, b, c, d, 0, 0, 0, 0])
        }
        v4 @ IpAddr::V4(_) => v4,
    }
}

#[derive(Clone, Copy, Debug)]
struct Counter {
    failures: u32,
    last: Timestamp,
}

/// How often each has failed, for a bounded number of them.
#[derive(Clone, Debug)]
struct Counters<K>(HashMap<K, Counter>, usize);

impl<K: Clone + Eq + Hash> Counters<K> {
    fn new(most: usize) -> Self {
        Self(HashMap::new(), most)
    }

    fn has(&self, key: &K) -> bool {
        self.0.contains_key(key)
    }

    fn wait(&self, key: &K, limit: &Limit, now: Timestamp) -> Duration {
        let Some(counter) = self.0.get(key) else { return Duration::ZERO };
        let passed = now.since(counter.last);
        if passed >= limit.forget_after {
            return Duration::ZERO;
        }
        // Where the clock has gone back, no time has passed: nobody waits longer than the limit says.
        limit.wait_after(counter.failures).saturating_sub(passed)
    }

    fn fail(&mut self, key: K, limit: &Limit, now: Timestamp) {
        let old = self.0.get(&key).filter(|old| now.since(old.last) < limit.forget_after);
        let failures = old.map_or(0, |old| old.failures).saturating_add(1);
        self.put(key, Counter { failures, last: now });
    }

    fn clear(&mut self, key: K, now: Timestamp) {
        self.put(key, Counter { failures: 0, last: now });
    }

    fn take_back(&mut self, key: &K) {
        if let Some(counter) = self.0.get_mut(key) {
            counter.failures = counter.failures.saturating_sub(1);
        }
    }

    fn remove(&mut self, key: &K) {
        self.0.remove(key);
    }

    fn put(&mut self, key: K, counter: Counter) {
        if self.0.len() >= self.1 && !self.0.contains_key(&key) {
            // Of those that failed the least often the one that is longest ago: whoever floods this with new names or
            // addresses drives out his own first.
            let least =
                self.0.iter().min_by_key(|(_, it)| (it.failures, it.last)).map(|(key, _)| key.clone());
            if let Some(least) = least {
                self.0.remove(&least);
            }
        }
        self.0.insert(key, counter);
    }
}

#[cfg(test)]
mod tests;

//! How many requests a second one address may make.

use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota};

/// A burst may have as many requests as so many seconds.
const BURST_SECONDS: u32 = 2;
/// After so many requests the addresses that have been quiet are forgotten.
const FORGET_EVERY: u32 = 10_000;

/// A limit for each address. Clones count together.
#[derive(Clone, Debug)]
pub(crate) struct RateLimit {
    limiter: Arc<DefaultKeyedRateLimiter<IpAddr>>,
    asked: Arc<AtomicU32>,
}

impl RateLimit {
    pub(crate) fn new(per_second: NonZeroU32) -> Self {
        let burst = per_second.saturating_mul(NonZeroU32::new(BURST_SECONDS).unwrap_or(NonZeroU32::MIN));
        let quota = Quota::per_second(per_second).allow_burst(burst);
        Self { limiter: Arc::new(DefaultKeyedRateLimiter::keyed(quota)), asked: Arc::default() }
    }

    /// Counts a request; says how long to wait if it is one too many.
    pub(crate) fn check(&self, address: IpAddr) -> Result<(), Duration> {
        if self.asked.fetch_add(1, Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            self.limiter.retain_recent();
        }
        let refused =
            |not_until: governor::NotUntil<_>| not_until.wait_time_from(DefaultClock::default().now());
        self.limiter.check_key(&one_of(address)).map_err(refused)
    }
}

/// A customer has a network of IPv6, not an address of it.
fn one_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_address_has_a_limit_of_its_own() {
        let limit = RateLimit::new(NonZeroU32::new(1).unwrap());
        let (one, other) = ("192.0.2.1".parse().unwrap(), "192.0.2.2".parse().unwrap());
        // The clock runs on, but ten requests take no eight seconds.
        let refused = (0..10).filter(|_| limit.check(one).is_err()).count();
        assert!(refused > 0 && refused <= 8, "{refused}");
        assert!(limit.check(other).is_ok());
    }

    #[test]
    fn a_network_of_ipv6_is_one() {
        assert_eq!(one_of("2001:db8::1".parse().unwrap()), one_of("2001:db8::ffff:1".parse().unwrap()));
        assert_ne!(one_of("2001:db8::1".parse().unwrap()), one_of("2001:db8:0:1::1".parse().unwrap()));
    }
}

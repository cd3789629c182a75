use proptest::prelude::*;

use super::*;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_unix_micros(seconds * 1_000_000)
}

fn bob() -> AccountKey {
    ("default".into(), "bob".into())
}

fn address(n: u8) -> IpAddr {
    IpAddr::from([192, 0, 2, n])
}

fn wait(seconds: u64) -> Verdict {
    Verdict::Wait(Duration::from_secs(seconds))
}

#[test]
fn waits_double_up_to_the_longest() {
    let limit = Limits::default().account;
    let waits: Vec<u64> = (0..14).map(|failures| limit.wait_after(failures).as_secs()).collect();
    assert_eq!(waits, [0, 0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60]);
    for failures in [40, 1_000, u32::MAX] {
        assert_eq!(limit.wait_after(failures), limit.longest_wait);
    }
}

#[test]
fn an_account_is_limited_whatever_the_addresses() {
    let mut throttle = Throttle::new(Limits::default());
    for n in 0..6 {
        assert_eq!(throttle.attempt(&bob(), address(n), at(0)), Verdict::Allowed, "{n}");
    }
    assert_eq!(throttle.attempt(&bob(), address(6), at(0)), wait(1));
    assert_eq!(throttle.attempt(&("default".into(), "ann".into()), address(7), at(0)), Verdict::Allowed);
    assert_eq!(
        throttle.attempt(&("other".into(), "bob".into()), address(7), at(0)),
        Verdict::Allowed,
        "another tenant's"
    );
    assert_eq!(throttle.attempt(&bob(), address(6), at(1)), Verdict::Allowed);
    assert_eq!(throttle.attempt(&bob(), address(6), at(1)), wait(2));
    assert_eq!(throttle.attempt(&bob(), address(6), at(2)), wait(1), "asking does not make it longer");
    assert_eq!(
        throttle.attempt(&bob(), address(6), at(3_700)),
        Verdict::Allowed,
        "after an hour all is forgotten"
    );
    assert_eq!(throttle.attempt(&bob(), address(6), at(3_700)), Verdict::Allowed);
}

#[test]
fn an_address_is_limited_whatever_the_accounts() {
    let mut throttle = Throttle::new(Limits::default());
    let name = |n: i32| ("default".into(), format!("user{n}").into());
    for n in 0..21 {
        assert_eq!(throttle.attempt(&name(n), address(1), at(0)), Verdict::Allowed, "{n}");
    }
    assert_eq!(throttle.attempt(&name(21), address(1), at(0)), wait(1));
    assert_eq!(throttle.attempt(&name(21), address(2), at(0)), Verdict::Allowed);
}

#[test]
fn one_customers_addresses_are_one() {
    let mut throttle = Throttle::new(Limits::default());
    for n in 0..21_u16 {
        let address = IpAddr::from([0x2001, 0xdb8, 1, 2, n, n, n, n]);
        assert_eq!(
            throttle.attempt(&("default".into(), format!("u{n}").into()), address, at(0)),
            Verdict::Allowed
        );
    }
    let of = |text: &str| text.parse().unwrap();
    assert_eq!(throttle.attempt(&bob(), of("2001:db8:1:2::ffff"), at(0)), wait(1));
    assert_eq!(throttle.attempt(&bob(), of("2001:db8:1:3::1"), at(0)), Verdict::Allowed);
    assert_eq!(network(of("::ffff:192.0.2.1")), address(1), "an IPv4 address is one in IPv6, too");
}

#[test]
fn attempts_at_once_count_each() {
    let mut throttle = Throttle::new(Limits::default());
    let allowed = (0..1_000).filter(|_| throttle.attempt(&bob(), address(1), at(0)) == Verdict::Allowed);
    assert_eq!(allowed.count(), 6);
}

#[test]
fn a_success_takes_its_attempt_back() {
    let mut throttle = Throttle::new(Limits::default());
    for n in 0..100 {
        assert_eq!(throttle.attempt(&bob(), address(1), at(n)), Verdict::Allowed, "{n}");
        throttle.succeeded(&bob(), address(1), at(n));
    }
}

/// Else an attacker with an account of his own would clear his address with it.
#[test]
fn ones_own_success_does_not_clear_the_address() {
    let mut throttle = Throttle::new(Limits::default());
    let own: AccountKey = ("default".into(), "mallory".into());
    let mut tried = 0;
    for n in 0..100 {
        let name: AccountKey = ("default".into(), format!("user{n}").into());
        tried += u32::from(throttle.attempt(&name, address(1), at(0)) == Verdict::Allowed);
        if throttle.attempt(&own, address(1), at(0)) == Verdict::Allowed {
            throttle.succeeded(&own, address(1), at(0));
        }
    }
    assert_eq!(tried, 21);
}

#[test]
fn strangers_do_not_keep_an_owner_out() {
    let mut throttle = Throttle::new(Limits::default());
    assert_eq!(throttle.attempt(&bob(), address(1), at(0)), Verdict::Allowed);
    throttle.succeeded(&bob(), address(1), at(0));
    for n in 0..200 {
        let _ = throttle.attempt(&bob(), address(100 + u8::try_from(n % 100).unwrap()), at(n));
    }
    assert!(matches!(throttle.attempt(&bob(), address(99), at(200)), Verdict::Wait(_)));
    assert_eq!(throttle.attempt(&bob(), address(1), at(200)), Verdict::Allowed);
    throttle.succeeded(&bob(), address(1), at(200));
    assert!(matches!(throttle.attempt(&bob(), address(99), at(200)), Verdict::Wait(_)), "strangers wait on");
    // A known address may not try without end either.
    let allowed = (0..100).filter(|_| throttle.attempt(&bob(), address(1), at(300)) == Verdict::Allowed);
    assert_eq!(allowed.count(), 6);
}

#[test]
fn a_flood_of_names_does_not_clear_a_counter() {
    let limits = Limits { most_entries: 10, ..Limits::default() };
    let mut throttle = Throttle::new(limits);
    for n in 0..6 {
        assert_eq!(throttle.attempt(&bob(), address(n), at(0)), Verdict::Allowed);
    }
    for n in 0..10_000_u32 {
        let [_, b, c, d] = n.to_be_bytes();
        let name = ("default".into(), format!("made-up-{n}").into());
        let _ = throttle.attempt(&name, IpAddr::from([10, b, c, d]), at(0));
    }
    assert_eq!(throttle.attempt(&bob(), address(9), at(0)), wait(1));
}

proptest! {
    /// Whatever is tried, in whatever order and at whatever times: what is remembered is bounded, no wait is longer than
    /// the longest, and whoever waits as told is let in.
    #[test]
    fn it_is_bounded_and_keeps_its_word(
        attempts in prop::collection::vec((0_u8..30, 0_u8..30, -5_i64..100, any::<bool>()), 1..300)
    ) {
        let limits = Limits { most_entries: 8, ..Limits::default() };
        let mut throttle = Throttle::new(limits);
        let mut now = 1_000;
        for (name, from, seconds, right) in attempts {
            now += seconds;
            let account = ("default".into(), name.to_string().into());
            match throttle.attempt(&account, address(from), at(now)) {
                Verdict::Allowed => {
                    if right {
                        throttle.succeeded(&account, address(from), at(now));
                    }
                }
                Verdict::Wait(wait) => {
                    prop_assert!(wait > Duration::ZERO && wait <= limits.address.longest_wait);
                    let later = at(now).saturating_add(wait);
                    prop_assert_eq!(throttle.clone().attempt(&account, address(from), later), Verdict::Allowed);
                }
            }
            prop_assert!(throttle.len() <= 3 * limits.most_entries);
        }
    }

    /// In any hour strangers try one account at most so often: the free attempts and one a minute, and those on the way there.
    #[test]
    fn one_account_is_tried_seldom(gaps in prop::collection::vec(0_i64..30, 1..600)) {
        let limits = Limits { address: Limit { free: u32::MAX, ..Limits::default().address }, ..Limits::default() };
        let mut throttle = Throttle::new(limits);
        let mut now = 0;
        let mut allowed = 0;
        for (n, gap) in gaps.into_iter().enumerate() {
            now += gap;
            if now >= 3_600 {
                break;
            }
            let from = address(u8::try_from(n % 250).unwrap());
            allowed += i64::from(throttle.attempt(&bob(), from, at(now)) == Verdict::Allowed);
        }
        prop_assert!(allowed <= 6 + 6 + now / 60, "{allowed} in {now} s");
    }
}

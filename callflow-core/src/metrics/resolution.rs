//! How many callers did not have to call again.

use alloc::collections::BTreeMap;
use core::time::Duration;

use super::percent;
use crate::time::Timestamp;

/// `W` of [`first_call_resolution`] where nobody says otherwise: seven days.
pub const RESOLUTION_WINDOW: Duration = Duration::from_secs(7 * 24 * 3_600);

/// 100 · (1 − calls of a number that were repeated within `window` / calls).
///
/// `calls` are numbers and the times of their calls, in any order; calls without a number are left out by the
/// one who asks. A call is repeated if the same number calls again no later than `window` after it. There is no
/// standard for this figure, so say `window` wherever it is shown; the calls of the last `window` may still be
/// repeated.
#[must_use]
pub fn first_call_resolution<'n>(
    calls: impl IntoIterator<Item = (&'n str, Timestamp)>,
    window: Duration,
) -> Option<f64> {
    let mut by_number: BTreeMap<&str, alloc::vec::Vec<Timestamp>> = BTreeMap::new();
    for (number, at) in calls {
        by_number.entry(number).or_default().push(at);
    }
    let (mut all, mut resolved) = (0, 0);
    for times in by_number.values_mut() {
        times.sort_unstable();
        let again = times.iter().skip(1).map(Some).chain([None]);
        let repeated =
            times.iter().zip(again).filter(|(at, next)| next.is_some_and(|next| next.since(**at) <= window));
        let repeated = repeated.count() as u64;
        all += times.len() as u64;
        resolved += times.len() as u64 - repeated;
    }
    percent(resolved, all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resolution_by_hand() {
        const DAY: u64 = 86_400;
        let calls = |list: &[(&'static str, u64)]| {
            let at = |day: u64| Timestamp::default().saturating_add(Duration::from_secs(day * DAY));
            let list: alloc::vec::Vec<_> = list.iter().map(|(number, day)| (*number, at(*day))).collect();
            first_call_resolution(list, RESOLUTION_WINDOW)
        };
        for (list, want) in [
            (&[][..], None),
            (&[("a", 0), ("b", 1)], Some(100.0)),
            // The first is repeated, the second is not.
            (&[("a", 0), ("a", 7)], Some(50.0)),
            (&[("a", 8), ("a", 0)], Some(100.0)),
            (&[("a", 0), ("a", 1), ("a", 2), ("b", 2)], Some(50.0)),
        ] {
            assert_eq!(calls(list), want, "{list:?}");
        }
    }
}

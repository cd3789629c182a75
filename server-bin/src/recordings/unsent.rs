//! When a recording is tried again that could not be copied: pure, told the time.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use callflow_core::Timestamp;

/// After the first failure; each time after that it is twice as long, up to the second.
const PAUSES: (Duration, Duration) = (Duration::from_secs(60), Duration::from_secs(30 * 60));

/// PBX and file.
pub(super) type Name = (Arc<str>, Arc<str>);

/// The recordings that could not be copied. One of them keeps no other one waiting.
#[derive(Debug, Default)]
pub(super) struct Unsent(BTreeMap<Name, (u32, Timestamp)>);

impl Unsent {
    pub(super) fn is_due(&self, name: &Name, now: Timestamp) -> bool {
        self.0.get(name).is_none_or(|(_, at)| *at <= now)
    }

    pub(super) fn failed(&mut self, name: Name, now: Timestamp) {
        let (failures, at) = self.0.entry(name).or_default();
        *failures = failures.saturating_add(1);
        *at = now.saturating_add(pause(*failures));
    }

    pub(super) fn sent(&mut self, name: &Name) {
        self.0.remove(name);
    }
}

/// After so many failures, one or more.
fn pause(failures: u32) -> Duration {
    let (first, longest) = PAUSES;
    let times = 1_u32.checked_shl(failures.saturating_sub(1)).unwrap_or(u32::MAX);
    first.saturating_mul(times).min(longest)
}

#[cfg(test)]
mod tests {
    use callflow_core::store::testkit::sample::at;

    use super::*;

    #[test]
    fn pauses_double_up_to_half_an_hour() {
        for (failures, seconds) in
            [(1, 60), (2, 120), (3, 240), (5, 960), (6, 1_800), (33, 1_800), (u32::MAX, 1_800)]
        {
            assert_eq!(pause(failures), Duration::from_secs(seconds), "{failures}");
        }
    }

    #[test]
    fn what_failed_waits_alone_and_what_was_sent_begins_anew() {
        let name = |file: &str| -> Name { ("default".into(), file.into()) };
        let mut unsent = Unsent::default();
        unsent.failed(name("a"), at(0));
        assert!(!unsent.is_due(&name("a"), at(59)) && unsent.is_due(&name("a"), at(60)));
        assert!(unsent.is_due(&name("b"), at(0)));
        unsent.failed(name("a"), at(60));
        assert!(!unsent.is_due(&name("a"), at(179)));
        unsent.sent(&name("a"));
        unsent.failed(name("a"), at(200));
        assert!(unsent.is_due(&name("a"), at(260)));
    }
}

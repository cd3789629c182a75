//! What the frames of an Asterisk say of what its manager user is sent.

use std::collections::BTreeMap;
use std::time::Duration;

use ami_proto::{Frame, FrameKind};

use super::finding::Finding;
use super::needed::{NEEDED, SURE_AFTER, SURE_AFTER_A_LOOK, TOGETHER, class_of, lost_without};

/// What was seen.
#[derive(Debug, Default)]
pub struct Examination {
    banner: Option<String>,
    /// It began with a login, which `FullyBooted` follows.
    sees_login: bool,
    /// How often each event came, items of lists left out.
    events: BTreeMap<String, u64>,
    /// How many bytes they had.
    bytes: u64,
    /// How many of them could have had a time of Asterisk's, and how many had one.
    could_be_stamped: u64,
    stamped: u64,
}

impl Examination {
    /// Of what comes from a login on.
    #[must_use]
    pub fn of_login() -> Self {
        Self { sees_login: true, ..Self::default() }
    }

    /// Takes what Asterisk said.
    pub fn frame(&mut self, frame: &Frame<'_>) {
        match frame.kind() {
            FrameKind::Banner => self.banner = Some(String::from_utf8_lossy(frame.bytes()).trim().to_owned()),
            FrameKind::Event if frame.get("ActionID").is_none() => {
                let name = String::from_utf8_lossy(frame.event_name().unwrap_or_default()).into_owned();
                // That of a login is written by hand in Asterisk, without a time whatever is configured.
                if name != "FullyBooted" {
                    self.could_be_stamped += 1;
                    self.stamped += u64::from(frame.get("Timestamp").is_some());
                }
                *self.events.entry(name).or_default() += 1;
                self.bytes += frame.bytes().len() as u64;
            }
            _ => {}
        }
    }

    /// What is to be said of it.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.banner.iter().map(Finding::fine).collect();
        findings.extend(NEEDED.iter().map(|(class, events)| self.of_class(class, events)));
        if self.sees_login && self.count("FullyBooted") == 0 {
            findings.push(Finding::fault(
                "no FullyBooted after the login: give the manager user read = system, or a restart of Asterisk cuts \
                 calls off unseen",
            ));
        }
        findings.extend(self.of_stamps());
        findings.extend(TOGETHER.iter().filter_map(|(seen, missing)| self.of_pair(seen, missing)));
        if self.count("Newchannel") == 0 {
            findings.push(Finding::fine(
                "no call began while it was looked at: what calls need cannot be judged",
            ));
        }
        findings
    }

    /// How many events came while it was listened for so long.
    pub(super) fn rate(&self, listened: Duration) -> Finding {
        let (events, seconds) = (self.events.values().sum::<u64>(), listened.as_secs_f64().max(0.001));
        let (rate, bytes) = (events as f64 / seconds, self.bytes as f64 / seconds / 1_000.0);
        Finding::fine(format!("{events} events in {seconds:.0} s: {rate:.1} a second, {bytes:.1} kB/s"))
    }

    fn of_stamps(&self) -> Option<Finding> {
        match (self.could_be_stamped, self.stamped) {
            (0, _) => None,
            (_, 0) => Some(Finding::note(
                "timestampevents is off: times are those at which events arrive, so what the network delays counts as \
                 ringing or talking; write timestampevents = yes under [general]",
            )),
            _ => Some(Finding::fine("timestampevents is on: events have the time of Asterisk")),
        }
    }

    fn count(&self, event: &str) -> u64 {
        self.events.get(event).copied().unwrap_or(0)
    }

    fn of_class(&self, class: &str, events: &[&str]) -> Finding {
        let all: u64 = events.iter().map(|event| self.count(event)).sum();
        let unseen: Vec<&str> = events.iter().copied().filter(|event| self.count(event) == 0).collect();
        let rest =
            if unseen.is_empty() { String::new() } else { format!("; not seen: {}", unseen.join(", ")) };
        if all == 0 {
            let lost = lost_without(class);
            return Finding::fine(format!(
                "class {class}: none of its events came, which may be chance; without read = {class}, {lost}"
            ));
        }
        Finding::fine(format!("class {class}: {all} needed events{rest}"))
    }

    fn of_pair(&self, seen: &str, missing: &str) -> Option<Finding> {
        let times = self.count(seen);
        let sure_after = if self.sees_login { SURE_AFTER_A_LOOK } else { SURE_AFTER };
        (times >= sure_after && self.count(missing) == 0).then(|| {
            let class = class_of(missing).unwrap_or("call");
            Finding::fault(format!(
                "{times} {seen} and no {missing}: give the manager user read = {class}, and let no eventfilter take \
                 it out"
            ))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_that_last_longer_than_one_looks_are_no_fault() {
        let told = |times: usize| {
            let mut examination = Examination::of_login();
            let text = "Event: BridgeEnter\r\n\r\n".repeat(times);
            let mut frames = ami_proto::frames(text.as_bytes());
            while let Some(frame) = frames.next() {
                examination.frame(&frame.unwrap());
            }
            examination.findings().iter().any(|finding| finding.text.contains("no BridgeLeave"))
        };
        assert_eq!([4, 20].map(told), [false, true]);
    }

    fn examined(text: &str) -> Vec<Finding> {
        let mut examination = Examination::default();
        let mut frames = ami_proto::frames(text.as_bytes());
        while let Some(frame) = frames.next() {
            examination.frame(&frame.unwrap());
        }
        examination.findings()
    }

    fn faults(text: &str) -> Vec<String> {
        examined(text).into_iter().filter(|finding| finding.is_fault).map(|finding| finding.text).collect()
    }

    #[test]
    fn a_class_that_is_not_read_is_told_by_what_comes_without_it() {
        let call = "Event: Newchannel\r\n\r\nEvent: Newstate\r\n\r\nEvent: Hangup\r\n\r\n";
        let [fault] = &*faults(&call.repeat(3)) else { panic!("{:?}", faults(&call.repeat(3))) };
        assert!(fault.contains("no Newexten") && fault.contains("read = dialplan"), "{fault}");
        // Twice may be chance.
        assert_eq!(faults(&call.repeat(2)), Vec::<String>::new());
        assert_eq!(faults(&format!("{}Event: Newexten\r\n\r\n", call.repeat(9))), Vec::<String>::new());
    }

    #[test]
    fn times_of_asterisk_are_told_from_those_that_are_missing() {
        let with = "Event: Hangup\r\nTimestamp: 1.5\r\n\r\n";
        let told = |text: &str| {
            let findings =
                examined(text).into_iter().filter(|finding| finding.text.starts_with("timestampevents"));
            findings.map(|finding| finding.text.chars().take(22).collect()).collect::<Vec<String>>()
        };
        assert_eq!(told(with), ["timestampevents is on:"]);
        assert_eq!(told("Event: Hangup\r\n\r\n"), ["timestampevents is off"]);
        assert_eq!(told("Event: FullyBooted\r\n\r\n"), [""; 0]);
    }

    #[test]
    fn events_are_counted_by_the_second() {
        let mut examination = Examination::default();
        let text = "Event: Hangup\r\n\r\n".repeat(30);
        let mut frames = ami_proto::frames(text.as_bytes());
        while let Some(frame) = frames.next() {
            examination.frame(&frame.unwrap());
        }
        let rate = examination.rate(Duration::from_secs(10));
        assert_eq!(rate, Finding::fine("30 events in 10 s: 3.0 a second, 0.1 kB/s"));
    }

    #[test]
    fn items_of_lists_are_no_events() {
        let list = "Event: BridgeEnter\r\nActionID: a\r\n\r\n".repeat(5);
        assert_eq!(faults(&list), Vec::<String>::new());
        let nothing = examined("Asterisk Call Manager/11.0.0\r\n");
        assert_eq!(nothing[0], Finding::fine("Asterisk Call Manager/11.0.0"));
        assert!(nothing.last().unwrap().text.starts_with("no call began"));
    }
}

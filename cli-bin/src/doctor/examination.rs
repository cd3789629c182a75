//! What the frames of an Asterisk say of what its manager user is sent.

use std::collections::BTreeMap;

use ami_proto::{Frame, FrameKind};
use serde::Serialize;

use super::needed::{NEEDED, SURE_AFTER, TOGETHER, class_of};

/// What was seen.
#[derive(Debug, Default)]
pub(super) struct Examination {
    banner: Option<String>,
    /// How often each event came, items of lists left out.
    events: BTreeMap<String, u64>,
}

/// Something to be said of an Asterisk.
#[derive(Debug, Eq, PartialEq, Serialize)]
pub(super) struct Finding {
    /// It costs the truth of calls.
    pub(super) is_fault: bool,
    /// What it is, and what to do about it.
    pub(super) text: String,
}

impl Finding {
    pub(super) fn fine(text: impl Into<String>) -> Self {
        Self { is_fault: false, text: text.into() }
    }

    pub(super) fn fault(text: impl Into<String>) -> Self {
        Self { is_fault: true, text: text.into() }
    }
}

impl Examination {
    pub(super) fn frame(&mut self, frame: &Frame<'_>) {
        match frame.kind() {
            FrameKind::Banner => self.banner = Some(String::from_utf8_lossy(frame.bytes()).trim().to_owned()),
            FrameKind::Event if frame.get("ActionID").is_none() => {
                let name = String::from_utf8_lossy(frame.event_name().unwrap_or_default()).into_owned();
                *self.events.entry(name).or_default() += 1;
            }
            _ => {}
        }
    }

    pub(super) fn findings(&self) -> Vec<Finding> {
        let mut findings: Vec<Finding> = self.banner.iter().map(Finding::fine).collect();
        findings.extend(NEEDED.iter().map(|(class, events)| self.of_class(class, events)));
        findings.extend(TOGETHER.iter().filter_map(|(seen, missing)| self.of_pair(seen, missing)));
        if self.count("Newchannel") == 0 {
            findings.push(Finding::fine(
                "no call began while it was looked at: what calls need cannot be judged",
            ));
        }
        findings
    }

    fn count(&self, event: &str) -> u64 {
        self.events.get(event).copied().unwrap_or(0)
    }

    fn of_class(&self, class: &str, events: &[&str]) -> Finding {
        let all: u64 = events.iter().map(|event| self.count(event)).sum();
        let unseen: Vec<&str> = events.iter().copied().filter(|event| self.count(event) == 0).collect();
        let rest =
            if unseen.is_empty() { String::new() } else { format!("; not seen: {}", unseen.join(", ")) };
        Finding::fine(format!("class {class}: {all} needed events{rest}"))
    }

    fn of_pair(&self, seen: &str, missing: &str) -> Option<Finding> {
        let times = self.count(seen);
        (times >= SURE_AFTER && self.count(missing) == 0).then(|| {
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
    fn items_of_lists_are_no_events() {
        let list = "Event: BridgeEnter\r\nActionID: a\r\n\r\n".repeat(5);
        assert_eq!(faults(&list), Vec::<String>::new());
        let nothing = examined("Asterisk Call Manager/11.0.0\r\n");
        assert_eq!(nothing[0], Finding::fine("Asterisk Call Manager/11.0.0"));
        assert!(nothing.last().unwrap().text.starts_with("no call began"));
    }
}

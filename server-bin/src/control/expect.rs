//! Which event shows that an action was done.

use ami_proto::Frame;

use super::outcome::Details;

/// An event that is waited for: its name, and the headers that it must have.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Expectation {
    pub(super) event: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
}

impl Expectation {
    pub(super) fn of(event: &'static str) -> Self {
        Self { event, headers: Vec::new() }
    }

    pub(super) fn with(mut self, header: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((header, value.into()));
        self
    }

    /// Whether this is the event. Letter case does not count: Asterisk tells a member's interface in its own spelling.
    pub(super) fn is_met_by(&self, event: &Frame<'_>) -> bool {
        let has = |(header, value): &(&'static str, String)| {
            event.get(header).is_some_and(|found| found.trim_ascii().eq_ignore_ascii_case(value.as_bytes()))
        };
        event.event_name().is_some_and(|name| name.eq_ignore_ascii_case(self.event.as_bytes()))
            && self.headers.iter().all(has)
    }
}

/// What an event tells besides.
pub(super) fn read_details(event: &Frame<'_>, details: &mut Details) {
    let text = |header| event.text(header).map(|value| value.into_owned()).filter(|value| !value.is_empty());
    details.parking_space = text("ParkingSpace").or(details.parking_space.take());
    details.parking_lot = text("Parkinglot").or(details.parking_lot.take());
}

#[cfg(test)]
mod tests {
    use ami_proto::OwnedFrame;

    use super::*;

    #[test]
    fn an_event_is_known_by_its_name_and_headers() {
        let expected = Expectation::of("QueueMemberPause").with("Interface", "PJSIP/101").with("Paused", "1");
        for (name, interface, paused, met) in [
            ("QueueMemberPause", "PJSIP/101", "1", true),
            ("QueueMemberPause", "pjsip/101", "1", true),
            ("QueueMemberPause", "PJSIP/101", "0", false),
            ("QueueMemberPause", "PJSIP/1011", "1", false),
            ("QueueMemberStatus", "PJSIP/101", "1", false),
        ] {
            let frame =
                OwnedFrame::from_headers([("Event", name), ("Interface", interface), ("Paused", paused)]);
            assert_eq!(expected.is_met_by(&frame.as_frame()), met, "{name} {interface} {paused}");
        }
        let without = OwnedFrame::from_headers([("Event", "QueueMemberPause"), ("Paused", "1")]);
        assert!(!expected.is_met_by(&without.as_frame()));
    }

    #[test]
    fn the_space_is_read_from_the_event() {
        let parked = OwnedFrame::from_headers([
            ("Event", "ParkedCall"),
            ("ParkingSpace", "901"),
            ("Parkinglot", "default"),
        ]);
        let mut details = Details { file: Some("x".into()), ..Details::default() };
        read_details(&parked.as_frame(), &mut details);
        let want = Details {
            parking_space: Some("901".into()),
            parking_lot: Some("default".into()),
            file: Some("x".into()),
            interface: None,
        };
        assert_eq!(details, want);
    }
}

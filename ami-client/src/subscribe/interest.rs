//! Which events a listener wants.

use std::collections::BTreeSet;

use ami_proto::Frame;

/// Which events a listener wants: all, or those of some names, or of some classes.
///
/// ```
/// use ami_client::Interest;
///
/// let ends = Interest::events(["Hangup", "BridgeLeave"]);
/// let frame = ami_client::ami_proto::OwnedFrame::from_headers([("Event", "hangup")]);
/// assert!(ends.takes(&frame.as_frame()));
/// ```
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Interest {
    names: Option<BTreeSet<Vec<u8>>>,
    classes: Option<BTreeSet<Vec<u8>>>,
}

impl Interest {
    /// All events.
    #[must_use]
    pub fn all() -> Self {
        Self::default()
    }

    /// Events of these names; ASCII case does not matter.
    #[must_use]
    pub fn events(names: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self { names: Some(lower(names)), classes: None }
    }

    /// Events of at least one of these classes, `call` or `agent`, as their header `Privilege` has them.
    #[must_use]
    pub fn classes(classes: impl IntoIterator<Item = impl AsRef<str>>) -> Self {
        Self { names: None, classes: Some(lower(classes)) }
    }

    /// What both want.
    #[must_use]
    pub(crate) fn only(mut self, names: &[String]) -> Self {
        if !names.is_empty() {
            let also = lower(names);
            self.names = Some(match self.names {
                Some(names) => names.intersection(&also).cloned().collect(),
                None => also,
            });
        }
        self
    }

    /// Whether an event is among them.
    #[must_use]
    pub fn takes(&self, event: &Frame<'_>) -> bool {
        let named = self.names.as_ref().is_none_or(|names| {
            let name = event.event_name().unwrap_or_default();
            names.contains(&name.to_ascii_lowercase())
        });
        named
            && self.classes.as_ref().is_none_or(|classes| {
                let of_event = event.get("Privilege").unwrap_or_default();
                of_event.split(|byte| *byte == b',').any(|class| {
                    // Every event is of the class `all`.
                    class != b"all" && classes.contains(&class.to_ascii_lowercase())
                })
            })
    }
}

fn lower(texts: impl IntoIterator<Item = impl AsRef<str>>) -> BTreeSet<Vec<u8>> {
    texts.into_iter().map(|text| text.as_ref().as_bytes().to_ascii_lowercase()).collect()
}

#[cfg(test)]
mod tests {
    use ami_proto::OwnedFrame;

    use super::*;

    #[test]
    fn names_and_classes_choose() {
        let event = |name, privilege| OwnedFrame::from_headers([("Event", name), ("Privilege", privilege)]);
        let hangup = event("Hangup", "call,all");
        let status = event("QueueMemberStatus", "agent,all");
        for (interest, takes) in [
            (Interest::all(), [true, true]),
            (Interest::events(["hangUP"]), [true, false]),
            (Interest::classes(["Agent", "dtmf"]), [false, true]),
            (Interest::classes(["all"]), [false, false]),
            (Interest::all().only(&["Hangup".into()]), [true, false]),
            (Interest::events(["QueueMemberStatus"]).only(&["Hangup".into()]), [false, false]),
            (Interest::classes(["call"]).only(&["Hangup".into()]), [true, false]),
        ] {
            assert_eq!([&hangup, &status].map(|one| interest.takes(&one.as_frame())), takes, "{interest:?}");
        }
    }
}

//! What a manager user who may read less would have been sent of a recording.

use ami_proto::{Frame, FrameKind};

use crate::cli::{Class, SieveArgs};

/// Which frames of a recording are played.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sieve {
    /// Names of events that are left out, with `*` at the end all that begin so.
    without: Vec<String>,
    /// The classes that the user may read, as Asterisk writes them; empty for all.
    classes: Vec<String>,
}

impl Sieve {
    /// As asked for on the command line.
    pub(crate) fn new(args: &SieveArgs) -> Self {
        Self::of(&args.without, &args.classes)
    }

    fn of(without: &[String], classes: &[Class]) -> Self {
        // Who may read all is sent all.
        let classes = if classes.contains(&Class::All) { &[] } else { classes };
        Self { without: without.to_vec(), classes: classes.iter().map(|class| class.name()).collect() }
    }

    /// Whether the frame would have been sent. All but events always is: answers go to whoever asked.
    pub(crate) fn keeps(&self, frame: &Frame<'_>) -> bool {
        if frame.kind() != FrameKind::Event {
            return true;
        }
        let name = frame.event_name().unwrap_or_default();
        !self.without.iter().any(|pattern| fits(pattern, name)) && self.may_read(frame)
    }

    /// Asterisk sends an event to a user who may read every class in its header `Privilege` (`call,all`). Items of
    /// lists have none, or one that is no class (`Privilege: Call` of `Status`); whoever asked for the list gets them.
    fn may_read(&self, frame: &Frame<'_>) -> bool {
        let Some(privilege) = frame.get("Privilege") else { return true };
        if self.classes.is_empty() || frame.get("ActionID").is_some() {
            return true;
        }
        let mut needed = privilege.split(|byte| *byte == b',').filter(|class| *class != b"all");
        needed.all(|class| self.classes.iter().any(|may| may.as_bytes().eq_ignore_ascii_case(class)))
    }
}

/// Asterisk writes an event's name in one way, people in several.
fn fits(pattern: &str, name: &[u8]) -> bool {
    match pattern.strip_suffix('*') {
        Some(start) => {
            name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start.as_bytes()))
        }
        None => name.eq_ignore_ascii_case(pattern.as_bytes()),
    }
}

#[cfg(test)]
mod tests {
    use ami_proto::OwnedFrame;

    use super::*;

    fn event(headers: &[(&str, &str)]) -> OwnedFrame {
        OwnedFrame::from_headers(headers.iter().map(|(name, value)| (name.as_bytes(), value.as_bytes())))
    }

    fn keeps(without: &[&str], classes: &[Class], headers: &[(&str, &str)]) -> bool {
        let without: Vec<String> = without.iter().map(|name| (*name).to_owned()).collect();
        Sieve::of(&without, classes).keeps(&event(headers).as_frame())
    }

    #[test]
    fn names_fit_whole_or_by_their_beginning() {
        for (pattern, name, left_out) in [
            ("VarSet", "VarSet", true),
            ("varset", "VarSet", true),
            ("VarSet", "VarSetter", false),
            ("RTCP*", "RTCPSent", true),
            ("RTCP*", "RTC", false),
            ("*", "Hangup", true),
            ("", "Hangup", false),
        ] {
            assert_eq!(!keeps(&[pattern], &[], &[("Event", name)]), left_out, "{pattern} {name}");
        }
    }

    #[test]
    fn a_user_is_sent_the_classes_that_it_may_read() {
        let of = |classes: &[Class], privilege| {
            keeps(&[], classes, &[("Event", "Hangup"), ("Privilege", privilege)])
        };
        assert!(of(&[], "call,all"));
        assert!(of(&[Class::Call], "call,all"));
        assert!(of(&[Class::All], "dialplan,all"));
        assert!(!of(&[Class::Call, Class::Agent], "dialplan,all"));
        assert!(!of(&[Class::Call], "call,reporting,all"), "every class is needed");
        assert!(keeps(&[], &[Class::Call], &[("Event", "QueueEntry")]), "an item of a list");
        let asked = [("Event", "Status"), ("Privilege", "System"), ("ActionID", "1")];
        assert!(keeps(&[], &[Class::Call], &asked), "an item of a list");
        assert!(keeps(&["Success", "*"], &[Class::Call], &[("Response", "Success")]), "an answer");
    }
}

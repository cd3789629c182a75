//! The actions that Asterisk knows, and who may use them: the answer of Asterisk 22 to `ListCommands`.

use crate::user::Classes;

/// One line of the list.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known {
    pub(super) name: &'static str,
    /// What it does, and its classes.
    pub(super) about: &'static str,
}

const LIST: &str = include_str!("actions.txt");

impl Known {
    pub(super) fn all() -> impl Iterator<Item = Self> {
        LIST.lines().filter_map(|line| line.split_once(": ")).map(|(name, about)| Self { name, about })
    }

    /// `Agents`, which only an Asterisk with a pool of agents knows.
    pub(super) const AGENTS: Self =
        Self { name: "Agents", about: "Lists agents and their status.  (Priv: agent,all)" };

    /// Case does not matter.
    pub(super) fn of(action: &[u8]) -> Option<Self> {
        Self::all().find(|known| known.name.as_bytes().eq_ignore_ascii_case(action))
    }

    /// Whether who may write these classes may use it. What has no class is free to all.
    pub(super) fn is_allowed(self, write: Classes) -> bool {
        let classes = self.classes();
        classes.is_empty() || classes.meets(write)
    }

    fn classes(self) -> Classes {
        let list = self.about.rsplit_once("(Priv: ").and_then(|(_, list)| list.strip_suffix(')'));
        Classes::of_privilege(list.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_are_those_of_the_list() {
        let may = |action: &[u8], write: &str| Known::of(action).unwrap().is_allowed(Classes::of(write));
        assert!(may(b"ping", ""));
        assert!(may(b"CoreShowChannels", "reporting"));
        assert!(!may(b"Originate", "reporting"));
        assert!(may(b"Originate", "all"));
        assert!(Known::of(b"NoSuchAction").is_none());
    }
}

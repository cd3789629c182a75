//! What Asterisk does not answer, told once and not with every new connection.

use std::collections::BTreeSet;

use callflow_core::resync::{Question, Refusal};
use tracing::{debug, info, warn};

/// The questions that one Asterisk refused since the server was started.
#[derive(Debug, Default)]
pub(crate) struct Unasked(BTreeSet<&'static str>);

/// What the answer to a refusal is.
#[derive(Debug, Eq, PartialEq)]
enum Remedy {
    /// None is needed: what is asked for is not there.
    None,
    /// The manager user needs the right. Most of what the answer says is told by events too.
    Right,
    /// Without the answer records are wrong.
    NeededRight,
}

impl Unasked {
    /// Takes the refusal of a question.
    pub(crate) fn add(&mut self, pbx: &str, refusal: &Refusal) {
        let Refusal { question, message } = refusal;
        let Question { action, right, .. } = question;
        match self.remedy(question, message) {
            Remedy::None => debug!(pbx.name = pbx, action, "Asterisk does not answer: {message}"),
            Remedy::Right => info!(
                pbx.name = pbx,
                action,
                "the manager user may not ask {action}: it lacks write = {right}; what began before the connection \
                 and is told by that list alone stays unknown until an event tells it"
            ),
            Remedy::NeededRight => warn!(
                pbx.name = pbx,
                action,
                "Asterisk does not say which channels there are ({message}): calls that began before the connection \
                 are missed, and calls that ended while the link was down stay open; give the manager user \
                 write = {right}"
            ),
        }
    }

    fn remedy(&mut self, question: &Question, message: &str) -> Remedy {
        // Where a module is not loaded there is nothing to list.
        let denied = message == "Permission denied";
        if !(denied || question.needed) || !self.0.insert(question.action) {
            return Remedy::None;
        }
        if question.needed { Remedy::NeededRight } else { Remedy::Right }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn question(action: &str) -> &'static Question {
        Question::all().iter().find(|question| question.action == action).unwrap()
    }

    #[test]
    fn a_right_that_is_missing_is_told_once() {
        let mut unasked = Unasked::default();
        let mut remedy = |action| unasked.remedy(question(action), "Permission denied");
        assert_eq!(remedy("Agents"), Remedy::Right);
        assert_eq!(remedy("Agents"), Remedy::None);
        assert_eq!(remedy("Status"), Remedy::NeededRight);
        assert_eq!(remedy("Status"), Remedy::None);
    }

    #[test]
    fn a_module_that_is_not_there_is_nothing_to_tell_of() {
        let mut unasked = Unasked::default();
        let unknown = "Invalid/unknown command: Agents. Use Action: ListCommands to show available commands.";
        assert_eq!(unasked.remedy(question("Agents"), unknown), Remedy::None);
        assert_eq!(unasked.remedy(question("Agents"), "Permission denied"), Remedy::Right);
    }
}

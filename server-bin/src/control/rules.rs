//! What the operator allows.

use std::sync::Arc;

use callflow_core::plan::Pattern;
use serde::Deserialize;

use super::error::{ControlError, Refusal};
use super::recording_rules::RecordingRules;
use super::text;

/// What may be dialled, shown, set and recorded. What is not named here is refused.
///
/// By default nothing can be dialled, as no context is allowed; calls can be hung up and parked, and members of queues
/// changed. With a context, internal numbers can be dialled, and nothing else.
///
/// Numbers are matched as Asterisk matches them: it passes over each `-` of a number that is dialled, and so does every
/// pattern here; of `deny` it is enough that one of both forms matches. A rule sees the number as it is dialled, access
/// prefix and all: what may not be reached as `900…` must also be denied as `9900…` where a 9 leads outside.
#[derive(Clone, Debug, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Rules {
    /// Contexts that numbers are dialled in, letter case counting; the first is taken where a request names none.
    /// Whatever such a context includes can be reached from it.
    pub contexts: Vec<Arc<str>>,
    /// Trunks over which an outside number may be rung first.
    pub trunks: Vec<Arc<str>>,
    /// Numbers that are inside. By default two to six digits, and no feature code, as one of those may divert calls.
    pub internal: Vec<Pattern>,
    /// Other numbers that may be dialled.
    pub allow: Vec<Pattern>,
    /// Numbers that are never dialled, whatever else allows them: emergency and premium numbers.
    pub deny: Vec<Pattern>,
    /// Whether calls are made to numbers that are not inside. If not, calls can still be transferred to those of
    /// `allow`.
    pub originate_outside: bool,
    /// Numbers that may be shown as the caller's, besides internal ones.
    pub caller_ids: Vec<Pattern>,
    /// Variables that a request may set on a new channel, with the `_` or `__` that makes them go on to others.
    pub variables: Vec<Arc<str>>,
    /// Technologies of which any interface may be rung, or made a member of a queue. A Local channel runs a dial plan, so
    /// `Local` does not belong here.
    pub technologies: Vec<Arc<str>>,
    /// Other interfaces that may be; `{number}` stands for an extension: `Local/{number}@from-queue/n`.
    pub interfaces: Vec<Arc<str>>,
    /// The interface of an extension, for `{number}`.
    pub phone: Arc<str>,
    /// What rings an outside number `{number}` over a trunk `{trunk}`.
    pub over_trunk: Arc<str>,
    /// Where recordings go; without it nothing is recorded.
    pub recording: Option<RecordingRules>,
}

impl Default for Rules {
    fn default() -> Self {
        let internal = ["_XX", "_XXX", "_XXXX", "_XXXXX", "_XXXXXX"];
        Self {
            contexts: Vec::new(),
            trunks: Vec::new(),
            internal: internal.iter().filter_map(|text| Pattern::new(text).ok()).collect(),
            allow: Vec::new(),
            deny: Vec::new(),
            originate_outside: false,
            caller_ids: Vec::new(),
            variables: Vec::new(),
            technologies: vec!["PJSIP".into()],
            interfaces: Vec::new(),
            phone: "PJSIP/{number}".into(),
            over_trunk: "PJSIP/{number}@{trunk}".into(),
            recording: None,
        }
    }
}

/// What dials.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Dialling {
    /// A call that goes on goes to that number.
    Transfer,
    /// A call is made.
    Originate,
}

impl Rules {
    /// The context to dial in.
    pub(super) fn context(&self, asked: Option<&str>) -> Result<Arc<str>, ControlError> {
        let Some(asked) = asked else {
            return Ok(self.contexts.first().cloned().ok_or(Refusal::NoContext)?);
        };
        text::name("context", asked)?;
        let allowed = self.contexts.iter().find(|context| ***context == *asked).cloned();
        Ok(allowed.ok_or_else(|| Refusal::Context { context: asked.to_owned() })?)
    }

    /// Whether a number may be dialled.
    pub(super) fn number(&self, field: &'static str, number: &str, by: Dialling) -> Result<(), ControlError> {
        text::extension(field, number)?;
        let number = Dialled::new(field, number)?;
        if number.is_any_of(&self.deny) {
            return Err(Refusal::NumberDenied.into());
        }
        if number.is_any_of(&self.internal) {
            return Ok(());
        }
        if !number.is_any_of(&self.allow) {
            return Err(Refusal::NumberNotAllowed.into());
        }
        if by == Dialling::Originate && !self.originate_outside {
            return Err(Refusal::Outside.into());
        }
        Ok(())
    }

    /// Whether a number that may be dialled is inside.
    pub(super) fn is_internal(&self, number: &str) -> bool {
        Dialled::new("number", number).is_ok_and(|number| number.is_any_of(&self.internal))
    }

    /// Whether a number may be shown as the caller's.
    pub(super) fn shown(&self, field: &'static str, number: &str) -> Result<(), ControlError> {
        text::extension(field, number)?;
        let shown = Dialled::new(field, number)?;
        if shown.is_any_of(&self.internal) || shown.is_any_of(&self.caller_ids) {
            return Ok(());
        }
        Err(Refusal::CallerId.into())
    }

    pub(super) fn trunk(&self, asked: &str) -> Result<(), ControlError> {
        text::name("trunk", asked)?;
        if self.trunks.iter().any(|trunk| **trunk == *asked) {
            return Ok(());
        }
        Err(Refusal::Trunk { trunk: asked.to_owned() }.into())
    }

    pub(super) fn variable(&self, name: &str, value: &str) -> Result<(), ControlError> {
        text::name("variables", name)?;
        text::words("variables", value)?;
        if self.variables.iter().any(|variable| **variable == *name) {
            return Ok(());
        }
        Err(Refusal::Variable { name: name.to_owned() }.into())
    }

    /// Whether any channel may be made of this interface: `TECHNOLOGY/name`, or one of the operator's own list.
    pub(super) fn interface(&self, field: &'static str, interface: &str) -> Result<(), ControlError> {
        if self.interfaces.iter().any(|allowed| fits(allowed, interface)) {
            return Ok(());
        }
        let Some((technology, name)) = interface.split_once('/') else {
            return Err(ControlError::invalid(field, "not of the form TECHNOLOGY/name"));
        };
        let is_allowed = |allowed: &Arc<str>| allowed.eq_ignore_ascii_case(technology);
        if !self.technologies.iter().any(is_allowed) {
            text::name(field, technology)?;
            return Err(Refusal::Interface.into());
        }
        text::name(field, name)
    }

    /// The interface of an extension.
    pub(super) fn interface_of(&self, number: &str) -> String {
        self.phone.replace("{number}", number)
    }

    /// What rings an outside number.
    pub(super) fn trunk_channel(&self, number: &str, trunk: &str) -> String {
        self.over_trunk.replace("{number}", number).replace("{trunk}", trunk)
    }
}

/// Whether an interface is that of the list, or one of those that its `{number}` stands for.
fn fits(allowed: &str, interface: &str) -> bool {
    let Some((before, after)) = allowed.split_once("{number}") else { return allowed == interface };
    let number = interface.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    number.is_some_and(|number| text::extension("interface", number).is_ok())
}

/// A number as a rule sees it.
struct Dialled<'n> {
    asked: &'n str,
    /// Without `-`, over which Asterisk passes when it looks for an extension.
    bare: String,
}

impl<'n> Dialled<'n> {
    fn new(field: &'static str, asked: &'n str) -> Result<Self, ControlError> {
        let bare = asked.replace('-', "");
        if bare.is_empty() {
            return Err(ControlError::invalid(field, "has nothing to dial in it"));
        }
        Ok(Self { asked, bare })
    }

    fn is_any_of(&self, patterns: &[Pattern]) -> bool {
        patterns.iter().any(|pattern| pattern.matches(&self.bare) || pattern.matches(self.asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(result: Result<(), ControlError>) -> Option<Refusal> {
        match result {
            Ok(()) => None,
            Err(ControlError::Refused(refusal)) => Some(refusal),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn without_rules_there_is_nowhere_to_dial() {
        let rules = Rules::default();
        assert_eq!(rules.context(None), Err(Refusal::NoContext.into()));
        let asked = Refusal::Context { context: "from-internal".into() };
        assert_eq!(rules.context(Some("from-internal")), Err(asked.into()));
    }

    #[test]
    fn contexts_are_those_of_the_list_and_the_first_is_the_usual_one() {
        let rules = Rules { contexts: vec!["phones".into(), "lab".into()], ..Rules::default() };
        assert_eq!(rules.context(None).as_deref(), Ok("phones"));
        assert_eq!(rules.context(Some("lab")).as_deref(), Ok("lab"));
        assert_eq!(rules.context(Some("Lab")), Err(Refusal::Context { context: "Lab".into() }.into()));
    }

    #[test]
    fn numbers_are_dialled_as_the_rules_say_and_deny_wins() {
        let rules: Rules = toml::from_str(
            "allow = [\"_+49.\", \"_9XXXXXXX\", \"ring-group\"]\ndeny = [\"_+49900.\", \"112\", \"_900!\"]\n",
        )
        .unwrap();
        let outside = Rules { originate_outside: true, ..rules.clone() };
        let (denied, not_allowed) = (Some(Refusal::NumberDenied), Some(Refusal::NumberNotAllowed));
        for (number, transfer, originate) in [
            ("101", None, None),
            ("+493012345", None, Some(Refusal::Outside)),
            ("95551234", None, Some(Refusal::Outside)),
            ("ring-group", None, Some(Refusal::Outside)),
            ("112", denied.clone(), denied.clone()),
            ("+499001234", denied.clone(), denied.clone()),
            // Asterisk dials the same for these.
            ("+49-900-1234", denied.clone(), denied.clone()),
            ("9-00", denied.clone(), denied.clone()),
            ("1-1-2", denied.clone(), denied.clone()),
            ("10-1", None, None),
            ("+4420123", not_allowed.clone(), not_allowed.clone()),
            ("*72", not_allowed.clone(), not_allowed.clone()),
            ("h", not_allowed.clone(), not_allowed.clone()),
        ] {
            assert_eq!(refusal(rules.number("to", number, Dialling::Transfer)), transfer, "{number}");
            assert_eq!(refusal(rules.number("to", number, Dialling::Originate)), originate, "{number}");
            assert_eq!(refusal(outside.number("to", number, Dialling::Originate)), transfer, "{number}");
        }
        assert!(matches!(rules.number("to", "--", Dialling::Transfer), Err(ControlError::Invalid { .. })));
    }

    #[test]
    fn interfaces_are_of_an_allowed_technology_or_of_the_list() {
        let rules = Rules {
            interfaces: vec!["Local/{number}@from-queue/n".into(), "Local/5@x".into()],
            ..Rules::default()
        };
        for (interface, allowed) in [
            ("PJSIP/101", true),
            ("pjsip/soft_phone-1.a", true),
            ("SIP/101", false),
            ("Local/101@from-queue/n", true),
            ("Local/101@from-internal/n", false),
            ("Local/5@x", true),
            ("Local/900@out/x@from-queue/n", false),
            ("Local/@from-queue/n", false),
            ("Local/101&PJSIP/102@from-queue/n", false),
            ("PJSIP/101@trunk", false),
            ("PJSIP/101&PJSIP/102", false),
            ("PJSIP/", false),
            ("PJSIP", false),
            ("/101", false),
            ("PJSIP/${SHELL(id)}", false),
        ] {
            assert_eq!(rules.interface("agent", interface).is_ok(), allowed, "{interface}");
        }
    }

    #[test]
    fn a_number_is_shown_only_if_it_is_ours() {
        let rules: Rules = toml::from_str("caller_ids = [\"_+4930123XX\"]").unwrap();
        assert_eq!(refusal(rules.shown("caller_id", "+493012345")), None);
        assert_eq!(refusal(rules.shown("caller_id", "101")), None);
        assert_eq!(refusal(rules.shown("caller_id", "+12025550143")), Some(Refusal::CallerId));
    }
}

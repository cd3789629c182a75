//! Taking apart the texts that name a channel's other end: channel names, dial strings, queue interfaces.

use crate::plan::Plan;

/// The technologies with a person at the other end. What is in none of the lists is taken for one, because
/// Asterisk has many channel drivers and few inner ones.
const MACHINES: &[&str] = &[
    "Announcer",
    "AsyncGoto",
    "Bridge",
    "CBAnn",
    "CBRec",
    "Message",
    "Multicast",
    "MulticastRTP",
    "Parked",
    "Recorder",
    "Snoop",
    "Surrogate",
    "UnicastRTP",
    "WebSocket",
    "AudioSocket",
    "Test",
];

/// Whether a channel of that name is one of Asterisk's own.
pub(super) fn is_machine(name: &str) -> bool {
    name.split_once('/').is_some_and(|(technology, _)| MACHINES.contains(&technology))
}

/// Whether a channel of that name has a person at its other end.
pub(crate) fn is_person_channel(name: &str) -> bool {
    !name.is_empty() && local_half(name).is_none() && !is_machine(name)
}

/// The half of a Local channel that a name stands for: `Some(true)` for `;1`.
pub(super) fn local_half(name: &str) -> Option<bool> {
    let rest = name.strip_prefix("Local/")?;
    if rest.ends_with(";1") { Some(true) } else { rest.ends_with(";2").then_some(false) }
}

/// The endpoint of a channel name: `trunk` of `PJSIP/trunk-00000014`. Empty if there is none.
///
/// Only the number at the end is cut off: endpoints may have dashes in their names.
pub(crate) fn endpoint_of(name: &str) -> &str {
    let rest = name.split_once('/').map_or("", |(_, rest)| rest);
    rest.rsplit_once('-').map_or(rest, |(endpoint, _)| endpoint)
}

/// A dial string without its technology: queue interfaces have one, `DialString` has none.
pub(crate) fn strip_technology(string: &str) -> &str {
    // A dial string mostly begins with a number.
    if string.bytes().next().is_none_or(|first| !first.is_ascii_uppercase()) {
        return string;
    }
    [
        "PJSIP/", "SIP/", "IAX2/", "DAHDI/", "Local/", "SCCP/", "Skinny/", "Agent/", "Motif/", "Dongle/",
        "Quectel/",
    ]
    .iter()
    .find_map(|technology| string.strip_prefix(technology))
    .unwrap_or(string)
}

/// Where a dial string leads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct DialledTarget<'a> {
    pub(crate) endpoint: &'a str,
    /// A number that the endpoint is asked for.
    pub(crate) number: Option<&'a str>,
}

/// Takes a dial string apart: `101`, `2025550111@trunk`, `trunk/2025550111`, `trunk/sip:2025550111@host`,
/// `101/sip:101@192.0.2.1:5060` (a phone's contact).
pub(crate) fn dialled_target(string: &str) -> DialledTarget<'_> {
    let string = strip_technology(string);
    // Behind the context of a Local channel stand options: `102@from-internal/n`.
    let string = match string.split_once('/') {
        Some((local, _)) if local.contains('@') => local,
        _ => string,
    };
    if let Some((endpoint, rest)) = string.split_once('/') {
        let user = rest.strip_prefix("sips:").or_else(|| rest.strip_prefix("sip:")).unwrap_or(rest);
        let number = user.split(['@', ';', '/']).next().filter(|number| !number.is_empty());
        return DialledTarget { endpoint, number };
    }
    match string.split_once('@') {
        Some((number, endpoint)) => DialledTarget { endpoint, number: Some(number) },
        None => DialledTarget { endpoint: string, number: None },
    }
}

/// The extension in a queue member's interface: `101` of `PJSIP/101` and of `Local/101@from-queue/n`.
/// `None` for one that names no extension (`Local/id-12@agentcallback/n`).
pub(crate) fn member_number<'a>(plan: &Plan, interface: &'a str) -> Option<&'a str> {
    let rest = strip_technology(interface);
    let first = rest.split(['@', '/']).next().unwrap_or(rest);
    plan.is_internal(first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_keep_their_dashes() {
        for (name, want) in [
            ("PJSIP/trunk-00000014", "trunk"),
            ("PJSIP/my-trunk-2-00000014", "my-trunk-2"),
            ("SIP/150010001-0000000a", "150010001"),
            ("odd", ""),
        ] {
            assert_eq!(endpoint_of(name), want);
        }
    }

    #[test]
    fn dial_strings_tell_endpoint_and_number() {
        for (string, endpoint, number) in [
            ("101", "101", None),
            ("PJSIP/101", "101", None),
            ("2025550111@trunk", "trunk", Some("2025550111")),
            ("trunk/2025550111", "trunk", Some("2025550111")),
            ("trunk/sip:2025550111@192.0.2.9", "trunk", Some("2025550111")),
            ("101/sip:101@192.0.2.1:5060", "101", Some("101")),
            ("Local/102@from-internal/n", "from-internal", Some("102")),
            ("", "", None),
        ] {
            assert_eq!(dialled_target(string), DialledTarget { endpoint, number }, "{string}");
        }
    }

    #[test]
    fn members_are_named_by_their_extension() {
        let plan = Plan::default();
        for (interface, want) in [
            ("PJSIP/101", Some("101")),
            ("Local/104@agents/n", Some("104")),
            ("Local/id-12@agentcallback/n", None),
            ("Local/3f1e8e52-0b5f-4ad0@usersharedlines/n", None),
        ] {
            assert_eq!(member_number(&plan, interface), want);
        }
    }

    #[test]
    fn local_halves_are_known_by_their_names() {
        assert_eq!(local_half("Local/101@a-00000001;1"), Some(true));
        assert_eq!(local_half("Local/3f1e-8e52@b-00000001;2"), Some(false));
        assert_eq!(local_half("PJSIP/101-00000001"), None);
        assert!(is_machine("Recorder/ARI-00000001;1") && !is_machine("PJSIP/101-00000001"));
    }
}

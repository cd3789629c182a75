//! What a client wants to get: filters that it adds with the action `Filter`.
//!
//! Asterisk takes regular expressions over the whole event. Here they are those of the most use: names of events.

use memchr::memmem;

/// The filters of one connection.
#[derive(Debug, Default)]
pub(super) struct Filters {
    /// One of these must match, if there are any.
    include: Vec<Vec<Pattern>>,
    /// None of these may match.
    exclude: Vec<Vec<Pattern>>,
}

/// What an event has in it.
#[derive(Debug)]
struct Pattern {
    /// `Event: NAME`.
    text: Vec<u8>,
    /// Whether the name ends there.
    ends: bool,
}

/// The filter is none that is understood here.
#[derive(Debug, Eq, PartialEq)]
pub(super) struct NotSimulated;

impl Filters {
    /// Takes `Event: NAME`, which matches names that begin so, `Event: NAME[[:space:]]` or `Event: NAME\r`,
    /// which match that name alone, and alternatives in brackets: `Event: (NAME|NAME)`. A `!` in front keeps out
    /// what matches.
    pub(super) fn add(&mut self, filter: &[u8]) -> Result<(), NotSimulated> {
        let (filters, filter) = match filter.strip_prefix(b"!") {
            Some(filter) => (&mut self.exclude, filter),
            None => (&mut self.include, filter),
        };
        let filter = filter.strip_prefix(b"^").unwrap_or(filter);
        let names = filter.strip_prefix(b"Event:").ok_or(NotSimulated)?.trim_ascii_start();
        let end = [&b"[[:space:]]"[..], b"\\r", b"\\s"].iter().find_map(|end| names.strip_suffix(*end));
        let (names, ends) = end.map_or((names, false), |names| (names, true));
        let inner = names.strip_prefix(b"(").and_then(|names| names.strip_suffix(b")"));
        let pattern = |name: &[u8]| {
            let is_name = !name.is_empty() && name.iter().all(|byte| byte.is_ascii_alphanumeric());
            is_name.then(|| Pattern { text: [b"Event: ", name].concat(), ends }).ok_or(NotSimulated)
        };
        let patterns = match inner {
            Some(names) => names.split(|byte| *byte == b'|').map(pattern).collect::<Result<Vec<_>, _>>()?,
            None => vec![pattern(names)?],
        };
        filters.push(patterns);
        Ok(())
    }

    /// Whether the client gets this event.
    pub(super) fn pass(&self, event: &[u8]) -> bool {
        let any = |filters: &[Vec<Pattern>]| filters.iter().flatten().any(|pattern| pattern.is_in(event));
        (self.include.is_empty() || any(&self.include)) && !any(&self.exclude)
    }
}

impl Pattern {
    fn is_in(&self, event: &[u8]) -> bool {
        memmem::find_iter(event, &self.text).any(|at| {
            let next = event.get(at + self.text.len());
            !self.ends || next.is_some_and(u8::is_ascii_whitespace)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn passes(filters: &[&str], event: &str) -> bool {
        let mut all = Filters::default();
        for filter in filters {
            all.add(filter.as_bytes()).unwrap();
        }
        all.pass(format!("Event: {event}\r\nPrivilege: call,all\r\n\r\n").as_bytes())
    }

    #[test]
    fn names_are_matched_from_their_start() {
        assert!(passes(&[], "Hangup"));
        assert!(passes(&["Event: Hangup"], "HangupRequest"));
        assert!(!passes(&["Event: Hangup[[:space:]]"], "HangupRequest"));
        assert!(passes(&["Event: (Newchannel|Hangup)[[:space:]]"], "Hangup"));
        assert!(passes(&["Event: Newchannel", "Event: Hangup"], "Hangup"));
        assert!(!passes(&["Event: Newchannel"], "Hangup"));
        assert!(!passes(&["!Event: VarSet"], "VarSet"));
        assert!(passes(&["!Event: VarSet"], "Hangup"));
        assert!(!passes(&["Event: Var", "!Event: VarSet"], "VarSet"));
    }

    #[test]
    fn other_expressions_are_not_simulated() {
        for filter in ["", "Channel: x", "Event: .*", "Event: (A|)", "Event: "] {
            assert_eq!(Filters::default().add(filter.as_bytes()), Err(NotSimulated), "{filter:?}");
        }
    }
}

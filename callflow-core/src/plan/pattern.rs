//! Patterns of numbers and names.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::fmt;

use serde::{Deserialize, Serialize};

/// A pattern: with a leading `_` a number pattern as in `extensions.conf` (`X` 0–9, `Z` 1–9, `N` 2–9, `[15-7]`,
/// `.` one or more of anything, `!` none or more, `-` skipped), otherwise a name in which `*` stands for any
/// text. A name without `*` is compared as it is. Letter case counts in neither.
#[derive(Clone, Debug, Eq, PartialEq, Deserialize, Serialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    text: Arc<str>,
    parts: Parts,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Parts {
    Digits(Vec<Symbol>),
    Name(Vec<Arc<str>>),
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Symbol {
    Char(char),
    OneOf(Vec<(char, char)>),
    SomeMore,
    AnyMore,
}

/// Why a text is no [`Pattern`].
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// Nothing to match.
    #[error("an empty pattern matches nothing")]
    Empty,
    /// `[` without `]`, or nothing between them.
    #[error("pattern {pattern:?} has a '[' without a set and ']'")]
    OpenSet {
        /// The pattern.
        pattern: Arc<str>,
    },
    /// `.` or `!` before the end.
    #[error("pattern {pattern:?} has a '.' or '!' before its end")]
    EarlyEnd {
        /// The pattern.
        pattern: Arc<str>,
    },
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// If the text is empty, has an open set, or a `.` or `!` before the end.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() || text == "_" {
            return Err(PatternError::Empty);
        }
        let parts = match text.strip_prefix('_') {
            Some(symbols) => Parts::Digits(digits(text, symbols)?),
            None => Parts::Name(text.split('*').map(|part| part.to_ascii_lowercase().into()).collect()),
        };
        Ok(Self { text: text.into(), parts })
    }

    /// A pattern out of the defaults, which are known to be right; a wrong one would match itself only.
    pub(super) fn literal_or_glob(text: &str) -> Self {
        Self::new(text)
            .unwrap_or_else(|_| Self { text: text.into(), parts: Parts::Name(Vec::from([text.into()])) })
    }

    /// Whether the whole of `text` is of this form.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match &self.parts {
            Parts::Digits(symbols) => digits_match(symbols, text),
            Parts::Name(parts) => name_matches(parts, text),
        }
    }

    /// The one text that matches, if only one does.
    pub(super) fn only(&self) -> Option<&str> {
        match &self.parts {
            Parts::Name(parts) => (parts.len() == 1).then_some(&*self.text),
            Parts::Digits(symbols) => {
                let literal = |symbol: &Symbol| matches!(symbol, Symbol::Char(_));
                // With a `-` in it the text is longer than what it matches.
                let whole = !self.text.contains('-') && symbols.iter().all(literal);
                whole.then(|| self.text.strip_prefix('_').unwrap_or(&self.text))
            }
        }
    }

    /// The only matching text that ends in `end`, if there is one; the whole text ends in itself.
    pub(super) fn completed(&self, end: &str) -> Option<Arc<str>> {
        if let Some(only) = self.only() {
            return only.ends_with(end).then(|| only.into());
        }
        let Parts::Digits(symbols) = &self.parts else { return None };
        let (head, tail) = symbols.split_at_checked(symbols.len().checked_sub(end.len())?)?;
        let head: Option<String> = head
            .iter()
            .map(|symbol| match symbol {
                Symbol::Char(symbol) => Some(*symbol),
                _ => None,
            })
            .collect();
        // Of an open end nobody knows where it begins.
        let is_closed = !tail.iter().any(|symbol| matches!(symbol, Symbol::SomeMore | Symbol::AnyMore));
        (is_closed && digits_match(tail, end)).then(|| head.map(|head| (head + end).into()))?
    }
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        (*pattern.text).into()
    }
}

fn digits(pattern: &str, symbols: &str) -> Result<Vec<Symbol>, PatternError> {
    let mut parsed = Vec::new();
    let mut rest = symbols.chars();
    while let Some(symbol) = rest.next() {
        parsed.push(match symbol {
            'X' | 'x' => Symbol::OneOf(Vec::from([('0', '9')])),
            'Z' | 'z' => Symbol::OneOf(Vec::from([('1', '9')])),
            'N' | 'n' => Symbol::OneOf(Vec::from([('2', '9')])),
            '-' => continue,
            '[' => {
                let (set, after) = rest
                    .as_str()
                    .split_once(']')
                    .filter(|(set, _)| !set.is_empty())
                    .ok_or_else(|| PatternError::OpenSet { pattern: pattern.into() })?;
                rest = after.chars();
                Symbol::OneOf(ranges(set))
            }
            '.' | '!' if !rest.as_str().is_empty() => {
                return Err(PatternError::EarlyEnd { pattern: pattern.into() });
            }
            '.' => Symbol::SomeMore,
            '!' => Symbol::AnyMore,
            other => Symbol::Char(other),
        });
    }
    Ok(parsed)
}

fn ranges(set: &str) -> Vec<(char, char)> {
    let mut ranges = Vec::new();
    let mut rest = set.chars().peekable();
    while let Some(first) = rest.next() {
        let mut last = first;
        if rest.peek() == Some(&'-') {
            rest.next();
            last = rest.next().unwrap_or(first);
        }
        ranges.push((first, last));
    }
    ranges
}

fn digits_match(symbols: &[Symbol], text: &str) -> bool {
    let mut rest = text.chars();
    for symbol in symbols {
        let fits = match symbol {
            Symbol::AnyMore => return true,
            Symbol::SomeMore => return rest.next().is_some(),
            Symbol::Char(want) => rest.next() == Some(*want),
            Symbol::OneOf(ranges) => {
                rest.next().is_some_and(|c| ranges.iter().any(|(first, last)| (*first..=*last).contains(&c)))
            }
        };
        if !fits {
            return false;
        }
    }
    rest.next().is_none()
}

fn name_matches(parts: &[Arc<str>], text: &str) -> bool {
    let text = text.as_bytes();
    let [first, middle @ .., last] = parts else {
        return parts.first().is_some_and(|only| text.eq_ignore_ascii_case(only.as_bytes()));
    };
    let (first, last) = (first.as_bytes(), last.as_bytes());
    let Some((start, rest)) = text.split_at_checked(first.len()) else { return false };
    let Some((mut rest, end)) = rest.len().checked_sub(last.len()).and_then(|at| rest.split_at_checked(at))
    else {
        return false;
    };
    if !start.eq_ignore_ascii_case(first) || !end.eq_ignore_ascii_case(last) {
        return false;
    }
    for part in middle.iter().map(|part| part.as_bytes()).filter(|part| !part.is_empty()) {
        let found = rest.windows(part.len()).position(|window| window.eq_ignore_ascii_case(part));
        let Some(after) = found.and_then(|at| rest.get(at + part.len()..)) else { return false };
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn number_patterns_are_those_of_extensions_conf() {
        for (pattern, text, want) in [
            ("_1XX", "101", true),
            ("_1XX", "1012", false),
            ("_NXXNXXXXXX", "2025550143", true),
            ("_NXXNXXXXXX", "1025550143", false),
            ("_+1512555010X", "+15125550105", true),
            ("_[15-7]X", "60", true),
            ("_[15-7]X", "40", false),
            ("_*.", "*72102", true),
            ("_*.", "*", false),
            ("_9!", "9", true),
            ("_0ZX-XX", "01234", true),
        ] {
            assert_eq!(Pattern::new(pattern).unwrap().matches(text), want, "{pattern} {text}");
        }
    }

    #[test]
    fn names_take_stars() {
        for (pattern, text, want) in [
            ("from-trunk*", "from-trunk-sip", true),
            ("from-trunk*", "from-internal", false),
            ("*blacklist*", "app-Blacklist-check", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "aXc", false),
            ("incoming", "Incoming", true),
            ("incoming", "incoming2", false),
            ("*", "", true),
        ] {
            assert_eq!(Pattern::new(pattern).unwrap().matches(text), want, "{pattern} {text}");
        }
    }

    #[test]
    fn a_wrong_pattern_is_named() {
        assert_eq!(Pattern::new(""), Err(PatternError::Empty));
        assert_eq!(Pattern::new("_[12"), Err(PatternError::OpenSet { pattern: "_[12".into() }));
        assert_eq!(Pattern::new("_1.2"), Err(PatternError::EarlyEnd { pattern: "_1.2".into() }));
    }
}

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
    Digits {
        symbols: Vec<Symbol>,
        end: End,
    },
    /// What stands between the stars, in lower case.
    Name(Vec<Arc<str>>),
}

/// Which characters may stand at a place: one bit for each of ASCII. Numbers are matched for every record of a call,
/// so one shift decides.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
struct Symbol(u128);

/// What may follow the symbols.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum End {
    Nothing,
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
    /// A letter that no extension has.
    #[error("pattern {pattern:?} has a letter that is not ASCII")]
    NotAscii {
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
    /// If the text is empty, or a number pattern has an open set, a `.` or `!` before its end, or a letter that is
    /// not ASCII.
    pub fn new(text: &str) -> Result<Self, PatternError> {
        if text.is_empty() || text == "_" {
            return Err(PatternError::Empty);
        }
        let parts = match text.strip_prefix('_') {
            Some(symbols) => digits(text, symbols)?,
            None => Parts::Name(text.split('*').map(|part| part.to_ascii_lowercase().into()).collect()),
        };
        Ok(Self { text: text.into(), parts })
    }

    /// A pattern out of the defaults, which are known to be right; a wrong one would match itself only.
    pub(super) fn literal_or_glob(text: &str) -> Self {
        Self::new(text).unwrap_or_else(|_| Self {
            text: text.into(),
            parts: Parts::Name(Vec::from([text.to_ascii_lowercase().into()])),
        })
    }

    /// Whether the whole of `text` is of this form.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match &self.parts {
            Parts::Digits { symbols, end } => digits_match(symbols, *end, text),
            Parts::Name(parts) => name_matches(parts, text),
        }
    }

    /// The one text that matches, if only one does.
    pub(super) fn only(&self) -> Option<&str> {
        match &self.parts {
            Parts::Name(parts) => (parts.len() == 1).then_some(&*self.text),
            Parts::Digits { symbols, end } => {
                // With a `-` in it the text is longer than what it matches.
                let whole = !self.text.contains(['-', '['])
                    && *end == End::Nothing
                    && symbols.iter().all(|symbol| symbol.only().is_some());
                whole.then(|| self.text.strip_prefix('_').unwrap_or(&self.text))
            }
        }
    }

    /// The only matching text that ends in `end`, if there is one; the whole text ends in itself.
    pub(super) fn completed(&self, end: &str) -> Option<Arc<str>> {
        if let Some(only) = self.only() {
            return only.ends_with(end).then(|| only.into());
        }
        // Of an open end nobody knows where it begins.
        let Parts::Digits { symbols, end: End::Nothing } = &self.parts else { return None };
        let (head, tail) = symbols.split_at_checked(symbols.len().checked_sub(end.len())?)?;
        let head: Option<String> = head.iter().map(|symbol| symbol.only()).collect();
        digits_match(tail, End::Nothing, end).then(|| head.map(|head| (head + end).into()))?
    }
}

impl Symbol {
    fn one(c: char) -> Option<Self> {
        Self::range(c, c)
    }

    fn range(first: char, last: char) -> Option<Self> {
        let (first, last) = (u32::from(first), u32::from(last));
        (first.max(last) < u128::BITS).then(|| Self((first..=last).map(|bit| 1 << bit).sum()))
    }

    fn has(self, byte: u8) -> bool {
        byte.is_ascii() && (self.0 >> byte) & 1 == 1
    }

    /// The only character that may stand there.
    fn only(self) -> Option<char> {
        let first = u8::try_from(self.0.trailing_zeros()).ok()?;
        (self.0.count_ones() == 1).then(|| char::from(first))
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

fn digits(pattern: &str, symbols: &str) -> Result<Parts, PatternError> {
    let not_ascii = || PatternError::NotAscii { pattern: pattern.into() };
    let mut parsed = Vec::new();
    let mut end = End::Nothing;
    let mut rest = symbols.chars();
    while let Some(symbol) = rest.next() {
        let symbol = match symbol {
            'X' | 'x' => Symbol::range('0', '9'),
            'Z' | 'z' => Symbol::range('1', '9'),
            'N' | 'n' => Symbol::range('2', '9'),
            '-' => continue,
            '[' => {
                let (set, after) = rest
                    .as_str()
                    .split_once(']')
                    .filter(|(set, _)| !set.is_empty())
                    .ok_or_else(|| PatternError::OpenSet { pattern: pattern.into() })?;
                rest = after.chars();
                one_of(set)
            }
            '.' | '!' if !rest.as_str().is_empty() => {
                return Err(PatternError::EarlyEnd { pattern: pattern.into() });
            }
            '.' => {
                end = End::SomeMore;
                continue;
            }
            '!' => {
                end = End::AnyMore;
                continue;
            }
            other => Symbol::one(other),
        };
        parsed.push(symbol.ok_or_else(not_ascii)?);
    }
    Ok(Parts::Digits { symbols: parsed, end })
}

/// `15-7`: 1, 5, 6 or 7.
fn one_of(set: &str) -> Option<Symbol> {
    let mut symbols = Symbol(0);
    let mut rest = set.chars().peekable();
    while let Some(first) = rest.next() {
        let mut last = first;
        if rest.peek() == Some(&'-') {
            rest.next();
            last = rest.next().unwrap_or(first);
        }
        symbols.0 |= Symbol::range(first, last)?.0;
    }
    Some(symbols)
}

fn digits_match(symbols: &[Symbol], end: End, text: &str) -> bool {
    let Some((head, more)) = text.as_bytes().split_at_checked(symbols.len()) else { return false };
    let fits = match end {
        End::Nothing => more.is_empty(),
        End::SomeMore => !more.is_empty(),
        End::AnyMore => true,
    };
    fits && symbols.iter().zip(head).all(|(symbol, byte)| symbol.has(*byte))
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
        // The parts are in lower case; nearly every place is ruled out by its first letter.
        let found = rest.windows(part.len()).position(|window| {
            window.first().map(u8::to_ascii_lowercase) == part.first().copied()
                && window.eq_ignore_ascii_case(part)
        });
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
        assert_eq!(Pattern::new("_1é"), Err(PatternError::NotAscii { pattern: "_1é".into() }));
        assert_eq!(Pattern::new("_1.2"), Err(PatternError::EarlyEnd { pattern: "_1.2".into() }));
    }
}

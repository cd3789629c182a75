//! Finding a number, or a name, in a text.

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

/// A number of so many digits is looked for within longer ones too, as access prefixes stand before it; a shorter one is
/// an extension, and stands alone.
pub(super) const MANY: usize = 6;

/// What stands between the digits of a number that people read.
const BETWEEN: &[u8] = b" -./()";

/// What is looked for.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) enum Pattern {
    /// These digits in a row, whatever stands before and after.
    Digits(Vec<u8>),
    /// This text, with no letter or digit before and after.
    Word(String),
}

impl Pattern {
    /// That of a number; `None` for one that is empty.
    pub(super) fn of_number(number: &str) -> Option<Self> {
        let digits = digits(number);
        if is_number(number) && digits.len() >= MANY {
            Some(Self::Digits(digits))
        } else {
            Self::of_word(number)
        }
    }

    /// That of a name; `None` for one that is empty.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        let word = word.trim();
        word.contains(char::is_alphanumeric).then(|| Self::Word(word.into()))
    }

    pub(super) fn is_in(&self, text: &str) -> bool {
        self.find(text, 0).is_some()
    }

    /// The text with the other one in place of what is looked for, or of the longer number that has it in it; `None` if
    /// it is not there.
    pub(super) fn replaced(&self, text: &str, with: &str) -> Option<String> {
        let (mut out, mut done) = (String::new(), 0);
        while let Some(found) = self.find(text, done) {
            out.push_str(text.get(done..found.start)?);
            out.push_str(with);
            done = found.end;
        }
        out.push_str(text.get(done..)?);
        (done > 0).then_some(out)
    }

    /// Where it stands first from this place on. What it finds is never empty.
    fn find(&self, text: &str, from: usize) -> Option<Range<usize>> {
        match self {
            Self::Digits(digits) => find_digits(text.as_bytes(), digits, from),
            Self::Word(word) => find_word(text, word, from),
        }
    }
}

/// The digits of a text.
pub(super) fn digits(text: &str) -> Vec<u8> {
    text.bytes().filter(u8::is_ascii_digit).collect()
}

/// Whether there is nothing in the text that a written number does not have.
pub(super) fn is_number(text: &str) -> bool {
    let is_of_number = |byte: u8| byte.is_ascii_digit() || byte == b'+' || BETWEEN.contains(&byte);
    text.bytes().all(is_of_number)
}

fn find_digits(text: &[u8], digits: &[u8], from: usize) -> Option<Range<usize>> {
    let is_digit = |place: usize| text.get(place).is_some_and(u8::is_ascii_digit);
    let starts = (from..text.len()).filter(|place| is_digit(*place));
    let (mut start, mut end) =
        starts.filter_map(|start| Some((start, end_of(text, start, digits)?))).next()?;
    while start > from && is_digit(start - 1) {
        start -= 1;
    }
    if start > from && text.get(start - 1) == Some(&b'+') {
        start -= 1;
    }
    while is_digit(end) {
        end += 1;
    }
    Some(start..end)
}

/// Where these digits end if they begin here, with a sign or two between them.
fn end_of(text: &[u8], start: usize, digits: &[u8]) -> Option<usize> {
    let mut end = start;
    for (n, digit) in digits.iter().enumerate() {
        let rest = text.get(end..)?;
        let signs = rest.iter().take_while(|byte| BETWEEN.contains(byte)).count();
        if signs > 2 || (n == 0 && signs > 0) || rest.get(signs) != Some(digit) {
            return None;
        }
        end += signs + 1;
    }
    Some(end)
}

fn find_word(text: &str, word: &str, from: usize) -> Option<Range<usize>> {
    let found =
        text.get(from..)?.match_indices(word).map(|(place, _)| from + place..from + place + word.len());
    let stands_alone = |found: &Range<usize>| {
        let before = text.get(..found.start).and_then(|before| before.chars().next_back());
        let after = text.get(found.end..).and_then(|after| after.chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    };
    found.into_iter().find(stands_alone)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_numbers_are_found_in_longer_ones() {
        let pattern = Pattern::of_number("+1 (202) 555-0143").unwrap();
        for (text, want) in [
            ("12025550143", "#"),
            ("+12025550143", "#"),
            ("912025550143", "#"),
            ("PJSIP/+12025550143-00000003", "PJSIP/#-00000003"),
            ("call me at 1 (202) 555-0143!", "call me at #!"),
            ("12025550143,12025550143", "#,#"),
            ("0012025550143x", "#x"),
            ("Zoë 12025550143 電話", "Zoë # 電話"),
        ] {
            assert_eq!(pattern.replaced(text, "#").as_deref(), Some(want), "{text}");
        }
        for text in ["", "2025550143", "1202555014", "1 2 0 2 5 5 5 0 1 4 4", "1---2025550143", "電話"] {
            assert_eq!(pattern.replaced(text, "#"), None, "{text}");
        }
    }

    #[test]
    fn short_numbers_stand_alone() {
        let pattern = Pattern::of_number("101").unwrap();
        for (text, want) in
            [("101", "#"), ("PJSIP/101-00000101", "PJSIP/#-00000101"), ("101,102&101", "#,102&#")]
        {
            assert_eq!(pattern.replaced(text, "#").as_deref(), Some(want), "{text}");
        }
        for text in ["1101", "1012", "x101", "+1 555 0101", ""] {
            assert_eq!(pattern.replaced(text, "#"), None, "{text}");
        }
        let user = Pattern::of_number("zoë").unwrap();
        assert_eq!(user.replaced("SIP/zoë-1 zoës", "#").as_deref(), Some("SIP/#-1 zoës"));
        assert_eq!(Pattern::of_number(" "), None);
        assert_eq!(Pattern::of_number("+"), None);
    }
}

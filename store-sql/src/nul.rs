//! PostgreSQL takes every character in a text but NUL, and SQLite finds no word behind one. So that a text comes back as it
//! was put, NUL is written as two characters, and so is the first of these where it stands for itself. The order of texts
//! stays what it was.

#[cfg(feature = "postgres")]
use std::borrow::Cow;

const NUL: &str = "\u{1}\u{1}";
const ITSELF: &str = "\u{1}\u{2}";

/// The text without NUL.
pub(crate) fn without(text: String) -> String {
    // Hardly any text has one of them.
    if !text.bytes().any(|byte| byte <= 1) {
        return text;
    }
    let mut written = String::with_capacity(text.len() + 8);
    for char in text.chars() {
        match char {
            '\0' => written.push_str(NUL),
            '\u{1}' => written.push_str(ITSELF),
            other => written.push(other),
        }
    }
    written
}

/// The text that [`without`] was given.
#[cfg(feature = "postgres")]
pub(crate) fn with(text: &str) -> Cow<'_, str> {
    if !text.as_bytes().contains(&1) {
        return Cow::Borrowed(text);
    }
    let mut read = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(char) = rest.chars().next() {
        let (char, written) = if rest.starts_with(NUL) {
            ('\0', NUL.len())
        } else if rest.starts_with(ITSELF) {
            ('\u{1}', ITSELF.len())
        } else {
            (char, char.len_utf8())
        };
        read.push(char);
        rest = rest.get(written..).unwrap_or_default();
    }
    Cow::Owned(read)
}

#[cfg(all(test, feature = "postgres"))]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn text() -> impl Strategy<Value = String> {
        prop::collection::vec(prop::sample::select(vec!['\0', '\u{1}', '\u{2}', '\u{3}', 'a', 'é']), 0..8)
            .prop_map(String::from_iter)
    }

    proptest! {
        #[test]
        fn every_text_comes_back_and_stays_in_order(one in text(), other in text()) {
            let (written, beside) = (without(one.clone()), without(other.clone()));
            prop_assert!(!written.contains('\0'));
            prop_assert_eq!(&*with(&written), &*one);
            prop_assert_eq!(written.cmp(&beside), one.cmp(&other));
        }
    }
}

//! What may stand in a field. Asterisk takes many of its headers apart again: dial strings at `&`, `/` and `@`, arguments
//! at `,` and `|`, and `$` begins an expression. None of these is let through, whatever the header.

use super::error::ControlError;

/// Bytes of the longest name that Asterisk keeps whole (`AST_MAX_EXTENSION`, `AST_MAX_CONTEXT` and the like are 80, with
/// the zero byte).
const LONGEST: usize = 79;

/// A number to dial, or an extension's name: `[0-9A-Za-z*#+_.-]`.
pub(super) fn extension(field: &'static str, text: &str) -> Result<(), ControlError> {
    only(field, text, "*#+_.-")
}

/// The name of a context, a trunk, a parking lot or an endpoint: `[0-9A-Za-z_.-]`.
pub(super) fn name(field: &'static str, text: &str) -> Result<(), ControlError> {
    only(field, text, "_.-")
}

/// The name of a queue, which may have spaces in it.
pub(super) fn queue(field: &'static str, text: &str) -> Result<(), ControlError> {
    only(field, text, "_.- ")?;
    if text.trim() != text {
        return Err(ControlError::invalid(field, "begins or ends with a space"));
    }
    Ok(())
}

/// Words for people: letters of any script, digits, spaces and `. ' _ + - : # * ? !`.
pub(super) fn words(field: &'static str, text: &str) -> Result<(), ControlError> {
    length(field, text)?;
    match text.chars().find(|&letter| !(letter.is_alphanumeric() || " .'_+-:#*?!".contains(letter))) {
        Some(letter) => Err(forbidden(field, letter)),
        None => Ok(()),
    }
}

/// Keys of a telephone: `[0-9A-D*#]`, at most 32.
pub(super) fn digits(field: &'static str, text: &str) -> Result<(), ControlError> {
    const MOST: usize = 32;
    if text.is_empty() || text.len() > MOST {
        return Err(ControlError::invalid(field, format!("not 1 to {MOST} digits")));
    }
    match text.chars().find(|&letter| !(letter.is_ascii_digit() || "ABCD*#".contains(letter))) {
        Some(letter) => Err(forbidden(field, letter)),
        None => Ok(()),
    }
}

/// A number between two bounds.
pub(super) fn within(field: &'static str, number: u32, least: u32, most: u32) -> Result<u32, ControlError> {
    if (least..=most).contains(&number) {
        Ok(number)
    } else {
        Err(ControlError::invalid(field, format!("not between {least} and {most}")))
    }
}

fn only(field: &'static str, text: &str, others: &str) -> Result<(), ControlError> {
    length(field, text)?;
    match text.chars().find(|&letter| !(letter.is_ascii_alphanumeric() || others.contains(letter))) {
        Some(letter) => Err(forbidden(field, letter)),
        None => Ok(()),
    }
}

fn length(field: &'static str, text: &str) -> Result<(), ControlError> {
    if text.is_empty() {
        return Err(ControlError::invalid(field, "is empty"));
    }
    if text.len() > LONGEST {
        return Err(ControlError::invalid(field, format!("longer than {LONGEST} bytes")));
    }
    Ok(())
}

fn forbidden(field: &'static str, letter: char) -> ControlError {
    ControlError::invalid(field, format!("{letter:?} may not stand here"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What an attacker would write into any field.
    #[test]
    fn nothing_that_asterisk_would_take_apart_is_let_through() {
        let long = "1".repeat(80);
        for text in [
            "",
            "101\r\nAction: Command",
            "101\nVariable: X=1",
            "101\r",
            "101\0",
            "101&Local/900@out",
            "Local/900@from-internal",
            "101@trunk",
            "101,30,tT",
            "101|x",
            "${SHELL(id)}",
            "$[1+1]",
            "{x}",
            "(x)",
            "101;x",
            "101^x",
            "\"x\"",
            "101\\,x",
            "<101>",
            "101=1",
            "101`id`",
            "101\u{2028}",
            "101\u{85}",
            long.as_str(),
        ] {
            for check in [extension, name, queue, words, digits] {
                assert!(check("field", text).is_err(), "{text:?}");
            }
        }
    }

    #[test]
    fn what_people_have_is_let_through() {
        for (check, text) in [
            (extension as fn(&'static str, &str) -> Result<(), ControlError>, "+493012345"),
            (extension, "*72"),
            (extension, "ring-group_1.a"),
            (name, "from-internal"),
            (queue, "Second level"),
            (words, "lunch: soup + bread"),
            (words, "Zoë O'Neil"),
            (digits, "0123456789ABCD*#"),
        ] {
            assert_eq!(check("field", text), Ok(()), "{text}");
        }
    }

    #[test]
    fn numbers_have_bounds() {
        assert_eq!(within("timeout_s", 5, 1, 300), Ok(5));
        assert!(within("timeout_s", 0, 1, 300).is_err());
        assert!(within("timeout_s", 301, 1, 300).is_err());
    }
}

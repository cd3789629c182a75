//! Texts that somebody has filled in.

use crate::problem::Problem;

/// Not too long, and nothing in it that does not show.
pub(super) fn check(field: &str, text: Option<&str>, most: usize) -> Result<(), Problem> {
    let Some(text) = text else { return Ok(()) };
    if text.chars().count() > most {
        return Err(Problem::field(field, format!("must have at most {most} characters")));
    }
    if text.chars().any(|char| char.is_control() && char != '\n') {
        return Err(Problem::field(field, "must have no control characters"));
    }
    Ok(())
}

/// What something is known by in Asterisk: an extension, an agent, a queue.
pub(super) fn name(field: &str, text: &str) -> Result<(), Problem> {
    const MOST_CHARACTERS: usize = 80;
    let plain = |char: char| char.is_alphanumeric() || "-_.+*#@/".contains(char);
    if text.is_empty() || text.chars().count() > MOST_CHARACTERS || !text.chars().all(plain) {
        let message = format!("must be 1 to {MOST_CHARACTERS} letters, digits, or one of -_.+*#@/");
        return Err(Problem::field(field, message));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_plain_and_not_too_long() {
        assert!(check("notes", None, 3).is_ok() && check("notes", Some("a\nb"), 3).is_ok());
        assert!(check("notes", Some("abcd"), 3).is_err() && check("notes", Some("a\rb"), 3).is_err());
        assert!(check("notes", Some("äöü"), 3).is_ok());
    }

    #[test]
    fn names_are_those_of_asterisk() {
        for good in ["101", "sales", "support_2", "ann@example.com", "+4930", "PJSIP/101", "*97", "verkäufe"]
        {
            assert!(name("queue", good).is_ok(), "{good}");
        }
        for bad in ["", "a b", "a\r\nAction: Logoff", "${SHELL(id)}", "a,b", "a&b", &"a".repeat(81)] {
            assert!(name("queue", bad).is_err(), "{bad}");
        }
    }
}

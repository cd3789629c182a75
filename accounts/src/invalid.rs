//! What is wrong with a field that somebody has filled in.

/// A field and what is wrong with it, for whoever filled it in. It does not repeat the value, which may be a secret.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{field}: {problem}")]
pub struct Invalid {
    /// The field, as the API calls it.
    pub field: &'static str,
    /// What is wrong with it.
    pub problem: Problem,
}

/// What can be wrong with a field.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Problem {
    /// It has too few characters.
    #[error("must have at least {least} characters")]
    TooShort {
        /// How many it must have.
        least: usize,
    },
    /// It has too many characters, or too many items.
    #[error("must have at most {most} {what}")]
    TooLong {
        /// How many it may have.
        most: usize,
        /// Of what: `characters`, `items`.
        what: &'static str,
    },
    /// It has a character that it must not have.
    #[error("must have no white space and no control characters")]
    Characters,
    /// A password that whoever knows the login name would try first.
    #[error("must not be made of the name")]
    IsTheName,
    /// A password of one character, over and over.
    #[error("must not be one character repeated")]
    Repeats,
    /// A new password that is the old one.
    #[error("must differ from the old one")]
    Unchanged,
    /// Only administrators may have it.
    #[error("is for administrators only")]
    ForAdministrators,
    /// Nothing is in it.
    #[error("must not be empty")]
    Empty,
    /// A time that is over.
    #[error("must lie in the future")]
    Past,
}

impl Invalid {
    pub(crate) const fn new(field: &'static str, problem: Problem) -> Self {
        Self { field, problem }
    }
}

/// Refuses a text of more characters, or with characters that do not show.
pub(crate) fn plain_text(field: &'static str, text: &str, most: usize) -> Result<(), Invalid> {
    if text.chars().count() > most {
        return Err(Invalid::new(field, Problem::TooLong { most, what: "characters" }));
    }
    if text.chars().any(char::is_control) {
        return Err(Invalid::new(field, Problem::Characters));
    }
    Ok(())
}

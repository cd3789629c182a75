//! Numbers in E.164 by the data of somebody else.

use alloc::sync::Arc;
use core::fmt;

use super::Plan;

/// Knows the numbers of a country, for instance by libphonenumber's data. A [`Plan`] that was
/// [given one](Plan::with_normaliser) asks it before its own plain rules.
///
/// The same text must always give the same answer, for records are told anew whenever they change.
pub trait Normaliser: fmt::Debug + Send + Sync {
    /// The number in E.164, `+` and digits; `None` if the text is no valid number as it would be dialled in the
    /// country. The text begins with a digit or `(`, has no access prefix, and is none of the internal numbers.
    fn e164(&self, number: &str) -> Option<Arc<str>>;
}

/// The normaliser of a plan, which no file holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Attached(Option<Arc<dyn Normaliser>>);

impl Attached {
    /// What the normaliser makes of a number; nothing but `+` and digits is taken from it.
    pub(super) fn e164(&self, number: &str) -> Option<Arc<str>> {
        self.0.as_ref()?.e164(number).filter(|number| is_e164(number))
    }
}

impl Plan {
    /// The plan with somebody who knows the numbers of its [country](super::Numbers::country).
    #[must_use]
    pub fn with_normaliser(mut self, normaliser: Arc<dyn Normaliser>) -> Self {
        self.normaliser = Attached(Some(normaliser));
        self
    }

    /// The country whose numbering the file asks for and that nobody was [given](Self::with_normaliser) for yet.
    /// Whoever reads a plan from a file must find a [`Normaliser`] for it, or refuse the file.
    #[must_use]
    pub fn lacks_normaliser_for(&self) -> Option<&str> {
        self.numbers.country.as_deref().filter(|_| self.normaliser.0.is_none())
    }
}

/// `+` and at least one digit.
pub(super) fn is_e164(number: &str) -> bool {
    number
        .strip_prefix('+')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
}

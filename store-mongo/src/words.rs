//! The words of the record's enums, as its JSON has them: one spelling for documents and columns.

use std::fmt;

use serde::de::IntoDeserializer;
use serde::de::value::{Error, StrDeserializer};
use serde::{Deserialize, Serialize};

/// The word for a variant.
pub(crate) fn word<T: Serialize>(value: &T) -> String {
    struct Word<'a, T>(&'a T);
    impl<T: Serialize> fmt::Display for Word<'_, T> {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            // A formatter is a serializer of exactly this: the name of a variant, and nothing around it.
            self.0.serialize(f)
        }
    }
    Word(value).to_string()
}

/// The variant for a word.
pub(crate) fn variant<T: for<'a> Deserialize<'a>>(word: &str) -> Result<T, Error> {
    let word: StrDeserializer<'_, Error> = word.into_deserializer();
    T::deserialize(word)
}

#[cfg(test)]
mod tests {
    use callflow_core::Disposition;
    use callflow_core::call::{Direction, VisitOutcome};

    use super::*;

    #[test]
    fn words_are_those_of_the_record() {
        assert_eq!(word(&Direction::Inbound), "inbound");
        assert_eq!(word(&VisitOutcome::ExitKey), "exit_key");
        assert_eq!(variant::<Disposition>(&word(&Disposition::NoAnswer)), Ok(Disposition::NoAnswer));
        assert!(variant::<Disposition>("no").is_err());
    }
}

#![doc = include_str!("../README.md")]
#![deny(missing_docs)]

mod memory;

use std::fmt;
use std::sync::Arc;

use callflow_core::Plan;
use callflow_core::plan::Normaliser;
use phonenumber::country::Id;
use phonenumber::{Mode, metadata};

use self::memory::Memory;

/// The numbers of one country, by libphonenumber's data.
pub struct PhoneNumbers {
    country: Id,
    memory: Memory,
}

/// There is no such country in the data.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{country:?} is no country; write two letters as in ISO 3166, such as US, GB or DE")]
pub struct UnknownCountry {
    country: Arc<str>,
}

impl PhoneNumbers {
    /// The numbers of a country, two letters as in ISO 3166; their case does not count.
    ///
    /// # Errors
    /// If the data have no such country.
    pub fn of(country: &str) -> Result<Self, UnknownCountry> {
        let known = country.to_ascii_uppercase().parse::<Id>().ok();
        let known = known.filter(|id| metadata::DATABASE.by_id(id.as_ref()).is_some());
        let country = known.ok_or_else(|| UnknownCountry { country: country.into() })?;
        Ok(Self { country, memory: Memory::default() })
    }

    fn ask(&self, number: &str) -> Option<Arc<str>> {
        let number = phonenumber::parse(Some(self.country), number).ok()?;
        number.is_valid().then(|| number.format().mode(Mode::E164).to_string().into())
    }
}

impl Normaliser for PhoneNumbers {
    fn e164(&self, number: &str) -> Option<Arc<str>> {
        self.memory.get_or(number, || self.ask(number))
    }
}

/// The memory holds people's numbers, and is not shown.
impl fmt::Debug for PhoneNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PhoneNumbers").field("country", &self.country).finish_non_exhaustive()
    }
}

/// Gives a plan that names a country in `numbers.country` the numbers of it; another plan stays as it is.
///
/// # Errors
/// If the data have no such country.
pub fn equip(plan: Plan) -> Result<Plan, UnknownCountry> {
    match plan.lacks_normaliser_for().map(PhoneNumbers::of).transpose()? {
        Some(numbers) => Ok(plan.with_normaliser(Arc::new(numbers))),
        None => Ok(plan),
    }
}

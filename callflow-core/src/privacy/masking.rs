//! Hiding outside numbers from those who need not see them.

use alloc::string::String;
use alloc::sync::Arc;
use alloc::vec::Vec;
use core::cell::RefCell;

use super::pattern::{MANY, Pattern, digits, is_number};
use super::walk::{Edit, Edited, Kind, people, walk};
use crate::call::{Call, Direction};
use crate::ids::is_made_by_asterisk;

/// How many of the last digits are hidden: those that tell one line from its neighbours. What is left tells the country
/// and the place.
const HIDDEN_DIGITS: usize = 4;
/// What stands for one digit or key.
const HIDDEN: char = '•';
/// What stands for a name.
const HIDDEN_NAME: &str = "••••";
/// So many digits in a row in a variable are taken for a number, whoever's.
const LONG_RUN: usize = 7;

/// The number with its last four digits hidden; one of five digits or less, an extension, as it is.
///
/// ```
/// use callflow_core::privacy::mask;
///
/// assert_eq!(mask("+12025550143"), "+1202555••••");
/// assert_eq!(mask("1 (202) 555-01-43"), "1 (202) 555-••-••");
/// assert_eq!(mask("101"), "101");
/// ```
#[must_use]
pub fn mask(number: &str) -> String {
    let shown = match digits(number).len() {
        0..MANY => return number.into(),
        many => many - HIDDEN_DIGITS,
    };
    let mut seen = 0;
    let masked = number.chars().map(|sign| {
        seen += usize::from(sign.is_ascii_digit());
        if sign.is_ascii_digit() && seen > shown { HIDDEN } else { sign }
    });
    masked.collect()
}

/// The record with every outside number [masked](mask), the names of outside parties and all keyed digits hidden.
///
/// Outside is what has six digits or more and is not the called DID, which is the company's own. In the names of
/// channels and files numbers are hidden that end as one of those in the record; in variables of the dial plan, of which
/// nobody knows what they say, everything of seven digits in a row. The call's id stays, as in [`forget`](super::forget).
#[must_use]
pub fn masked_call(call: &Call) -> Call {
    let mut masked = call.clone();
    let did = call.did.as_deref().map(digits);
    let outside = Outside { did: did.clone(), tails: RefCell::default() };
    walk(&mut masked, &outside);
    let names = names(call, did.as_deref());
    walk(&mut masked, &Masking { did, tails: outside.tails.into_inner(), names });
    masked
}

fn is_outside(number: &str, did: Option<&[u8]>) -> bool {
    let digits = digits(number);
    digits.len() >= MANY && did.is_none_or(|did| did != digits)
}

/// The names of outside parties; a caller from outside may have hidden its number alone.
fn names(call: &Call, did: Option<&[u8]>) -> Vec<Pattern> {
    let inbound = call.direction == Direction::Inbound;
    people(call)
        .filter(|person| {
            let mut numbers = person.numbers.into_iter().flatten().peekable();
            let hidden = person.is_caller && inbound && numbers.peek().is_none();
            hidden || numbers.any(|number| is_outside(number, did))
        })
        .filter_map(|person| Pattern::of_word(person.name?))
        .collect()
}

fn tail(digits: &[u8]) -> &[u8] {
    digits.get(digits.len().saturating_sub(MANY)..).unwrap_or(digits)
}

/// Changes nothing, and learns how the outside numbers of the record end.
struct Outside {
    did: Option<Vec<u8>>,
    tails: RefCell<Vec<Vec<u8>>>,
}

impl Edit for Outside {
    fn text(&self, kind: Kind, text: &str) -> Edited {
        if kind == Kind::Number && is_outside(text, self.did.as_deref()) {
            self.tails.borrow_mut().push(tail(&digits(text)).into());
        }
        Edited::Keep
    }

    fn keys(&self, _: &[Arc<str>]) -> Option<Vec<Arc<str>>> {
        None
    }
}

struct Masking {
    did: Option<Vec<u8>>,
    tails: Vec<Vec<u8>>,
    names: Vec<Pattern>,
}

impl Masking {
    fn is_did(&self, digits: &[u8]) -> bool {
        self.did.as_deref() == Some(digits)
    }

    /// Masks numbers in a text that has more in it: those that end as an outside one, and those of so many digits.
    fn in_text(&self, text: &str, long: usize) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(start) = rest.find(|sign: char| sign.is_ascii_digit()) {
            let (before, run) = rest.split_at(start);
            let end = run.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(run.len());
            let (run, after) = run.split_at(end);
            let known = run.len() >= MANY && self.tails.iter().any(|known| known == tail(run.as_bytes()));
            out.push_str(before);
            if (known || run.len() >= long) && !self.is_did(run.as_bytes()) {
                out.push_str(&mask(run));
            } else {
                out.push_str(run);
            }
            rest = after;
        }
        out.push_str(rest);
        out
    }

    fn masked(&self, kind: Kind, text: &str) -> String {
        match kind {
            Kind::Did => text.into(),
            Kind::Number | Kind::Variable if is_number(text) => {
                if self.is_did(&digits(text)) {
                    text.into()
                } else {
                    mask(text)
                }
            }
            Kind::Number => self.in_text(text, LONG_RUN),
            Kind::Name if self.names.iter().any(|name| name.is_in(text)) => HIDDEN_NAME.into(),
            // Who has no name is often called by the number.
            Kind::Name => mask(text),
            Kind::Id if is_made_by_asterisk(text) => {
                let (chosen, own) = text.split_at(text.rfind('-').unwrap_or(0));
                self.in_text(chosen, usize::MAX) + own
            }
            Kind::Id | Kind::Label => self.in_text(text, usize::MAX),
            Kind::Free | Kind::Variable => {
                let long = if kind == Kind::Variable { LONG_RUN } else { usize::MAX };
                let masked = self.in_text(text, long);
                self.names.iter().fold(masked, |text, name| name.replaced(&text, HIDDEN_NAME).unwrap_or(text))
            }
        }
    }
}

impl Edit for Masking {
    fn text(&self, kind: Kind, text: &str) -> Edited {
        let masked = self.masked(kind, text);
        if masked == text { Edited::Keep } else { Edited::Replace(masked.into()) }
    }

    fn keys(&self, keys: &[Arc<str>]) -> Option<Vec<Arc<str>>> {
        let hidden = |keys: &Arc<str>| keys.chars().map(|_| HIDDEN).collect::<String>().into();
        (!keys.is_empty()).then(|| keys.iter().map(hidden).collect())
    }
}

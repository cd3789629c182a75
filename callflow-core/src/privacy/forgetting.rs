//! Taking a number out of a record.

use alloc::sync::Arc;
use alloc::vec::Vec;

use super::pattern::Pattern;
use super::walk::{Edit, Edited, Kind, people, walk};
use crate::call::Call;
use crate::ids::is_made_by_asterisk;
use crate::time::Timestamp;

/// What stands where something was taken out and a text is needed.
pub const FORGOTTEN: &str = "forgotten";

/// The record without this number and the names that belong to it, in the next version and revised at this time; `None`
/// if the number is not in it.
///
/// It is taken out of every text: of the caller, the parties, the legs and all others, of the names of channels, of
/// variables, of recordings' file names, of what was keyed in, with the names of whoever had it. Where a text is needed
/// [`FORGOTTEN`] stands, elsewhere nothing. Times, durations and outcomes stay, so that counts do.
///
/// A number of six digits or more is found in any spelling that has its digits in a row (`+12025550143` in
/// `1 (202) 555-0143` and `912025550143`), but not without its country code: a national form is asked for by itself, and
/// leaves no international one. A shorter one, and any other text, is found where it stands alone.
///
/// The call's id stays, and those of calls it is one with: the record is known by them. They have a number in them only
/// where a client chose such an id for its channel (`Originate`, header `ChannelId`).
#[must_use]
pub fn forget(call: &Call, number: &str, at: Timestamp) -> Option<Call> {
    let pattern = Pattern::of_number(number)?;
    let names = names(call, &pattern);
    let mut call = call.clone();
    walk(&mut call, &Forgetting { pattern, names }).then(|| {
        call.version = call.version.saturating_add(1);
        call.revised_at = Some(at);
        call
    })
}

/// Whether there is anything in the record that [`forget`] would take out.
#[must_use]
pub fn mentions(call: &Call, number: &str) -> bool {
    forget(call, number, Timestamp::default()).is_some()
}

/// The names of those who have the number. A channel tells where the number itself was not seen.
fn names(call: &Call, pattern: &Pattern) -> Vec<Pattern> {
    let has_it = |numbers: [Option<&str>; 2], channel: Option<&str>| {
        let mut numbers = numbers.into_iter().flatten().peekable();
        let channel = if numbers.peek().is_none() { channel } else { None };
        numbers.chain(channel).any(|text| pattern.is_in(text))
    };
    people(call)
        .filter(|person| has_it(person.numbers, person.channel))
        .filter_map(|person| Pattern::of_word(person.name?))
        .collect()
}

struct Forgetting {
    pattern: Pattern,
    names: Vec<Pattern>,
}

impl Forgetting {
    fn patterns(&self) -> impl Iterator<Item = &Pattern> {
        [&self.pattern].into_iter().chain(&self.names)
    }

    fn in_id(&self, id: &str) -> Edited {
        if matches!(self.pattern, Pattern::Word(_)) {
            return Edited::Keep;
        }
        // The seconds of an id that Asterisk made are no number.
        let own = if is_made_by_asterisk(id) { id.rfind('-').map_or(0, |dash| dash + 1) } else { id.len() };
        let (chosen, own) = id.split_at(own);
        match self.pattern.replaced(chosen, FORGOTTEN) {
            Some(chosen) => Edited::Replace((chosen + own).into()),
            None => Edited::Keep,
        }
    }

    fn in_text(&self, text: &str) -> Edited {
        let mut edited = None;
        for pattern in self.patterns() {
            let text = edited.as_deref().unwrap_or(text);
            edited = pattern.replaced(text, FORGOTTEN).or(edited);
        }
        edited.map_or(Edited::Keep, |text| Edited::Replace(text.into()))
    }
}

impl Edit for Forgetting {
    fn text(&self, kind: Kind, text: &str) -> Edited {
        match kind {
            Kind::Id => self.in_id(text),
            Kind::Number | Kind::Did | Kind::Name => {
                if self.patterns().any(|pattern| pattern.is_in(text)) {
                    Edited::Remove
                } else {
                    Edited::Keep
                }
            }
            // A queue or a room of the same few digits as an extension is not that extension.
            Kind::Label if matches!(self.pattern, Pattern::Word(_)) => Edited::Keep,
            Kind::Label => match self.pattern.replaced(text, FORGOTTEN) {
                Some(text) => Edited::Replace(text.into()),
                None => Edited::Keep,
            },
            Kind::Free | Kind::Variable => self.in_text(text),
        }
    }

    /// All of them, also where the number was keyed in in parts.
    fn keys(&self, keys: &[Arc<str>]) -> Option<Vec<Arc<str>>> {
        let has_it = |text: &str| self.pattern.is_in(text);
        let found = keys.iter().any(|keys| has_it(keys)) || (!keys.is_empty() && has_it(&keys.concat()));
        found.then(|| keys.iter().map(|_| FORGOTTEN.into()).collect())
    }
}

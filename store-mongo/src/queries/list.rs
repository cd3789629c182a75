//! Lists of calls: which ones, in which order, from which place on, and by which index.

use callflow_core::Disposition;
use callflow_core::store::{CallQuery, Scope, Stage};
use mongodb::bson::raw::cstr;
use mongodb::bson::{Bson, Document, Regex, doc};

use super::{Places, of_scope};
use crate::schema::index;
use crate::words::word;

/// The order of lists of calls.
pub(crate) const PLACES: Places = Places { time: "startedAtMicros", id: "_id" };

/// The calls that the filters leave, wherever the cursor stands.
pub(crate) fn filter(query: &CallQuery) -> Document {
    let mut filter = filters(query);
    PLACES.restrict(&mut filter, (query.from, query.to), None, query.sort);
    filter
}

/// The calls that the filters leave after the cursor.
pub(crate) fn page(query: &CallQuery) -> Document {
    let mut filter = filters(query);
    PLACES.restrict(&mut filter, (query.from, query.to), query.cursor.as_ref(), query.sort);
    filter
}

/// All live calls.
pub(crate) fn live(scope: &Scope) -> Document {
    let mut filter = doc! {"live": true};
    filter.extend(of_scope(scope));
    filter
}

fn filters(query: &CallQuery) -> Document {
    // Both said, where both are wanted: the index has the one and then the other.
    let merged = if query.include_merged { doc! {"$in": [false, true]}.into() } else { Bson::from(false) };
    let mut filter = doc! {"merged": merged};
    filter.extend(of_scope(&query.scope));
    let words = [("numbers", &query.number), ("agents", &query.agent), ("queues", &query.queue)];
    for (field, value) in words {
        if let Some(value) = value {
            filter.insert(field, &**value);
        }
    }
    if let Some(direction) = &query.direction {
        filter.insert("direction", word(direction));
    }
    if let Some(disposition) = &query.disposition {
        filter.insert("disposition", word(disposition));
    }
    if let Some(stage) = query.stage {
        filter.insert("live", stage == Stage::Live);
    }
    let words: Vec<Bson> = query.words().map(|word| Bson::RegularExpression(contains(&word))).collect();
    if !words.is_empty() {
        filter.insert("search", doc! {"$all": words});
    }
    filter
}

/// What finds `word` anywhere, in which every character stands for itself.
fn contains(word: &str) -> Regex {
    let mut pattern = String::with_capacity(word.len());
    for character in word.chars() {
        if character.is_ascii() && !character.is_ascii_alphanumeric() {
            // As a code, because a pattern cannot have every character as it is.
            pattern.push_str(&format!("\\x{:02x}", u32::from(character)));
        } else {
            pattern.push(character);
        }
    }
    // NUL, the one character that a pattern cannot have, is a code by now.
    Regex { pattern: pattern.try_into().unwrap_or_else(|_| cstr!("$^").into()), options: cstr!("").into() }
}

/// The index by which the calls are found in the order of the list: that of the filter which leaves the fewest.
///
/// Said and not left to the server, which tries plans and keeps what was best for the first question of a kind: that may
/// be to walk through all calls of a direction and ask for each whether it has the number. A text is read in the one
/// index that has it.
pub(crate) fn index(query: &CallQuery) -> &'static str {
    let rare = query.disposition.is_some_and(|it| it != Disposition::Answered);
    let choices = [
        (query.number.is_some(), index::NUMBER),
        (query.agent.is_some(), index::AGENT),
        (query.queue.is_some(), index::QUEUE),
        (query.stage == Some(Stage::Live), index::LIVE),
        (query.words().next().is_some(), index::LIST),
        (rare, index::DISPOSITION),
        (query.scope.pbx.is_some(), index::PBX),
        (query.scope.tenant.is_some(), index::TENANT),
        (query.direction.is_some(), index::DIRECTION),
        (query.disposition.is_some(), index::DISPOSITION),
    ];
    choices.into_iter().find_map(|(asked, index)| asked.then_some(index)).unwrap_or(index::LIST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_character_of_a_word_stands_for_itself() {
        assert_eq!(contains("0%_s.é\0").pattern.to_string(), r"0\x25\x5fs\x2eé\x00");
    }

    #[test]
    fn the_filter_that_leaves_the_fewest_is_looked_up() {
        let mut query = CallQuery::default();
        assert_eq!(index(&query), index::LIST);
        query.disposition = Some(Disposition::Answered);
        query.scope.pbx = Some("default".into());
        assert_eq!(index(&query), index::PBX);
        query.disposition = Some(Disposition::Busy);
        assert_eq!(index(&query), index::DISPOSITION);
        query.text = Some("zoë".into());
        assert_eq!(index(&query), index::LIST);
        (query.queue, query.number) = (Some("sales".into()), Some("101".into()));
        assert_eq!(index(&query), index::NUMBER);
    }
}

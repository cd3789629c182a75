//! What the file of a recording is called.

use std::fmt::Write as _;
use std::str::FromStr;

use callflow_core::{Call, Timestamp};

/// The name of a recording without its format, below the folder of recordings: `{date}/{call}`.
///
/// | placeholder | stands for |
/// |---|---|
/// | `{call}` | the id of the call; it must be there, so that no two calls have one file |
/// | `{date}`, `{time}` | when the call began, in UTC: `2026-11-20`, `181004` |
/// | `{caller}`, `{callee}` | their numbers; `unknown` where there is none |
/// | `{queue}` | the queue; `none` |
/// | `{direction}`, `{tenant}`, `{pbx}` | those of the call |
///
/// Of what a placeholder stands for letters, digits, `_`, `-`, `+` and `.` are left, and `_` for each other character, so that
/// no number and no name leads out of the folder, is a folder, or is read by Asterisk as anything but a name.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct NamePattern(Vec<Part>);

#[derive(Clone, Debug, Eq, PartialEq)]
enum Part {
    Plain(String),
    Placeholder(Placeholder),
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Placeholder {
    Call,
    Date,
    Time,
    Caller,
    Callee,
    Queue,
    Direction,
    Tenant,
    Pbx,
}

/// Why a text is no pattern of names.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum NamePatternError {
    /// A placeholder that is not known, or a brace that has no other.
    #[error(
        "{{{0}}} is no placeholder; there are call, date, time, caller, callee, queue, direction, tenant and pbx"
    )]
    Placeholder(String),
    /// Two calls would have one file.
    #[error("{{call}} is missing, without which two calls would have one file")]
    NotUnique,
    /// Asterisk would read it as something else, or it would lead out of the folder.
    #[error(
        "{0:?} has other characters than A-Z, a-z, 0-9, '_', '-', '.' and '/', begins or ends with '/', or has a part that \
         begins with '.'"
    )]
    Plain(String),
}

/// The longest text of one placeholder: with all of them it is still a name that file systems take.
const LONGEST: usize = 100;

impl Default for NamePattern {
    /// `{date}/{call}`: no number of a person is in it.
    fn default() -> Self {
        let slash = Part::Plain("/".to_owned());
        Self(vec![Part::Placeholder(Placeholder::Date), slash, Part::Placeholder(Placeholder::Call)])
    }
}

impl FromStr for NamePattern {
    type Err = NamePatternError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some((plain, after)) = rest.split_once('{') {
            if !plain.is_empty() {
                parts.push(Part::Plain(plain.to_owned()));
            }
            let (word, after) =
                after.split_once('}').ok_or_else(|| NamePatternError::Placeholder(after.to_owned()))?;
            let known = Placeholder::of(word);
            parts.push(Part::Placeholder(
                known.ok_or_else(|| NamePatternError::Placeholder(word.to_owned()))?,
            ));
            rest = after;
        }
        if !rest.is_empty() {
            parts.push(Part::Plain(rest.to_owned()));
        }
        let pattern = Self(parts);
        let is_call = |part: &Part| *part == Part::Placeholder(Placeholder::Call);
        if !pattern.0.iter().any(is_call) {
            return Err(NamePatternError::NotUnique);
        }
        // With any value in the place of the placeholders.
        let filled = pattern.fill(|_| "x".to_owned());
        let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./".contains(letter);
        let is_part = |part: &str| !part.is_empty() && !part.starts_with('.');
        if !filled.chars().all(is_plain) || !filled.split('/').all(is_part) {
            return Err(NamePatternError::Plain(text.to_owned()));
        }
        Ok(pattern)
    }
}

impl Placeholder {
    fn of(word: &str) -> Option<Self> {
        Some(match word {
            "call" => Self::Call,
            "date" => Self::Date,
            "time" => Self::Time,
            "caller" => Self::Caller,
            "callee" => Self::Callee,
            "queue" => Self::Queue,
            "direction" => Self::Direction,
            "tenant" => Self::Tenant,
            "pbx" => Self::Pbx,
            _ => return None,
        })
    }

    fn value(self, call: &Call) -> String {
        let or = |text: Option<&std::sync::Arc<str>>, other: &str| safe(text.map_or(other, |text| text));
        match self {
            Self::Call => safe(call.id.as_str()),
            Self::Date => day(call.started_at),
            Self::Time => time(call.started_at),
            Self::Caller => or(call.caller.number.as_ref(), "unknown"),
            Self::Callee => or(call.final_party.as_ref().or(call.dialled.as_ref()), "unknown"),
            Self::Queue => or(call.queue.as_ref(), "none"),
            Self::Direction => safe(direction(call)),
            Self::Tenant => safe(&call.tenant),
            Self::Pbx => safe(&call.pbx),
        }
    }
}

impl NamePattern {
    /// The name of the recording of a call, of several the `part`th from 0.
    #[must_use]
    pub fn name(&self, call: &Call, part: usize) -> String {
        let mut name = self.fill(|placeholder| placeholder.value(call));
        if part > 0 {
            // Writing to a String does not fail.
            let _ = write!(name, "-{}", part.saturating_add(1));
        }
        name
    }

    fn fill(&self, value: impl Fn(Placeholder) -> String) -> String {
        let text = |part: &Part| match part {
            Part::Plain(text) => text.clone(),
            Part::Placeholder(placeholder) => value(*placeholder),
        };
        self.0.iter().map(text).collect()
    }
}

/// What is left of a text that may be anything.
fn safe(text: &str) -> String {
    let letter = |letter: char| {
        let is_safe = letter.is_ascii_alphanumeric() || "_-+.".contains(letter);
        if is_safe { letter } else { '_' }
    };
    let mut safe: String = text.chars().map(letter).take(LONGEST).collect();
    // Neither hidden nor a folder above.
    if safe.is_empty() || safe.starts_with('.') {
        safe.insert(0, '_');
    }
    safe
}

fn direction(call: &Call) -> &'static str {
    use callflow_core::call::Direction;
    match call.direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
        Direction::Internal => "internal",
        Direction::Unknown => "unknown",
    }
}

/// `2026-11-20` of `2026-11-20T18:10:04.123456Z`.
fn day(at: Timestamp) -> String {
    safe(at.to_string().split('T').next().unwrap_or_default())
}

/// `181004`.
fn time(at: Timestamp) -> String {
    let text = at.to_string();
    let time = text.split('T').nth(1).unwrap_or_default();
    time.chars().take(8).filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::control::plan::samples::talking;

    fn name(pattern: &str, change: impl FnOnce(&mut Call)) -> String {
        let mut call = talking();
        change(&mut call);
        pattern.parse::<NamePattern>().unwrap().name(&call, 0)
    }

    #[test]
    fn placeholders_are_filled() {
        let all = "{pbx}/{tenant}/{date}/{time}-{direction}-{queue}-{caller}-{callee}-{call}";
        let name = name(all, |call| call.started_at = "2026-11-20T18:10:04.123456Z".parse().unwrap());
        assert_eq!(name, "default/default/2026-11-20/181004-inbound-none-+12025550143-101-default-1.1");
        let pattern = NamePattern::default();
        let call = talking();
        let day = call.started_at.to_string();
        let day = day.split('T').next().unwrap();
        assert_eq!(pattern.name(&call, 0), format!("{day}/default-1.1"));
        assert_eq!(pattern.name(&call, 1), format!("{day}/default-1.1-2"));
        assert_eq!("{date}/{call}".parse(), Ok(pattern));
    }

    #[test]
    fn no_number_leads_out_of_the_folder() {
        for (number, want) in [
            ("../../etc/passwd", "_.._.._etc_passwd"),
            ("..", "_.."),
            (".", "_."),
            ("/etc/passwd", "_etc_passwd"),
            ("a\0b", "a_b"),
            ("${SHELL(id)}", "__SHELL_id__"),
            ("1,b(2)", "1_b_2_"),
            ("a|b&c;d`e`\r\nX: y", "a_b_c_d_e___X__y"),
            ("Zoë", "Zo_"),
            ("", "_"),
        ] {
            let name = name("{caller}/{call}", |call| call.caller.number = Some(number.into()));
            assert_eq!(name, format!("{want}/default-1.1"), "{number:?}");
        }
        let long = name("{caller}-{call}", |call| call.caller.number = Some("9".repeat(10_000).into()));
        assert_eq!(long.len(), LONGEST + "-default-1.1".len());
    }

    #[test]
    fn patterns_that_would_lead_out_or_be_no_name_are_refused() {
        use NamePatternError::{NotUnique, Placeholder, Plain};
        let refused = |text: &str| text.parse::<NamePattern>().unwrap_err();
        assert_eq!(refused("{date}/{caller}"), NotUnique);
        assert_eq!(refused("{call}-{number}"), Placeholder("number".into()));
        assert_eq!(refused("{call"), Placeholder("call".into()));
        for text in [
            "/{call}",
            "{call}/",
            "../{call}",
            "a/../{call}",
            ".{call}",
            "a//{call}",
            "{call},b",
            "{call} x",
            "${call}",
        ] {
            assert_eq!(refused(text), Plain(text.into()));
        }
    }
}

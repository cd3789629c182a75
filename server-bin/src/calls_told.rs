//! A short line on the terminal for each call that ends.

use std::fmt;

use callflow_core::call::Call;

/// `18:16:11 inbound  +12025550143 → +15125550101  answered by 101, talked 2.0 s`
pub(crate) struct Line<'c>(pub(crate) &'c Call);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let call = self.0;
        let ended = call.ended_at.unwrap_or(call.started_at).to_string();
        let clock = ended.get(11..19).unwrap_or_default();
        let caller = call.caller.number.as_deref().unwrap_or("anonymous");
        let dialled = call.dialled.as_deref().unwrap_or("-");
        write!(f, "{clock}  {:<8}  {caller} → {dialled}  ", word(&call.direction))?;
        match (&call.answered_by, &call.disposition) {
            (Some(by), _) => {
                write!(f, "answered by {by}")?;
                if let Some(last) = call.final_party.as_ref().filter(|last| *last != by) {
                    write!(f, ", then {last}")?;
                }
                write!(f, ", talked {}.{} s", call.talk_ms / 1_000, call.talk_ms % 1_000 / 100)
            }
            (None, Some(disposition)) => f.write_str(&word(disposition).replace('_', " ")),
            (None, None) => Ok(()),
        }
    }
}

/// The word that stands for a value in JSON.
fn word(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_value(value).unwrap_or_default();
    json.as_str().unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use callflow_core::Disposition;
    use callflow_core::store::testkit::sample::Sample;

    use super::*;

    #[test]
    fn a_line_says_who_called_whom_and_what_became_of_it() {
        let second = 1_795_198_571;
        let inbound = || Sample::new("1", second).inbound("+12025550143", "+15125550101");
        let answered = inbound().with(|call| {
            (call.answered_by, call.final_party) = (Some("101".into()), Some("101".into()));
            call.talk_ms = 62_090;
        });
        let transferred = inbound().with(|call| {
            (call.answered_by, call.final_party) = (Some("101".into()), Some("102".into()));
            call.talk_ms = 3_012;
        });
        let anonymous = inbound().unanswered(Disposition::NoAnswer).with(|call| call.caller.number = None);
        for (sample, told) in [
            (answered, "inbound   +12025550143 → +15125550101  answered by 101, talked 62.0 s"),
            (transferred, "inbound   +12025550143 → +15125550101  answered by 101, then 102, talked 3.0 s"),
            (anonymous, "inbound   anonymous → +15125550101  no answer"),
        ] {
            let call = sample.with(|call| call.ended_at = "2026-11-20T18:16:11.5Z".parse().ok()).build();
            assert_eq!(Line(&call).to_string(), format!("18:16:11  {told}"));
        }
    }
}

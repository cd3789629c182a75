//! The recordings with other people in them: each team of a demo has phones, names and a queue of its own.
//!
//! What is put in has the length of what was there, so that the receive times still fit the bytes.

use std::array;

/// So many teams there are.
pub(super) const TEAMS: usize = 4;

/// Whom the recordings have: the phones 100 to 103.
const RECORDED: Team =
    Team { people: ["Alice Example", "Bob Example", "Carol Example", "Dave Example"], queue: "sales" };

const TEAM: [Team; TEAMS] = [
    Team { people: ["Nora Bergmann", "Jonas Weber", "Clara Jansson", "David Keller"], queue: "sales" },
    Team { people: ["Lucia Moreira", "Priya Mehta", "Sofia Almeida", "Mateo Garcia"], queue: "parts" },
    Team { people: ["Grace Okonkwo", "Tom Sanders", "Emily Stewart", "Henry Walker"], queue: "fleet" },
    Team { people: ["Hanna Lindahl", "Omar Haddad", "Irene Kovalev", "Oscar Nilsen"], queue: "loans" },
];

/// Numbers outside: all of them are of those that are kept for fiction. The last two digits become others.
const OUTSIDE: [&str; 6] =
    ["2025550143", "4155550162", "2025550111", "5125550100", "442079460018", "3035550177"];

struct Team {
    people: [&'static str; 4],
    queue: &'static str,
}

/// One text for another of the same length.
type Exchange = (Vec<u8>, Vec<u8>);

/// The bytes of recording number `recording` with the people of `team`.
pub(super) fn cast(bytes: &[u8], team: usize, recording: usize) -> Vec<u8> {
    let exchanges = exchanges(team % TEAMS, recording);
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, others)) = rest.split_first() {
        let begins = !out.last().is_some_and(is_of_word);
        let found = exchanges.iter().filter(|_| begins).find_map(|(from, to)| {
            let after = rest.strip_prefix(from.as_slice())?;
            (!after.first().is_some_and(is_of_word)).then_some((to, after))
        });
        match found {
            Some((to, after)) => {
                out.extend_from_slice(to);
                rest = after;
            }
            None => {
                out.push(*first);
                rest = others;
            }
        }
    }
    out
}

/// Within a word nothing is exchanged: the 101 of `1795198599.101` is no phone.
fn is_of_word(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+')
}

fn exchanges(team: usize, recording: usize) -> Vec<Exchange> {
    let mut all = Vec::new();
    let mut add = |from: String, to: String| all.push((from.into_bytes(), to.into_bytes()));
    if let Some(new) = TEAM.get(team) {
        let names = RECORDED.people.iter().zip(new.people).chain([(&RECORDED.queue, new.queue)]);
        names.for_each(|(from, to)| add((*from).to_owned(), to.to_owned()));
    }
    for [from, to] in array::from_fn::<_, 10, _>(|phone| [format!("10{phone}"), format!("1{team}{phone}")]) {
        add(from, to);
    }
    for (nth, number) in OUTSIDE.iter().enumerate() {
        let end = (11 + 17 * recording + 29 * team + 7 * nth) % 100;
        let other = format!("{}{end:02}", number.get(..number.len() - 2).unwrap_or_default());
        // With and without the country, and the 9 that is dialled for a line.
        for before in ["", "1", "+1", "9", "91", "+"] {
            add(format!("{before}{number}"), format!("{before}{other}"));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_somebody_else_of_the_same_length() {
        for team in 0..TEAMS {
            for recording in 0..12 {
                for (from, to) in exchanges(team, recording) {
                    assert_eq!(from.len(), to.len(), "{} {}", from.escape_ascii(), to.escape_ascii());
                }
            }
        }
    }

    #[test]
    fn phones_names_and_queues_are_exchanged_and_ids_are_not() {
        let told = |text: &str| String::from_utf8(cast(text.as_bytes(), 1, 0)).unwrap_or_default();
        assert_eq!(told("Channel: PJSIP/101-00000015\r\n"), "Channel: PJSIP/111-00000015\r\n");
        assert_eq!(told("AppData: queues,sales,1\r\n"), "AppData: queues,parts,1\r\n");
        assert_eq!(told("CallerID: \"Bob Example\" <101>"), "CallerID: \"Priya Mehta\" <111>");
        for kept in ["Uniqueid: 1795198599.101\r\n", "Linkedid: 1795198101.20\r\n", "Exten: 1011\r\n"] {
            assert_eq!(told(kept), kept);
        }
    }

    #[test]
    fn callers_of_two_recordings_are_two() {
        let caller = |recording| cast(b"CallerIDNum: +12025550143\r\n", 2, recording);
        assert_ne!(caller(0), caller(1));
        assert!(caller(0).starts_with(b"CallerIDNum: +120255501"));
    }
}

//! The recordings with other people in them: each desk of a call centre has phones and names of its own, each team a queue.
//!
//! What is put in has the length of what was there, so that the receive times still fit the bytes.

use std::collections::BTreeSet;

/// Names of the teams' queues, and the digit that their phones begin with.
const TEAMS: [(&str, char); 6] =
    [("sales", '1'), ("parts", '2'), ("fleet", '3'), ("loans", '4'), ("cargo", '5'), ("hotel", '8')];
/// Desks of a team: as many as there are phones for.
const DESKS: usize = 20;

/// Whom the recordings have, on the phones 100 to 103, and their queue.
const RECORDED: [&str; 4] = ["Alice Example", "Bob Example", "Carol Example", "Dave Example"];
const QUEUE: &str = "sales";

/// Of each desk somebody has a name with the length of Alice's, …
const FIVE: [&str; 16] = [
    "Clara", "Lucia", "Grace", "Hanna", "Priya", "Sofia", "Irene", "Emily", "Nadia", "Felix", "Amina",
    "Oscar", "Julia", "Henry", "Marta", "Jonas",
];
/// … somebody one of Carol's, …
const FIVE_MORE: [&str; 16] = [
    "David", "Elena", "Mateo", "Laura", "Kenji", "Helen", "Diego", "Naomi", "Isaac", "Tania", "Pablo",
    "Maria", "Rahul", "Faith", "Gavin", "Edith",
];
/// … one of Bob's …
const THREE: [&str; 16] = [
    "Tom", "Ida", "Max", "Zoe", "Ben", "Eva", "Leo", "Mia", "Kim", "Ana", "Ivo", "Lea", "Sam", "Noa", "Jan",
    "Ali",
];
/// … and one of Dave's.
const FOUR: [&str; 16] = [
    "Omar", "Nina", "Luis", "Emma", "Erik", "Sara", "Hugo", "Lena", "Amir", "Rosa", "Paul", "Yuki", "Karl",
    "Anna", "Theo", "Jana",
];
/// One fewer than first names, so that it takes long until a pair comes again.
const LAST: [&str; 15] = [
    "Bergman", "Moreira", "Okonkwo", "Lindahl", "Sanders", "Almeida", "Winkler", "Stewart", "Jansson",
    "Ramirez", "Fischer", "Andrade", "Fujioka", "Haddadi", "Schmidt",
];

/// Numbers outside: all of them are of those that are kept for fiction. The last two digits become others.
const OUTSIDE: [&str; 6] =
    ["2025550143", "4155550162", "2025550111", "5125550100", "442079460018", "3035550177"];

/// Four phones and the people at them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Desk {
    team: usize,
    nth: usize,
}

impl Desk {
    /// So many there are: with more of them phones and people come again.
    pub(super) const MOST: usize = TEAMS.len() * DESKS;

    /// Desk `nth` of a team.
    pub(super) fn of(team: usize, nth: usize) -> Self {
        Self { team: team % TEAMS.len(), nth: nth % DESKS }
    }

    /// One desk after the other, from team to team.
    pub(super) fn number(number: usize) -> Self {
        Self::of(number, number / TEAMS.len())
    }

    fn people(self) -> [String; 4] {
        let number = self.team * DESKS + self.nth;
        let name = |first: &[&str; 16], number: usize| {
            let [first, last] = [first.get(number % first.len()), LAST.get(number % LAST.len())];
            [first, last].map(|part| part.copied().unwrap_or_default()).join(" ")
        };
        // Nobody at a desk is called as another one there.
        [
            name(&FIVE, number),
            name(&THREE, number + 4),
            name(&FIVE_MORE, number + 8),
            name(&FOUR, number + 12),
        ]
    }

    fn phones(self) -> [String; 4] {
        let first = TEAMS.get(self.team).map_or('1', |(_, digit)| *digit);
        [0, 1, 2, 3].map(|phone| format!("{first}{}{}", self.nth % 10, self.nth / 10 * 4 + phone))
    }

    fn queue(self) -> &'static str {
        TEAMS.get(self.team).map_or(QUEUE, |(queue, _)| queue)
    }

    fn exchanges(self, recording: usize) -> Vec<Exchange> {
        let mut all = Vec::new();
        let mut add = |from: &str, to: &str| all.push((from.as_bytes().to_vec(), to.as_bytes().to_vec()));
        RECORDED.iter().zip(self.people()).for_each(|(from, to)| add(from, &to));
        add(QUEUE, self.queue());
        (0..).zip(self.phones()).for_each(|(phone, to)| add(&format!("10{phone}"), &to));
        for (nth, number) in OUTSIDE.iter().enumerate() {
            let end = (11 + 17 * recording + 29 * self.team + 13 * self.nth + 7 * nth) % 100;
            let other = format!("{}{end:02}", number.get(..number.len() - 2).unwrap_or_default());
            // With and without the country, and the 9 that is dialled for a line.
            for before in ["", "1", "+1", "9", "91", "+"] {
                add(&format!("{before}{number}"), &format!("{before}{other}"));
            }
        }
        all
    }
}

/// One text for another of the same length.
type Exchange = (Vec<u8>, Vec<u8>);

/// The bytes of recording number `recording` with the people of a desk.
pub(super) fn cast(bytes: &[u8], desk: Desk, recording: usize) -> Vec<u8> {
    let exchanges = desk.exchanges(recording);
    // Most words begin as none of them does.
    let firsts: BTreeSet<u8> = exchanges.iter().filter_map(|(from, _)| from.first().copied()).collect();
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((first, others)) = rest.split_first() {
        let begins = firsts.contains(first) && !out.last().is_some_and(is_of_word);
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_is_somebody_else_of_the_same_length() {
        for desk in (0..Desk::MOST).map(Desk::number) {
            for recording in 0..16 {
                for (from, to) in desk.exchanges(recording) {
                    assert_eq!(from.len(), to.len(), "{} {}", from.escape_ascii(), to.escape_ascii());
                }
            }
        }
    }

    #[test]
    fn nobody_sits_at_two_desks() {
        let desks: Vec<Desk> = (0..Desk::MOST).map(Desk::number).collect();
        let people: BTreeSet<_> = desks.iter().flat_map(|desk| desk.people()).collect();
        let phones: BTreeSet<_> = desks.iter().flat_map(|desk| desk.phones()).collect();
        assert_eq!((people.len(), phones.len()), (4 * Desk::MOST, 4 * Desk::MOST));
    }

    #[test]
    fn phones_names_and_queues_are_exchanged_and_ids_are_not() {
        let told =
            |text: &str| String::from_utf8(cast(text.as_bytes(), Desk::of(1, 11), 0)).unwrap_or_default();
        assert_eq!(told("Channel: PJSIP/101-00000015\r\n"), "Channel: PJSIP/215-00000015\r\n");
        assert_eq!(told("AppData: queues,sales,1\r\n"), "AppData: queues,parts,1\r\n");
        let bob = Desk::of(1, 11).people()[1].clone();
        assert_eq!(told("CallerID: \"Bob Example\" <101>"), format!("CallerID: \"{bob}\" <215>"));
        for kept in ["Uniqueid: 1795198599.101\r\n", "Linkedid: 1795198101.20\r\n", "Exten: 1011\r\n"] {
            assert_eq!(told(kept), kept);
        }
    }

    #[test]
    fn callers_of_two_recordings_are_two() {
        let caller = |recording| cast(b"CallerIDNum: +12025550143\r\n", Desk::of(2, 0), recording);
        assert_ne!(caller(0), caller(1));
        assert!(caller(0).starts_with(b"CallerIDNum: +120255501"));
    }
}

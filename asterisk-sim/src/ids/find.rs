//! Forms of ids in a value.

use std::time::Duration;

/// Length of a UUID as text.
pub(super) const UUID: usize = 36;

/// Seconds of a Uniqueid have so many digits from 2001 to 2286.
const SECONDS: usize = 10;

/// `1795198571.12` at the end of a value, whatever system name stands before it: where it begins, and both
/// numbers.
pub(super) fn unique_at_end(value: &[u8]) -> Option<(usize, u64, u64)> {
    uniques(value).last().filter(|(_, end, _, _)| *end == value.len()).map(|(at, _, s, c)| (at, s, c))
}

/// All `1795198571.12` in a value: from, to, seconds, counter. The ten digits before the dot count, because
/// URL-encoded text may have further ones before them (`%201795198571.12`).
pub(super) fn uniques(value: &[u8]) -> impl Iterator<Item = (usize, usize, u64, u64)> {
    memchr::memchr_iter(b'.', value).filter_map(|dot| {
        let start = dot.checked_sub(SECONDS)?;
        let seconds = number(value.get(start..dot)?)?;
        let tail = value.get(dot + 1..)?;
        let length = tail.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let counter = number(tail.get(..length)?)?;
        Some((start, dot + 1 + length, seconds, counter))
    })
}

/// All `-0000001c` in a value that end a word: where the digits begin, and their number.
pub(super) fn suffixes(value: &[u8]) -> impl Iterator<Item = (usize, u32)> {
    memchr::memchr_iter(b'-', value).filter_map(|dash| {
        let digits = value.get(dash + 1..dash + 9)?;
        let ends = value.get(dash + 9).is_none_or(|next| !next.is_ascii_alphanumeric() && *next != b'-');
        let suffix = u32::try_from(hexadecimal(digits)?).ok()?;
        ends.then_some((dash + 1, suffix))
    })
}

/// The value, if it is a UUID.
pub(super) fn uuid(value: &[u8]) -> Option<u128> {
    if value.len() != UUID {
        return None;
    }
    let mut groups = value.split(|byte| *byte == b'-');
    let mut all = 0;
    for length in [8, 4, 4, 4, 12] {
        let group = groups.next().filter(|group| group.len() == length)?;
        all = (all << (4 * length)) | hexadecimal(group)?;
    }
    groups.next().is_none().then_some(all)
}

/// All UUIDs in a value: where, and which.
pub(super) fn uuids(value: &[u8]) -> impl Iterator<Item = (usize, u128)> {
    memchr::memchr_iter(b'-', value).filter_map(|dash| {
        let start = dash.checked_sub(8)?;
        Some((start, uuid(value.get(start..start + UUID)?)?))
    })
}

pub(super) fn stamp(value: &[u8]) -> Option<Duration> {
    let (_, seconds, _) = unique_at_end(value)?;
    let micros = number(value.get(SECONDS + 1..)?).filter(|_| value.len() == SECONDS + 1 + 6)?;
    Some(Duration::from_secs(seconds) + Duration::from_micros(micros))
}

fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > 18 {
        return None;
    }
    digits
        .iter()
        .try_fold(0, |number: u64, byte| byte.is_ascii_digit().then(|| number * 10 + u64::from(byte - b'0')))
}

/// At most 32 digits in lower case, as Asterisk writes them.
fn hexadecimal(digits: &[u8]) -> Option<u128> {
    digits.iter().try_fold(0, |number: u128, byte| {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0',
            b'a'..=b'f' => byte - b'a' + 10,
            _ => return None,
        };
        Some((number << 4) | u128::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn uniqueids_are_found_behind_a_system_name_and_in_encoded_text() {
        assert_eq!(unique_at_end(b"pbx-ams.1-1795199282.0"), Some((10, 1_795_199_282, 0)));
        assert_eq!(unique_at_end(b"my-own-id"), None);
        assert_eq!(unique_at_end(b"<unknown>"), None);
        let encoded = b"agi_uniqueid%3A%201795199282.17%0A";
        assert_eq!(uniques(encoded).collect::<Vec<_>>(), [(18, 31, 1_795_199_282, 17)]);
    }

    #[test]
    fn suffixes_end_a_word() {
        let of = |value: &[u8]| suffixes(value).map(|(_, suffix)| suffix).collect::<Vec<_>>();
        assert_eq!(of(b"PJSIP/trunk-0000001c"), [0x1c]);
        assert_eq!(of(b"Local/102@from-internal-00000000;1"), [0]);
        assert_eq!(of(b"PJSIP/100-00000001,PJSIP/101-00000002"), [1, 2]);
        assert_eq!(of(b"3f1e8e52-9d5c-4f2a-8b0e-0b5f6ad0a1b7"), [0_u32; 0]);
        assert_eq!(of(b"PJSIP/nobody-0"), [0_u32; 0]);
    }

    #[test]
    fn uuids_are_found_in_other_text() {
        let text = br#"{"bridge_id":"3c1dd50c-a095-4896-a368-1055cdb8d277","x":1}"#;
        let found: Vec<_> = uuids(text).collect();
        assert_eq!(found, [(14, 0x3c1d_d50c_a095_4896_a368_1055_cdb8_d277)]);
        assert_eq!(uuid(b"800"), None);
    }
}

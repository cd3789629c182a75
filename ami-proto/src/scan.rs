//! Finding `:` and line ends in bytes. Nothing else looks at positions.
//!
//! What is called for each line is inlined by force: left to itself the compiler calls it, and that takes a
//! fifth of the decoder's speed.

use memchr::memchr;
use nom::{Err, IResult, Needed};

/// What ends the lines of a frame.
///
/// Each frame shows it in its first line. This is how two readings of a lone LF live together: some Asterisk
/// versions and relays end all lines with it, but where lines end with CRLF it is part of a value
/// (`Message: Park successful\n\r\n`).
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Eol {
    /// Any LF ends the line; a CR before it is dropped.
    Lf,
    /// Only CRLF ends the line.
    CrLf,
}

/// A line's text ends at `end`, what follows it begins at `next`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct LineEnd {
    pub(crate) end: usize,
    pub(crate) next: usize,
}

impl LineEnd {
    /// What ended this line.
    pub(crate) fn eol(self) -> Eol {
        if self.next - self.end == 2 { Eol::CrLf } else { Eol::Lf }
    }
}

/// Finds the end of the line that begins with `bytes`, looking from `from` on only.
#[inline(always)]
pub(crate) fn line_end(bytes: &[u8], from: usize, eol: Eol) -> Option<LineEnd> {
    let mut from = from;
    loop {
        let lf = from + memchr(b'\n', bytes.get(from..)?)?;
        if lf > 0 && bytes.get(lf - 1) == Some(&b'\r') {
            return Some(LineEnd { end: lf - 1, next: lf + 1 });
        }
        if eol == Eol::Lf {
            return Some(LineEnd { end: lf, next: lf + 1 });
        }
        from = lf + 1;
    }
}

/// nom leaf: the bytes before the first `:` of a line, which is taken and dropped. Fails if there is none.
#[inline(always)]
pub(crate) fn name(line: &[u8]) -> IResult<&[u8], &[u8], ()> {
    let at = colon(line).ok_or(Err::Error(()))?;
    match line.split_at_checked(at) {
        Some((name, [_, rest @ ..])) => Ok((rest, name)),
        _ => Err(Err::Error(())),
    }
}

/// Where the first `:` is.
///
/// Names are short. Their bytes are looked at in place, 8 at a time, because a call to `memchr` takes as long
/// as the search for the end of the whole line does.
#[inline(always)]
fn colon(line: &[u8]) -> Option<usize> {
    const IN_PLACE: usize = 32;
    let mut at = 0;
    let mut rest = line;
    while let Some((word, after)) = rest.split_first_chunk::<8>() {
        if let Some(found) = first_of(u64::from_le_bytes(*word), b':') {
            return Some(at + found);
        }
        at += word.len();
        rest = after;
        if at == IN_PLACE {
            break;
        }
    }
    memchr(b':', rest).map(|further| at + further)
}

/// A short header line, by the places of its parts.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct ShortHeader {
    pub(crate) colon: usize,
    /// After the `:` and at most one space: output of commands is indented with more.
    pub(crate) value: usize,
    pub(crate) end: usize,
    pub(crate) next: usize,
}

/// The parts of a short header line, found in one walk over its first words; `None` where the line is longer, has
/// no `:`, or is not whole.
///
/// Most lines of an event are of some twenty bytes, and two calls of `memchr` cost more than looking at these.
#[inline(always)]
pub(crate) fn short_header(line: &[u8], eol: Eol) -> Option<ShortHeader> {
    const WORDS: usize = 6;
    let (mut at, mut rest) = (0, line);
    // The words up to the colon.
    let (colon, mut word) = loop {
        let (bytes, after) = rest.split_first_chunk::<8>()?;
        let word = u64::from_le_bytes(*bytes);
        rest = after;
        match (first_of(word, b':'), first_of(word, b'\n')) {
            // A line end before it ends a line that has none.
            (Some(colon), Some(lf)) if lf < colon => return None,
            (Some(colon), _) => break (at + colon, word),
            (None, Some(_)) => return None,
            (None, None) => at += 8,
        }
        if at == WORDS * 8 {
            return None;
        }
    };
    // And from there to the line's end.
    let lf = loop {
        if let Some(lf) = first_of(word, b'\n') {
            break at + lf;
        }
        at += 8;
        if at == WORDS * 8 {
            return None;
        }
        let (bytes, after) = rest.split_first_chunk::<8>()?;
        word = u64::from_le_bytes(*bytes);
        rest = after;
    };
    let end = match line.get(lf - 1) {
        Some(b'\r') => lf - 1,
        _ if eol == Eol::Lf => lf,
        _ => return None,
    };
    let value = colon + 1 + usize::from(end > colon + 1 && line.get(colon + 1) == Some(&b' '));
    Some(ShortHeader { colon, value, end, next: lf + 1 })
}

/// The place of the first `byte` in a word that was read little-endian.
#[inline(always)]
fn first_of(word: u64, byte: u8) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([0x01; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    // A byte that is the one looked for becomes 0, and the lowest such byte is the lowest to get its high bit set.
    let zero = word ^ (ONES * byte as u64);
    let found = zero.wrapping_sub(ONES) & !zero & HIGH;
    (found != 0).then(|| found.trailing_zeros() as usize / 8)
}

/// nom leaf: the bytes up to the end of the line, which is taken and dropped.
#[inline(always)]
pub(crate) fn rest_of_line(eol: Eol) -> impl Fn(&[u8]) -> IResult<&[u8], &[u8], ()> {
    move |input| {
        let line = line_end(input, 0, eol).ok_or(Err::Incomplete(Needed::Unknown))?;
        let text = input.get(..line.end).ok_or(Err::Error(()))?;
        let rest = input.get(line.next..).ok_or(Err::Error(()))?;
        Ok((rest, text))
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use super::*;

    #[test]
    fn the_first_colon_is_found_wherever_it_is() {
        // Bytes next to ':' in value, and with its high bit, are what a search by words could take for it.
        for filler in [b'x', b':' - 1, b':' + 1, b':' | 0x80, 0, 0xff] {
            for length in 0..80 {
                assert_eq!(colon(&[filler].repeat(length)), None);
                for at in 0..length {
                    let line: Vec<u8> = (0..length).map(|n| if n == at { b':' } else { filler }).collect();
                    assert_eq!(colon(&line), Some(at), "{filler} {length} {at}");
                }
            }
        }
    }

    #[test]
    fn a_short_header_is_where_the_plain_search_finds_it() {
        let values = ["", " ", "  indented", "a:b", "\n", "x\ny", "twenty bytes of text", "\r"];
        for name in ["", "N", "Uniqueid", "A-name-of-more-than-16"] {
            for value in values {
                for (end, eol) in [("\r\n", Eol::CrLf), ("\n", Eol::Lf), ("\r\n", Eol::Lf)] {
                    let line = alloc::format!("{name}:{value}{end}the next line, of eight bytes and more");
                    let line = line.as_bytes();
                    let Some(short) = short_header(line, eol) else { continue };
                    let plain = line_end(line, 0, eol).unwrap();
                    assert_eq!((short.end, short.next), (plain.end, plain.next), "{name}:{value:?} {eol:?}");
                    assert_eq!(Some(short.colon), colon(line));
                    let space = usize::from(line[..short.end].get(short.colon + 1) == Some(&b' '));
                    assert_eq!(short.value, short.colon + 1 + space, "{name}:{value:?} {eol:?}");
                }
            }
        }
        assert_eq!(short_header(b"no colon\r\nbut: later\r\n    ", Eol::CrLf), None);
        assert!(short_header(b"Uniqueid: 1\r\n   ", Eol::CrLf).is_some());
    }

    #[test]
    fn line_ends_depend_on_what_ends_lines() {
        type Case = (&'static [u8], usize, Eol, Option<(usize, usize)>);
        let cases: [Case; 7] = [
            (b"ab\ncd\r\n", 0, Eol::Lf, Some((2, 3))),
            (b"ab\ncd\r\n", 0, Eol::CrLf, Some((5, 7))),
            (b"ab\ncd\r\n", 3, Eol::Lf, Some((5, 7))),
            (b"ab\ncd\r", 0, Eol::CrLf, None),
            (b"ab\r\n", 3, Eol::CrLf, Some((2, 4))),
            (b"\n", 0, Eol::Lf, Some((0, 1))),
            (b"", 0, Eol::Lf, None),
        ];
        for (bytes, from, eol, found) in cases {
            assert_eq!(
                line_end(bytes, from, eol).map(|end| (end.end, end.next)),
                found,
                "{bytes:?} {from} {eol:?}"
            );
        }
    }
}

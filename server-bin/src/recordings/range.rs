//! Which part of a file is asked for (RFC 9110, 14).

/// A part, from one byte to another.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) struct Range {
    pub(crate) first: u64,
    pub(crate) last: u64,
}

/// What is answered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Ranged {
    /// All of it.
    Whole,
    /// A part of it.
    Part(Range),
    /// There is no such part.
    Unsatisfiable,
}

impl Range {
    pub(crate) const fn bytes(self) -> u64 {
        self.last.saturating_sub(self.first).saturating_add(1)
    }
}

impl Ranged {
    /// By the header `Range`. What is not understood is passed over, and so are several ranges at once: the whole is answered
    /// then, as the standard allows.
    pub(crate) fn of(header: Option<&str>, size: u64) -> Self {
        let Some(set) = header.and_then(bytes) else { return Self::Whole };
        let Some((first, last)) = set.split_once('-') else { return Self::Whole };
        let (first, last) = (first.trim(), last.trim());
        match (number(first), number(last)) {
            // The last so many bytes.
            (None, Some(0)) if first.is_empty() => Self::Unsatisfiable,
            (None, Some(count)) if first.is_empty() => Self::part(size.saturating_sub(count), u64::MAX, size),
            (Some(first), None) if last.is_empty() => Self::part(first, u64::MAX, size),
            (Some(first), Some(last)) if first <= last => Self::part(first, last, size),
            _ => Self::Whole,
        }
    }

    fn part(first: u64, last: u64, size: u64) -> Self {
        match size.checked_sub(1) {
            Some(end) if first <= end => Self::Part(Range { first, last: last.min(end) }),
            _ => Self::Unsatisfiable,
        }
    }
}

/// What is asked for in bytes.
fn bytes(header: &str) -> Option<&str> {
    let (unit, set) = header.split_once('=')?;
    unit.trim().eq_ignore_ascii_case("bytes").then_some(set)
}

/// Digits alone; one that is too large is as good as the largest.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn part(first: u64, last: u64) -> Ranged {
        Ranged::Part(Range { first, last })
    }

    #[test]
    fn ranges_are_those_of_the_standard() {
        for (header, want) in [
            ("bytes=0-0", part(0, 0)),
            ("bytes=0-499", part(0, 499)),
            ("bytes=500-999", part(500, 999)),
            ("bytes=500-", part(500, 999)),
            ("bytes=0-", part(0, 999)),
            ("bytes=-500", part(500, 999)),
            ("bytes=-2000", part(0, 999)),
            ("bytes=900-2000", part(900, 999)),
            ("bytes=900-99999999999999999999999", part(900, 999)),
            ("BYTES = 1 - 2", part(1, 2)),
            ("bytes=1000-", Ranged::Unsatisfiable),
            ("bytes=1000-1001", Ranged::Unsatisfiable),
            ("bytes=-0", Ranged::Unsatisfiable),
            ("bytes=99999999999999999999999-", Ranged::Unsatisfiable),
            // Not understood, or not in one part.
            ("bytes=5-4", Ranged::Whole),
            ("bytes=0-1,3-4", Ranged::Whole),
            ("bytes=-", Ranged::Whole),
            ("bytes=", Ranged::Whole),
            ("bytes=+1-2", Ranged::Whole),
            ("bytes=a-b", Ranged::Whole),
            ("seconds=0-1", Ranged::Whole),
            ("0-1", Ranged::Whole),
        ] {
            assert_eq!(Ranged::of(Some(header), 1_000), want, "{header}");
        }
        assert_eq!(Ranged::of(None, 1_000), Ranged::Whole);
    }

    #[test]
    fn an_empty_file_has_no_part() {
        for header in ["bytes=0-", "bytes=0-0", "bytes=-1"] {
            assert_eq!(Ranged::of(Some(header), 0), Ranged::Unsatisfiable, "{header}");
        }
        assert_eq!(Ranged::of(None, 0), Ranged::Whole);
    }

    #[test]
    fn a_part_has_both_its_ends() {
        assert_eq!(Range { first: 0, last: 0 }.bytes(), 1);
        assert_eq!(Range { first: 500, last: 999 }.bytes(), 500);
    }
}

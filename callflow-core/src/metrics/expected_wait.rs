//! How long a caller may expect to wait.

use super::{Tally, asa_s, att_s};

/// What the expectation is drawn from.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedWait {
    /// Average talk of the queue; `None` without history.
    pub att_s: Option<f64>,
    /// Average speed of answer of the queue; `None` without history.
    pub asa_s: Option<f64>,
    /// The caller's place, from 1.
    pub position: u32,
    /// Members who could take a call now.
    pub available: u32,
}

impl ExpectedWait {
    /// For the caller at `position`, by the history of `tally`.
    #[must_use]
    pub fn new(tally: &Tally, position: u32, available: u32) -> Self {
        Self { att_s: att_s(tally), asa_s: asa_s(tally), position, available }
    }
}

/// Expected wait in seconds: talk · position / available members; with none available ASA · position; without
/// history 60 s. After Mitel KB52331.
#[must_use]
pub fn ewt_s(from: ExpectedWait) -> f64 {
    /// What is said as long as nothing is known.
    const WITHOUT_HISTORY: f64 = 60.0;
    let position = f64::from(from.position);
    let expected = match from.available {
        0 => from.asa_s.map(|asa| asa * position),
        available => from.att_s.map(|talk| talk * position / f64::from(available)),
    };
    expected.unwrap_or(WITHOUT_HISTORY)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expectations_by_hand() {
        for (att_s, asa_s, position, available, want) in [
            (Some(120.0), Some(25.0), 3, 4, 90.0),
            (Some(120.0), Some(25.0), 1, 1, 120.0),
            (Some(120.0), Some(25.0), 3, 0, 75.0),
            (None, Some(25.0), 3, 4, 60.0),
            (None, None, 9, 0, 60.0),
        ] {
            assert_eq!(ewt_s(ExpectedWait { att_s, asa_s, position, available }), want);
        }
    }
}

//! Whether an agent was there when the schedule said so, and away when it said so.

use super::{millis, percent};
use crate::zone::Span;

/// A stretch of a schedule.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Scheduled {
    /// When.
    pub span: Span,
    /// What is planned: to be there, or to be away (a break).
    pub presence: Presence,
}

/// There or away.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Presence {
    /// Takes calls: in any state but offline and paused.
    In,
    /// Offline or paused.
    Out,
}

/// 100 · (in as scheduled + out as scheduled) / scheduled. After the Cisco WFO glossary.
///
/// `spent` is what the agent did: spans that do not overlap. What is not in it counts as out. Spans of the
/// schedule do not overlap either.
#[must_use]
pub fn adherence(schedule: &[Scheduled], spent: &[(Span, Presence)]) -> Option<f64> {
    let (mut scheduled, mut kept) = (0, 0);
    for plan in schedule {
        let length = millis(plan.span.length());
        let inside = spent.iter().filter(|(_, presence)| *presence == Presence::In);
        let inside: u64 =
            inside.filter_map(|(span, _)| span.common(plan.span)).map(|span| millis(span.length())).sum();
        scheduled += length;
        kept += match plan.presence {
            Presence::In => inside.min(length),
            Presence::Out => length.saturating_sub(inside),
        };
    }
    percent(kept, scheduled)
}

#[cfg(test)]
mod tests {
    use core::time::Duration;

    use super::*;
    use crate::time::Timestamp;

    fn span(from: u64, to: u64) -> Span {
        let minute = |minute| Timestamp::default().saturating_add(Duration::from_secs(minute * 60));
        Span { from: minute(from), to: minute(to) }
    }

    #[test]
    fn adherence_by_hand() {
        // Four hours, the third quarter of the second one a break.
        let schedule = [
            Scheduled { span: span(0, 90), presence: Presence::In },
            Scheduled { span: span(90, 105), presence: Presence::Out },
            Scheduled { span: span(105, 240), presence: Presence::In },
        ];
        for (spent, want) in [
            // Never came: only the break was kept.
            (&[][..], Some(100.0 * 15.0 / 240.0)),
            (&[(span(0, 90), Presence::In), (span(105, 240), Presence::In)], Some(100.0)),
            // Worked through the break.
            (&[(span(0, 240), Presence::In)], Some(100.0 * 225.0 / 240.0)),
            // 12 minutes late, then paused for 24 minutes of work.
            (
                &[
                    (span(12, 90), Presence::In),
                    (span(90, 105), Presence::Out),
                    (span(105, 129), Presence::Out),
                    (span(129, 240), Presence::In),
                ],
                Some(100.0 * 204.0 / 240.0),
            ),
            // Before and after the schedule counts nowhere.
            (&[(span(0, 90), Presence::In), (span(105, 300), Presence::In)], Some(100.0)),
        ] {
            assert_eq!(adherence(&schedule, spent), want, "{spent:?}");
        }
        assert_eq!(adherence(&[], &[(span(0, 90), Presence::In)]), None);
    }
}

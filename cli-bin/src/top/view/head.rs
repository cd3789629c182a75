//! The lines at the top: where it is seen from, and what it comes to.

use callflow_core::Timestamp;
use callflow_core::agent::AgentState;
use callflow_core::call::CallState;
use ratatui::style::{Modifier, Style};
use ratatui::text::{Line, Span};

use super::Palette;
use crate::output::table::shown;
use crate::paint::Colour;
use crate::top::clock::{clock, millis};
use crate::top::source::Link;
use crate::top::state::State;

/// Where it is seen from, whether that is how things are, and the time.
pub(super) fn title(state: &State, palette: Palette, (width, now): (u16, Timestamp)) -> Line<'static> {
    let (link, colour) = match &state.seen.link {
        Link::Asking => ("asking how things are".to_owned(), Colour::Yellow),
        Link::Up => ("connected".to_owned(), Colour::Green),
        Link::Lost { since, why } => (format!("as of {}: {}", clock(*since), shown(why)), Colour::Red),
    };
    let name = Span::styled("callflow top", Style::new().add_modifier(Modifier::BOLD));
    let place = Span::raw(format!("  {}  ", shown(&state.place)));
    let spans = vec![name, place, Span::styled(link, palette.style(colour))];
    at_ends(spans, Span::raw(format!("{} UTC", clock(now))), width)
}

/// What there is: calls by what they do, who waits, who could answer, how many events come.
pub(super) fn figures(state: &State, palette: Palette, (width, now): (u16, Timestamp)) -> Line<'static> {
    let floor = &state.seen.floor;
    let of_state = |wanted: CallState| floor.calls.iter().filter(|call| call.state == wanted).count();
    let calls = Span::raw(format!(
        "{} up, {} ringing, {} held",
        of_state(CallState::Up),
        of_state(CallState::Ringing),
        of_state(CallState::Held) + of_state(CallState::Parked),
    ));
    let waiting: u32 = floor.queues.iter().map(|queue| queue.waiting).sum();
    let longest = floor.queues.iter().filter_map(|queue| queue.longest_wait_ms(now)).max();
    let longest = longest.map_or_else(String::new, |ms| format!(", longest {}", millis(ms)));
    let colour = match (waiting, floor.queues.iter().any(|queue| queue.is_late(now))) {
        (0, _) => Colour::Plain,
        (_, true) => Colour::Red,
        (_, false) => Colour::Yellow,
    };
    let waiting = Span::styled(format!("{waiting} waiting{longest}"), palette.style(colour));
    let present = floor.agents.iter().filter(|agent| agent.state != AgentState::Offline).count();
    let free = floor.agents.iter().filter(|agent| agent.state == AgentState::Available).count();
    let agents = Span::raw(format!("{free} of {present} agents free"));
    let rate = Span::raw(format!("{:.1} events/s ", state.rate.per_second(now)));
    // What has no room is left out as a whole: half a number is a wrong one.
    let (mut spans, mut room) = (Vec::new(), usize::from(width));
    for figure in [calls, waiting, agents, rate] {
        let before = Span::raw(if spans.is_empty() { "" } else { " │ " });
        let Some(rest) = room.checked_sub(before.width() + figure.width()) else { return Line::from(spans) };
        room = rest;
        spans.extend([before, figure]);
    }
    spans.push(Span::styled(bars(&state.rate.history(now), room.min(30)), palette.style(Colour::Cyan)));
    Line::from(spans)
}

/// The last of these as small bars, the highest a whole one.
fn bars(history: &[u64], room: usize) -> String {
    const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
    let last = history.get(history.len().saturating_sub(room)..).unwrap_or_default();
    let most = last.iter().copied().max().unwrap_or(0).max(1);
    let bar = |count: &u64| {
        let step = usize::try_from(count * 7 / most).unwrap_or(0);
        BARS.get(step).copied().unwrap_or(' ')
    };
    last.iter().map(bar).collect()
}

/// One at the left end, the other at the right one where there is room for it.
fn at_ends(mut left: Vec<Span<'static>>, right: Span<'static>, width: u16) -> Line<'static> {
    let used: usize = left.iter().map(Span::width).sum();
    let blank = usize::from(width).saturating_sub(used + right.width());
    if blank > 0 {
        left.extend([Span::raw(" ".repeat(blank)), right]);
    }
    Line::from(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_is_whole() {
        assert_eq!(bars(&[0, 1, 7, 14], 10), "▁▁▄█");
        assert_eq!(bars(&[0, 1, 7, 14], 2), "▄█");
        assert_eq!(bars(&[0, 0], 4), "▁▁");
        assert_eq!(bars(&[], 4), "");
        assert_eq!(bars(&[5], 0), "");
    }
}

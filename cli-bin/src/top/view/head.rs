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
    let mut spans = vec![Span::raw(format!(
        "{} up, {} ringing, {} held",
        of_state(CallState::Up),
        of_state(CallState::Ringing),
        of_state(CallState::Held) + of_state(CallState::Parked),
    ))];
    let waiting: u32 = floor.queues.iter().map(|queue| queue.waiting).sum();
    let longest = floor.queues.iter().filter_map(|queue| queue.longest_wait_ms(now)).max();
    let longest = longest.map_or_else(String::new, |ms| format!(", longest {}", millis(ms)));
    let colour = match (waiting, floor.queues.iter().any(|queue| queue.is_late(now))) {
        (0, _) => Colour::Plain,
        (_, true) => Colour::Red,
        (_, false) => Colour::Yellow,
    };
    spans.push(Span::raw(" │ "));
    spans.push(Span::styled(format!("{waiting} waiting{longest}"), palette.style(colour)));
    let present = floor.agents.iter().filter(|agent| agent.state != AgentState::Offline).count();
    let free = floor.agents.iter().filter(|agent| agent.state == AgentState::Available).count();
    spans.push(Span::raw(format!(" │ {free} of {present} agents free")));
    let rate = format!("{:.1} events/s ", state.rate.per_second(now));
    let used: usize = spans.iter().map(Span::width).sum();
    let room = usize::from(width).saturating_sub(used + rate.len() + 3);
    let bars = Span::styled(bars(&state.rate.history(now), room.min(30)), palette.style(Colour::Cyan));
    // What has no room is left out as a whole: half a number is a wrong one.
    if used + rate.len() + 3 <= usize::from(width) {
        spans.extend([Span::raw(format!(" │ {rate}")), bars]);
    }
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

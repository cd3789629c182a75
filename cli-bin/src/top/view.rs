//! The screen, as a function of the state, its size and the time.

mod dialog;
mod head;

use callflow_core::Timestamp;
use ratatui::Frame;
use ratatui::layout::{Constraint, Layout as Areas, Rect};
use ratatui::style::{Color, Modifier, Style};
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::rows::{self, Tab};
use super::state::{Mode, State};
use crate::output::grid::{GAP, Layout, Placed};
use crate::paint::Colour;

/// Whether colours are used. Without them what is chosen is still seen: it is shown in reverse.
#[derive(Clone, Copy, Debug)]
pub(super) struct Palette {
    pub(super) has_colours: bool,
}

impl Palette {
    fn style(self, colour: Colour) -> Style {
        let foreground = |it| if self.has_colours { Style::new().fg(it) } else { Style::new() };
        match colour {
            Colour::Plain => Style::new(),
            Colour::Dim => Style::new().add_modifier(Modifier::DIM),
            Colour::Red => foreground(Color::Red).add_modifier(Modifier::BOLD),
            Colour::Green => foreground(Color::Green),
            Colour::Yellow => foreground(Color::Yellow),
            Colour::Cyan => foreground(Color::Cyan),
        }
    }
}

/// Less is not enough for a row of a table.
const LEAST: (u16, u16) = (24, 5);
/// From this height on there is room for the figures.
const HEIGHT_WITH_FIGURES: u16 = 10;

/// How many rows of the table fit on a screen of this height.
pub(super) fn rows_of(height: u16) -> usize {
    let around = if height >= HEIGHT_WITH_FIGURES { 5 } else { 4 };
    usize::from(height.saturating_sub(around)).max(1)
}

/// Draws everything.
pub(super) fn draw(frame: &mut Frame<'_>, state: &State, palette: Palette, now: Timestamp) {
    let area = frame.area();
    if area.width < LEAST.0 || area.height < LEAST.1 {
        let text = format!("needs {} × {}; q ends", LEAST.0, LEAST.1);
        frame.render_widget(Paragraph::new(text), area);
        return;
    }
    let has_figures = area.height >= HEIGHT_WITH_FIGURES;
    let [title, figures, tabs, table, foot] = Areas::vertical([
        Constraint::Length(1),
        Constraint::Length(u16::from(has_figures)),
        Constraint::Length(1),
        Constraint::Fill(1),
        Constraint::Length(1),
    ])
    .areas(area);
    frame.render_widget(head::title(state, palette, (title.width, now)), title);
    if has_figures {
        frame.render_widget(head::figures(state, palette, (figures.width, now)), figures);
    }
    frame.render_widget(tabs_line(state, palette), tabs);
    draw_table(frame, state, palette, (table, now));
    frame.render_widget(foot_line(state, palette, now), foot);
    match &state.mode {
        Mode::Help => dialog::help(frame),
        Mode::Confirm { told, .. } => dialog::confirm(frame, told, palette),
        Mode::Browse | Mode::Filter => {}
    }
}

fn tabs_line(state: &State, palette: Palette) -> Line<'static> {
    let floor = &state.seen.floor;
    let mut spans = Vec::new();
    for (number, tab) in Tab::ALL.into_iter().enumerate() {
        let count = match tab {
            Tab::Calls => floor.calls.len(),
            Tab::Queues => floor.queues.len(),
            Tab::Agents => floor.agents.len(),
        };
        let text = format!(" {} {} {count} ", number + 1, tab.name());
        let is_shown = tab == state.tab;
        let style = if is_shown {
            Style::new().add_modifier(Modifier::REVERSED | Modifier::BOLD)
        } else {
            Style::new()
        };
        spans.extend([Span::styled(text, style), Span::raw(" ")]);
    }
    if state.mode == Mode::Filter || !state.filter.is_empty() {
        let cursor = if state.mode == Mode::Filter { "▏" } else { "" };
        spans.push(Span::styled(format!("/{}{cursor}", state.filter), palette.style(Colour::Cyan)));
        spans.push(Span::raw("  "));
    }
    let table = state.table();
    if let Some(order) = rows::orders(state.tab).get(table.sort) {
        let way = if table.is_reversed { "▴" } else { "▾" };
        spans.push(Span::styled(format!("by {order} {way}"), palette.style(Colour::Dim)));
    }
    Line::from(spans)
}

fn draw_table(frame: &mut Frame<'_>, state: &State, palette: Palette, (area, now): (Rect, Timestamp)) {
    let layout = rows::layout(state, now, area.width.into());
    let [heading, body] = Areas::vertical([Constraint::Length(1), Constraint::Fill(1)]).areas(area);
    let headings = line(&layout.headings, |colour| palette.style(colour));
    frame.render_widget(headings.style(Style::new().add_modifier(Modifier::UNDERLINED)), heading);
    if layout.rows.is_empty() {
        let text = if state.filter.is_empty() {
            format!("no {}", state.tab.name().to_lowercase())
        } else {
            format!("no {} with {:?}; Esc shows all", state.tab.name().to_lowercase(), state.filter)
        };
        frame.render_widget(Paragraph::new(text).style(palette.style(Colour::Dim)), body);
        return;
    }
    let keys = rows::keys(state, now);
    let chosen = state.chosen(&keys);
    frame.render_widget(Paragraph::new(visible(&layout, (chosen, body.height.into()), palette)), body);
}

/// The rows that fit, the chosen one among them.
fn visible(layout: &Layout, (chosen, height): (usize, usize), palette: Palette) -> Vec<Line<'static>> {
    // As a book is read: whole pages, so that rows keep their places while one is chosen.
    let first = chosen.checked_div(height).map_or(0, |page| page * height);
    let last_page = layout.rows.len().saturating_sub(height);
    let first = first.min(last_page);
    let rows = layout.rows.iter().enumerate().skip(first).take(height);
    rows.map(|(at, row)| {
        if at == chosen {
            // In one style: colours in reverse are hard to read.
            line(row, |_| Style::new()).style(Style::new().add_modifier(Modifier::REVERSED))
        } else {
            line(row, |colour| palette.style(colour))
        }
    })
    .collect()
}

fn line(cells: &[Placed], style: impl Fn(Colour) -> Style) -> Line<'static> {
    let mut spans = Vec::with_capacity(cells.len() * 2);
    for (number, cell) in cells.iter().enumerate() {
        let gap = if number == 0 { "" } else { GAP };
        spans.push(Span::raw(format!("{gap}{}", " ".repeat(cell.before))));
        spans.push(Span::styled(cell.text.clone(), style(cell.colour)));
        spans.push(Span::raw(" ".repeat(cell.behind)));
    }
    Line::from(spans)
}

fn foot_line(state: &State, palette: Palette, now: Timestamp) -> Line<'static> {
    if let Some(notice) = state.notice(now) {
        let colour = if notice.is_bad { Colour::Red } else { Colour::Green };
        return Line::styled(crate::output::table::shown(&notice.text), palette.style(colour));
    }
    let text = match state.mode {
        Mode::Filter => "type what rows must have; Enter keeps it, Esc shows all",
        _ => "q end  / filter  s sort  r reverse  x hang up  Tab next  ? keys",
    };
    Line::styled(text, palette.style(Colour::Dim))
}

#[cfg(test)]
mod tests;

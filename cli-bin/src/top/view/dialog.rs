//! What stands before the table: the question before a call is hung up, and what keys do.

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::Line;
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};

use super::Palette;
use crate::paint::Colour;

const KEYS: &[&str] = &[
    "1 2 3            calls, queues, agents",
    "Tab, ← →         the next one",
    "↑ ↓ j k          choose a row",
    "PgUp PgDn g G    by pages, first, last",
    "/                rows with a text alone",
    "Esc              all rows",
    "s  r             sort by another, in reverse",
    "x, Del           hang up the call",
    "q, Ctrl-C        end",
];

/// What keys do.
pub(super) fn help(frame: &mut Frame<'_>) {
    let lines: Vec<Line<'_>> = KEYS.iter().map(|key| Line::raw(*key)).collect();
    let height = u16::try_from(KEYS.len()).unwrap_or(u16::MAX).saturating_add(2);
    let area = middle(frame.area(), 50, height);
    frame.render_widget(Clear, area);
    frame.render_widget(Paragraph::new(lines).block(Block::bordered().title(" keys ")), area);
}

/// Whether this call is to be hung up.
pub(super) fn confirm(frame: &mut Frame<'_>, told: &str, palette: Palette) {
    let lines = vec![
        Line::raw(told.to_owned()),
        Line::raw(""),
        Line::styled("y hangs it up, any other key does not", palette.style(Colour::Yellow)),
    ];
    let area = middle(frame.area(), 64, 6);
    frame.render_widget(Clear, area);
    let block = Block::bordered().title(" hang up this call? ").border_style(palette.style(Colour::Red));
    frame.render_widget(Paragraph::new(lines).wrap(Wrap { trim: true }).block(block), area);
}

/// In the middle, no larger than the screen.
fn middle(area: Rect, width: u16, height: u16) -> Rect {
    area.centered(Constraint::Length(width.min(area.width)), Constraint::Length(height.min(area.height)))
}

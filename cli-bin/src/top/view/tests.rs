use std::sync::Arc;

use crossterm::event::KeyCode;
use ratatui::Terminal;
use ratatui::backend::TestBackend;

use super::*;
use crate::top::samples::{at, floor};
use crate::top::source::{Link, Seen};
use crate::top::state::Input;

fn state(keys: &str, link: Link) -> State {
    let mut state = State::new("http://127.0.0.1:8080");
    for (second, events) in [(-3, 0), (-3, 40), (-2, 60), (-1, 140), (0, 150)] {
        let seen = Seen { floor: Arc::new(floor()), link: link.clone(), events };
        state.handle(Input::Seen(seen), at(second));
    }
    for key in keys.chars() {
        state.handle(Input::Key(KeyCode::Char(key).into()), at(0));
    }
    state
}

/// The letters of the screen.
fn drawn(state: &State, (width, height): (u16, u16)) -> String {
    let mut terminal = Terminal::new(TestBackend::new(width, height)).unwrap();
    let palette = Palette { has_colours: true };
    terminal.draw(|frame| draw(frame, state, palette, at(0))).unwrap();
    terminal.backend().to_string()
}

#[test]
fn screens_look_like_this() {
    let up = || Link::Up;
    let lost = Link::Lost { since: at(-20), why: "no connection to Asterisk; connecting again".into() };
    for (name, state, size) in [
        ("calls", state("", up()), (110, 14)),
        ("calls-narrow", state("j", up()), (60, 10)),
        ("calls-tiny", state("", up()), (30, 6)),
        ("calls-too-small", state("", up()), (22, 4)),
        ("queues", state("2", up()), (100, 12)),
        ("agents", state("3", up()), (100, 12)),
        ("filtered", state("/0155", up()), (100, 12)),
        ("nothing-found", state("/nobody", up()), (100, 12)),
        ("lost", state("", lost), (110, 12)),
        ("confirm", state("jx", up()), (90, 14)),
        ("help", state("?", up()), (90, 16)),
    ] {
        insta::assert_snapshot!(name, drawn(&state, size));
    }
}

#[test]
fn every_size_is_drawn() {
    for keys in ["", "2", "3", "?", "x", "/x"] {
        for width in (1..140).step_by(7) {
            for height in 1..30 {
                let text = drawn(&state(keys, Link::Up), (width, height));
                assert_eq!(text.lines().count(), usize::from(height), "{keys:?} {width} {height}");
            }
        }
    }
}

#[test]
fn no_colour_is_used_without_colours() {
    let colours = |has_colours: bool, keys: &str| {
        let mut terminal = Terminal::new(TestBackend::new(110, 14)).unwrap();
        let state = state(keys, Link::Up);
        terminal.draw(|frame| draw(frame, &state, Palette { has_colours }, at(0))).unwrap();
        let cells = terminal.backend().buffer().content().to_vec();
        let is_plain = |colour: Color| colour == Color::Reset;
        cells.iter().filter(|cell| !is_plain(cell.fg) || !is_plain(cell.bg)).count()
    };
    for keys in ["", "2", "3", "x", "?"] {
        assert_eq!(colours(false, keys), 0, "{keys:?}");
        assert!(colours(true, keys) > 0, "{keys:?}");
    }
}

#[test]
fn the_chosen_row_is_always_seen() {
    let mut many = floor();
    let first = many.calls[0].clone();
    many.calls = (0..100)
        .map(|n| {
            let mut call = (*first).clone();
            call.id = callflow_core::CallId::new(&format!("p-{n:03}"));
            Arc::new(call)
        })
        .collect();
    let mut state = State::new("here");
    state.handle(Input::Seen(Seen { floor: Arc::new(many), link: Link::Up, events: 0 }), at(0));
    state.page = rows_of(14);
    for (key, want) in [
        (KeyCode::Home, "p-000"),
        (KeyCode::PageDown, "p-009"),
        (KeyCode::Down, "p-010"),
        (KeyCode::End, "p-099"),
        (KeyCode::PageUp, "p-090"),
    ] {
        state.handle(Input::Key(key.into()), at(0));
        let mut terminal = Terminal::new(TestBackend::new(140, 14)).unwrap();
        terminal.draw(|frame| draw(frame, &state, Palette { has_colours: true }, at(0))).unwrap();
        let buffer = terminal.backend().buffer();
        let reversed =
            |y: u16| (0..140).filter(|x| buffer[(*x, y)].modifier.contains(Modifier::REVERSED)).count();
        let row = (4..13).find(|y| reversed(*y) > 20).unwrap_or_else(|| panic!("{key:?}: no row is chosen"));
        let text: String = (0..140).map(|x| buffer[(x, row)].symbol().to_owned()).collect();
        assert!(text.contains(want), "{key:?}: {text}");
    }
}

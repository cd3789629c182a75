use super::*;
use crate::top::samples::{at, floor};

fn state() -> State {
    let mut state = State::new("http://127.0.0.1:8080");
    let seen = Seen { floor: Arc::new(floor()), link: Link::Up, events: 0 };
    assert_eq!(state.handle(Input::Seen(seen), at(0)), None);
    state
}

fn press(state: &mut State, keys: &str) -> Option<Effect> {
    let mut effect = None;
    for letter in keys.chars() {
        let code = match letter {
            '\n' => KeyCode::Enter,
            '\u{1b}' => KeyCode::Esc,
            '\t' => KeyCode::Tab,
            '\u{8}' => KeyCode::Backspace,
            letter => KeyCode::Char(letter),
        };
        effect = state.handle(Input::Key(code.into()), at(1));
    }
    effect
}

fn shown(state: &State) -> Vec<String> {
    rows::keys(state, at(1))
}

fn chosen(state: &State) -> String {
    let keys = shown(state);
    keys.get(state.chosen(&keys)).cloned().unwrap_or_default()
}

#[test]
fn tabs_are_chosen_by_number_and_in_turn() {
    let mut state = state();
    for (keys, want) in
        [("2", Tab::Queues), ("3", Tab::Agents), ("1", Tab::Calls), ("\t\t", Tab::Agents), ("\t", Tab::Calls)]
    {
        press(&mut state, keys);
        assert_eq!(state.tab, want, "{keys:?}");
    }
}

#[test]
fn orders_come_in_turn_and_in_reverse() {
    let mut state = state();
    assert_eq!(shown(&state), ["p-1", "p-2", "p-3"], "the longest first");
    press(&mut state, "r");
    assert_eq!(shown(&state), ["p-3", "p-2", "p-1"]);
    press(&mut state, "s");
    assert_eq!(shown(&state), ["p-3", "p-2", "p-1"], "by state: who waits, rings, talks");
    press(&mut state, "ss");
    assert_eq!(shown(&state), ["p-1", "p-3", "p-2"], "by queue, those without one last");
    press(&mut state, "s");
    assert_eq!(shown(&state), ["p-1", "p-2", "p-3"]);
    // Each tab has an order of its own.
    press(&mut state, "2");
    assert_eq!(shown(&state), ["p/sales", "p/support"], "where somebody waits first");
    press(&mut state, "sr");
    assert_eq!(shown(&state), ["p/support", "p/sales"]);
    press(&mut state, "3");
    assert_eq!(shown(&state), ["p/101", "p/102", "p/103"], "who works first");
}

#[test]
fn a_filter_is_typed_and_taken_away() {
    let mut state = state();
    press(&mut state, "/0155x");
    assert_eq!((&*state.filter, shown(&state).len()), ("0155x", 0), "letters are no commands meanwhile");
    press(&mut state, "\u{8}\n");
    assert_eq!((&state.mode, shown(&state)), (&Mode::Browse, vec!["p-2".to_owned()]));
    press(&mut state, "2");
    assert!(shown(&state).is_empty(), "it is of all tabs");
    press(&mut state, "\u{1b}1");
    assert_eq!((&*state.filter, shown(&state).len()), ("", 3));
    press(&mut state, "/RINGING\n");
    assert_eq!(shown(&state), ["p-2"], "in any case");
    press(&mut state, &format!("\u{1b}/{}", "x".repeat(200)));
    assert_eq!(state.filter.len(), LONGEST_FILTER);
}

#[test]
fn what_is_chosen_stays_chosen_while_others_come_and_go() {
    let mut state = state();
    assert_eq!(chosen(&state), "p-1");
    press(&mut state, "j");
    assert_eq!(chosen(&state), "p-2");
    let mut fewer = floor();
    fewer.calls.remove(0);
    let seen = |floor| Input::Seen(Seen { floor: Arc::new(floor), link: Link::Up, events: 0 });
    state.handle(seen(fewer), at(2));
    assert_eq!(chosen(&state), "p-2");
    // When it is gone, the one in its place is.
    let mut fewer = floor();
    fewer.calls.remove(1);
    state.handle(seen(fewer), at(3));
    assert_eq!(chosen(&state), "p-3");
    press(&mut state, "jjjj");
    assert_eq!(chosen(&state), "p-3");
    press(&mut state, "g");
    assert_eq!(chosen(&state), "p-1");
    press(&mut state, "Gk");
    assert_eq!(chosen(&state), "p-1");
    state.handle(seen(Default::default()), at(4));
    assert_eq!(chosen(&state), "");
}

#[test]
fn a_call_is_hung_up_after_a_yes_alone() {
    let mut state = state();
    press(&mut state, "j");
    for no in ["n", "\n", "q", "\u{1b}"] {
        assert_eq!(press(&mut state, "x"), None);
        assert!(matches!(&state.mode, Mode::Confirm { call, .. } if call.as_str() == "p-2"));
        assert_eq!(press(&mut state, no), None, "{no:?} is no");
        assert_eq!(state.mode, Mode::Browse);
    }
    let effect = press(&mut state, "xy");
    assert!(matches!(&effect, Some(Effect::HangUp(call)) if call.id.as_str() == "p-2"), "{effect:?}");
    state.handle(Input::HungUp(Err("nobody may".into())), at(2));
    let notice = state.notice(at(3)).unwrap();
    assert_eq!((&*notice.text, notice.is_bad), ("not hung up: nobody may", true));
    assert_eq!(state.notice(at(60)), None);
}

#[test]
fn a_call_that_ends_meanwhile_is_not_hung_up() {
    let mut state = state();
    press(&mut state, "x");
    // Another one takes its place in the list.
    let mut fewer = floor();
    fewer.calls.remove(0);
    state.handle(Input::Seen(Seen { floor: Arc::new(fewer), link: Link::Up, events: 0 }), at(2));
    assert_eq!(state.mode, Mode::Browse);
    assert_eq!(press(&mut state, "y"), None);
    assert!(state.notice(at(2)).unwrap().text.contains("ended by itself"));
}

#[test]
fn there_is_not_always_something_to_hang_up() {
    let mut state = state();
    press(&mut state, "2x");
    assert!(state.notice(at(1)).unwrap().is_bad && state.mode == Mode::Browse);
    press(&mut state, "1/nothing like that\nx");
    assert_eq!(state.notice(at(1)).unwrap().text, "there is no call to hang up");
    press(&mut state, "\u{1b}");
    let lost = Link::Lost { since: at(0), why: "away".into() };
    state.handle(Input::Seen(Seen { floor: Arc::new(floor()), link: lost, events: 0 }), at(2));
    press(&mut state, "x");
    assert_eq!(state.notice(at(1)).unwrap().text, "there is no connection to hang up by");
}

#[test]
fn it_ends_by_q_and_by_ctrl_c_at_any_time() {
    for before in ["", "x", "/", "?"] {
        let mut state = state();
        press(&mut state, before);
        let key = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
        assert_eq!(state.handle(Input::Key(key), at(1)), Some(Effect::Quit), "{before:?}");
    }
    assert_eq!(press(&mut state(), "q"), Some(Effect::Quit));
    let mut state = state();
    let released = KeyEvent::new_with_kind(KeyCode::Char('q'), KeyModifiers::NONE, KeyEventKind::Release);
    assert_eq!(state.handle(Input::Key(released), at(1)), None);
}

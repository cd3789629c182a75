//! What goes to standard error: messages, and a progress bar where somebody watches.

use std::fmt;
use std::io::{self, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};

/// A shorter input is read before anybody could look at a bar.
const LONG_WORK: u64 = 16 << 20;

/// Writes what is wrong to standard error, as one line under the program's name.
pub(crate) fn complain(message: impl fmt::Display) {
    say(message);
}

/// Writes one line to standard error, under the program's name.
pub(crate) fn say(message: impl fmt::Display) {
    // A name from the command line may hold anything; a message is one line all the same.
    let text = format!("callflow: {message}").replace(char::is_control, " ") + "\n";
    // With standard error gone there is nobody left to tell, and `eprintln!` would panic.
    let _ = io::stderr().lock().write_all(text.as_bytes());
}

/// How many characters fit on a line of standard output, if it is a terminal.
pub(crate) fn width() -> Option<usize> {
    terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.into())
}

/// How far the reading of some input is, shown on a terminal if the input is long.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// A bar for `total` bytes, if that is known and the work takes long enough to be watched.
    pub(crate) fn new(total: Option<u64>) -> Self {
        match total {
            Some(total) if total >= LONG_WORK && io::stderr().is_terminal() => {
                Self { bar: ProgressBar::new(total).with_style(style()) }
            }
            _ => Self::hidden(),
        }
    }

    /// A bar for `total` records of this kind, or a count of them where nobody knows how many there are.
    pub(crate) fn records(total: Option<u64>, kind: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Self::hidden();
        }
        let bar = total.map_or_else(ProgressBar::no_length, ProgressBar::new);
        let template = match total {
            Some(_) => "{msg:<16} {wide_bar} {percent:>3} %  {human_pos} of {human_len}  {eta} left",
            None => "{msg:<16} {human_pos}",
        };
        let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        Self { bar: bar.with_style(style).with_message(kind.replace('_', " ")) }
    }

    /// No bar. Results that are written to the same terminal meanwhile would tear it apart.
    pub(crate) fn hidden() -> Self {
        Self { bar: ProgressBar::hidden() }
    }

    /// So many more bytes or records are done.
    pub(crate) fn add(&self, more: u64) {
        self.bar.inc(more);
    }

    /// Like [`complain`], above the bar.
    pub(crate) fn complain(&self, message: impl fmt::Display) {
        self.bar.suspend(|| complain(message));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn style() -> ProgressStyle {
    // The template is a constant; if it were wrong, the plain bar would do.
    ProgressStyle::with_template("{wide_bar} {percent:>3} %  {bytes} of {total_bytes}  {eta} left")
        .unwrap_or_else(|_| ProgressStyle::default_bar())
}

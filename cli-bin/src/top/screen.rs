//! The terminal while it is ours. However the program ends (an error, a panic, a signal), it is given back as it was.

use std::io;

use ratatui::{DefaultTerminal, Frame};

/// The terminal in the state that a full screen needs: raw, on its other screen.
pub(super) struct Screen {
    terminal: DefaultTerminal,
}

impl Screen {
    /// Takes the terminal. Before a panic is told of it is given back, so that somebody can read it.
    pub(super) fn open() -> io::Result<Self> {
        match ratatui::try_init() {
            Ok(terminal) => Ok(Self { terminal }),
            Err(error) => {
                // Half of it may be done.
                let _ = ratatui::try_restore();
                Err(error)
            }
        }
    }

    /// Draws what has changed since the last time, in the size that the terminal has now.
    pub(super) fn draw(&mut self, draw: impl FnOnce(&mut Frame<'_>)) -> io::Result<()> {
        self.terminal.draw(draw).map(|_| ())
    }

    /// How many lines there are.
    pub(super) fn height(&self) -> u16 {
        self.terminal.size().map_or(0, |size| size.height)
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        let _ = self.terminal.show_cursor();
        // Before a panic was told of, it was given back already; a second time would put the cursor where it stood at the
        // beginning, above what was told.
        if !std::thread::panicking() {
            // A terminal that is gone needs nothing back.
            let _ = ratatui::try_restore();
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read;
    use std::num::NonZeroU16;

    use portable_pty::{CommandBuilder, PtySize, native_pty_system};

    use super::*;

    /// What the other test looks at: it is that test which runs this one, at a terminal.
    #[test]
    #[ignore = "panics, at a terminal that another test gives it"]
    fn panics() {
        let mut screen = Screen::open().unwrap();
        screen.draw(|frame| frame.render_widget("drawn before", frame.area())).unwrap();
        panic!("told afterwards");
    }

    #[test]
    fn a_panic_gives_the_terminal_back_and_can_be_read() {
        let pair =
            native_pty_system().openpty(PtySize { rows: 24, cols: 100, ..PtySize::default() }).unwrap();
        let before = format!("{:?}", pair.master.get_termios().unwrap());
        let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
        command.args([
            "--exact",
            "top::screen::tests::panics",
            "--ignored",
            "--nocapture",
            "--test-threads=1",
        ]);
        command.env("TERM", "xterm-256color");
        // It would take more lines than the terminal has.
        command.env("RUST_BACKTRACE", "0");
        let mut child = pair.slave.spawn_command(command).unwrap();
        // Without it, what is read ends when the program does.
        drop(pair.slave);
        let (mut bytes, mut part) = (Vec::new(), [0; 1_024]);
        let mut reader = pair.master.try_clone_reader().unwrap();
        while let Ok(count @ 1..) = reader.read(&mut part) {
            bytes.extend_from_slice(&part[..count]);
        }
        assert_ne!(child.wait().unwrap().exit_code(), 0);
        let size = |number| NonZeroU16::new(number).unwrap();
        let mut parser = vt100::Parser::new(size(24), size(100), 0);
        parser.process(&bytes);
        let screen = parser.screen();
        let text = screen.contents();
        assert!(!screen.alternate_screen() && !screen.hide_cursor(), "{text}");
        assert!(text.contains("told afterwards") && !text.contains("drawn before"), "{text}");
        assert_eq!(format!("{:?}", pair.master.get_termios().unwrap()), before);
    }
}
